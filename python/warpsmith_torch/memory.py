"""Tensors over memory that warpsmith shares: files mapped into this process, or allocations on the GPU."""

from __future__ import annotations

import math
import mmap
import os
from typing import Any, Dict, Iterable, List, Mapping, Tuple

import torch

from .arrivals import Arrivals
from .cuda_memory import CudaAllocations
from .dtypes import by_name
from .protocol import Failure, field


class SharedMemory:
    """Opens the protocol's MEMORY values and keeps what it opened."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._maps: Dict[str, Tuple[Tuple[int, int, int], mmap.mmap]] = {}
        self._allocations = CudaAllocations(arrivals)

    def tensor(self, name: str, memory: Mapping[str, Any], dtype: str, shape: List[int]) -> torch.Tensor:
        """A contiguous tensor that reads and writes the memory itself; bad-request where its size is another."""
        kind = by_name[dtype]
        wanted = math.prod(shape) * kind.itemsize
        memory_dict = dict(memory)
        offset, size = field(memory_dict, "offset", int), field(memory_dict, "bytes", int)
        if size != wanted:
            raise Failure("bad-request", f"Expected {wanted} bytes for {name} ({dtype} {shape}) but found {size}.")
        if wanted == 0:
            return torch.empty(shape, dtype=kind)
        if "allocation" in memory_dict:
            number, whole = field(memory_dict, "allocation", int), field(memory_dict, "allocated", int)
            flat = self._allocations.bytes_at(number, whole, offset, size, field(memory_dict, "device", int))
            return flat.view(kind).view(shape)
        mapped = self._map(field(memory_dict, "file", str), offset + size)
        return torch.frombuffer(mapped, dtype=kind, count=math.prod(shape), offset=offset).view(shape)

    def keep_only(self, memories: Iterable[Mapping[str, Any]]) -> None:
        """Lets go of all files but these: whoever made the others may be done with them, and they hold its memory."""
        paths = {memory.get("file") for memory in memories}
        for path in [path for path in self._maps if path not in paths]:
            del self._maps[path]

    def forget(self, allocations: Iterable[int]) -> None:
        """Lets go of all files, and of these allocations on the GPU."""
        self._maps.clear()
        self._allocations.forget(allocations)

    def _map(self, path: str, end: int) -> mmap.mmap:
        try:
            found = os.stat(path)
            # A path like /proc/1/fd/9 may come to mean another file.
            identity = (found.st_dev, found.st_ino, found.st_size)
            cached = self._maps.get(path)
            if found.st_size < end:
                raise Failure("bad-request", f"Expected {path} to hold {end} bytes but found {found.st_size}.")
            if cached is not None and cached[0] == identity:
                return cached[1]
            with open(path, "r+b") as file:
                mapped = mmap.mmap(file.fileno(), found.st_size)
        except OSError as error:
            raise Failure("bad-request", f"Expected shared memory at {path} but can't open it: {error}.") from error
        self._maps[path] = (identity, mapped)
        return mapped
