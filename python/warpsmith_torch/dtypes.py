"""warpsmith's names of dtypes."""

from __future__ import annotations

from typing import Dict

import torch

from .protocol import Failure

by_name: Dict[str, torch.dtype] = {
    "f64": torch.float64,
    "f32": torch.float32,
    "f16": torch.float16,
    "bf16": torch.bfloat16,
    "i64": torch.int64,
    "i32": torch.int32,
    "i8": torch.int8,
    "u8": torch.uint8,
    "bool": torch.bool,
}
_names = {dtype: name for name, dtype in by_name.items()}


def name_of(dtype: torch.dtype, what: str, code: str) -> str:
    """The dtype's name; raises Failure(code) that names `what` where warpsmith has none for it."""
    name = _names.get(dtype)
    if name is None:
        raise Failure(code, f"Expected {what} to be one of {', '.join(by_name)} but found {dtype}.")
    return name
