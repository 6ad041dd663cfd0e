"""Lines of JSON between warpsmith and this helper, and the errors that travel over them."""

from __future__ import annotations

import json
import os
import traceback
from contextlib import contextmanager
from typing import Any, BinaryIO, Dict, Iterator, Optional

PROTOCOL = 1


class Failure(Exception):
    """What went wrong with one request, with a code that the other side can act on.

    Codes: no-model, module-failed, bad-inputs, bad-outputs, out-of-memory, bad-request.
    """

    def __init__(self, code: str, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.trace = trace

    def as_json(self) -> Dict[str, str]:
        return {"code": self.code, "message": self.message, "trace": self.trace}


class Lines:
    """Requests in, replies out; one JSON object a line, UTF-8."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink

    def send(self, reply: Dict[str, Any]) -> None:
        # JSON knows no NaN and no Infinity; a value like that must be an error here and not a puzzle over there.
        text = json.dumps(reply, allow_nan=False, ensure_ascii=False)
        self._sink.write(text.encode("utf-8", "replace") + b"\n")
        self._sink.flush()

    def requests(self) -> Iterator[Dict[str, Any]]:
        """Yields requests until the input ends; answers lines that are no requests itself."""
        for line in self._source:
            if not line.strip():
                continue
            try:
                request = json.loads(line)
            except ValueError as error:
                self._refuse(f"Expected a JSON object but found: {error}.")
                continue
            if not isinstance(request, dict):
                self._refuse("Expected a JSON object on a line of its own.")
                continue
            yield request

    def _refuse(self, message: str) -> None:
        self.send({"id": None, "failed": Failure("bad-request", message).as_json()})


def field(request: Dict[str, Any], name: str, kind: Any) -> Any:
    """The request's field, checked: a field that is absent or of another kind is a bad request."""
    value = request.get(name)
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = " or ".join(k.__name__ for k in kinds)
        raise Failure("bad-request", f"Expected the field {name} to be {wanted} but found {value!r}.")
    return value


def failure_of(error: BaseException, file: Optional[str] = None) -> Failure:
    """The failure to report for whatever was raised while the user's code ran."""
    if isinstance(error, Failure):
        return error
    text = str(error)
    message = f"{type(error).__name__}: {text}" if text else type(error).__name__
    code = "out-of-memory" if is_out_of_memory(error) else "module-failed"
    return Failure(code, message, trace_in(error, file))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out; torch has a type for it on GPUs only."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error)
    return isinstance(error, RuntimeError) and ("can't allocate memory" in text or "out of memory" in text)


def trace_in(error: BaseException, file: Optional[str]) -> str:
    """The last frames of the traceback in `file`: the others are torch's and ours, and tell the user nothing."""
    if file is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if os.path.realpath(frame.filename) == os.path.realpath(file)]
    return "".join(traceback.format_list(own[-4:])).rstrip()


@contextmanager
def users_code(file: str) -> Iterator[None]:
    """Turns everything the user's code raises, sys.exit() as well, into a Failure; SIGINT still ends the helper."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: B902 - SystemExit must not end the helper
        raise failure_of(error, file) from error
