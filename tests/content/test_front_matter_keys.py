"""The table of front matter keys."""

import json
from typing import Any

import pytest

from chalicelib.content.frontmatter.front_matter_fields import DIAGNOSTICS_AT_MOST, read_fields
from chalicelib.content.frontmatter.front_matter_keys import FIELDS, Field, Fields
from chalicelib.content.frontmatter.frontmatter import split
from chalicelib.content.frontmatter.readers import LIST_LIMIT, TEXT_LIMIT, WEIGHT_LIMIT
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from tests.each import each


def read(*lines: str) -> Fields:
    return read_fields(split("\n".join(["---", *lines, "---"])))


def test_no_name_stands_in_two_rows_unless_they_take_different_values() -> None:
    names = [name for row in FIELDS for name in row.names]

    assert [name for name in {*names} if names.count(name) > 1] == ["published"]  # a flag in one row, a date in the other
    assert {row.gives for row in FIELDS} <= {*Fields.__struct_fields__}


@pytest.mark.parametrize("row", [row for row in FIELDS if row.example], ids=lambda row: row.gives)
def test_the_example_of_a_key_gives_its_field(row: Field) -> None:
    fields = read(row.example)

    assert row.gives in fields.lines
    assert getattr(fields, row.gives) != getattr(Fields(), row.gives)
    assert {row.gives for row in FIELDS} == {row.gives for row in FIELDS if row.example}


@each(
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
        ("permalink: about/", "path", "about/"),
        ("url: /a/b/", "path", "/a/b/"),
        ("publishDate: 2026-11-25", "publishes", "2026-11-25"),
        ("published: 2026-11-25", "publishes", "2026-11-25"),
        ("created: 2026-11-25", "created", "2026-11-25"),
        ("expiryDate: 2026-11-25", "expires", "2026-11-25"),
        ("translationKey: x", "translation", "x"),
        ("image: {path: /a.jpg, alt: A}", "image", "/a.jpg"),
        ("image: [{src: /a.jpg}]", "image", "/a.jpg"),
        ("author: {name: 'Jane Roe, PhD', url: /jane/}", "authors", ("Jane Roe, PhD",)),
        ("authors: [{name: Jane}, Joe]", "authors", ("Jane", "Joe")),
        ("params: {author: Jane}", "authors", ("Jane",)),
        ("aliases: [Bread, 'The first, year', /old/]", "aliases", ("/old/",)),
        ("tags: '#bread #salt/sea'", "tags", ("bread", "salt/sea")),
        ("tags: ['#bread', 'C#']", "tags", ("bread", "C#")),
        ("tags: platen press", "tags", ("platen press",)),
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
        ("status: draft", "draft", True),
        ("listed: no", "listed", False),
        ("pinned: yes", "pinned", True),
        ("pin: true", "pinned", True),
        ("sticky: 1", "pinned", True),
        ("series: Type", "series", "Type"),
        ("series: [Type, Ink]", "series", "Type"),
        ("taxonomies: {series: [Type]}", "series", "Type"),
        ("order: -1", "weight", -1),
        ("comments: off", "comments", "no"),
        ("comments: closed", "comments", "closed"),
        ("newsletters: False", "newsletter", False),
        ("id: 5", "id", "5"),
        ("drop_cap: on", "drop_cap", "yes"),
        ("drop_cap: no", "drop_cap", "no"),
        ("enclosure: a.mp3", "enclosure", "a.mp3"),
        ("enclosure: https://a.example/b.mp3 2003 audio/mpeg", "enclosure", "https://a.example/b.mp3"),
        ("audio: {url: /a b.mp3, length: 3}", "enclosure", "/a b.mp3"),
        ("video: film.mp4", "enclosure", "film.mp4"),
        ("duration: 1:02:03", "duration", 3723),
        ("duration: 12:34", "duration", 754),
        ("duration: 754", "duration", 754),
        ("explicit: yes", "explicit", True),
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


def test_one_yes_makes_a_draft() -> None:
    assert read("draft: false", "published: false").draft
    assert read("published: true", "status: draft").draft
    assert not read("draft: false", "published: 2026-11-25").draft


def test_what_another_system_means_otherwise_is_the_author_s_own() -> None:
    lines = (
        "sticky: 100",
        "url: https://x.org/a",
        "aliases: [Bread, C#/.NET]",
        "image: {alt: A}",
        "permalink: /:year/:title/",
        "created: '[[Monday]]'",
        "video: https://youtu.be/aqz-KE-bpKQ",
        "audio: yes",
        "duration: 30 minutes",
    )
    own = ["sticky", "url", "aliases", "image", "permalink", "created", "video", "audio", "duration"]

    assert list(read(*lines).extra) == own


@pytest.mark.parametrize(
    ("key", "line", "tags"),
    [
        ("_posts/2026-11-25-x.md", "layout: post", ("bread", "salt")),
        ("posts/2026-11-25-x.md", "layout: post", ("bread", "salt")),
        ("_posts/2026-11-25-x.md", "x: y", ("bread", "salt")),
        ("posts/2026-11-25-x.md", "x: y", ("bread salt",)),
        ("_posts/x.md", "layout: post", ("bread salt",)),
    ],
)
def test_spaces_separate_tags_only_in_posts_of_jekyll(key: str, line: str, tags: tuple[str, ...]) -> None:
    assert read_fields(split(f"---\n{line}\ntags: bread salt\n---\n"), key).tags == tags
    assert read_fields(split(f"---\n{line}\ntags: bread, sea salt\n---\n"), key).tags == ("bread", "sea salt")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("titel", "title"),
        ("tgas", "tags"),
        ("Catagories", "categories"),
        ("tag", "tags"),
        ("auther", "author"),
        ("discription", "description"),
        ("lastModified", "last_modified_at"),
    ],
)
def test_a_key_that_looks_like_a_typing_error_is_told_with_its_line(key: str, meant: str) -> None:
    fields = read("x: y", f"{key}: z")

    assert fields.diagnostics == (Diagnostic("key", f"Unknown key `{key}`. Did you mean `{meant}`?", 3),)
    assert fields.extra == {"x": "y", key: "z"}


