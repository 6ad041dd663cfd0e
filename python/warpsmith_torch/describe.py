"""Answers `describe`: what a module takes and gives."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Tuple

from .draws import settle_draws
from .module_file import ModuleFile
from .outline import Outline, outline


def describe(file: str, model: str, sizes: Mapping[str, object]) -> Dict[str, Any]:
    """The protocol's description of the file's model at these sizes."""
    source, found = examine(file, model, sizes)
    return {
        "sizes": source.sizes,
        "inputs": [
            {
                "name": entry.name,
                "from": entry.origin,
                "path": entry.path,
                "dtype": entry.dtype,
                "shape": entry.shape,
                "draw": entry.draw,
            }
            for entry in found.inputs
        ],
        "constants": found.arguments.constants,
        "outputs": [{"name": out.name, "dtype": out.dtype, "shape": out.shape} for out in found.outputs],
        "operations": found.products,
        "doc": source.doc(),
        "training": found.training,
        "random": found.random,
    }


def examine(file: str, model: str, sizes: Mapping[str, object]) -> Tuple[ModuleFile, Outline]:
    """Runs the file and outlines its model, with a draw for every input."""
    source = ModuleFile(file, model, sizes)
    found = outline(source)
    settle_draws(source, found.inputs)
    return source, found
