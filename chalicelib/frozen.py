"""Frozen values: how this project declares its records, messages, view models and answers.

    class Point(Frozen):
        x: int
        y: int = 0

Values are compared, hashed and shown by their fields. `class Version(Frozen, order=True)` can also be sorted, and with
`kw_only=True` a value is made by names only. A value is changed by `msgspec.structs.replace`, which returns another one; defaults
that are made anew for each value are a `msgspec.field(default_factory=…)`.

They are structs of msgspec because a function starts with hundreds of such classes: a dataclass compiles its methods from text
when it is declared, which takes a hundred times as long. A class stays a dataclass where a struct can't take its place: if it is
an exception or changes, has a cached property, or leaves a field out of its comparison, its arguments or its text.
"""

from typing import dataclass_transform

from msgspec import Struct, field


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(Struct, frozen=True):
    """The base of all frozen values."""
