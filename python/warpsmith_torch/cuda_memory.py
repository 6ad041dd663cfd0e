"""GPU memory that another process has allocated, as tensors of this one, through CUDA's inter-process handles."""

from __future__ import annotations

import base64
import binascii
import ctypes
from typing import Any, Dict

import torch

from .dlpack import CUDA, bytes_at
from .protocol import Failure

HANDLE_BYTES = 64
_LAZY_ENABLE_PEER_ACCESS = 1
_OUT_OF_MEMORY = 2


class IpcHandle(ctypes.Structure):
    """CUipcMemHandle: 64 bytes that mean something to the driver only. Calls take it by value."""

    # c_ubyte: a c_char array would end at the first zero byte when it is read.
    _fields_ = [("reserved", ctypes.c_ubyte * HANDLE_BYTES)]


class CudaHandles:
    """Opens each handle once (opening takes milliseconds) and keeps it until close()."""

    def __init__(self) -> None:
        self._driver: Any = None
        self._opened: Dict[str, int] = {}

    def bytes_at(self, handle: str, offset: int, size: int) -> torch.Tensor:
        """u8[size] over the allocation behind the base64 handle, from `offset` on; not owned, and not copied."""
        address = self._base(handle) + offset
        tensor = bytes_at(address, size, CUDA)
        if tensor.data_ptr() != address:
            raise Failure("bad-request", "Expected torch to use shared GPU memory in place but it made a copy of it.")
        return tensor

    def close(self) -> None:
        """Closes all handles, after the work that uses them."""
        if not self._opened:
            return
        torch.cuda.synchronize()
        opened, self._opened = self._opened, {}
        for address in opened.values():
            self._check("cuIpcCloseMemHandle", self._driver.cuIpcCloseMemHandle(address))

    def _base(self, handle: str) -> int:
        if handle in self._opened:
            return self._opened[handle]
        try:
            raw = base64.b64decode(handle, validate=True)
        except binascii.Error as error:
            raise Failure("bad-request", f"Expected a CUDA handle in base64 but found: {error}.") from error
        if len(raw) != HANDLE_BYTES:
            raise Failure("bad-request", f"Expected a CUDA handle of {HANDLE_BYTES} bytes but found {len(raw)}.")
        driver = self._load()
        address = ctypes.c_uint64(0)
        opened = driver.cuIpcOpenMemHandle_v2(
            ctypes.byref(address), IpcHandle.from_buffer_copy(raw), _LAZY_ENABLE_PEER_ACCESS
        )
        self._check("cuIpcOpenMemHandle", opened)
        self._opened[handle] = address.value
        return address.value

    def _load(self) -> Any:
        """libcuda with the signatures of the calls used here, and torch's primary context current in this thread."""
        if self._driver is None:
            if not torch.cuda.is_available():
                raise Failure("bad-request", "Expected memory in a file but found that of a GPU; torch sees none.")
            driver = ctypes.CDLL("libcuda.so.1")
            # CUresult cuIpcOpenMemHandle_v2(CUdeviceptr *, CUipcMemHandle by value, unsigned int flags)
            driver.cuIpcOpenMemHandle_v2.argtypes = [ctypes.POINTER(ctypes.c_uint64), IpcHandle, ctypes.c_uint]
            driver.cuIpcOpenMemHandle_v2.restype = ctypes.c_int
            # CUresult cuIpcCloseMemHandle(CUdeviceptr)
            driver.cuIpcCloseMemHandle.argtypes = [ctypes.c_uint64]
            driver.cuIpcCloseMemHandle.restype = ctypes.c_int
            # CUresult cuGetErrorName(CUresult, const char **)
            driver.cuGetErrorName.argtypes = [ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)]
            driver.cuGetErrorName.restype = ctypes.c_int
            self._driver = driver
        # An allocation makes the primary context and makes it current; a mere init() leaves that for later.
        torch.cuda.set_device(0)
        torch.empty(1, device="cuda:0")
        return self._driver

    def _check(self, call: str, result: int) -> None:
        if result == 0:
            return
        name = ctypes.c_char_p()
        self._driver.cuGetErrorName(result, ctypes.byref(name))
        text = name.value.decode() if name.value else f"error {result}"
        code = "out-of-memory" if result == _OUT_OF_MEMORY else "bad-request"
        raise Failure(code, f"Expected {call} to succeed on shared GPU memory but the driver says {text}.")
