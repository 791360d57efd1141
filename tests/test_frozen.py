"""Frozen values: what they can do, and that a class is a dataclass only where it can't be one of them."""

import ast
from functools import cached_property
from pathlib import Path

import pytest
from msgspec.structs import replace

from chalicelib.frozen import Frozen

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for folder in ("chalicelib", "infra") for path in (ROOT / folder).rglob("*.py"))
OPTIONS = {"compare", "hash", "init", "repr"}
"""Options of a field that a struct doesn't have."""


class Point(Frozen, order=True):
    x: int
    y: int = 0


class Line(Frozen, dict=True):
    start: Point
    end: Point

    @cached_property
    def steps(self) -> int:
        return self.end.x - self.start.x


def test_values_with_the_same_fields_are_the_same_key_and_others_are_not() -> None:
    assert {Point(1, 2): "a"}[Point(1, 2)] == "a"
    assert Point(1) != Point(2)


def test_values_of_two_classes_are_never_equal() -> None:
    class Other(Frozen):
        x: int
        y: int = 0

    other: object = Other(1)
    assert Point(1) != other


def test_a_value_can_not_be_changed_but_a_copy_has_other_fields() -> None:
    point = Point(1)

    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]

    assert (point, replace(point, x=2)) == (Point(1), Point(2))


def test_values_are_sorted_by_their_fields_in_order() -> None:
    assert sorted([Point(2), Point(1, 9), Point(1, 3)]) == [Point(1, 3), Point(1, 9), Point(2)]


def test_a_value_may_have_cached_properties() -> None:
    assert Line(Point(1), Point(4)).steps == 3


def test_a_value_is_shown_by_its_fields() -> None:
    assert repr(Line(Point(1), Point(4))) == "Line(start=Point(x=1, y=0), end=Point(x=4, y=0))"


def is_frozen(declared: ast.ClassDef) -> bool:
    return any("dataclass(frozen=True" in ast.unparse(decorator) for decorator in declared.decorator_list)


def has_options_of_its_own(declared: ast.ClassDef) -> bool:
    calls = (part for part in ast.walk(declared) if isinstance(part, ast.Call) and ast.unparse(part.func) == "field")
    return any(keyword.arg in OPTIONS for call in calls for keyword in call.keywords)


def test_a_frozen_dataclass_has_a_field_that_a_struct_could_not_have() -> None:
    texts = {path: text for path in SOURCES if "@dataclass(frozen" in (text := path.read_text("utf-8"))}
    classes = [part for text in texts.values() for part in ast.walk(ast.parse(text)) if isinstance(part, ast.ClassDef)]

    frozen = [declared for declared in classes if is_frozen(declared)]
    assert frozen
    assert [declared.name for declared in frozen if not has_options_of_its_own(declared)] == []
