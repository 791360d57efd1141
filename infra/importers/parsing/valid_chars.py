"""Items as they can be written: JSON can spell half of a character, and XML can't have some; a page can have neither.

Every text of every item comes through here, so that no reader of a system has to think of it.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from chalicelib.content.plain_text import FORBIDDEN, clean

Part = TypeVar("Part")


def writable(part: Part) -> Part:
    """Return an item, or a part of one, without characters that no page may have."""
    return cast(Part, _cleaned(part))


def _cleaned(part: Any) -> Any:
    if isinstance(part, str):
        return clean(part) if FORBIDDEN.search(part) else part
    if isinstance(part, Mapping):
        return {_cleaned(name): _cleaned(value) for name, value in part.items()}
    if type(part) in (list, tuple):
        return type(part)(_cleaned(one) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{one.name: _cleaned(getattr(part, one.name)) for one in fields(part)})
    return part
