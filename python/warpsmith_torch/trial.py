"""Tries sizes: what a module's tensors become, whether each dimension keeps its role, whether it computes something."""

from __future__ import annotations

import re
from typing import Dict, List, Mapping, Optional, Tuple

import torch

from .module_file import ModuleFile, seed_all
from .outline import Outline, outline
from .outputs import flatten
from .protocol import Failure

Sizes = Dict[str, int]
_WINDOWS = re.compile(r"kernel|pool|window", re.IGNORECASE)
_MOST_WINDOW = 16  # beyond it such a name counts something else, channels of a pooling branch for one


class Trials:
    """Outlines of one file's model at many sizes, each made once."""

    def __init__(self, file: str, model: str) -> None:
        """Outlines the module at its own sizes; raises what it raises there."""
        self._file, self._model = file, model
        source = ModuleFile(file, model, {})
        self.full: Sizes = source.sizes
        self.base: Outline = outline(source)
        self._known: Dict[Tuple[Tuple[str, int], ...], Optional[Outline]] = {_key(self.full): self.base}
        self._windows = {
            name: value for name, value in self.full.items() if value <= _MOST_WINDOW and _WINDOWS.search(name)
        }

    def at(self, sizes: Mapping[str, int]) -> Optional[Outline]:
        """The outline at these sizes; None where the module does not run or a dimension loses its role."""
        key = _key(sizes)
        if key not in self._known:
            try:
                found = outline(ModuleFile(self._file, self._model, sizes), really=not self.base.fake)
                self._known[key] = found if self._keeps_roles(found) else None
            except Failure:
                self._known[key] = None
        return self._known[key]

    def really(self, sizes: Mapping[str, int]) -> str:
        """Runs the module once for real: "good", "flat" (all values of an output are equal) or "broken"."""
        try:
            source = ModuleFile(self._file, self._model, sizes)
            model = source.construct()
            seed_all(1)
            with torch.no_grad():
                outputs = [tensor for _, tensor in flatten(model(*source.make_inputs()))]
        except Exception:  # the module's own errors of any kind; the caller tries other sizes
            return "broken"
        if not all(bool(torch.isfinite(tensor).all()) for tensor in outputs):
            return "broken"
        flat = any(tensor.numel() > 1 and bool((tensor == tensor.reshape(-1)[0]).all()) for tensor in outputs)
        return "flat" if flat else "good"

    def _keeps_roles(self, found: Outline) -> bool:
        before = [(t.name, t.shape) for t in self.base.inputs] + [(t.name, t.shape) for t in self.base.outputs]
        after = [(t.name, t.shape) for t in found.inputs] + [(t.name, t.shape) for t in found.outputs]
        if len(before) != len(after):
            return False
        for (old_name, old), (new_name, new) in zip(before, after):
            if old_name != new_name or len(old) != len(new):
                return False
            if any((a < 2) != (b < 2) for a, b in zip(old, new)):
                return False
        return all(
            a <= self._window(index) or b > self._window(index)
            for old, new in zip(self.base.inputs, found.inputs)
            if old.origin == "argument"
            for index, (a, b) in enumerate(zip(_image(old.shape), _image(new.shape)))
        )

    def _window(self, index: int) -> int:
        """The largest window over that dimension of an image: kernel_size, or kernel_size_2 for the third."""
        own = [v for name, v in self._windows.items() if not name[-1].isdigit() or name.endswith(f"_{index}")]
        return max(own, default=1)


def _key(sizes: Mapping[str, int]) -> Tuple[Tuple[str, int], ...]:
    return tuple(sorted(sizes.items()))


def _image(shape: List[int]) -> List[int]:
    """The dimensions that a window may slide over: those after batch and channels."""
    return shape[2:] if len(shape) > 2 else shape[1:]
