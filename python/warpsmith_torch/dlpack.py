"""Bytes at an address as a tensor, through DLPack.

torch would take them through __cuda_array_interface__ as well, but only where NumPy is installed.
"""

from __future__ import annotations

import ctypes
from typing import Any, Dict

import torch
from torch.utils.dlpack import from_dlpack

CPU, CUDA = 1, 2  # DLDeviceType
_UNSIGNED = 1  # DLDataTypeCode


class _Device(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int32), ("index", ctypes.c_int32)]


class _DataType(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


class _Tensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("device", _Device),
        ("ndim", ctypes.c_int32),
        ("dtype", _DataType),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("byte_offset", ctypes.c_uint64),
    ]


_Deleter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _Managed(ctypes.Structure):
    _fields_ = [("tensor", _Tensor), ("context", ctypes.c_void_p), ("deleter", _Deleter)]


# What torch holds a pointer to must stay until it calls the deleter.
_held: Dict[int, Any] = {}


@_Deleter
def _release(address: int) -> None:
    _held.pop(address, None)


def bytes_at(address: int, size: int, kind: int, index: int = 0) -> torch.Tensor:
    """u8[size] over the memory of a device, which the caller keeps: neither copied nor ever freed by torch."""
    shape = (ctypes.c_int64 * 1)(size)
    managed = _Managed(
        _Tensor(address, _Device(kind, index), 1, _DataType(_UNSIGNED, 8, 1), shape, None, 0), None, _release
    )
    _held[ctypes.addressof(managed)] = (managed, shape)
    new_capsule = ctypes.pythonapi.PyCapsule_New
    new_capsule.restype = ctypes.py_object
    new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return from_dlpack(new_capsule(ctypes.addressof(managed), b"dltensor", None))
