"""Python's expressions and statements in the form that `lib/import/syntax.ts` describes."""

from __future__ import annotations

import ast
from typing import Any, Callable, Dict, List, Mapping, Optional

Json = Dict[str, Any]

_BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "true/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}
_COMPARED = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "==",
    ast.IsNot: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Not: "!"}


class HostCode:
    """Writes trees as JSON.

    `extension` says which load_inline a call is, `modules` which names are imported, and `autograd` what functions the
    `apply` of own classes is.
    """

    def __init__(
        self,
        extension: Callable[[ast.Call], Optional[int]],
        modules: Mapping[str, str],
        autograd: Mapping[str, str],
    ) -> None:
        self._extension = extension
        self._modules = modules
        self._autograd = autograd

    def expression(self, node: ast.AST) -> Json:
        found = self._expression(node)
        return {"line": getattr(node, "lineno", 1), **(found or {"kind": "unread", "what": _shown(node)})}

    def _expression(self, node: ast.AST) -> Optional[Json]:
        if isinstance(node, ast.Constant):
            return _constant(node.value)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._name(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self._slice(node, node.slice)
        if isinstance(node, ast.Subscript) and any(isinstance(part, ast.Slice) for part in ast.walk(node.slice)):
            return None
        if isinstance(node, ast.Subscript):
            return {"kind": "index", "of": self.expression(node.value), "index": self.expression(node.slice)}
        if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
            return {"kind": "unary", "op": _UNARY[type(node.op)], "of": self.expression(node.operand)}
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            return self._binary(_BINARY[type(node.op)], node.left, node.right)
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARED:
            return self._binary(_COMPARED[type(node.ops[0])], node.left, node.comparators[0])
        if isinstance(node, ast.BoolOp):
            return self._bools("&&" if isinstance(node.op, ast.And) else "||", node.values)
        if isinstance(node, ast.IfExp):
            then, otherwise = self.expression(node.body), self.expression(node.orelse)
            return {"kind": "conditional", "condition": self.expression(node.test), "then": then, "otherwise": otherwise}
        if isinstance(node, (ast.Tuple, ast.List)):
            return {"kind": "list", "items": [self.expression(item) for item in node.elts]}
        return None

    def _slice(self, node: ast.Subscript, part: ast.Slice) -> Optional[Json]:
        """`x[a:b]` as a call of `x.slice(a, b)`."""
        if part.step is not None:
            return None
        nothing = {"kind": "name", "line": node.lineno, "name": "nullptr"}
        ends = [nothing if end is None else self.expression(end) for end in (part.lower, part.upper)]
        callee = {"kind": "member", "line": node.lineno, "of": self.expression(node.value), "name": "slice"}
        return {"kind": "call", "callee": callee, "args": ends, "named": {}}

    def _binary(self, op: str, left: ast.AST, right: ast.AST) -> Json:
        return {"kind": "binary", "op": op, "left": self.expression(left), "right": self.expression(right)}

    def _bools(self, op: str, values: List[ast.expr]) -> Json:
        found = self.expression(values[0])
        for value in values[1:]:
            line = value.lineno
            found = {"kind": "binary", "line": line, "op": op, "left": found, "right": self.expression(value)}
        return found

    def _name(self, node: ast.AST) -> Json:
        """`torch.empty` is one name where torch is imported, `x.shape` a member."""
        if isinstance(node, ast.Name):
            return {"kind": "name", "name": self._modules.get(node.id, node.id)}
        assert isinstance(node, ast.Attribute)
        of = self.expression(node.value)
        if of["kind"] == "name" and node.attr == "apply" and of["name"] in self._autograd:
            return {"kind": "name", "name": self._autograd[of["name"]]}
        if of["kind"] == "name" and of["name"].split(".")[0] in self._modules.values():
            return {"kind": "name", "name": f"{of['name']}.{node.attr}"}
        return {"kind": "member", "of": of, "name": node.attr}

    def _call(self, node: ast.Call) -> Json:
        extension = self._extension(node)
        if extension is not None:
            return {"kind": "extension", "index": extension}
        named = {keyword.arg: self.expression(keyword.value) for keyword in node.keywords if keyword.arg}
        if len(named) < len(node.keywords):
            return {"kind": "unread", "what": _shown(node)}
        args = [self.expression(argument) for argument in node.args]
        return {"kind": "call", "callee": self.expression(node.func), "args": args, "named": named}

    def statements(self, nodes: List[ast.stmt]) -> List[Json]:
        return [statement for node in nodes for statement in self._statement(node)]

    def _statement(self, node: ast.stmt) -> List[Json]:
        line = node.lineno
        if isinstance(node, (ast.Pass, ast.Assert, ast.Import, ast.ImportFrom, ast.Delete)):
            return []
        if isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Constant):
                return []
            return [{"kind": "expression", "line": line, "value": self.expression(node.value)}]
        if isinstance(node, ast.Assign):
            return [self._assign(line, "=", target, node.value) for target in node.targets]
        if isinstance(node, ast.AnnAssign):
            return [] if node.value is None else [self._assign(line, "=", node.target, node.value)]
        if isinstance(node, ast.AugAssign) and type(node.op) in _BINARY:
            return [self._assign(line, _BINARY[type(node.op)] + "=", node.target, node.value)]
        if isinstance(node, ast.Return):
            value = None if node.value is None else self.expression(node.value)
            return [{"kind": "return", "line": line, "value": value}]
        if isinstance(node, ast.If):
            then, otherwise = self.statements(node.body), self.statements(node.orelse)
            condition = self.expression(node.test)
            return [{"kind": "if", "line": line, "condition": condition, "then": then, "otherwise": otherwise}]
        if isinstance(node, ast.With):
            return [{"kind": "block", "line": line, "body": self.statements(node.body)}]
        if isinstance(node, ast.Try):
            # What is tried is taken to go well.
            return self.statements([*node.body, *node.orelse, *node.finalbody])
        if isinstance(node, ast.Raise):
            return [{"kind": "throw", "line": line}]
        return [{"kind": "unread", "line": line, "what": _shown(node)}, *self._unread_targets(node)]

    def _unread_targets(self, node: ast.stmt) -> List[Json]:
        """What an unread statement may set has a value that is not known, for a constructor that goes on behind it."""
        targets = [
            part
            for part in ast.walk(node)
            if isinstance(part, (ast.Name, ast.Attribute)) and isinstance(part.ctx, ast.Store)
        ]
        return [self._assigned(node.lineno, "=", target, {"kind": "unread", "what": _shown(node)}) for target in targets]

    def _assign(self, line: int, op: str, target: ast.AST, value: ast.AST) -> Json:
        return self._assigned(line, op, target, self.expression(value))

    def _assigned(self, line: int, op: str, target: ast.AST, value: Json) -> Json:
        assigned = {"op": op, "target": self.expression(target), "value": {"line": line, **value}}
        return {"kind": "expression", "line": line, "value": {"kind": "assign", "line": line, **assigned}}

    def function(self, node: ast.FunctionDef) -> Json:
        """Without the first parameter where that is self."""
        given = node.args.args
        defaults: List[Optional[ast.expr]] = [None] * (len(given) - len(node.args.defaults)) + list(node.args.defaults)
        pairs = list(zip(given, defaults)) + list(zip(node.args.kwonlyargs, node.args.kw_defaults))
        parameters = [
            {
                "name": parameter.arg,
                "type": None,
                "byReference": False,
                "initial": None if default is None else self.expression(default),
            }
            for parameter, default in pairs
            if parameter.arg != "self"
        ]
        return {"name": node.name, "line": node.lineno, "parameters": parameters, "body": self.statements(node.body)}


def _constant(value: Any) -> Optional[Json]:
    if value is None or isinstance(value, bool):
        return {"kind": "name", "name": {None: "nullptr", True: "true", False: "false"}[value]}
    if isinstance(value, int):
        # Beyond it, JSON's reader would round.
        return {"kind": "number", "value": value, "real": False} if abs(value) < 2**53 else None
    if isinstance(value, float):
        return {"kind": "number", "value": value, "real": True} if abs(value) < float("inf") else None
    return {"kind": "string", "value": value} if isinstance(value, str) else None


def _shown(node: ast.AST) -> str:
    words = " ".join(ast.unparse(node).split())
    return words if len(words) <= 80 else words[:79] + "…"
