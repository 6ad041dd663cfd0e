"""Finds smaller sizes by trying: first all at once, then one after the other, then those of equal value together."""

from __future__ import annotations

import re
import time
from itertools import combinations
from typing import Iterator, List, Sequence

from .outline import Outline
from .trial import Sizes, Trials

# They say how something is computed and not how large it is; an error of a kernel in them shows at any size.
_KEPT = re.compile(r"kernel|stride|padding|dilation|group|head|ratio|layers$|seed", re.IGNORECASE)
_MOST_KEPT = 64
# Few groups, so that each has many members: a norm of two is a sign, which no rounding of theirs is small beside.
_GROUPS = re.compile(r"group", re.IGNORECASE)
_MOST_GROUPS = 8
_FEW_GROUPS = 4
_SMALLEST = 5
_STEPS = (2, 4, 8, 16, 32)
_STUCK = 16

# Odd and different, so that no tile divides them and no two are mistaken for each other; from roomy to tight.
TIERS: Sequence[Sequence[int]] = (
    (129, 67, 49, 37, 29, 21, 19, 17, 13, 11, 9, 7, 5, 3),
    (67, 37, 29, 21, 19, 17, 13, 11, 9, 7, 5, 3),
    (37, 21, 19, 17, 13, 11, 9, 7, 5, 3),
    (21, 17, 13, 11, 9, 7, 5, 3),
    (13, 11, 9, 7, 5, 3),
    (9, 7, 5, 3),
    (5, 3, 2),
    (2,),
)


class SizeSearch:
    """Assigns to each size that may change a value near a target of its tier."""

    def __init__(self, trials: Trials, deadline: float) -> None:
        self._trials = trials
        self._deadline = deadline
        full = trials.full
        self.movable: List[str] = sorted(
            (name for name, value in full.items() if value >= _SMALLEST and not _is_kept(name, value)),
            key=lambda name: -full[name],
        )
        self._kept_values = sorted({value for name, value in full.items() if name not in self.movable and value > 1})

    def in_time(self) -> bool:
        return time.monotonic() < self._deadline

    def assign(self, tier: Sequence[int]) -> Sizes:
        """Sizes at which the module runs, as near to the tier's targets as it allows."""
        targets = self._targets(tier)
        at_once = {**self._trials.full, **targets}
        if self._trials.at(at_once) is not None:
            return at_once
        sizes = dict(self._trials.full)
        for name in self.movable:
            self._settle([name], targets[name], sizes)
        # What one had to stay for may be smaller by now: a longest sequence, a width of several heads.
        for name in self.movable:
            if sizes[name] > (4 if targets[name] > 5 else 2) * targets[name]:
                self._settle([name], targets[name], sizes)
        for value in sorted(set(self._trials.full.values()), reverse=True):
            stuck = [name for name in self.movable if self._trials.full[name] == value and sizes[name] == value]
            if len(stuck) > 1:
                self._settle(stuck, targets[stuck[0]], sizes)
        self._shrink_pairs(sizes)
        return sizes

    def _targets(self, tier: Sequence[int]) -> Sizes:
        unused = list(tier)
        targets: Sizes = {}
        for name in self.movable:
            full = self._trials.full[name]
            if _GROUPS.search(name):
                targets[name] = min(_FEW_GROUPS, tier[0])
                continue
            target = next((value for value in unused if value < full), None)
            if target is None:
                target = min(full, tier[-1])
            else:
                unused.remove(target)
            targets[name] = target
        return targets

    def _settle(self, names: List[str], target: int, sizes: Sizes) -> None:
        for value in self._candidates(names, target, sizes):
            if not self.in_time():
                return
            if self._trials.at({**sizes, **{name: value for name in names}}) is not None:
                sizes.update({name: value for name in names})
                return

    def _shrink_pairs(self, sizes: Sizes) -> None:
        """Divides pairs that only move together, such as channels that must be twice the width."""
        stuck = [name for name in self.movable if sizes[name] == self._trials.full[name] > _STUCK]
        for left, right in combinations(stuck, 2):
            for divisor in (8, 4, 2):
                if not self.in_time() or sizes[left] % divisor or sizes[right] % divisor:
                    continue
                tried = {**sizes, left: sizes[left] // divisor, right: sizes[right] // divisor}
                if self._trials.at(tried) is not None:
                    sizes.update(tried)
                    break

    def _candidates(self, names: List[str], target: int, sizes: Sizes) -> Iterator[int]:
        full, now = self._trials.full[names[0]], sizes[names[0]]
        others = {value for name, value in sizes.items() if name in self.movable and self._trials.full[name] != full}
        near = [target, target + 2, target - 2]
        for step in [*self._kept_values, *_STEPS, *sorted(others)]:
            # Channels in groups stay several a group, as long as there is room for it.
            multiple = max(2 if full > step and target > 2 else 1, round(target / step))
            near += [step * (multiple | 1), step * multiple, step * (multiple + 1)]
        near += self._kept_values
        near += [2 * target + 1, 4 * target + 1, 8 * target + 1, full // 16, full // 8, full // 4, full // 2]
        seen = set()
        # Values that no other size has come first, so that sizes which differ go on differing.
        for taken in (False, True):
            for value in near:
                if 2 <= value < now and value not in seen and (value in others) == taken:
                    seen.add(value)
                    yield value


def _is_kept(name: str, value: int) -> bool:
    most = _MOST_GROUPS if _GROUPS.search(name) else _MOST_KEPT
    return value <= most and _KEPT.search(name) is not None


def restored(trials: Trials, sizes: Sizes) -> Sizes:
    """The sizes with each of them back at its own value that no shape and no work depends on."""
    found = trials.at(sizes)
    for name, full in trials.full.items():
        if sizes[name] == full:
            continue
        other = trials.at({**sizes, name: full})
        if other is not None and found is not None and _same(other, found):
            sizes = {**sizes, name: full}
    return sizes


def _same(left: Outline, right: Outline) -> bool:
    return left.operations == right.operations and _shapes(left) == _shapes(right)


def _shapes(found: Outline) -> List[List[int]]:
    return [tensor.shape for tensor in found.inputs] + [tensor.shape for tensor in found.outputs]
