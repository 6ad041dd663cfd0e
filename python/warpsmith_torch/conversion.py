"""Moves a constructed module to its device and precision."""

from __future__ import annotations

from typing import Any

import torch


def convert(module: torch.nn.Module, device: torch.device, dtype: torch.dtype) -> torch.nn.Module:
    """The same module; parameters on the meta device stay there, as every forward replaces them.

    Tensors that a module keeps as plain attributes are moved as well: module.to() leaves them where they are, and a
    module that was written for one device would then fail on another.
    """
    for inner in module.modules():
        for table in (inner._parameters, inner._buffers):
            for name, tensor in table.items():
                if tensor is not None:
                    table[name] = _as_parameter(tensor, _moved(tensor.detach(), device, dtype))
        for name, value in list(inner.__dict__.items()):
            if isinstance(value, torch.Tensor):
                inner.__dict__[name] = _moved(value.detach(), device, dtype)
            elif type(value) in (list, tuple) and any(isinstance(item, torch.Tensor) for item in value):
                inner.__dict__[name] = type(value)(_moved(item, device, dtype) for item in value)
    return module


def _moved(value: Any, device: torch.device, dtype: torch.dtype) -> Any:
    if not isinstance(value, torch.Tensor) or value.device.type == "meta":
        return value
    return value.to(device, dtype if value.is_floating_point() else value.dtype)


def _as_parameter(old: torch.Tensor, new: torch.Tensor) -> torch.Tensor:
    return torch.nn.Parameter(new, requires_grad=False) if isinstance(old, torch.nn.Parameter) else new
