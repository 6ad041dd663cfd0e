"""Finds how the values of parameters and buffers are spread, where their making does not tell."""

from __future__ import annotations

import math
from typing import List, Optional

import torch

from .factories import MADE, Draw
from .inputs import Input
from .module_file import ModuleFile
from .outline import bytes_of
from .owned import tensors_of

MOST_CONSTRUCTED_BYTES = 4 * 2**30
_SAMPLE = 1_000_000


def settle_draws(source: ModuleFile, inputs: List[Input]) -> None:
    """Gives a draw to every input that has none yet, from a real construction of the model where it is below 4 GiB."""
    unknown = [entry for entry in inputs if entry.draw is None]
    if not unknown:
        return
    owned = [entry for entry in inputs if entry.origin != "argument"]
    if bytes_of(owned) > MOST_CONSTRUCTED_BYTES:
        for entry in unknown:
            entry.draw = MADE
        return
    values = tensors_of(source.construct())
    for entry in unknown:
        tensor = values[entry.path].detach()
        constant = _constant(tensor)
        # The values of a buffer mean something (a mask, an index): none but its own will do.
        entry.draw = constant or (MADE if entry.origin == "buffer" else estimate(tensor))


def estimate(tensor: torch.Tensor) -> Draw:
    """The draw that the values look like: uniform where both ends are sqrt(3) standard deviations out, else normal."""
    flat = tensor.reshape(-1)
    if tensor.dtype == torch.bool:
        return {"bernoulli": float(flat.double().mean())}
    if not tensor.dtype.is_floating_point:
        return {"integers": [int(flat.min()), int(flat.max())]}
    sample = flat[:: max(1, flat.numel() // _SAMPLE)].double()
    mean, spread = float(sample.mean()), float(sample.std(unbiased=False))
    if not (math.isfinite(mean) and math.isfinite(spread)):
        return MADE
    low, high, reach = float(sample.min()), float(sample.max()), math.sqrt(3) * spread
    if abs(abs(low) - reach) <= 0.05 * reach and abs(abs(high) - reach) <= 0.05 * reach:
        return {"uniform": [low, high]}
    return {"normal": [mean, spread]}


def _constant(tensor: torch.Tensor) -> Optional[Draw]:
    flat = tensor.reshape(-1)
    if flat.numel() == 0:
        return {"constant": 0}
    first = flat[0]
    if not math.isfinite(float(first)) or not bool((flat == first).all()):
        return None
    return {"constant": float(first) if tensor.dtype.is_floating_point else int(first)}
