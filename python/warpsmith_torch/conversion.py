"""Moves a constructed module to its device and precision, and lets its tensors be those of a call."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Dict, Iterator, Mapping

import torch

from .owned import tensors_of


def empty_out(module: torch.nn.Module, device: torch.device, dtype: torch.dtype) -> None:
    """Leaves the module with tensors that hold nothing, since every call brings its own.

    Tensors in lists can't be brought; they are moved and converted, which module.to() does not do.
    """
    hollow: Dict[int, torch.Tensor] = {}
    originals = []  # kept, so that no id comes back
    for inner in module.modules():
        for names in (inner._parameters, inner._buffers, inner.__dict__):
            for name, tensor in list(names.items()):
                if not isinstance(tensor, torch.Tensor):
                    continue
                originals.append(tensor)
                if id(tensor) not in hollow:
                    hollow[id(tensor)] = _emptied(tensor, device, dtype)
                if hollow[id(tensor)] is not tensor:
                    # By attribute: recurrent layers keep a list of their weights that follows from it.
                    setattr(inner, name, hollow[id(tensor)])
    own = {id(tensor) for tensor in hollow.values()}
    for inner in module.modules():
        for name, value in list(inner.__dict__.items()):
            if type(value) in (list, tuple) and any(isinstance(item, torch.Tensor) for item in value):
                inner.__dict__[name] = type(value)(_moved(item, device, dtype, own) for item in value)


@contextmanager
def filled(module: torch.nn.Module, state: Mapping[str, torch.Tensor]) -> Iterator[None]:
    """The module with these values by path as long as it lasts; what it assigns to itself meanwhile is undone.

    The tensors themselves stay the same ones and get other data: torch.func.functional_call puts others in their place,
    which a module that has them in a second place as well (recurrent layers do) does not notice.
    """
    tensors = tensors_of(module)
    empty = {path: tensors[path].data for path in state}
    before = [(names, dict(names)) for inner in module.modules() for names in (inner.__dict__, inner._buffers)]
    try:
        for path, value in state.items():
            tensors[path].data = value
        yield
    finally:
        for names, saved in before:
            names.clear()
            names.update(saved)
        for path, value in empty.items():
            tensors[path].data = value


@contextmanager
def defaults(device: torch.device, dtype: torch.dtype) -> Iterator[None]:
    """What a forward makes without saying where and in which precision is made in those of its module."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with device:
            yield
    finally:
        torch.set_default_dtype(before)


def _emptied(tensor: torch.Tensor, device: torch.device, dtype: torch.dtype) -> torch.Tensor:
    nothing = torch.empty(0, device=device, dtype=dtype if tensor.is_floating_point() else tensor.dtype)
    if tensor.device.type == "meta":  # its data can't become those of a real device
        return torch.nn.Parameter(nothing, requires_grad=False) if isinstance(tensor, torch.nn.Parameter) else nothing
    if tensor.requires_grad:
        tensor.requires_grad_(False)
    tensor.data = nothing
    return tensor


def _moved(value: Any, device: torch.device, dtype: torch.dtype, own: set) -> Any:
    if not isinstance(value, torch.Tensor) or id(value) in own or value.device.type == "meta":
        return value
    return value.detach().to(device, dtype if value.is_floating_point() else value.dtype)
