"""Empties a GPU's L2 cache before a timed run."""

from __future__ import annotations

import torch

# As much as the cache and once more: what lies there afterwards is the buffer's own.
_TIMES = 2
# Of a GPU that does not say how large its cache is: the largest of them have less.
_UNKNOWN_BYTES = 128 * 2**20


# Of `clear_l2_cache` in KernelBench's src/kernelbench/timing.py.
_KERNELBENCH_BYTES = 2**28


class ColdL2:
    """A buffer twice as large as the L2, which is written and then read; or one like KernelBench's, which is only written."""

    def __init__(self, device: torch.device, like_kernelbench: bool) -> None:
        known = getattr(torch.cuda.get_device_properties(device), "L2_cache_size", 0) or _UNKNOWN_BYTES
        size = _KERNELBENCH_BYTES if like_kernelbench else _TIMES * known
        self._reads = not like_kernelbench
        self._buffer = torch.zeros(size // 4, dtype=torch.int32, device=device)

    @property
    def bytes(self) -> int:
        return self._buffer.numel() * self._buffer.element_size()

    def empty(self) -> None:
        """Enqueues the work. Behind the write alone the cache is full of lines that the timed run has to write back."""
        self._buffer.fill_(1)
        if self._reads:
            self._buffer.sum()
