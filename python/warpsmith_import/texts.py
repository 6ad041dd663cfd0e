"""Strings that can be told without running the file: literals, sums, joins, f-strings, names of such."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from typing import Dict, List, Mapping, Optional

_MOST_CHARACTERS = 1 << 22


@dataclass
class Text:
    """A string; `lines` has the number in the file of each of its lines."""

    value: str
    lines: List[int]


def text_of(node: Optional[ast.AST], names: Mapping[str, ast.AST], depth: int = 0) -> Optional[Text]:
    """The string that an expression gives; None where it can't be told. `names` are those assigned once."""
    if node is None or depth > 50:
        return None

    def inner(part: ast.AST) -> Optional[Text]:
        return text_of(part, names, depth + 1)

    if isinstance(node, ast.Constant):
        return _literal(node)
    if isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) in names:
        return inner(names[ast.unparse(node)])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined([inner(node.left), inner(node.right)])
    if isinstance(node, ast.JoinedStr):
        return _joined([inner(part) for part in node.values]) if node.values else Text("", [node.lineno])
    if isinstance(node, ast.FormattedValue) and node.format_spec is None and node.conversion == -1:
        return inner(node.value)
    if isinstance(node, (ast.List, ast.Tuple)):
        parts = [inner(part) for part in node.elts]
        return _joined([piece for part in parts for piece in (part, Text("\n", [node.lineno, node.lineno]))])
    if isinstance(node, ast.Call) and not node.keywords:
        return _called(node, inner)
    return None


def _called(node: ast.Call, inner) -> Optional[Text]:
    function = node.func
    if not isinstance(function, ast.Attribute):
        return None
    if function.attr in ("dedent", "cleandoc") and len(node.args) == 1:
        text = inner(node.args[0])
        change = textwrap.dedent if function.attr == "dedent" else inspect.cleandoc
        return None if text is None else _changed(text, change(text.value))
    text = inner(function.value)
    given = [inner(argument) for argument in node.args]
    if text is None or any(argument is None for argument in given):
        return None
    words = [argument.value for argument in given if argument is not None]
    if function.attr in ("strip", "lstrip", "rstrip") and not words:
        return _changed(text, getattr(text.value, function.attr)())
    if function.attr == "replace" and len(words) == 2 and words[0] and len(words[1]) <= 1000:
        return _changed(text, text.value.replace(words[0], words[1]))
    return None


def _changed(text: Text, value: str) -> Text:
    """Blank lines at the start may have gone; all others are where they were."""
    start = len(text.value) - len(text.value.lstrip())
    gone = text.value[:start].count("\n") - value[: len(value) - len(value.lstrip())].count("\n")
    lines = text.lines[max(0, gone) :] or text.lines[-1:]
    count = value.count("\n") + 1
    return Text(value, (lines + [lines[-1]] * count)[:count])


def _literal(node: ast.Constant) -> Optional[Text]:
    if isinstance(node.value, bool) or not isinstance(node.value, (str, int, float)):
        return None
    value = str(node.value)
    last = node.end_lineno or node.lineno
    # A literal that begins with an escaped line break has one line less than it takes.
    skipped = 1 if value.count("\n") + 1 == last - node.lineno else 0
    return Text(value, [min(node.lineno + skipped + row, last) for row in range(value.count("\n") + 1)])


def _joined(parts: List[Optional[Text]]) -> Optional[Text]:
    whole = Text("", [])
    for part in parts:
        if part is None or len(whole.value) + len(part.value) > _MOST_CHARACTERS:
            return None
        whole = Text(whole.value + part.value, whole.lines + part.lines[1:] if whole.value else part.lines)
    return whole if whole.lines else None


def assigned_once(tree: ast.AST) -> Dict[str, ast.AST]:
    """Names of a whole file, and attributes such as self.source, that one plain assignment gives a value to."""
    found: Dict[str, ast.AST] = {}
    twice = set()
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            targets = [node.target]
        for target in targets:
            if isinstance(target, (ast.Name, ast.Attribute)):
                name = ast.unparse(target)
                if name in found or isinstance(node, ast.AugAssign) or node.value is None:
                    twice.add(name)
                found[name] = node.value
    return {name: value for name, value in found.items() if name not in twice}
