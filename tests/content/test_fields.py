"""The table of front matter keys."""

import json
from typing import Any

import pytest

from chalicelib.content.fields import FIELDS, LIST_LIMIT, TEXT_LIMIT, WEIGHT_LIMIT, Fields, read_fields
from chalicelib.content.frontmatter import split
from chalicelib.errors import Refusal


def read(*lines: str) -> Fields:
    return read_fields(split("\n".join(["---", *lines, "---"])))


def test_no_name_stands_in_two_rows() -> None:
    names = [name for row in FIELDS for name in row.names]

    assert len(names) == len(set(names))
    assert {row.gives for row in FIELDS} <= {*Fields.__slots__}


@pytest.mark.parametrize(
    ("line", "gives", "value"),
    [
        ("title: Hello", "title", "Hello"),
        ("title: 1.10", "title", "1.10"),
        ("Title: Hello", "title", "Hello"),
        ("title: >-\n  two\n  lines", "title", "two lines"),
        ("date: 2015-03-17 14:00:00 -4", "date", "2015-03-17 14:00:00 -4"),
        ("modified: 2026-11-25", "updated", "2026-11-25"),
        ("lastmod: 2026-11-25", "updated", "2026-11-25"),
        ("permalink: /a/b/", "path", "/a/b/"),
        ("redirect_from: /old/", "aliases", ("/old/",)),
        ("aliases: [/a/, /b/]", "aliases", ("/a/", "/b/")),
        ("author: Jane", "authors", ("Jane",)),
        ("authors: [jane, joe]", "authors", ("jane", "joe")),
        ("authors: [Jane Roe, PhD]", "authors", ("Jane Roe", "PhD")),
        ('authors: ["Roe, Jane"]', "authors", ("Roe, Jane",)),
        ("authors: Roe, Jane; Doe, John", "authors", ("Roe, Jane", "Doe, John")),
        ("tags: a, b , ,a", "tags", ("a", "b")),
        ("tags: [3.10, no]", "tags", ("3.10", "no")),
        ("tags:", "tags", ()),
        ("taxonomies: {tags: [a]}", "tags", ("a",)),
        ("category: News", "categories", ("News",)),
        ("lang: no", "lang", "no"),
        ("locale: es_PR", "lang", "es_PR"),
        ("translation_key: x", "translation", "x"),
        ("meta: About.", "summary", "About."),
        ("description: About.", "summary", "About."),
        ("headerimage: /a.jpg", "image", "/a.jpg"),
        ("image: [/a.jpg]", "image", "/a.jpg"),
        ("draft: yes", "draft", True),
        ("published: false", "draft", True),
        ("status: hidden", "draft", True),
        ("order: -1", "weight", -1),
        ("comments: off", "comments", False),
        ("newsletters: False", "newsletter", False),
        ("id: 5", "id", "5"),
    ],
)
def test_a_key_is_understood_by_each_of_its_names(line: str, gives: str, value: Any) -> None:
    fields = read(line)

    assert getattr(fields, gives) == value
    assert fields.line(gives) == (0 if value == () else 2)


def test_lists_of_several_names_are_joined_and_of_other_keys_the_first_name_counts() -> None:
    fields = read("category: a", "categories: [b]", "description: long", "excerpt: short")

    assert fields.categories == ("b", "a")
    assert fields.summary == "short"
    assert fields.extra == {"description": "long"}


def test_a_key_without_a_value_leaves_the_word_to_the_next_one() -> None:
    assert read("excerpt:", "description: long").summary == "long"
    assert read("title: ~", 'slug: ""', "draft:") == Fields()


def test_unknown_keys_are_kept_as_json_knows_them() -> None:
    fields = read("hero: no", "when: 2026-11-25", "n: [1, 2.5, {a: null}]", "permalink: pretty", "meta: {a: b}", "status: done")

    assert json.loads(json.dumps(fields.extra)) == {
        "hero": False,
        "when": "2026-11-25",
        "n": [1, 2.5, {"a": None}],
        "permalink": "pretty",
        "meta": {"a": "b"},
        "status": "done",
    }


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("title: [a, b]", 'title: ["a", "b"]'),
        ("draft: perhaps", 'draft: "perhaps"'),
        ("weight: heavy", 'weight: "heavy"'),
        (f"weight: {WEIGHT_LIMIT + 1}", "weight: 500000"),
        ("tags: {a: b}", 'tags: {"a": "b"}'),
        ("tags: [[a]]", 'tags: [["a"]]'),
        ("date: [2026-11-25]", 'date: ["2026-11-25"]'),
        (f"title: {'x' * (TEXT_LIMIT + 1)}", f'title: "{"x" * 71}…'),
        (f"tags: {', '.join(map(str, range(LIST_LIMIT + 1)))}", None),
    ],
)
def test_another_kind_of_value_is_refused_with_its_line(line: str, found: str | None) -> None:
    with pytest.raises(Refusal) as caught:
        read("x: y", line)

    assert (caught.value.code, caught.value.line) == ("value", 3)
    assert found in (caught.value.found, None)
