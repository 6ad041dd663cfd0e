"""Reads the user's file and runs it with other sizes than those written in it."""

from __future__ import annotations

import ast
import hashlib
import inspect
import os
import random
import sys
import types
from typing import Any, Callable, Dict, List, Mapping

import torch

from .protocol import Failure, users_code
from .sizes import find_sizes, replace_sizes

_MODULE_NAME = "warpsmith_users_module"


class ModuleFile:
    """A file that has run: its class, its makers of inputs, and the sizes in force."""

    def __init__(self, file: str, model: str, sizes: Mapping[str, object]) -> None:
        """Runs the file. Raises no-model where it can't be read or lacks something, else module-failed."""
        self.file = file
        text = _read(file)
        self.tree = _parse(file, text)
        found = find_sizes(self.tree)
        self.sizes: Dict[str, int] = replace_sizes(found, sizes)
        self.sha256 = hashlib.sha256(text).hexdigest()
        # Equal for what does the same.
        self.key = (file, self.sha256, model, tuple(sorted(self.sizes.items())))
        self._namespace = _execute(file, self.tree)
        self.model_class = self._the("class", model)
        self._get_inputs = self._the("function", "get_inputs")
        self._get_init_inputs = getattr(self._namespace, "get_init_inputs", list)

    def _the(self, kind: str, name: str) -> Callable[..., Any]:
        value = getattr(self._namespace, name, None)
        if not callable(value):
            raise Failure("no-model", f"Expected the {kind} {name} in {self.file} but found none.")
        return value

    def make_inputs(self) -> List[Any]:
        """get_inputs() as a list; raises bad-inputs where it returns no list or tuple."""
        with users_code(self.file):
            made = self._get_inputs()
        if isinstance(made, torch.Tensor):
            return [made]
        if not isinstance(made, (list, tuple)):
            raise Failure("bad-inputs", f"Expected get_inputs() to return a list but found {type(made).__name__}.")
        return list(made)

    def construct(self, seed: int = 0) -> torch.nn.Module:
        """Model(*get_init_inputs()); the seed goes before both, so that neither depends on what the other draws."""
        with users_code(self.file):
            seed_all(seed)
            given = self._get_init_inputs()
            seed_all(seed)
            model = self.model_class(**given) if isinstance(given, dict) else self.model_class(*given)
        if not isinstance(model, torch.nn.Module):
            raise Failure("no-model", f"Expected {self.model_class.__name__} to be a torch.nn.Module but it is none.")
        return model

    def doc(self) -> str:
        """The first line of the class's docstring, or of the file's, or ''."""
        for text in (self.model_class.__dict__.get("__doc__"), ast.get_docstring(self.tree)):
            lines = inspect.cleandoc(text).splitlines() if isinstance(text, str) else []
            if lines and lines[0].strip():
                return lines[0].strip()
        return ""


def argument_names(model: torch.nn.Module, count: int) -> List[str]:
    """The names of the first `count` positional parameters of forward; those of *args are numbered."""
    names: List[str] = []
    try:
        parameters = list(inspect.signature(model.forward).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}_{index}" for index in range(count - len(names))]
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            names.append(parameter.name)
    names += [f"input_{index}" for index in range(len(names), count)]
    return names[:count]


def seed_all(seed: int) -> None:
    """Seeds every generator that a module may draw from."""
    torch.manual_seed(seed)
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed % 2**32)


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as source:
            return source.read()
    except OSError as error:
        raise Failure("no-model", f"Expected a Python file at {file} but can't read it: {error.strerror}.") from error


def _parse(file: str, text: bytes) -> ast.Module:
    try:
        return ast.parse(text, filename=file)
    except (SyntaxError, ValueError) as error:
        raise Failure("no-model", f"Expected {file} to be Python but found: {error}.") from error


def _execute(file: str, tree: ast.Module) -> types.ModuleType:
    namespace = types.ModuleType(_MODULE_NAME)
    namespace.__file__ = file
    # Dataclasses and torch.jit look the module of a class up there.
    sys.modules[_MODULE_NAME] = namespace
    folder = os.path.dirname(os.path.abspath(file))
    if folder not in sys.path:
        sys.path.append(folder)
    with users_code(file):
        exec(compile(tree, file, "exec"), namespace.__dict__)
    return namespace
