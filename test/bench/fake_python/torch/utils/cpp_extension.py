"""Compiles nothing, and takes a moment for it; what comes of it says 2, whatever it is given."""

import os
import time

from torch import Tensor


class Extension:
    @staticmethod
    def run(*_):
        return Tensor(2.0)


def load_inline(cuda_sources, **_):
    if not os.path.isdir(os.environ["TORCH_EXTENSIONS_DIR"]):
        raise RuntimeError("expected a folder to build in")
    if "relu_" in cuda_sources:
        raise RuntimeError("error: this fake does not build ReLU")
    time.sleep(0.05)
    return Extension
