"""What a benchmark is to reach, and what it has measured: the parts of `python -m bench size`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """A measured value, and the bound that it must not pass."""

    what: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def __str__(self) -> str:
        side = "at least" if self.at_least else "at most"
        return f"{'met   ' if self.met else 'MISSED'}  {self.what}: {self.value:,.2f} ({side} {self.bound:,.2f})"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of figures, and the targets that they were held against; `notes` say what ran."""

    name: str
    title: str
    rows: Sequence[Row]
    targets: Sequence[Target] = ()
    notes: Sequence[str] = ()


def found(rows: Sequence[Row], column: str, **like: Any) -> float | None:
    """The value in this column of the row that has these values; none without such a row."""
    return next((row[column] for row in rows if all(row[name] == value for name, value in like.items())), None)


def held(what: str, value: float | None, bound: float, *, at_least: bool = False) -> Sequence[Target]:
    """The target, if there is something to hold against it."""
    return () if value is None else (Target(what, value, bound, at_least),)


def ratio(value: float | None, other: float | None) -> float | None:
    """How many times the other value this one is; none unless both were measured."""
    return value / other if value is not None and other else None
