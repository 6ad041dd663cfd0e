"""Imports what no test machine has, as KernelBench's does."""

from dotenv import load_dotenv
from litellm import completion  # noqa: F401

load_dotenv()
