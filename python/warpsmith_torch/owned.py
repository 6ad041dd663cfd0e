"""All tensors that belong to a module: parameters, buffers, and plain attributes, which are its values just as well."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Tuple

import torch


def owned_tensors(model: torch.nn.Module) -> Iterator[Tuple[str, str, torch.Tensor]]:
    """(origin, path, tensor) in the order of the protocol; a tensor under several names comes with each of them.

    A tensor that a module keeps as a plain attribute (self.hidden = torch.randn(…)) counts as a buffer: without it a
    kernel can't compute the same.
    """
    for path, tensor in model.named_parameters(remove_duplicate=False):
        yield "parameter", path, tensor
    for path, tensor in model.named_buffers(remove_duplicate=False):
        yield "buffer", path, tensor
    for prefix, module in model.named_modules():
        for name, value in module.__dict__.items():
            if isinstance(value, torch.Tensor):
                yield "buffer", f"{prefix}.{name}" if prefix else name, value


def tensors_of(model: torch.nn.Module) -> Dict[str, torch.Tensor]:
    """The tensors by path; the module's own objects, not copies."""
    return {path: tensor for _, path, tensor in owned_tensors(model)}


def has_listed_tensors(model: torch.nn.Module) -> bool:
    """Whether a module keeps tensors in lists, whose values only a real constructor gives."""
    return any(_is_list_of_tensors(value) for module in model.modules() for value in module.__dict__.values())


def _is_list_of_tensors(value: Any) -> bool:
    return type(value) in (list, tuple) and any(isinstance(item, torch.Tensor) for item in value)
