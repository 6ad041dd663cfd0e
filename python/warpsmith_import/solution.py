"""What a solution's file says: its CUDA texts, its class, its sizes."""

from __future__ import annotations

import ast
from typing import Any, Dict, List, Mapping, Optional

from warpsmith_torch.sizes import find_sizes

from .host_code import HostCode
from .texts import Text, assigned_once, text_of

Json = Dict[str, Any]


def read_solution(source: bytes, file: str, model: str, sizes: bool) -> Json:
    """The JSON that `lib/import/solution.ts` describes. Raises SyntaxError or ValueError where it is no Python."""
    tree = ast.parse(source, filename=file)
    found_sizes = _named_sizes(tree) if sizes else {}
    modules = _imported(tree)
    names = assigned_once(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_load(node, modules)]
    code = HostCode(lambda node: calls.index(node) if node in calls else None, modules, _autograd_names(tree))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    chosen = next((node for node in classes if node.name == model), None)
    return {
        "extensions": [_extension(call, names) for call in calls],
        "model": None if chosen is None else _model(chosen, code),
        "classes": [node.name for node in classes],
        "globals": _globals(tree.body, code),
        "functions": {
            **{node.name: code.function(node) for node in tree.body if isinstance(node, ast.FunctionDef)},
            **_autograd_functions(classes, code),
        },
        "sizes": found_sizes,
    }


def _is_autograd(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Function") for base in node.bases)


def _autograd_names(tree: ast.Module) -> Dict[str, str]:
    return {node.name: f"{node.name}.apply" for node in tree.body if isinstance(node, ast.ClassDef) and _is_autograd(node)}


def _autograd_functions(classes: List[ast.ClassDef], code: HostCode) -> Dict[str, Json]:
    """What `Function.apply` does forward, by that name; what it keeps for the way back is left out."""
    found: Dict[str, Json] = {}
    for node in classes:
        for item in node.body:
            if _is_autograd(node) and isinstance(item, ast.FunctionDef) and item.name == "forward" and item.args.args:
                context = item.args.args[0].arg
                body = [each for each in item.body if not _is_about(each, context)] or [ast.Pass()]
                given = ast.arguments(**{**dict(ast.iter_fields(item.args)), "args": item.args.args[1:]})
                fields = {**dict(ast.iter_fields(item)), "args": given, "body": body}
                found[f"{node.name}.apply"] = code.function(ast.copy_location(ast.FunctionDef(**fields), item))
    return found


def _is_about(statement: ast.stmt, name: str) -> bool:
    """`ctx.save_for_backward(…)` and `ctx.n = …`."""
    parts = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "value", None)]
    return all(part is not None and ast.unparse(part).startswith(f"{name}.") for part in parts)


def _globals(statements: List[ast.stmt], code: HostCode) -> Dict[str, Json]:
    """Values by name, the last one of each. What is tried is taken to go well."""
    found: Dict[str, Json] = {}
    for statement in code.statements([each for each in statements if not _is_main(each)]):
        _add_global(statement, found)
    return found


def _add_global(statement: Json, found: Dict[str, Json]) -> None:
    if statement["kind"] == "expression" and statement["value"]["kind"] == "assign":
        target, value = statement["value"]["target"], statement["value"]["value"]
        if target["kind"] == "name":
            plain = statement["value"]["op"] == "="
            found[target["name"]] = value if plain else _unread(statement, "a global that is changed")
    elif statement["kind"] == "block":
        for inner in statement["body"]:
            _add_global(inner, found)
    elif statement["kind"] == "if":
        _add_branches(statement, found)


def _add_branches(statement: Json, found: Dict[str, Json]) -> None:
    """The first branch where a device is asked for; else what only one of them sets can't be told."""
    first: Dict[str, Json] = {}
    for inner in statement["then"]:
        _add_global(inner, first)
    if _asks_for_device(statement["condition"]):
        found.update(first)
        return
    for inner in statement["otherwise"]:
        _add_global(inner, first)
    found.update({name: _unread(statement, f"{name}, which is set under a condition") for name in first})


def _asks_for_device(condition: Json) -> bool:
    return condition["kind"] == "call" and condition["callee"].get("name") == "torch.cuda.is_available"


def _unread(statement: Json, what: str) -> Json:
    return {"kind": "unread", "line": statement["line"], "what": what}


def _is_main(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test)


def _named_sizes(tree: ast.Module) -> Dict[str, int]:
    """Values by name; each place that has one refers to the name from now on."""
    sizes = find_sizes(tree)
    for size in sizes.values():
        for parent, attribute, index in size.places:
            old = getattr(parent, attribute) if index is None else getattr(parent, attribute)[index]
            name = ast.copy_location(ast.Name(size.name, ast.Load()), old)
            if index is None:
                setattr(parent, attribute, name)
            else:
                getattr(parent, attribute)[index] = name
    return {name: size.value for name, size in sizes.items()}


def _imported(tree: ast.Module) -> Dict[str, str]:
    """What each imported name stands for: {"nn": "torch.nn", "torch": "torch"}."""
    found: Dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def _is_load(node: ast.Call, modules: Mapping[str, str]) -> bool:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr == "load_inline"
    return isinstance(function, ast.Name) and modules.get(function.id, function.id).endswith("load_inline")


_POSITIONS = ["name", "cpp_sources", "cuda_sources", "functions", "extra_cflags", "extra_cuda_cflags"]


def _extension(call: ast.Call, names: Mapping[str, ast.AST]) -> Json:
    given: Dict[str, ast.AST] = dict(zip(_POSITIONS, call.args))
    given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
    return {
        "line": call.lineno,
        "cuda": _text(given.get("cuda_sources"), names),
        "cpp": _text(given.get("cpp_sources"), names),
        "functions": _words(given.get("functions"), names),
        "flags": _words(given.get("extra_cuda_cflags"), names) or [],
    }


def _text(node: Optional[ast.AST], names: Mapping[str, ast.AST]) -> Optional[Json]:
    """Null where there is none; without a text where it can't be told."""
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return None
    text: Optional[Text] = text_of(node, names)
    line = getattr(node, "lineno", 1)
    return {"line": line, "text": None, "lines": []} if text is None else {"line": line, "text": text.value, "lines": text.lines}



def _words(node: Optional[ast.AST], names: Mapping[str, ast.AST]) -> Optional[List[str]]:
    if isinstance(node, ast.Name):
        node = names.get(node.id)
    if isinstance(node, ast.Dict):
        parts: List[Optional[ast.expr]] = list(node.keys)
    elif isinstance(node, (ast.List, ast.Tuple)):
        parts = list(node.elts)
    else:
        parts = [node] if isinstance(node, ast.Constant) else []
    texts = [text_of(part, names) for part in parts]
    return [text.value for text in texts if text is not None] if parts else None


def _model(node: ast.ClassDef, code: HostCode) -> Json:
    methods = {item.name: code.function(item) for item in node.body if isinstance(item, ast.FunctionDef)}
    return {"name": node.name, "line": node.lineno, "methods": methods}
