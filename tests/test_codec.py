"""The codec: what is written of a frozen value, and that it is read back as the types say."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import field

from chalicelib import codec
from chalicelib.codec import Stored
from chalicelib.frozen import Frozen
from chalicelib.model import Page, Post
from chalicelib.record import Dependents, Pointer, Record


class Point(Frozen):
    """A class without a word about how it is stored."""

    x: int
    y: int = 0


class Left(Frozen):
    STORED: ClassVar = Stored(row=True, tag="left")

    by: int


class Right(Frozen):
    STORED: ClassVar = Stored(row=True, tag="right")

    by: int


class Path(Frozen):
    """A class with a field of every type that can be stored."""

    STORED: ClassVar = Stored(beside=("id",), sparse=True, always=("pace",))

    id: str
    name: Literal["a", "b"]
    pace: int = 1
    start: Point | None = None
    points: tuple[Point, ...] = ()
    pair: tuple[str, int] = ("", 0)
    by_name: Mapping[str, Point] = field(default_factory=dict)
    turns: frozenset[Left | Right] = frozenset()
    words: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    other: Any = None


FULL = Path(
    "id", "b", 2, Point(1), (Point(2, 3),), ("z", 9), {"q": Point(4)}, frozenset({Right(1), Left(2)}), {"w": "é"}, {"any": [1]}
)


def test_all_fields_are_written_in_their_order_unless_the_class_says_otherwise() -> None:
    assert codec.dumps(Point(1)) == '{"x": 1, "y": 0}'


def test_a_sparse_class_leaves_out_its_defaults_but_those_it_always_writes_and_what_stands_beside() -> None:
    assert codec.dumps(Path("id", "a")) == '{"name": "a", "pace": 1}'


def test_every_type_is_written_as_plain_values_and_read_back() -> None:
    text = codec.dumps(FULL)

    assert json.loads(text) == {
        "name": "b",
        "pace": 2,
        "start": {"x": 1, "y": 0},
        "points": [{"x": 2, "y": 3}],
        "pair": ["z", 9],
        "by_name": {"q": {"x": 4, "y": 0}},
        "turns": [["left", 2], ["right", 1]],
        "words": {"w": "é"},
        "other": {"any": [1]},
    }
    assert codec.loads(Path, text, id="id") == FULL


def test_what_is_missing_in_the_text_has_its_default() -> None:
    assert codec.loads(Path, '{"name": "a"}', id="id") == Path("id", "a")


@pytest.mark.parametrize("text", ['{"name": "a", "more": 1}', "{}"])
def test_text_of_another_class_is_an_error(text: str) -> None:
    with pytest.raises(TypeError):
        codec.loads(Path, text, id="id")


@pytest.mark.parametrize("plain", [["left", 1, 2], ["left"]])
def test_a_row_of_another_length_is_an_error(plain: list[Any]) -> None:
    with pytest.raises(ValueError, match="zip"):
        codec.from_plain(Left, plain)


texts = st.text(max_size=5)
posts = st.builds(Post, texts, texts, texts, texts, aliases=st.lists(texts, max_size=2).map(tuple), weight=st.integers())
owed = st.frozensets(
    st.builds(Page, texts, texts, texts) | st.builds(Pointer, texts, texts, texts) | st.builds(Dependents, texts, texts)
)


@given(st.builds(Record, texts, texts, texts, st.none() | posts, st.none(), shows=st.lists(texts).map(tuple), owed=owed))
def test_a_record_is_read_back_whatever_stands_in_it(record: Record) -> None:
    assert codec.loads(Record, codec.dumps(record), key=record.key, version=record.version) == record
