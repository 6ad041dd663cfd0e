"""Answers `time`: how long a module's own forward takes, eager or compiled."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Tuple

import torch

from .devices import device_of
from .in_place import made_in_place
from .l2 import ColdL2
from .module_file import ModuleFile, seed_all
from .protocol import Failure, users_code
from .tf32 import Choice, known_choice, rounding_to_tf32

_BACKEND, _MODE = "inductor", "default"  # of torch.compile, and what KernelBench compiles its baselines with


@dataclass
class Series:
    """How often is run: `runs` times, or fewer once they have taken `most_ms`, but no fewer than `fewest`."""

    warmups: int
    runs: int
    fewest: int
    most_ms: float
    l2: str

    def goes_on(self, samples: List[float]) -> bool:
        if len(samples) < self.fewest:
            return True
        return len(samples) < self.runs and sum(samples) < self.most_ms


def time_module(
    file: str,
    model: str,
    sizes: Mapping[str, object],
    device: str,
    how: str,
    tf32: Choice,
    training: bool,
    seed: int,
    series: Series,
) -> Dict[str, Any]:
    """The protocol's reply. The module is in f32 as it was constructed, and the file itself makes its inputs."""
    if how not in ("eager", "compile"):
        raise Failure("bad-request", f'Expected how to be "eager" or "compile" but found {how}.')
    if series.l2 not in ("cold", "warm", "kernelbench"):
        raise Failure("bad-request", f'Expected l2 to be "cold", "warm" or "kernelbench" but found {series.l2}.')
    place, choice = device_of(device), known_choice(tf32)
    source = ModuleFile(file, model, sizes)
    on_gpu = place.type == "cuda"
    with torch.no_grad(), rounding_to_tf32(choice), torch.cuda.device(place) if on_gpu else nullcontext():
        try:
            module, inputs = _made_on(source, place, seed)
            module.train(training)
            run = torch.compile(module, backend=_BACKEND, mode=_MODE) if how == "compile" else module
            measure = _by_events if on_gpu else _by_wall_clock
            with users_code(file):
                samples, l2_bytes = measure(lambda: run(*inputs), place, series)
        finally:
            if how == "compile":
                # What was compiled holds the module, and a later one must not find it.
                torch._dynamo.reset()
    return {
        "samples": samples,
        "clock": "events" if on_gpu else "wall",
        "ran": "eager" if how == "eager" else f"torch.compile, {_BACKEND}, mode {_MODE}",
        "l2Bytes": l2_bytes,
    }


def _made_on(source: ModuleFile, place: torch.device, seed: int) -> Tuple[torch.nn.Module, List[Any]]:
    """The model and its inputs."""
    module, inputs = made_in_place(place, lambda: _made(source, seed))
    return module.to(place), [item.to(place) if isinstance(item, torch.Tensor) else item for item in inputs]


def _made(source: ModuleFile, seed: int) -> Tuple[torch.nn.Module, List[Any]]:
    module = source.construct()
    seed_all(seed)
    return module, source.make_inputs()


def _by_events(run: Callable[[], Any], place: torch.device, series: Series) -> Tuple[List[float], int]:
    """Milliseconds between two CUDA events with nothing but the forward between them; each run by itself."""
    cold = None if series.l2 == "warm" else ColdL2(place, like_kernelbench=series.l2 == "kernelbench")
    for _ in range(series.warmups):
        run()
        torch.cuda.synchronize(place)
    samples: List[float] = []
    while series.goes_on(samples):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        if cold is None:
            run()
        else:
            cold.empty()
        start.record()
        run()
        end.record()
        torch.cuda.synchronize(place)
        samples.append(start.elapsed_time(end))
    return samples, cold.bytes if cold else 0


def _by_wall_clock(run: Callable[[], Any], place: torch.device, series: Series) -> Tuple[List[float], int]:
    """On a CPU, where nothing empties the caches: no figures to compare with, but every step is the same."""
    for _ in range(series.warmups):
        run()
    samples: List[float] = []
    while series.goes_on(samples):
        start = time.perf_counter()
        run()
        samples.append((time.perf_counter() - start) * 1e3)
    return samples, 0
