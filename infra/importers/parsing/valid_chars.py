"""Items as they can be written: JSON can spell half of a character, and XML can't have some; a page can have neither.

Every text of every item comes through here, so that no reader of a system has to think of it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from chalicelib.content.plain_text import FORBIDDEN, clean

Part = TypeVar("Part")
HALF = re.compile(r"\\u[dD][89a-fA-F]")


def writable(part: Part) -> Part:
    """Return an item, or a part of it, without the characters that pages can't have."""
    return cast(Part, _cleaned(part))


def _cleaned(part: Any) -> Any:
    if isinstance(part, str):
        return clean(part) if FORBIDDEN.search(part) else part
    if isinstance(part, Mapping):
        return {_cleaned(name): _cleaned(value) for name, value in part.items()}
    if type(part) in (list, tuple):
        return type(part)(_cleaned(item) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{item.name: _cleaned(getattr(part, item.name)) for item in fields(part)})
    return part


def json_value(text: str, *, strict: bool = True) -> Any:
    """Return the value of a JSON text, without halves of characters; raise ValueError if it isn't JSON, RecursionError if it is
    too deep. Unless `strict`, its texts may have control characters."""
    value = json.loads(text, strict=strict)
    return writable(value) if HALF.search(text) else value
