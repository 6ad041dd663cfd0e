"""A file that is no Python."""

class Model(
