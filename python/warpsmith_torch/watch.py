"""Watches one forward pass: what it writes to, whether it draws, how much work it is."""

from __future__ import annotations

from typing import Any, Dict, Set

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from .factories import block_of, written_tensors


class ForwardWatch(TorchDispatchMode):
    """Counts operations and elements made, and notes which memory is written to and whether random numbers are drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.written: Set[int] = set()
        self.random = False
        self.elements = 0
        self.steps = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        self.steps += 1
        for tensor in written_tensors(func, args, kwargs):
            self.written.add(block_of(tensor))
        if torch.Tag.nondeterministic_seeded in func.tags and not _drops_nothing(func, args, kwargs):
            self.random = True
        result = func(*args, **kwargs)
        if not func.is_view:
            for item in result if isinstance(result, (list, tuple)) else (result,):
                if isinstance(item, torch.Tensor):
                    self.elements += item.numel()
        return result


def _drops_nothing(func: Any, args: Any, kwargs: Dict[str, Any]) -> bool:
    """Whether an operation that could draw has nothing to draw: attention and recurrent layers with dropout 0."""
    for index, argument in enumerate(func._schema.arguments):
        if argument.name in ("dropout_p", "dropout"):
            value = kwargs.get(argument.name, args[index] if index < len(args) else argument.default_value)
            return value == 0
    return False
