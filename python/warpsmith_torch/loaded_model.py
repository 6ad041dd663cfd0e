"""A model that is loaded: constructed at some sizes, on a device, in a precision."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import Any, ContextManager, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import torch

from .ahead import Ahead
from .conversion import defaults, empty_out, filled
from .describe import examine
from .devices import device_of
from .dtypes import by_name
from .factories import MADE
from .in_place import made_in_place
from .inputs import Input, Slot
from .memory import SharedMemory
from .module_file import seed_all
from .outline import bytes_of
from .outputs import flatten
from .owned import tensors_of
from .protocol import Failure, users_code
from .roundings import moving
from .tf32 import known_choice, rounding_to_tf32

PRECISIONS = {"f64": torch.float64, "f32": torch.float32}
# From here on it pays not to give a module values for parameters that every forward replaces.
_META_BYTES = 256 * 2**20


class LoadedModel:
    """One model of the file. Nothing of it changes by a forward, so each call stands for itself.

    With a seed it is constructed under that, and keeps all that the constructor made for `make`; what a forward draws
    by itself, as dropout does, it then draws under the seed of the latest `make`.
    """

    def __init__(
        self,
        file: str,
        model: str,
        sizes: Mapping[str, object],
        device: str,
        precision: str,
        tf32: Union[bool, str],
        training: bool,
        seed: Optional[int] = None,
        sha256: Optional[str] = None,
    ) -> None:
        """Constructs the model; `sizes` replace the file's.

        Raises what `examine` raises, and no-model for a file that has no longer the bytes of `sha256`.
        """
        if precision not in PRECISIONS:
            raise Failure("bad-request", f"Expected the precision f64 or f32 but found {precision}.")
        self._dtype = PRECISIONS[precision]
        self._device = device_of(device)
        self._tf32 = known_choice(tf32)
        self._seed = seed
        self._source, self._outline = examine(file, model, sizes)
        if sha256 not in (None, self._source.sha256):
            raise Failure("no-model", f"Expected {file} as it was when it was loaded but it has changed: load it again.")
        self._inputs: Dict[str, Input] = {entry.name: entry for entry in self._outline.inputs}
        owned = [entry for entry in self._outline.inputs if entry.origin != "argument"]
        made = [entry for entry in owned if entry.draw == MADE or seed is not None]
        hollow = not made and not self._outline.listed_tensors and bytes_of(owned) > _META_BYTES
        with torch.device("meta" if hollow else "cpu"):
            module = self._source.construct(seed or 0)
        kept = tensors_of(module)
        # Only this process can make these; they are needed as the constructor left them, not in another precision.
        self._kept: Dict[str, torch.Tensor] = {entry.name: kept[entry.path].detach().clone() for entry in made}
        arguments = [entry for entry in self._outline.inputs if entry.origin == "argument"]
        self._ahead = Ahead(self._made, {entry.name: (by_name[entry.dtype], entry.shape) for entry in arguments})
        empty_out(module, self._device, self._dtype)
        self._module = module.train(training)

    def bytes(self) -> int:
        """Bytes of parameters and buffers while a forward runs; between forwards the module holds none of them."""
        owned = [entry for entry in self._inputs.values() if entry.origin != "argument"]
        return sum(entry.elements * self._kind(by_name[entry.dtype]).itemsize for entry in owned)

    def _kind(self, dtype: torch.dtype) -> torch.dtype:
        return self._dtype if dtype.is_floating_point else dtype

    def forward(
        self,
        shared: SharedMemory,
        inputs: Mapping[str, Any],
        outputs: Mapping[str, Any],
        roundings: Optional[Tuple[float, int, bool]] = None,
    ) -> float:
        """Runs the module from shared inputs into shared outputs; returns the milliseconds of the module itself.

        With `roundings`, a share, a seed and whether f32 overflows, what its operations come to is moved on the way.
        """
        _expect_names("input", inputs, list(self._inputs))
        _expect_names("output", outputs, [out.name for out in self._outline.outputs])
        given = {name: self._given(shared, entry, inputs[name]) for name, entry in self._inputs.items()}
        targets = [shared.tensor(out.name, outputs[out.name], out.dtype, out.shape) for out in self._outline.outputs]
        arguments = [given[slot.name] if isinstance(slot, Slot) else slot for slot in self._outline.arguments.slots]
        state = {
            path: given[entry.name]
            for entry in self._inputs.values()
            if entry.origin != "argument"
            for path in [entry.path, *entry.aliases]
        }
        if self._seed is not None:
            seed_all(self._seed)
        run = (filled(self._module, state), defaults(self._device, self._dtype), users_code(self._source.file))
        rounded: ContextManager[Any] = moving(*roundings, self._device) if roundings else nullcontext()
        with torch.no_grad(), rounding_to_tf32(self._tf32), run[0], run[1], run[2], rounded:
            self._synchronise()
            start = time.perf_counter()
            returned = self._module(*arguments)
            self._synchronise()
            milliseconds = (time.perf_counter() - start) * 1e3
        self._write(returned, targets)
        shared.keep_only([*inputs.values(), *outputs.values()])
        return milliseconds

    def make(self, shared: SharedMemory, seed: int, inputs: Mapping[str, Any], following: Sequence[int]) -> None:
        """Writes what get_inputs() makes for the seed, and what the constructor made of parameters and buffers.

        What it makes for the following seeds, which are asked for next, may be drawn meanwhile.
        """
        for name in inputs:
            if name not in self._inputs:
                known = ", ".join(self._inputs)
                raise Failure("bad-request", f"Expected an input of the module ({known}) but found {name}.")
        if self._seed is not None:
            self._seed = seed
        made: Dict[str, torch.Tensor] = {}
        if any(self._inputs[name].origin == "argument" for name in inputs):
            made.update(self._arguments(seed, following))
        made.update(self._kept)
        for name, memory in inputs.items():
            entry = self._inputs[name]
            if name not in made:
                raise Failure("bad-request", f"Expected {name} to be drawn as {entry.draw}: its values were not kept.")
            _expect_shape("bad-inputs", name, entry.shape, made[name])
            shared.tensor(name, memory, entry.dtype, entry.shape).copy_(made[name])
        self._synchronise()

    def rest(self) -> None:
        """Ends what is drawn ahead: nobody asks for it any more."""
        self._ahead.drop()

    def _arguments(self, seed: int, following: Sequence[int]) -> Dict[str, torch.Tensor]:
        """With a seed of its own a model has the values that a CPU draws under each, which are known beyond this process."""
        if self._seed is None and self._device.type != "cpu":
            return made_in_place(self._device, lambda: self._made(seed), ("module-failed", "out-of-memory"))
        self._ahead.begin(following)
        return self._ahead.take(seed) or self._made(seed)

    def _made(self, seed: int) -> Dict[str, torch.Tensor]:
        seed_all(seed)
        with torch.no_grad():
            values = self._source.make_inputs()
        slots = self._outline.arguments.slots
        return {
            slot.name: value
            for slot, value in zip(slots, values)
            if isinstance(slot, Slot) and isinstance(value, torch.Tensor)
        }

    def _given(self, shared: SharedMemory, entry: Input, memory: Mapping[str, Any]) -> torch.Tensor:
        tensor = shared.tensor(entry.name, memory, entry.dtype, entry.shape)
        # batch_norm writes its running mean without saying so in its schema: buffers are never passed as they are.
        copied = entry.origin == "buffer" or entry.name in self._outline.written
        return tensor.to(self._device, self._kind(tensor.dtype), copy=copied)

    def _write(self, returned: Any, targets: List[torch.Tensor]) -> None:
        tensors = [tensor for _, tensor in flatten(returned)]
        if len(tensors) != len(targets):
            raise Failure("bad-outputs", f"Expected {len(targets)} outputs but found {len(tensors)}.")
        for out, tensor, target in zip(self._outline.outputs, tensors, targets):
            _expect_shape("bad-outputs", out.name, out.shape, tensor)
            target.copy_(tensor)
        self._synchronise()

    def _synchronise(self) -> None:
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)


def _expect_shape(code: str, name: str, shape: List[int], tensor: torch.Tensor) -> None:
    if list(tensor.shape) != shape:
        found = list(tensor.shape)
        raise Failure(code, f"Expected {name} to have the shape {shape} each time but found {found}.")


def _expect_names(kind: str, given: Mapping[str, Any], wanted: List[str]) -> None:
    if set(given) != set(wanted):
        known, found = ", ".join(wanted), ", ".join(given)
        raise Failure("bad-request", f"Expected memory for each {kind} ({known}) but found it for: {found}.")
