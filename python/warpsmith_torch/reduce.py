from __future__ import annotations


def reduce(file: str, model: str, most_elements: float, most_operations: float, wanted: int) -> dict:
    return {"sizes": []}
