"""JSON of other programs: its values, without the halves of characters that it can spell and nothing can write."""

import json
import re
from typing import Any

from infra.importers.parsing.valid_chars import writable

HALF = re.compile(r"\\u[dD][89a-fA-F]")


def value_of(text: str, *, strict: bool = True) -> Any:
    """Return the value; raise ValueError if it is no JSON, RecursionError if it is too deep. Unless `strict`, a text in it may
    have control characters."""
    value = json.loads(text, strict=strict)
    return writable(value) if HALF.search(text) else value
