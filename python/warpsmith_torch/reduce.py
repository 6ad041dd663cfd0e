"""Answers `reduce`: smaller sizes at which a module does the same."""

from __future__ import annotations

import time
from typing import Any, Dict, List

from .size_search import TIERS, SizeSearch, restored
from .trial import Sizes, Trials

_SECONDS = 25.0


def reduce(file: str, model: str, most_elements: float, most_operations: float, wanted: int) -> Dict[str, Any]:
    """Up to `wanted` sets of sizes within the limits, the roomiest first; where there is none, `why` says so and
    `smallest` is the nearest to it."""
    deadline = time.monotonic() + _SECONDS
    trials = Trials(file, model)

    def fits(sizes: Sizes) -> bool:
        found = trials.at(sizes)
        return found is not None and found.most_elements <= most_elements and found.operations <= most_operations

    if fits(trials.full):
        return {"sizes": [trials.full]}
    search = SizeSearch(trials, deadline)
    good: List[Sizes] = []
    flat: List[Sizes] = []
    smallest, smallest_sizes = trials.base, trials.full
    for tier in _tiers(wanted):
        if len(good) >= wanted or not search.in_time():
            break
        sizes = search.assign(tier)
        found = trials.at(sizes)
        if found is not None and found.operations < smallest.operations:
            smallest, smallest_sizes = found, sizes
        if not fits(sizes):
            continue
        # Back at their own value first; a bound of whole numbers may have to follow the size it indexes, though.
        for tried in (restored(trials, sizes), sizes):
            verdict = trials.really(tried)
            kind = {"good": good, "flat": flat}.get(verdict)
            if kind is not None:
                if tried not in kind:
                    kind.append(tried)
                break
    # Outputs that are all equal are the module's own way where no sizes give others.
    chosen = (good + flat)[:wanted] if good else flat[:wanted]
    if chosen:
        return {"sizes": chosen}
    why = (
        f"Expected sizes with at most {most_elements:.0f} elements a tensor and {most_operations:.0f} operations, but the"
        f" smallest found have {smallest.most_elements} and {smallest.operations}."
    )
    return {"sizes": [], "why": why, "smallest": smallest_sizes}


def _tiers(wanted: int) -> List[Any]:
    """The tiers, and for further sets of sizes the same ones without their first targets."""
    return [tier[skip:] for skip in range(wanted) for tier in TIERS if len(tier) > skip]
