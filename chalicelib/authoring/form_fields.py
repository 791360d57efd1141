"""The fields of a request's body: a form, or an object of JSON, as browsers and apps send them.

Names that nobody asks for are ignored, as OAuth demands; a name that comes twice has several values.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn, TypeAlias
from urllib.parse import parse_qsl

from chalicelib.cloud.limits import SK_BYTES
from chalicelib.errors import Refusal
from chalicelib.web.forms import kind_of
from chalicelib.web.http import Request

MOST_BYTES = 32_000
"""More than a passkey's answer has."""
DEEPEST = 50
"""Levels of objects and lists within an object of JSON."""
Values: TypeAlias = Mapping[str, tuple[str, ...]]


class FormFields:
    """The fields of a body, by name."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """Return a field that comes at most once; empty where it is missing."""
        several = self._values.get(name, ())
        if len(several) > 1:
            raise Refusal("field", f"{name}: it is there twice")
        return several[0] if several else ""

    def several(self, name: str) -> tuple[str, ...]:
        return self._values.get(name, ())

    @property
    def texts(self) -> Mapping[str, str]:
        """Return all fields that come once."""
        return {name: values[0] for name, values in self._values.items() if len(values) == 1}


def mark_in(query: Mapping[str, str]) -> str:
    """Return `after`, the mark where a list goes on; refuse one that is longer than the table takes, which no list gave."""
    after = query.get("after", "")
    if (size := len(after.encode(errors="replace"))) > SK_BYTES:
        raise Refusal("field", f"after: {size:,} bytes")
    return after


def fields_in(request: Request) -> FormFields:
    """Return the fields of a request's body; refuse another kind of body."""
    if len(request.body) > MOST_BYTES:
        raise Refusal("body-big", f"{len(request.body):,} bytes")
    kind = kind_of(request.header("content-type"))
    if kind not in READERS and request.body:
        raise Refusal("body-type", kind)
    try:
        return FormFields(READERS[kind](request.body.decode()) if request.body else {})
    except (ValueError, TypeError, RecursionError) as error:
        raise Refusal("body", "no form, and no object of JSON, in UTF-8") from error


def _of_form(text: str) -> Values:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100):
        values[name] = (*values.get(name, ()), value)
    return values


def _of_json(text: str) -> Values:
    return {name: (value,) for name, value in _object(text).items() if isinstance(value, str)}


def object_in(request: Request) -> Mapping[str, Any]:
    """Return the object of JSON in a request's body; refuse another body, and texts that no file can hold."""
    try:
        return _object(request.body)
    except (ValueError, TypeError, RecursionError) as error:
        raise Refusal("body", "no object of JSON") from error


def _object(text: str | bytes) -> Mapping[str, Any]:
    """Return the object that a text of JSON is; raise `ValueError` or `TypeError` for another text, and one nested too deeply."""
    asked = json.loads(text, parse_constant=_refuse_constant)
    json.dumps(asked, ensure_ascii=False).encode()  # raises for halves of surrogate pairs
    if not isinstance(asked, dict) or not _is_flat(asked, DEEPEST):
        raise TypeError("no object")
    return asked


def _is_flat(value: Any, levels: int) -> bool:
    """Return whether a value has no more than so many levels; whoever writes it into a file goes down all of them."""
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels >= 0 and all(_is_flat(each, levels - 1) for each in within)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


READERS = {"application/x-www-form-urlencoded": _of_form, "application/json": _of_json}
