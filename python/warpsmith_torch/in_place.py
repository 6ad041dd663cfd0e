"""Makes tensors on their device: a CPU draws one number after the other, and for gigabytes that takes long."""

from __future__ import annotations

from typing import Callable, Sequence, TypeVar

import torch

from .protocol import Failure

Made = TypeVar("Made")


def made_in_place(place: torch.device, make: Callable[[], Made], instead: Sequence[str] = ("module-failed",)) -> Made:
    """What `make` makes, on the device where the file can, else where the file says; failures but `instead` are raised."""
    try:
        with place:
            return make()
    except Failure as failure:
        if place.type == "cpu" or failure.code not in instead:
            raise
    # Not within the handler, whose exception holds what was made so far.
    return make()
