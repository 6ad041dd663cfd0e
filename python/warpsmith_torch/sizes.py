"""The whole numbers of a file that can be replaced before it runs: its sizes."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Dict, Iterator, List, Mapping, Optional, Tuple

from .protocol import Failure

_MAKERS = ("get_inputs", "get_init_inputs")


@dataclass
class Size:
    """One size: its value in the file, and each place in the tree that holds it (the node is mutated in place)."""

    name: str
    value: int
    places: List[Tuple[ast.AST, str, Optional[int]]] = field(default_factory=list)

    def replace(self, value: int) -> None:
        for parent, attribute, index in self.places:
            if index is None:
                old = getattr(parent, attribute)
                setattr(parent, attribute, ast.copy_location(ast.Constant(value), old))
            else:
                items = getattr(parent, attribute)
                items[index] = ast.copy_location(ast.Constant(value), items[index])


def find_sizes(tree: ast.Module) -> Dict[str, Size]:
    """All sizes of the file: module-level names first, then `size_1`, `size_2`, … for the makers' literals.

    A module-level tuple or list has a size for each whole number from 2 on: `shape = (4, 8)` has shape_0 and shape_1.
    """
    tree.body[:] = [single for statement in tree.body for single in _singly(statement)]
    sizes: Dict[str, Size] = {}
    for size in _module_level(tree):
        sizes[size.name] = size  # of several assignments the last is in force
    for name in _assigned_elsewhere(tree):
        sizes.pop(name, None)  # its value can't be told without running the file
    for number, size in enumerate(_literals(tree), 1):
        size.name = f"size_{number}"
        while size.name in sizes:
            size.name += "_"
        sizes[size.name] = size
    return sizes


def replace_sizes(sizes: Mapping[str, Size], values: Mapping[str, object]) -> Dict[str, int]:
    """Writes the values into the tree and returns all values in force; raises bad-request for an unknown name."""
    for name, value in values.items():
        if name not in sizes:
            known = ", ".join(sizes) or "it has none"
            raise Failure("bad-request", f"Expected a size of the file ({known}) but found {name}.")
        if isinstance(value, bool) or not isinstance(value, int):
            raise Failure("bad-request", f"Expected the size {name} to be a whole number but found {value!r}.")
        if value != sizes[name].value:
            sizes[name].replace(value)
    return {name: int(values.get(name, size.value)) for name, size in sizes.items()}  # type: ignore[call-overload]


def whole_number(node: ast.AST) -> Optional[int]:
    """The value of an expression of whole numbers, such as 2048 * 2; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = whole_number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp):
        left, right = whole_number(node.left), whole_number(node.right)
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.FloorDiv) and right != 0:
            return left // right
        if isinstance(node.op, ast.Pow) and 0 <= right <= 64:
            return left**right
        if isinstance(node.op, ast.LShift) and 0 <= right <= 64:
            return left << right
    return None


def _singly(statement: ast.stmt) -> List[ast.stmt]:
    """`height = width = 128` as two statements, so that each name can have a value of its own."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) == 1 or whole_number(statement.value) is None:
        return [statement]
    value = statement.value
    return [ast.copy_location(ast.Assign(targets=[target], value=value), statement) for target in statement.targets]


def _module_level(tree: ast.Module) -> Iterator[Size]:
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign):
            targets, value = [statement.target], statement.value
        elif isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        else:
            continue
        if len(targets) != 1 or value is None:
            continue
        target = targets[0]
        if isinstance(target, ast.Name):
            number = whole_number(value)
            if number is not None:
                yield Size(target.id, number, [(statement, "value", None)])
            else:
                yield from _elements(target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
            if len(target.elts) != len(value.elts):
                continue
            for index, (name, item) in enumerate(zip(target.elts, value.elts)):
                number = whole_number(item)
                if isinstance(name, ast.Name) and number is not None:
                    yield Size(name.id, number, [(value, "elts", index)])


def _elements(name: str, value: ast.AST) -> Iterator[Size]:
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult) and whole_number(value.right) is not None:
        value = value.left  # [1024] * 16
    if not isinstance(value, (ast.Tuple, ast.List)):
        return
    for index, item in enumerate(value.elts):
        number = whole_number(item)
        if number is not None and number >= 2:
            yield Size(f"{name}_{index}", number, [(value, "elts", index)])


def _assigned_elsewhere(tree: ast.Module) -> set:
    """Names that something other than a plain module-level assignment gives a value to."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
    for statement in tree.body:
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            names.add(statement.target.id)
    return names


def _literals(tree: ast.Module) -> List[Size]:
    """Literals from 2 on in the makers: arguments of calls, elements of lists; equal ones of a call are one."""
    found: Dict[Tuple[int, int], Size] = {}

    def visit(node: ast.AST, group: ast.AST) -> None:
        if isinstance(node, (ast.Call, ast.stmt)):
            group = node
        places: List[Tuple[ast.AST, str, Optional[int]]] = []
        if isinstance(node, ast.Call):
            places += [(node, "args", index) for index in range(len(node.args))]
        if isinstance(node, (ast.List, ast.Tuple)):
            places += [(node, "elts", index) for index in range(len(node.elts))]
        if isinstance(node, ast.keyword):
            places.append((node, "value", None))
        for parent, attribute, index in places:
            item = getattr(parent, attribute) if index is None else getattr(parent, attribute)[index]
            number = whole_number(item)
            if number is not None and number >= 2:
                found.setdefault((id(group), number), Size("", number)).places.append((parent, attribute, index))
        for child in ast.iter_child_nodes(node):
            visit(child, group)

    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name in _MAKERS:
            for inner in statement.body:
                visit(inner, inner)

    def first_place(size: Size) -> Tuple[int, int]:
        parent, attribute, index = size.places[0]
        item = getattr(parent, attribute) if index is None else getattr(parent, attribute)[index]
        return item.lineno, item.col_offset

    return sorted(found.values(), key=first_place)
