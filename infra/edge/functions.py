"""The CDN's functions: the edge rule in JavaScript, before the cache (`request`) and behind it (`response`)."""

from importlib.resources import files
from typing import Literal, TypeAlias

Name: TypeAlias = Literal["request", "response"]

RUNTIME = "cloudfront-js-2.0"
LARGEST = 10_000  # bytes that the CDN accepts for one function


def source(name: Name) -> str:
    return files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8")
