"""Devices by the protocol's names."""

from __future__ import annotations

import torch

from .protocol import Failure


def device_of(name: str) -> torch.device:
    """The device "cpu" or "cuda:N"; bad-request for another, and for a GPU where torch sees none."""
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise Failure("bad-request", f"Expected the device cpu but found {name}; torch sees no GPU here.")
    try:
        return torch.device(name)
    except RuntimeError as error:
        raise Failure("bad-request", f"Expected the device cpu or cuda:0 but found {name}.") from error
