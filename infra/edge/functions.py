"""The functions that the CDN runs: the edge rule in its own JavaScript.

One stands before the cache (`request`), one behind it (`response`). Both are files beside this module, each sent as it is.
"""

from importlib.resources import files
from typing import Literal, TypeAlias

Name: TypeAlias = Literal["request", "response"]

RUNTIME = "cloudfront-js-2.0"
LARGEST = 10_000
"""Bytes that the CDN takes for one function."""


def source(name: Name) -> str:
    """The code of this function, as the CDN wants it."""
    return files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8")
