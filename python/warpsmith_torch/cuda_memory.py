"""GPU memory that warpsmith has allocated, mapped into this process, as tensors.

Its allocations come as descriptors over a socket; a request names them by their numbers.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any, Dict, Iterable, NamedTuple, Set, Tuple

import torch

from .arrivals import Arrivals
from .dlpack import CUDA, bytes_at
from .protocol import Failure

_OUT_OF_MEMORY = 2  # CUDA_ERROR_OUT_OF_MEMORY
_DESCRIPTOR = 1  # CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR
_ON_DEVICE = 1  # CU_MEM_LOCATION_TYPE_DEVICE
_READ_WRITE = 3  # CU_MEM_ACCESS_FLAGS_PROT_READWRITE
_STACK = 0  # CU_LIMIT_STACK_SIZE
# The driver gives a kernel the stack that it says it needs. For those that can't say, recursive ones, it keeps 1 KiB for
# each thread that an H100 can have: 264 MiB that a candidate's tensors may need.
_STACK_BYTES = 256


class _AccessOf(ctypes.Structure):
    """CUmemAccessDesc: a location (its type and number), and what is allowed there."""

    _fields_ = [("kind", ctypes.c_int), ("device", ctypes.c_int), ("access", ctypes.c_int)]


class _Mapping(NamedTuple):
    address: int
    size: int


class CudaAllocations:
    """Maps each allocation once and keeps it until it is told to forget it."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._driver: Any = None
        self._mapped: Dict[int, _Mapping] = {}
        self._with_small_stacks: Set[int] = set()

    def bytes_at(self, number: int, whole: int, offset: int, size: int, device: int) -> torch.Tensor:
        """u8[size] from `offset` on in the allocation of `whole` bytes; not owned, and not copied."""
        if offset + size > whole:
            raise Failure("bad-request", f"Expected {size} bytes at {offset} to lie in an allocation of {whole}.")
        if number not in self._mapped:
            self._mapped[number] = self._map(number, whole, device)
        address = self._mapped[number].address + offset
        tensor = bytes_at(address, size, CUDA, device)
        if tensor.data_ptr() != address:
            raise Failure("bad-request", "Expected torch to use shared GPU memory in place but it made a copy of it.")
        return tensor

    def forget(self, numbers: Iterable[int]) -> None:
        """Unmaps these allocations, after the work that uses them; what is not mapped is forgotten already."""
        numbers = list(numbers)
        self._arrivals.drop(numbers)
        known = [number for number in numbers if number in self._mapped]
        if known:
            torch.cuda.synchronize()
        for number in known:
            mapping = self._mapped.pop(number)
            self._call("cuMemUnmap", mapping.address, mapping.size)
            self._call("cuMemAddressFree", mapping.address, mapping.size)

    def _map(self, number: int, size: int, device: int) -> _Mapping:
        self._load(device)
        descriptor = self._arrivals.take(number)
        try:
            handle = ctypes.c_uint64(0)
            self._call("cuMemImportFromShareableHandle", ctypes.byref(handle), ctypes.c_void_p(descriptor), _DESCRIPTOR)
        finally:
            os.close(descriptor)
        reserved = ctypes.c_uint64(0)
        try:
            self._call("cuMemAddressReserve", ctypes.byref(reserved), size, 0, 0, 0)
            self._call("cuMemMap", reserved, size, 0, handle, 0)
        except Failure:
            if reserved.value:
                self._driver.cuMemAddressFree(reserved, ctypes.c_size_t(size))
            raise
        finally:
            self._driver.cuMemRelease(handle)  # the mapping keeps the memory
        mapping = _Mapping(reserved.value, size)
        self._mapped[number] = mapping
        access = _AccessOf(_ON_DEVICE, device, _READ_WRITE)
        try:
            self._call("cuMemSetAccess", mapping.address, size, ctypes.byref(access), 1)
        except Failure:
            self.forget([number])
            raise
        return mapping

    def _load(self, device: int) -> None:
        """libcuda, and torch's primary context current in this thread."""
        if self._driver is None:
            if not torch.cuda.is_available():
                raise Failure("bad-request", "Expected memory in a file but found that of a GPU; torch sees none.")
            self._driver = ctypes.CDLL("libcuda.so.1")
            for name, types in _SIGNATURES.items():
                function = getattr(self._driver, name)
                function.argtypes, function.restype = types, ctypes.c_int
        # An allocation makes the primary context and makes it current; a mere init() leaves that for later.
        torch.cuda.set_device(device)
        torch.empty(1, device=f"cuda:{device}")
        if device not in self._with_small_stacks:
            # A driver that refuses costs memory and nothing else.
            self._driver.cuCtxSetLimit(_STACK, ctypes.c_size_t(_STACK_BYTES))
            self._with_small_stacks.add(device)

    def _call(self, name: str, *arguments: Any) -> None:
        result = getattr(self._driver, name)(*arguments)
        if result == 0:
            return
        text = ctypes.c_char_p()
        self._driver.cuGetErrorName(result, ctypes.byref(text))
        words = text.value.decode() if text.value else f"error {result}"
        code = "out-of-memory" if result == _OUT_OF_MEMORY else "bad-request"
        raise Failure(code, f"Expected {name} to succeed on shared GPU memory but the driver says {words}.")


_u64, _size, _flags, _pointer = ctypes.c_uint64, ctypes.c_size_t, ctypes.c_ulonglong, ctypes.c_void_p
_SIGNATURES: Dict[str, Tuple[Any, ...]] = {
    # CUresult cuMemImportFromShareableHandle(CUmemGenericAllocationHandle *, void *osHandle, CUmemAllocationHandleType)
    "cuMemImportFromShareableHandle": (_pointer, _pointer, ctypes.c_int),
    # CUresult cuMemAddressReserve(CUdeviceptr *, size_t size, size_t alignment, CUdeviceptr wanted, unsigned long long)
    "cuMemAddressReserve": (_pointer, _size, _size, _u64, _flags),
    # CUresult cuMemMap(CUdeviceptr, size_t size, size_t offset, CUmemGenericAllocationHandle, unsigned long long)
    "cuMemMap": (_u64, _size, _size, _u64, _flags),
    # CUresult cuMemSetAccess(CUdeviceptr, size_t size, const CUmemAccessDesc *, size_t count)
    "cuMemSetAccess": (_u64, _size, _pointer, _size),
    "cuMemUnmap": (_u64, _size),
    "cuMemAddressFree": (_u64, _size),
    "cuMemRelease": (_u64,),
    # CUresult cuCtxSetLimit(CUlimit, size_t)
    "cuCtxSetLimit": (ctypes.c_int, _size),
    # CUresult cuGetErrorName(CUresult, const char **)
    "cuGetErrorName": (ctypes.c_int, _pointer),
}
