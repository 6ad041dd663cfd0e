"""Records how the values of tensors were drawn, while get_inputs() or a constructor runs."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional, Tuple, Union

import torch
from torch.utils._python_dispatch import TorchDispatchMode

Draw = Union[str, Dict[str, Any]]
MADE: Draw = "made"

_COPIES = ("_to_copy", "clone", "contiguous", "lift_fresh_copy", "_pin_memory")


class DrawRecorder(TorchDispatchMode):
    """Knows the draw of every memory block that one factory filled and nothing else wrote to since.

    It sits below torch's Python functions, so nn.init, Tensor.normal_() and torch.rand() are all seen alike. What it
    knows is kept by storage, so a view has the draw of its base.
    """

    def __init__(self) -> None:
        super().__init__()
        # The tensor is kept as well: a freed storage's address may come back.
        self._draws: Dict[int, Tuple[torch.Tensor, Draw]] = {}
        self.steps = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        self.steps += 1
        before = self._known(args[0]) if args and isinstance(args[0], torch.Tensor) else None
        result = func(*args, **kwargs)
        for tensor in written_tensors(func, args, kwargs):
            self._draws.pop(block_of(tensor), None)
        if isinstance(result, torch.Tensor):
            draw = _drawn(func, args, kwargs, before, self._known, result)
            if draw is not None and _covers(result):
                self._draws[block_of(result)] = (result, draw)
        return result

    def draw_of(self, tensor: torch.Tensor) -> Optional[Draw]:
        """The draw of the tensor's values, or None where they were worked on or come from elsewhere."""
        repeated = any(stride == 0 and size > 1 for size, stride in zip(tensor.shape, tensor.stride()))
        draw = self._known(tensor)
        return None if repeated and not (isinstance(draw, dict) and "constant" in draw) else draw

    def _known(self, tensor: Any) -> Optional[Draw]:
        if not isinstance(tensor, torch.Tensor):
            return None
        entry = self._draws.get(block_of(tensor))
        return entry[1] if entry else None


def written_tensors(func: Any, args: Any, kwargs: Any) -> List[torch.Tensor]:
    """The arguments that the operation writes to, by its schema."""
    written: List[torch.Tensor] = []
    for index, argument in enumerate(func._schema.arguments):
        if argument.alias_info is None or not argument.alias_info.is_write:
            continue
        value = kwargs.get(argument.name, args[index] if index < len(args) else None)
        for item in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(item, torch.Tensor):
                written.append(item)
    return written


def block_of(tensor: torch.Tensor) -> int:
    """Which memory the tensor lies in: equal for a tensor and its views."""
    return tensor.untyped_storage()._cdata



def _covers(tensor: torch.Tensor) -> bool:
    return tensor.numel() * tensor.element_size() >= tensor.untyped_storage().nbytes()


def _argument(func: Any, args: Any, kwargs: Any, name: str) -> Any:
    for index, argument in enumerate(func._schema.arguments):
        if argument.name == name:
            if name in kwargs:
                return kwargs[name]
            if index < len(args):
                return args[index]
            return argument.default_value if argument.has_default_value() else None
    return None


def _drawn(
    func: Any, args: Any, kwargs: Any, before: Optional[Draw], known: Any, result: torch.Tensor
) -> Optional[Draw]:
    """The draw that the operation gives its result. `before` is that of its first argument, `known` tells any's."""
    name = func._schema.name.split("::")[-1]

    def value(argument: str) -> Any:
        return _argument(func, args, kwargs, argument)

    if name in ("rand", "rand_like"):
        return {"uniform": [0, 1]}
    if name in ("randn", "randn_like"):
        return {"normal": [0, 1]}
    if name in ("randint", "randint_like"):
        return {"integers": [value("low") or 0, value("high") - 1]}
    if name in ("zeros", "zeros_like", "zero_", "new_zeros"):
        return {"constant": 0}
    if name in ("ones", "ones_like", "new_ones"):
        return {"constant": 1}
    if name in ("full", "full_like", "new_full"):
        return _constant(value("fill_value"))
    if name == "fill_":
        return _constant(value("value"))
    if name == "uniform_":
        return {"uniform": [value("from"), value("to")]}
    if name == "normal_":
        return {"normal": [value("mean"), value("std")]}
    if name == "normal" and isinstance(value("mean"), (int, float)) and isinstance(value("std"), (int, float)):
        return {"normal": [value("mean"), value("std")]}
    if name == "random_" and value("to") is not None:
        return {"integers": [value("from") or 0, value("to") - 1]}
    if name == "bernoulli_" and isinstance(value("p"), float):
        return {"bernoulli": value("p")}
    if name == "bernoulli":
        chance = before.get("constant") if isinstance(before, dict) else None
        return None if chance is None else {"bernoulli": chance}
    if name == "copy_":
        return _converted(known(value("src")), result.dtype)
    if name in _COPIES:
        return _converted(before, result.dtype)
    return None


def _constant(value: Any) -> Optional[Draw]:
    if isinstance(value, torch.Tensor):
        return None
    number = value if isinstance(value, (int, float)) else None
    return None if number is None or not math.isfinite(number) else {"constant": number}


def _converted(draw: Optional[Draw], dtype: torch.dtype) -> Optional[Draw]:
    """What a draw becomes in another dtype; None where it becomes something that has no name here."""
    if not isinstance(draw, dict):
        return None
    if "constant" in draw:
        return {"constant": int(bool(draw["constant"]))} if dtype == torch.bool else draw
    if "bernoulli" in draw:
        return draw
    if "integers" in draw:
        if dtype == torch.bool:
            return {"bernoulli": 0.5} if draw["integers"] == [0, 1] else None
        return None if dtype.is_floating_point else draw
    return draw if dtype.is_floating_point else None
