"""Items as they can be written: JSON can spell half of a character, and XML can't have some; a page can have neither.

Every text of every item comes through here, so that no reader of a system has to think of it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

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
    if isinstance(part, Struct):
        return replace(part, **{name: _cleaned(getattr(part, name)) for name in part.__struct_fields__})
    return part


def json_value(text: str, *, strict: bool = True) -> Any:
    """Return the value of a JSON text, without halves of characters; raise ValueError if it isn't JSON, RecursionError if it is
    too deep. Unless `strict`, its texts may have control characters."""
    value = json.loads(text, strict=strict)
    return writable(value) if HALF.search(text) else value
