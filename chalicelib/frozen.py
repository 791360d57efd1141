"""Frozen values: how this project declares its records, messages, view models and answers.

    class Point(Frozen):
        x: int
        y: int = 0

Values are compared, hashed and shown by their fields. With `order=True` behind the base they can also be sorted, with
`kw_only=True` they are made by names only, and with `dict=True` they may have cached properties. `msgspec.structs.replace`
returns a value with other fields, and `msgspec.field(default_factory=…)` makes a default for each value. What is changed in
place, such as a count, is a plain `msgspec.Struct`.

They are structs of msgspec because a function starts with hundreds of such classes: a dataclass compiles its methods from text
when it is declared, which takes a hundred times as long. In `chalicelib` and `infra`, a class is a dataclass only where a struct
can't take its place: if it leaves a field out of its comparison, its arguments or its text, gets attributes while it works, or
has such a subclass. Benchmarks and tests may start slowly, so they have dataclasses, too.
"""

from typing import dataclass_transform

from msgspec import Struct, field


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(Struct, frozen=True):
    """The base of all frozen values."""
