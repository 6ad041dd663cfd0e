"""Keeps the reply stream clean and the process from outliving its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from .protocol import Lines

_PR_SET_PDEATHSIG = 1


def take_streams() -> Lines:
    """Keeps stdin and stdout for the protocol; what anything else prints to fd 1 goes to stderr, and fd 0 is empty."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Lines(requests, replies)


def end_with_parent() -> None:
    """Asks Linux to end this process when its parent ends, so that a GPU's memory is never held by an orphan."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
