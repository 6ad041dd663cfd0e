"""Inputs of several seeds drawn at once, each in a process of its own: a CPU's generator draws one number after the other."""

from __future__ import annotations

import math
import mmap
import os
import signal
from typing import Callable, Dict, Mapping, NamedTuple, Sequence, Tuple

import torch

from .streams import end_with_parent

Shapes = Mapping[str, Tuple[torch.dtype, Sequence[int]]]

# Below that a process costs more than it saves.
_LEAST_BYTES = 64 * 2**20
# Of the host's free memory. A process holds what it draws, and its copy where both see it.
_MEMORY_SHARE = 0.5
_COPIES = 2


class _Drawing(NamedTuple):
    process: int
    memory: Dict[str, mmap.mmap]


class Ahead:
    """Draws that are under way. One that fails leaves it to whoever asks to draw, and to hear what is wrong."""

    def __init__(self, draw: Callable[[int], Dict[str, torch.Tensor]], shapes: Shapes) -> None:
        """`draw` gives tensors of these dtypes and shapes for a seed, on the CPU."""
        self._draw = draw
        self._shapes = shapes
        self._drawings: Dict[int, _Drawing] = {}

    def begin(self, seeds: Sequence[int]) -> None:
        """As many of them as there are cores and memory for; the others are left out."""
        size = sum(_bytes_of(dtype, shape) for dtype, shape in self._shapes.values())
        if size < _LEAST_BYTES:
            return
        most = min(os.cpu_count() or 1, int(_MEMORY_SHARE * _free_bytes() / (_COPIES * size)))
        for seed in seeds:
            if seed not in self._drawings and len(self._drawings) < most:
                self._drawings[seed] = self._begun(seed)

    def take(self, seed: int) -> Dict[str, torch.Tensor]:
        """What was drawn for the seed, once it is there; empty where nobody did."""
        drawing = self._drawings.pop(seed, None)
        if drawing is None:
            return {}
        _, status = os.waitpid(drawing.process, 0)
        if status != 0:
            return {}
        return {name: _over(drawing.memory[name], *self._shapes[name]) for name in self._shapes}

    def drop(self) -> None:
        """Ends what is under way."""
        for drawing in self._drawings.values():
            os.kill(drawing.process, signal.SIGKILL)
            os.waitpid(drawing.process, 0)
        self._drawings.clear()

    def _begun(self, seed: int) -> _Drawing:
        memory = {name: mmap.mmap(-1, max(1, _bytes_of(*kind))) for name, kind in self._shapes.items()}
        process = os.fork()
        if process == 0:
            self._work(seed, memory)
        return _Drawing(process, memory)

    def _work(self, seed: int, memory: Mapping[str, mmap.mmap]) -> None:
        """The other process's part. It never returns, touches no GPU, and uses no threads, which a fork does not copy."""
        status = 1
        try:
            end_with_parent()
            torch.set_num_threads(1)
            for name, tensor in self._draw(seed).items():
                dtype, shape = self._shapes[name]
                if tensor.dtype != dtype or list(tensor.shape) != list(shape):
                    raise ValueError(f"Expected {name} to have the shape {shape} each time.")
                _over(memory[name], dtype, shape).copy_(tensor)
            status = 0
        finally:
            os._exit(status)


def _bytes_of(dtype: torch.dtype, shape: Sequence[int]) -> int:
    return math.prod(shape) * dtype.itemsize


def _over(memory: mmap.mmap, dtype: torch.dtype, shape: Sequence[int]) -> torch.Tensor:
    if math.prod(shape) == 0:
        return torch.empty(list(shape), dtype=dtype)
    return torch.frombuffer(memory, dtype=dtype, count=math.prod(shape)).view(list(shape))


def _free_bytes() -> int:
    """MemAvailable of the host; 0 where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
