"""The codec: frozen values as JSON and back, driven by their fields and type hints.

A value is written as an object of all its fields, in their order, unless its class says otherwise in `STORED`. Stored text
must stay readable, since it outlives the code that wrote it (`tests/test_stored_text.py`). Only text that this codec wrote is
read, so nothing is checked, and nothing is converted but lists, which become tuples, sets and values. The format is our own,
because that of a library, such as msgspec, could change with its version.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct, structs
from msgspec.json import decode as json_decode

from chalicelib.frozen import Frozen

T = TypeVar("T")


class Stored(Frozen):
    """How the values of a class are written.

    Fields in `beside` are stored elsewhere, such as in the key of an item. With `sparse`, fields that have their defaults are
    left out, except those in `always`. With `row`, a value is the list of its fields, behind the `tag`, if there is one, which
    distinguishes the members of a union. With `sorted`, the keys of all objects are sorted.
    """

    beside: tuple[str, ...] = ()
    sparse: bool = False
    always: tuple[str, ...] = ()
    row: bool = False
    tag: str = ""
    sorted: bool = False


def dumps(value: Any) -> str:
    """Return a frozen value as JSON text."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=_stored(type(value)).sorted)


def loads(kind: type[T], text: str, **beside: Any) -> T:
    """Return the value that `dumps` wrote, together with the fields stored beside the text."""
    value: T = _class_converter(kind).read(json_decode(text), **beside)
    return value


def plain(value: Any) -> Any:
    """Return a frozen value as lists, objects and other JSON values."""
    return _class_converter(type(value)).write(value)


def from_plain(kind: type[T], plain: Any) -> T:
    """Return the value of this type that `plain` was made of; also of a set or a mapping of values."""
    hint: Any = kind
    read = _converter(hint).read
    value: T = read(plain) if read else plain
    return value


# ---- classes

NEVER: Any = object()  # the default of a field that is always written


class Converter(NamedTuple):
    """How values of a type are written and read; None where JSON has them as they are."""

    write: Callable[[Any], Any] | None = None
    read: Callable[[Any], Any] | None = None


class ClassConverter:
    """How values of a class are written and read; its type hints are resolved once."""

    def __init__(self, kind: type[Any]) -> None:
        self.kind, self.stored, hints = kind, _stored(kind), get_type_hints(kind)
        converters = {name: _converter(hints[name]) for name in kind.__match_args__ if name not in self.stored.beside}
        omitted = self._omitted() if self.stored.sparse else {}
        self.fields = [(name, converter.write, omitted.get(name, NEVER)) for name, converter in converters.items()]
        self.readers = {name: converter.read for name, converter in converters.items() if converter.read}

    def _omitted(self) -> Mapping[str, Any]:
        """Return the defaults that are left out where fields have them."""
        optional = [field for field in structs.fields(self.kind) if not field.required and field.name not in self.stored.always]
        return {field.name: field.default if (make := field.default_factory) is NODEFAULT else make() for field in optional}

    def write(self, value: Any) -> Any:
        given = ((name, write, getattr(value, name), default) for name, write, default in self.fields)
        named = {name: write(held) if write else held for name, write, held, default in given if held != default}
        return [*filter(None, [self.stored.tag]), *named.values()] if self.stored.row else named

    def read(self, plain: Any, **beside: Any) -> Any:
        if self.stored.row:
            plain = dict(zip((name for name, _, _ in self.fields), plain[bool(self.stored.tag) :], strict=True))
        has = {name: read(plain[name]) for name, read in self.readers.items() if name in plain}
        return self.kind(**{**plain, **has}, **beside)


_class_converter: Callable[[Any], ClassConverter] = cache(ClassConverter)


def _is_stored(hint: Any) -> bool:
    """Return whether values of a type are stored by their fields: structs, and refusals, which are exceptions."""
    return isinstance(hint, type) and issubclass(hint, (Struct, Exception))


def _stored(kind: Any) -> Stored:
    return cast(Stored, getattr(kind, "STORED", Stored()))


# ---- types


@cache
def _converter(hint: Any) -> Converter:
    if _is_stored(hint):
        return Converter(_class_converter(hint).write, _class_converter(hint).read)
    return CONVERTERS[origin](*get_args(hint)) if (origin := get_origin(hint)) in CONVERTERS else Converter()


def _tuple(inner: Any, *others: Any) -> Converter:
    """Convert any number of values of one type, or a few plain ones."""
    write, read = _converter(inner) if others == (...,) else Converter()
    return Converter(write and (lambda value: [*map(write, value)]), (lambda value: tuple(map(read, value))) if read else tuple)


def _set(inner: Any) -> Converter:
    """Convert a set of texts or of classes in rows; it is written in order."""
    write, read = _converter(inner)
    return Converter(lambda value: sorted(map(write or str, value)), lambda value: frozenset(map(read or str, value)))


def _mapping(_key: Any, inner: Any) -> Converter:
    write, read = (convert and _by_name(convert) for convert in _converter(inner))
    return Converter(write, read)


def _by_name(convert: Callable[[Any], Any]) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    return lambda value: {name: convert(item) for name, item in value.items()}


def _union(*inner: Any) -> Converter:
    """Convert a value or None, one of some classes with tags, or one of some plain values."""
    members = [member for member in inner if member is not NoneType]
    if len(members) == 1:
        write, read = (convert and _unless_none(convert) for convert in _converter(members[0]))
        return Converter(write, read)
    tagged = {_stored(member).tag: _class_converter(member) for member in members if _is_stored(member)}
    return Converter(plain, lambda value: tagged[value[0]].read(value)) if tagged else Converter()


def _unless_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


CONVERTERS: Mapping[Any, Callable[..., Converter]] = {
    tuple: _tuple,
    frozenset: _set,
    Mapping: _mapping,
    Union: _union,
    UnionType: _union,
}
