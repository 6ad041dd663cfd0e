"""What forward returned, as a flat list of named tensors."""

from __future__ import annotations

from typing import Any, Iterator, List, Tuple

import torch

from .protocol import Failure


def flatten(returned: Any) -> List[Tuple[str, torch.Tensor]]:
    """(wanted name, tensor) of every output: one is `out`, a tuple's are out0, out1, …, a dict's have their keys.

    None inside a tuple, list or dict is skipped (attention returns it for weights nobody asked for).
    Raises bad-outputs, naming what was found, for everything that is no tensor.
    """
    if isinstance(returned, torch.Tensor):
        named = [("out", returned)]
    elif isinstance(returned, dict):
        named = list(_of_dict(returned, ""))
    elif isinstance(returned, (tuple, list)):
        leaves = list(_leaves(returned))
        named = [(f"out{index}", tensor) for index, tensor in enumerate(leaves)]
    else:
        raise _no_tensor(returned)
    if not named:
        kind = type(returned).__name__
        raise Failure("bad-outputs", f"Expected forward to return a tensor but found a {kind} without any.")
    return named


def _of_dict(returned: dict, prefix: str) -> Iterator[Tuple[str, torch.Tensor]]:
    for key, value in returned.items():
        if isinstance(value, dict):
            yield from _of_dict(value, f"{prefix}{key}_")
            continue
        leaves = list(_leaves(value))
        for index, tensor in enumerate(leaves):
            yield (f"{prefix}{key}" if tensor is value else f"{prefix}{key}_{index}"), tensor


def _leaves(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif value is not None:
        raise _no_tensor(value)


def _no_tensor(value: Any) -> Failure:
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    what = "None" if value is None else f"{type(value).__name__} {shown}"
    wanted = "a tensor, or a tuple, list or dict of tensors"
    return Failure("bad-outputs", f"Expected forward to return {wanted}, but found {what}.")
