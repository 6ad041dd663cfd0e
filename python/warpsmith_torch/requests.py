"""One function a request of the protocol."""

from __future__ import annotations

from typing import Any, Callable, Dict, Tuple

from .arrivals import Arrivals
from .baseline import Series, time_module
from .describe import describe
from .garbage import give_back, settle
from .loaded_model import LoadedModel
from .memory import SharedMemory
from .models import Models
from .protocol import Failure, failure_of, field
from .reduce import reduce

Request = Dict[str, Any]


class Server:
    """Holds what lives from one request to the next: models and shared memory."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._models = Models()
        self._shared = SharedMemory(arrivals)
        self._does: Dict[str, Callable[[Request], Dict[str, Any]]] = {
            "describe": self._describe,
            "reduce": self._reduce,
            "load": self._load,
            "forward": self._forward,
            "make": self._make,
            "time": self._time,
            "unload": self._unload,
            "forget": self._forget,
        }

    def answer(self, request: Request) -> Dict[str, Any]:
        """The reply to one request; whatever goes wrong is a reply as well."""
        number = request.get("id")
        try:
            does = self._does.get(field(request, "do", str))
            if does is None:
                raise Failure("bad-request", f"Expected one of {', '.join(self._does)} but found {request['do']!r}.")
            return {"id": number, "ok": does(request)}
        except Exception as error:
            failed = failure_of(error, request.get("file")).as_json()
        # Only here is the exception gone, whose frames keep the module's tensors alive.
        give_back()
        return {"id": number, "failed": failed}

    def _describe(self, request: Request) -> Dict[str, Any]:
        described = describe(field(request, "file", str), field(request, "model", str), field(request, "sizes", dict))
        settle()
        return described

    def _reduce(self, request: Request) -> Dict[str, Any]:
        reduced = reduce(
            field(request, "file", str),
            field(request, "model", str),
            field(request, "mostElements", (int, float)),
            field(request, "mostOperations", (int, float)),
            field(request, "wanted", int),
        )
        settle()
        return reduced

    def _load(self, request: Request) -> Dict[str, Any]:
        model = LoadedModel(
            file=field(request, "file", str),
            model=field(request, "model", str),
            sizes=field(request, "sizes", dict),
            device=field(request, "device", str),
            precision=field(request, "precision", str),
            tf32=field(request, "tf32", (bool, str)),
            training=field(request, "training", bool),
            seed=field(request, "seed", int) if "seed" in request else None,
            sha256=field(request, "sha256", str) if "sha256" in request else None,
        )
        number = self._models.add(model)
        settle()
        return {"model": number, "bytes": model.bytes()}

    def _forward(self, request: Request) -> Dict[str, Any]:
        model = self._models.the(field(request, "model", int))
        inputs, outputs = field(request, "inputs", dict), field(request, "outputs", dict)
        roundings = _roundings(field(request, "roundings", dict)) if "roundings" in request else None
        milliseconds = model.forward(self._shared, inputs, outputs, roundings)
        give_back()
        return {"ms": milliseconds}

    def _make(self, request: Request) -> Dict[str, Any]:
        model = self._models.the(field(request, "model", int))
        following = field(request, "following", list)
        model.make(self._shared, field(request, "seed", int), field(request, "inputs", dict), following)
        give_back()
        return {}

    def _time(self, request: Request) -> Dict[str, Any]:
        timed = time_module(
            file=field(request, "file", str),
            model=field(request, "model", str),
            sizes=field(request, "sizes", dict),
            device=field(request, "device", str),
            how=field(request, "how", str),
            tf32=field(request, "tf32", (bool, str)),
            training=field(request, "training", bool),
            seed=field(request, "seed", int),
            series=Series(
                warmups=field(request, "warmups", int),
                runs=field(request, "runs", int),
                fewest=field(request, "fewest", int),
                most_ms=field(request, "mostMs", (int, float)),
                l2=field(request, "l2", str),
            ),
        )
        settle()
        return timed

    def _unload(self, request: Request) -> Dict[str, Any]:
        return {"bytes": self._models.remove(field(request, "model", int))}

    def _forget(self, request: Request) -> Dict[str, Any]:
        self._shared.forget(field(request, "allocations", list))
        self._models.rest()
        return {}


def _roundings(moved: Request) -> Tuple[float, int, bool]:
    overflow = field(moved, "overflow", bool) if "overflow" in moved else False
    return field(moved, "share", (int, float)), field(moved, "seed", int), overflow
