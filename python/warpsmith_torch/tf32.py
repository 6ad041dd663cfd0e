"""Whether products and convolutions of f32 may round their operands to TF32."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, Union

import torch

from .protocol import Failure

# PyTorch's own default: in convolutions, and not in matrix products.
CONVOLUTIONS = "convolutions"


Choice = Union[bool, str]


def known_choice(choice: Choice) -> Choice:
    """The choice itself; bad-request for an unknown one."""
    if choice not in (True, False, CONVOLUTIONS):
        raise Failure("bad-request", f"Expected tf32 to be true, false or {CONVOLUTIONS} but found {choice}.")
    return choice


@contextmanager
def rounding_to_tf32(choice: Choice) -> Iterator[None]:
    """In force as long as it lasts, whatever the user's file has set."""
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    before = (matmul.allow_tf32, cudnn.allow_tf32)
    matmul.allow_tf32, cudnn.allow_tf32 = choice is True, choice is not False
    try:
        yield
    finally:
        matmul.allow_tf32, cudnn.allow_tf32 = before