@pytest.mark.parametrize(
    "line",
    [
        "mood: x", "data: x", "layout: x", "hero: x", "height: x", "subtitle: x", "publisher: x", "redirect_to: x",
        "image_alt: x", "headeralt: x", "sort_by: x", "class: x", "related: x", "series: x", "cover: x", "toc: x",
        "linkTitle: x", "nav_order: 1", "newsletter_list: x", "updated_by: x", f"t{'itle' * 30}: x",
    ],
)  # fmt: skip
def test_nobody_complains_of_an_author_s_own_key(line: str) -> None:
    assert read(line).diagnostics == ()


def test_a_key_is_no_typing_error_if_its_field_is_given() -> None:
    assert read("tags: [a]", "tag: b").diagnostics == ()


def test_of_many_keys_with_typing_errors_some_are_told() -> None:
    many = (f"titel{number}: x" for number in range(3_000))

    assert len(read(*many, *(f"privat{number}: x" for number in range(50))).diagnostics) == DIAGNOSTICS_AT_MOST


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
    assert caught.value.found.startswith(found or "tags: ")
    assert ("(write, for example, `" in caught.value.found) == (not caught.value.found.endswith("…"))


@pytest.mark.parametrize(
    ("written", "tenths"),
    [
        ("left", "0 5"),
        ("top", "5 0"),
        ("right bottom", "10 10"),
        ("top left", "0 0"),
        ("30% 70%", "3 7"),
        ("26%", "3 5"),
        ("center", ""),
        ("50% 50%", ""),
    ],
)
def test_the_place_that_matters_in_an_image_is_known_by_words_or_percentages(written: str, tenths: str) -> None:
    assert read(f"image_focus: {written}").focus == tenths


@pytest.mark.parametrize("written", ["middle", "left right", "top bottom", "1 2 3", "30", "url(x) left", "left top left"])
def test_any_other_place_in_an_image_is_refused(written: str) -> None:
    with pytest.raises(Refusal):
        read(f"image_focus: {written}")


def test_the_focal_point_of_hugo_blox_is_known_where_it_says_a_place() -> None:
    assert read("image: {focal_point: BottomRight}").focus == "10 10"
    assert read("image: {focal_point: Smart}").focus == ""
