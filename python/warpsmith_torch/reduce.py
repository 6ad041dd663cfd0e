"""Answers `reduce`: smaller sizes at which a module does the same."""

from __future__ import annotations

import time
from typing import Any, Dict, List, Sequence

from .fixed_tensors import stays_larger
from .size_search import TIERS, SizeSearch, restored
from .trial import Sizes, Trials

_SECONDS = 25.0
# A module of more steps takes half a second to outline; then there is no time for every tier.
_MANY_STEPS = 1500


def reduce(file: str, model: str, most_elements: float, most_operations: float, wanted: int) -> Dict[str, Any]:
    """Up to `wanted` sets of sizes within the limits, the roomiest first.

    Where there is none, `why` says so and `smallest` has the sizes that come nearest.
    """
    trials = Trials(file, model)
    slow = trials.base.steps > _MANY_STEPS

    def fits(sizes: Sizes) -> bool:
        found = trials.at(sizes)
        return found is not None and found.most_elements <= most_elements and found.operations <= most_operations

    if fits(trials.full):
        return {"sizes": [trials.full]}
    search = SizeSearch(trials, time.monotonic() + _SECONDS)
    tiers = [] if stays_larger(trials, search.movable, most_elements) else _tiers(wanted, slow)
    good: List[Sizes] = []
    flat: List[Sizes] = []
    smallest, smallest_sizes = trials.base, trials.full
    for tier in tiers:
        if (len(good) >= wanted and not slow) or not search.in_time():
            break
        sizes = search.assign(tier)
        found = trials.at(sizes)
        if found is not None and found.operations < smallest.operations:
            smallest, smallest_sizes = found, sizes
        if not fits(sizes):
            if slow:
                break  # roomier tiers fit even less
            continue
        # Back at their own value first; a bound of whole numbers may have to follow the size it indexes, though.
        # That costs outlines at full size, for which a slow module has no time.
        for tried in ([] if slow else [restored(trials, sizes)]) + [sizes]:
            kind = {"good": good, "flat": flat}.get(trials.really(tried))
            if kind is not None:
                if tried not in kind:
                    kind.insert(0 if slow else len(kind), tried)
                break
    # Outputs that are all equal are the module's own way where no sizes give others.
    chosen = (good + flat if good else flat)[:wanted]
    if chosen:
        return {"sizes": chosen}
    why = (
        f"Expected sizes with at most {most_elements:.0f} elements a tensor and {most_operations:.0f} operations,"
        f" but the smallest found have {smallest.most_elements} and {smallest.operations}."
    )
    return {"sizes": [], "why": why, "smallest": smallest_sizes}


def _tiers(wanted: int, slow: bool) -> List[Sequence[int]]:
    """From roomy to tight, and for further sets again without their first targets; for a slow module from tight on."""
    if slow:
        return list(reversed(TIERS))
    return [tier[skip:] for skip in range(wanted) for tier in TIERS if len(tier) > skip]
