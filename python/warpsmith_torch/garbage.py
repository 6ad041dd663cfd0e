"""Gives memory back between requests, and passes over what lives long: PyTorch alone is 200,000 objects, which take 0.2 s."""

from __future__ import annotations

import gc

import torch

# Going through fewer takes no time that counts.
_MANY = 20_000
_passed_over = 0


def give_back() -> None:
    """Returns the memory that torch keeps for later to the device, where candidates need it."""
    gc.collect()
    if torch.cuda.is_initialized():
        torch.cuda.empty_cache()


def settle() -> None:
    """The same behind what may have brought much that stays, such as a part of PyTorch; that is passed over from then on."""
    give_back()
    if len(gc.get_objects()) > _MANY:
        _pass_over()


def times_passed_over() -> int:
    """How often what lived was passed over from then on: what was made before one of them does not go by `give_back`."""
    return _passed_over


def go_through_all() -> None:
    """Gives back what was passed over as well, where nobody needs it any more."""
    gc.unfreeze()
    give_back()
    _pass_over()


def _pass_over() -> None:
    global _passed_over
    gc.freeze()
    _passed_over += 1
