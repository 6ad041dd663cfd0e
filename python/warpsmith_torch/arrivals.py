"""Where the parent process sends descriptors of its allocations on a GPU: lines of JSON can't carry them."""

from __future__ import annotations

import array
import os
import socket
import struct
from typing import Dict, Iterable

from .protocol import Failure

_NUMBER = struct.Struct("=Q")
_CREDENTIALS = struct.Struct("=iII")  # pid, uid, gid
_PATIENCE_S = 10.0


class Arrivals:
    """A socket with a name but without a file, so that nothing of it stays behind."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(b"")  # Linux chooses a free name
        self._socket.listen(1024)
        self._socket.settimeout(_PATIENCE_S)
        self._waiting: Dict[int, int] = {}

    @property
    def name(self) -> str:
        """Without the zero that it begins with."""
        return self._socket.getsockname()[1:].decode("ascii")

    def take(self, number: int) -> int:
        """The descriptor of that allocation, which the caller closes; bad-request where none comes."""
        while number not in self._waiting:
            try:
                connection, _ = self._socket.accept()
            except socket.timeout as error:
                message = f"Expected allocation {number} to be sent within {_PATIENCE_S:.0f} s but nothing came."
                raise Failure("bad-request", message) from error
            with connection:
                self._receive(connection)
        return self._waiting.pop(number)

    def drop(self, numbers: Iterable[int]) -> None:
        """Closes what came for these allocations and nobody took: it would hold their memory."""
        self._socket.settimeout(0)
        try:
            while True:
                connection, _ = self._socket.accept()
                with connection:
                    self._receive(connection)
        except BlockingIOError:
            pass
        finally:
            self._socket.settimeout(_PATIENCE_S)
        for number in numbers:
            descriptor = self._waiting.pop(number, None)
            if descriptor is not None:
                os.close(descriptor)

    def _receive(self, connection: socket.socket) -> None:
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        pid, uid, _ = _CREDENTIALS.unpack(raw)
        if (pid, uid) != (os.getppid(), os.getuid()):
            return  # of somebody who found the socket's name
        connection.settimeout(_PATIENCE_S)
        descriptors = array.array("i")
        space = socket.CMSG_SPACE(descriptors.itemsize)
        content, ancillary, _, _ = connection.recvmsg(_NUMBER.size, space, socket.MSG_CMSG_CLOEXEC)
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                descriptors.frombytes(data[: descriptors.itemsize])
        if len(content) == _NUMBER.size and len(descriptors) == 1:
            number = _NUMBER.unpack(content)[0]
            if number not in self._waiting:
                self._waiting[number] = descriptors[0]
                return
        for descriptor in descriptors:
            os.close(descriptor)
