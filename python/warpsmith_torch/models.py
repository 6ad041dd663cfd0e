"""The models that are loaded, by number."""

from __future__ import annotations

from typing import Dict, Optional

import torch

from .garbage import give_back, go_through_all, times_passed_over
from .loaded_model import LoadedModel
from .protocol import Failure


class Models:
    """The loaded models by number."""

    def __init__(self) -> None:
        self._loaded: Dict[int, LoadedModel] = {}
        self._ages: Dict[int, int] = {}
        self._next = 1

    def add(self, model: LoadedModel) -> int:
        number = self._next
        self._next += 1
        self._loaded[number] = model
        self._ages[number] = times_passed_over()
        return number

    def the(self, number: int) -> LoadedModel:
        model: Optional[LoadedModel] = self._loaded.get(number)
        if model is None:
            raise Failure("bad-request", f"Expected the number of a loaded model but found {number}.")
        return model

    def rest(self) -> None:
        """Ends what any of them does ahead of requests."""
        for model in self._loaded.values():
            model.rest()

    def remove(self, number: int) -> int:
        """Lets go of the model; returns the bytes that torch holds on the GPU afterwards."""
        self.the(number).rest()
        del self._loaded[number]
        if self._ages.pop(number) == times_passed_over():
            give_back()
        else:
            go_through_all()
        return torch.cuda.memory_allocated() if torch.cuda.is_initialized() else 0
