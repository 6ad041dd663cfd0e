"""As much of CuPy as raw_kernel.py touches, for tests on machines without it. Kernels take 2 ms to compile."""

import os
import re
import time
from types import SimpleNamespace

__version__ = "0.0-fake"


class Array(list):
    def get(self):
        return self


def arange(count, dtype):
    return Array(float(i) for i in range(count))


def ones(count, dtype):
    return Array([1.0] * count)


def empty(count, dtype):
    return Array([0.0] * count)


int32 = int


class RawKernel:
    def __init__(self, code, name):
        assert os.environ["CUPY_CACHE_IN_MEMORY"] == "1"
        found = re.search(rf"void {name}\(.*?= ([0-9.]+)f \*", code, re.DOTALL)
        self.factor = float(found[1]) + float(os.environ.get("FAKE_CUPY_ERROR", 0))
        time.sleep(0.002)

    def __call__(self, grid, block, arguments):
        x, y, out, count = arguments
        assert grid[0] * block[0] >= count
        out[:] = [self.factor * a + b for a, b in zip(x, y)]


class Device:
    def __init__(self, _):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def synchronize(self):
        pass


cuda = SimpleNamespace(Device=Device, nvrtc=SimpleNamespace(getVersion=lambda: (0, 0)))
