"""The loop: says what it has, then answers requests until its input ends."""

from __future__ import annotations

import sys

from .ready import facts, why_unfit
from .streams import end_with_parent, take_streams


def main() -> int:
    end_with_parent()
    lines = take_streams()
    unfit = why_unfit()
    if unfit is not None:
        lines.send({"unfit": unfit})
        return 1
    # Everything else imports torch, so it comes after the check that there is one.
    from .arrivals import Arrivals
    from .requests import Server

    arrivals = Arrivals()
    server = Server(arrivals)
    lines.send({"ready": {**facts(), "socket": arrivals.name}})
    for request in lines.requests():
        lines.send(server.answer(request))
    return 0


if __name__ == "__main__":
    sys.exit(main())
