"""The loop: says what it has, then answers requests until its input ends."""

from __future__ import annotations

import sys

from .ready import first_line
from .streams import end_with_parent, take_streams


def main() -> int:
    end_with_parent()
    lines = take_streams()
    first = first_line()
    lines.send(first)
    if "unfit" in first:
        return 1
    # Everything else imports torch, so it comes after the check that there is one.
    from .requests import Server

    server = Server()
    for request in lines.requests():
        lines.send(server.answer(request))
    return 0


if __name__ == "__main__":
    sys.exit(main())
