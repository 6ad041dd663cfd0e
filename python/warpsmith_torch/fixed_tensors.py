"""Finds tensors that no size of the file changes: layers that have their widths written out."""

from __future__ import annotations

from typing import Iterator, Sequence

from .trial import Trials

# A dimension below that says nothing about where it comes from.
_LEAST_TELLING = 5


def stays_larger(trials: Trials, movable: Sequence[str], most_elements: float) -> bool:
    """Whether an input has more elements than that whatever the sizes are; not where it can't be told.

    No dimension of it looks as if it came from a size, and it is the same when each size is changed that can be by itself.
    """
    values = [trials.full[name] for name in movable]
    large = {entry.name: entry.shape for entry in trials.base.inputs if entry.elements > most_elements}
    fixed = {name: shape for name, shape in large.items() if not any(_may_come_from(size, shape) for size in values)}
    for size in movable if fixed else ():
        changed = (trials.at({**trials.full, size: value}) for value in _others(trials.full[size]))
        found = next((outline for outline in changed if outline is not None), None)
        if found is not None:
            shapes = {entry.name: entry.shape for entry in found.inputs}
            fixed = {name: shape for name, shape in fixed.items() if shapes[name] == shape}
    return bool(fixed)


def _others(full: int) -> Iterator[int]:
    """Some values below it, of which one in steps, or odd, will do for most."""
    yield from dict.fromkeys(value for value in (full // 2, full // 2 + 1, full - 1, full // 4) if 2 <= value < full)


def _may_come_from(size: int, shape: Sequence[int]) -> bool:
    return any(dim >= _LEAST_TELLING and (dim % size == 0 or size % dim == 0) for dim in shape)
