"""`python3 -m warpsmith_import FILE [--class NAME] [--sizes]`: what `solution.py` finds, or `{"failed": message}`."""

from __future__ import annotations

import argparse
import json
import sys

from .solution import read_solution


def main() -> None:
    parser = argparse.ArgumentParser(prog="warpsmith_import")
    parser.add_argument("file")
    parser.add_argument("--class", dest="model", default="ModelNew")
    parser.add_argument("--sizes", action="store_true", help="the file's whole numbers are sizes of a problem")
    options = parser.parse_args()
    try:
        with open(options.file, "rb") as source:
            found = {"ok": read_solution(source.read(), options.file, options.model, options.sizes)}
    except OSError as error:
        found = {"failed": f"Expected a Python file at {options.file} but can't read it: {error.strerror}."}
    except SyntaxError as error:
        where = f"{options.file}:{error.lineno or 1}"
        found = {"failed": f"{where}: Expected Python but found {error.msg}. Write valid Python there."}
    except ValueError as error:
        found = {"failed": f"Expected {options.file} to be Python but found: {error}."}
    except (RecursionError, MemoryError):
        found = {"failed": f"Expected {options.file} to be nested as people write but it is too deep to be read."}
    json.dump(found, sys.stdout)


main()
