"""A JSON document of any size is read an element at a time, and a hostile one is refused in words."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from infra.importers.blog import UnreadableError
from infra.importers.export.json_slices import document_at


def written(tmp_path: Path, raw: bytes) -> Path:
    (tmp_path / "x.json").write_bytes(raw)
    return tmp_path / "x.json"


def test_members_and_elements_are_what_json_says(tmp_path: Path) -> None:
    value: dict[str, Any] = {"a": [1, -2.5e3, None, True, 'say "]}" \\ é', {"b": []}, {}], "c\n": {"d": "x"}, "e": ""}

    for text in (json.dumps(value), json.dumps(value, indent=2, ensure_ascii=False), f"\ufeff {json.dumps(value)} "):
        with document_at(written(tmp_path, text.encode())) as document:
            tables = document.tables()
            assert {name: part.value() for name, part in tables.items()} == value
            assert [part.value() for part in tables["a"].elements()] == value["a"]


def test_an_old_encoding_loses_nothing(tmp_path: Path) -> None:
    with document_at(written(tmp_path, '{"a": ["été"]}'.encode("cp1252"))) as document:
        assert document.tables()["a"].value() == ["été"]


def test_a_long_document_takes_the_memory_of_one_element(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    with path.open("w", encoding="utf-8") as file:
        file.write("[" + ",".join([json.dumps({"html": "x" * 100_000})] * 500) + "]")

    with document_at(path) as document:
        tracemalloc.start()
        many = sum(len(element.value()["html"]) for element in document.elements())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert many == 50_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"   ", "cut off"),
        (b'{"a": [1, 2', "cut off"),
        (b'{"a": "x', "cut off"),
        (b'{"a": [1}', "it closes a bracket"),
        (b"[" * 100_000, "levels deep"),
        (b'{"a":' * 100_000, "levels deep"),
        (rb'["' + rb"\"" * 500_000, "cut off"),
        (b'{"a" 5 "b"}', "isn't JSON"),
        (b"[nonsense]", "isn't JSON"),
        (b'["' + b"x" * 17_000_000 + b'"]', "more than 16 MB"),
    ],
)
def test_what_is_no_sound_document_is_refused_in_words(tmp_path: Path, raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        values_in(written(tmp_path, raw))


def values_in(path: Path) -> list[Any]:
    with document_at(path) as document:
        parts = document.elements() if document.kind == "[" else (part for _, part in document.members())
        return [part.value() for part in parts]
