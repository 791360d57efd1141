"""The CDN's functions: the edge rule in JavaScript, before the cache (`request`) and behind it (`response`)."""

import json
from importlib.resources import files
from typing import Literal, TypeAlias

from chalicelib.discovery import LINK

Name: TypeAlias = Literal["request", "response"]

RUNTIME = "cloudfront-js-2.0"
LARGEST = 10_000  # bytes that the CDN accepts for one function


WITHOUT_DESK, WITH_DESK = 'const LINK = "";', f"const LINK = {json.dumps(LINK)};"


def source(name: Name, *, desk: bool = False) -> str:
    """Return the function; with a desk, the home page's answer leads apps to the authoring API."""
    text = files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8")
    return text.replace(WITHOUT_DESK, WITH_DESK) if desk else text
