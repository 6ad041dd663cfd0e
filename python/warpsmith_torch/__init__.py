"""Runs a PyTorch module for warpsmith: the reference's side of a problem that is a Python file.

Start it as `python3 -m warpsmith_torch`; it then serves one JSON request a line (see `protocol.py`).
"""
