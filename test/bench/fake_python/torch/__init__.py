"""As much of PyTorch as harness.py touches, for tests on machines without it."""

from contextlib import nullcontext
from types import SimpleNamespace

from . import nn  # noqa: F401

__version__ = "0.0-fake"


class Tensor:
    """One number."""

    def __init__(self, value=0.0):
        self.value = value

    def __matmul__(self, _):
        return self

    def __sub__(self, other):
        return Tensor(self.value - other.value)

    def __iter__(self):
        return iter([self])

    def sum(self):
        return self

    def abs(self):
        return Tensor(abs(self.value))

    def max(self):
        return self

    def item(self):
        return self.value


def rand(*_, **__):
    return Tensor()


def allclose(a, b, atol, rtol):
    return abs(a.value - b.value) <= atol + rtol * abs(b.value)


def manual_seed(_):
    pass


def device(_):
    return nullcontext()


no_grad = nullcontext
version = SimpleNamespace(cuda="0.0")
cuda = SimpleNamespace(synchronize=lambda: None, empty_cache=lambda: None)
backends = SimpleNamespace(
    cudnn=SimpleNamespace(allow_tf32=True), cuda=SimpleNamespace(matmul=SimpleNamespace(allow_tf32=True))
)
