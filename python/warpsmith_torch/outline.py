"""Runs a module once for its shapes: on fake tensors, which take no memory, and really where that can't be."""

from __future__ import annotations

import math
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, ContextManager, Dict, List, Sequence, Set

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils.flop_counter import FlopCounterMode

from .dtypes import by_name, name_of
from .factories import DrawRecorder
from .inputs import Arguments, Input, list_inputs
from .module_file import ModuleFile, seed_all
from .outputs import flatten
from .owned import has_listed_tensors
from .protocol import Failure, users_code
from .watch import ForwardWatch

MOST_REAL_BYTES = 256 * 2**20
_MOST_KEPT = 256
# By what they are of; those that were asked for last stand last.
_kept: Dict[Any, "Outline"] = {}


@dataclass
class Output:
    """One output; the dtype is warpsmith's name."""

    name: str
    dtype: str
    shape: List[int]


@dataclass
class Outline:
    """What one forward pass shows. `written` names the inputs that the module writes to.

    `products` counts the multiply-adds of matrix products and convolutions as two each, `operations` all elements beside.
    `steps` are PyTorch's own operations, of constructing and of the forward pass.
    """

    inputs: List[Input]
    arguments: Arguments
    outputs: List[Output]
    training: bool
    random: bool
    written: Set[str]
    products: int
    operations: int
    steps: int
    listed_tensors: bool
    fake: bool

    @property
    def most_elements(self) -> int:
        return max([tensor.elements for tensor in self.inputs] + [math.prod(out.shape) for out in self.outputs])


def outline(source: ModuleFile, really: bool = True) -> Outline:
    """The outline of the file's model, made once: of a network it takes seconds. Raises what the module raised."""
    found = _kept.pop(source.key, None) or _made(source, really)
    _kept[source.key] = found
    while len(_kept) > _MOST_KEPT:
        del _kept[next(iter(_kept))]
    return found


def _made(source: ModuleFile, really: bool) -> Outline:
    """A module that fake tensors can't carry (it asks for values) runs for real, if `really` and its tensors are below
    256 MiB.
    """
    progress = _Progress()
    try:
        return _run(source, FakeTensorMode(allow_non_fake_inputs=True), progress)
    except Failure as failure:
        if not really:
            raise
        # What is no tensor at all stays so on real ones.
        if failure.code not in ("module-failed", "out-of-memory"):
            raise
        if progress.bytes > MOST_REAL_BYTES:
            failure.message += (
                f" (seen without real data; the module was not run for real, because its {progress.bytes >> 20} MiB of"
                f" inputs and parameters are more than {MOST_REAL_BYTES >> 20} MiB)"
            )
            raise
    return _run(source, nullcontext(), progress)


class _Progress:
    """The bytes of inputs and parameters that were found before something failed."""

    bytes = 0


def _run(source: ModuleFile, mode: ContextManager[Any], progress: _Progress) -> Outline:
    recorder = DrawRecorder()
    with mode, torch.no_grad():
        seed_all(0)
        with recorder:
            made = source.make_inputs()
            progress.bytes += sum(t.numel() * t.element_size() for t in made if isinstance(t, torch.Tensor))
            # Parameters want gradients, which no_grad does not take from them.
            model = source.construct()
        progress.bytes += sum(t.numel() * t.element_size() for t in list(model.parameters()) + list(model.buffers()))
        inputs, arguments, names = list_inputs(model, made, recorder)
        watch, flops = ForwardWatch(), FlopCounterMode(display=False, custom_mapping=_UNCOUNTED)
        with users_code(source.file), flops, watch:
            returned = model(*made)
        outputs = [
            Output(names.take(name), name_of(tensor.dtype, f"the dtype of {name}", "bad-outputs"), list(tensor.shape))
            for name, tensor in flatten(returned)
        ]
    return Outline(
        inputs=inputs,
        arguments=arguments,
        outputs=outputs,
        training=model.training,
        random=watch.random,
        written={entry.name for entry in inputs if entry.block in watch.written},
        products=flops.get_total_flops(),
        operations=flops.get_total_flops() + watch.elements,
        steps=recorder.steps + watch.steps,
        listed_tensors=has_listed_tensors(model),
        fake=not isinstance(mode, nullcontext),
    )


def _products_of_a_recurrent_layer(
    given: Sequence[int], inner: Sequence[int], outer: Sequence[int], *_: Any, **__: Any
) -> int:
    """Of oneDNN's: each of a sequence's vectors meets the weights for inputs, and those for hidden states."""
    return 2 * math.prod(given[:-1]) * (math.prod(inner) + math.prod(outer))


# Operations of PyTorch that its own counter passes over.
_UNCOUNTED = {torch.ops.aten.mkldnn_rnn_layer: _products_of_a_recurrent_layer}


def bytes_of(entries: List[Input]) -> int:
    """Bytes of all the tensors together."""
    return sum(entry.elements * by_name[entry.dtype].itemsize for entry in entries)


