"""Reads the Python of a solution whose CUDA is compiled with `load_inline`. Nothing of it is run, and no torch is needed.

Start it as `python3 -m warpsmith_import FILE`; it prints one JSON document.
"""
