"""The tensors that a module computes from: its arguments, its parameters, its buffers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

import torch

from .dtypes import name_of
from .factories import MADE, Draw, DrawRecorder, block_of
from .module_file import argument_names
from .names import Names
from .owned import owned_tensors
from .protocol import Failure


@dataclass
class Input:
    """One input. `path` is the argument's name or the parameter's; `aliases` are other paths to the same memory."""

    name: str
    origin: str
    path: str
    dtype: str
    shape: List[int]
    draw: Optional[Draw]
    block: int
    aliases: List[str] = field(default_factory=list)

    @property
    def elements(self) -> int:
        return math.prod(self.shape)


class Slot:
    """Stands for the input of that name in the list of arguments."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass
class Arguments:
    """What forward is called with: a Slot for each tensor, constants as they are."""

    slots: List[Any]
    constants: List[Dict[str, Any]]


def list_inputs(
    model: torch.nn.Module, made: List[Any], recorder: DrawRecorder
) -> Tuple[List[Input], Arguments, Names]:
    """All inputs in the order of the protocol; raises bad-inputs for what can be none."""
    names = Names()
    inputs: List[Input] = []
    arguments = Arguments([], [])
    for path, value in zip(argument_names(model, len(made)), made):
        if isinstance(value, torch.Tensor):
            entry = _input(names, "argument", path, value, recorder)
            # get_inputs() runs anew for each seed, so what has no draw can still be made.
            entry.draw = entry.draw or MADE
            inputs.append(entry)
            arguments.slots.append(Slot(entry.name))
        elif isinstance(value, (bool, int, float)):
            if not math.isfinite(value):
                raise Failure("bad-inputs", f"Expected {path} from get_inputs() to be finite but found {value}.")
            number = int(value) if isinstance(value, bool) else value
            arguments.constants.append({"name": names.take(path), "value": number, "argument": path})
            arguments.slots.append(value)
        elif value is None or isinstance(value, str):
            arguments.slots.append(value)
        else:
            found = f"{type(value).__name__} for {path}"
            raise Failure("bad-inputs", f"Expected get_inputs() to return tensors and numbers but found {found}.")
    seen: Dict[Any, Input] = {}
    for origin, path, tensor in owned_tensors(model):
        memory = (block_of(tensor), tensor.storage_offset(), tuple(tensor.shape), tensor.stride())
        if memory in seen and tensor.numel():
            seen[memory].aliases.append(path)
            continue
        seen[memory] = _input(names, origin, path, tensor, recorder)
        inputs.append(seen[memory])
    return inputs, arguments, names


def _input(names: Names, origin: str, path: str, tensor: torch.Tensor, recorder: DrawRecorder) -> Input:
    if tensor.layout != torch.strided:
        raise Failure("bad-inputs", f"Expected {path} to be a dense tensor but found {tensor.layout}.")
    dtype = name_of(tensor.dtype, f"the dtype of {path}", "bad-inputs")
    draw = recorder.draw_of(tensor)
    return Input(names.take(path), origin, path, dtype, list(tensor.shape), draw, block_of(tensor))
