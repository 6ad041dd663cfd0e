"""Moves what a module's operations come to, to see how far its outputs go when intermediates are off by roundings.

That is Monte Carlo arithmetic (D. Stott Parker, "Monte Carlo Arithmetic: exploiting randomness in floating-point
arithmetic", UCLA CSD-970002, 1997), with a whole operation of PyTorch in place of an addition. Moving the inputs alone
does not tell: what they add up to may be large beside what a norm leaves of it, and it is that sum that is rounded.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import Any, Iterator, Mapping, Optional, Tuple

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from .cell_by_cell import CellByCell

# Elements that are moved at once: beside tensors of gigabytes there is no room for as many directions.
_CHUNK = 2**21
_LEAST_NORMAL = 2.0**-126


@contextmanager
def moving(share: float, seed: int, overflow: bool, device: torch.device) -> Iterator[None]:
    """While it is entered, operations come to what f32 might have made of them; `Roundings` says how."""
    with CellByCell(), Roundings(share, seed, overflow, device):
        yield


class Roundings(TorchDispatchMode):
    """While it is entered, what an operation has to round to f32 is moved by an RMS share of its size.

    Results in f64 show it: a maximum of f32 numbers, a copy, a sum of small whole numbers is a number of f32 again and
    stays. So does what f32 has as zero, and what it has as infinite, unless `overflow` makes it so. Of results in f32 it
    can't be told, and all of them are moved.
    """

    def __init__(self, share: float, seed: int, overflow: bool, device: torch.device) -> None:
        super().__init__()
        self._overflow = overflow
        self._generator = torch.Generator(device).manual_seed(seed)
        # Even numbers from -1 to 1 have an RMS of 1 / sqrt(3).
        self._most = share * 3**0.5

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Tuple[Any, ...] = (), kwargs: Optional[Mapping[str, Any]] = None
    ) -> Any:
        if func in _STEPS:
            with self:
                return _STEPS[func](*args, **(kwargs or {}))
        results = func(*args, **(kwargs or {}))
        given = {tensor.untyped_storage().data_ptr() for tensor in _tensors([args, kwargs])}
        # What nothing was given for is made, not worked out; what only looks at memory has no numbers of its own.
        if given:
            for tensor in _tensors(results):
                if func._schema.is_mutable or tensor.untyped_storage().data_ptr() not in given:
                    self._move(tensor)
        return results

    def _move(self, tensor: torch.Tensor) -> None:
        if tensor.dtype not in (torch.float32, torch.float64) or tensor.device.type != self._generator.device.type:
            return
        # An expanded tensor would be moved once for each time that it is seen.
        if tensor.numel() == 0 or any(stride == 0 and size > 1 for stride, size in zip(tensor.stride(), tensor.shape)):
            return
        for part in _parts(tensor):
            factors = torch.empty(part.shape, dtype=torch.float64, device=part.device)
            factors.uniform_(1 - self._most, 1 + self._most, generator=self._generator)
            value = part.double()
            moved = _apart(factors.mul_(value), value)
            stays = moved.abs() < _LEAST_NORMAL
            if not self._overflow:
                stays |= ~torch.isfinite(moved) | ~torch.isfinite(value.float())
            if part.dtype == torch.float64:
                stays |= value.float().double() == value
            part.copy_(torch.where(stays, part, moved.to(part.dtype)))


def _apart(moved: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """The nearest numbers of f32, in f64. One that would end where it began goes a step: nothing stays by chance."""
    nearest, before = moved.float(), value.float()
    towards = torch.where(moved > value, math.inf, -math.inf).to(torch.float32)
    return torch.where((nearest == before) & torch.isfinite(before), torch.nextafter(before, towards), nearest).double()


def _gelu(x: torch.Tensor, *, approximate: str = "none") -> torch.Tensor:
    """In the steps that PyTorch takes, of which one cancels: what is left of 1 - 0.99994 has lost four digits."""
    inner = torch.erf(x * 0.5**0.5) if approximate == "none" else torch.tanh((2 / math.pi) ** 0.5 * (x + 0.044715 * x**3))
    return 0.5 * x * (1 + inner)


def _mean(
    x: torch.Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Optional[torch.dtype] = None
) -> torch.Tensor:
    """Of equal numbers it is one of them, exactly; their sum is rounded all the same, and on a GPU the reciprocal is."""
    total = torch.ops.aten.sum.dim_IntList(x, dim, keepdim, dtype=dtype)
    count = torch.full((), x.numel() / max(1, total.numel()), dtype=total.dtype, device=total.device)
    return total * count.reciprocal()


# Operations that hide what is rounded on the way.
_STEPS = {
    torch.ops.aten.gelu.default: _gelu,
    torch.ops.aten.mean.default: _mean,
    torch.ops.aten.mean.dim: _mean,
}


def _tensors(nest: Any) -> Iterator[torch.Tensor]:
    if isinstance(nest, torch.Tensor):
        if nest.is_floating_point():
            yield nest
    elif isinstance(nest, Mapping):
        for each in nest.values():
            yield from _tensors(each)
    elif isinstance(nest, (list, tuple)):
        for each in nest:
            yield from _tensors(each)


def _parts(tensor: torch.Tensor) -> Iterator[torch.Tensor]:
    """The tensor in parts of at most a chunk, along its first dimensions."""
    if tensor.numel() <= _CHUNK:
        yield tensor
        return
    dim = next(dim for dim, size in enumerate(tensor.shape) if size > 1)
    rows = max(1, _CHUNK * tensor.shape[dim] // tensor.numel())
    for part in tensor.split(rows, dim):
        yield from _parts(part)
