"""Properties as files, files as properties, and changes that leave the rest of a file alone."""

import string
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.authoring.micropub import post_file
from chalicelib.authoring.micropub.post_file import PostFile, Written
from chalicelib.authoring.micropub.properties import BY_NAME, TEXT, Setting
from chalicelib.authoring.micropub.requests import Properties, Update, checked
from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.site.site import Site
from chalicelib.content.source import read_source

SITE = Site(url="https://press.example", zone="Europe/Madrid")
SETTING = Setting(SITE.url, SITE.zone, {"machines": "Machines"})
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = "posts/2026-11-25-x.md"


def opened(text: str) -> PostFile:
    return PostFile(KEY, text, read_source(KEY, text.encode(), SITE).post)


def new(**properties: Plain) -> str:
    sent = {name.replace("_", "-"): value if isinstance(value, list) else [value] for name, value in properties.items()}
    return post_file.new_file(checked(sent), SETTING, Written("", NOW))


def read(text: str) -> Properties:
    return post_file.properties_of(opened(text), SETTING)


def after(text: str, **change: object) -> str:
    return post_file.updated(opened(text), Update("https://press.example/x/", **change), SETTING)  # type: ignore[arg-type]


# ---- a new file


def test_a_new_file_is_what_an_author_would_write() -> None:
    text = new(
        name="A new press",
        content="It came by boat.\n\nAnd it works.",
        category=["machines", "ink"],
        summary="It came.",
        published="2026-11-20T09:30:00+01:00",
        photo=[{"value": "https://press.example/images/2026/11/press.jpg", "alt": "The press"}],
        in_reply_to="https://example.com/tides/",
    )

    assert text == (
        "---\n"
        "title: A new press\n"
        "date: 2026-11-20 09:30\n"
        "categories: [Machines]\n"
        "tags: [ink]\n"
        "summary: It came.\n"
        "in_reply_to: ['https://example.com/tides/']\n"
        "---\n"
        "\n"
        "It came by boat.\n\nAnd it works.\n\n![The press](/images/2026/11/press.jpg)\n"
    )


def test_a_post_without_a_name_says_that_it_is_a_note() -> None:
    assert new(content="Rain.").startswith("---\ntype: note\ndate: 2026-11-25 13:00\n---\n")


def test_a_text_that_begins_with_a_heading_has_its_title_there() -> None:
    assert "type:" not in new(content="# Rain\n\nA lot.")


def test_what_has_no_row_is_kept() -> None:
    text = new(content="x", weather=["rain"], location=["geo:37.786971,-122.399677"], mp_syndicate_to=["https://e.com"])

    assert read(text)["weather"] == ("rain",)
    assert read(text)["location"] == ("geo:37.786971,-122.399677",)
    assert "e.com" not in text


def test_a_nested_object_where_an_address_is_expected_is_kept_and_its_address_is_cited() -> None:
    cite: Plain = {"type": ["h-cite"], "properties": {"url": ["https://example.com/a"], "name": ["A"]}}
    text = new(content="Yes", in_reply_to=[cite])

    assert "in_reply_to: ['https://example.com/a']" in text
    assert read(text)["in-reply-to"] == (cite,)


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ({"post_status": "draft"}, "draft: true"),
        ({"post_status": "pending"}, "draft: true"),
        ({"visibility": "unlisted"}, "listed: false"),
        ({"visibility": "private"}, "visibility: private"),
        ({"syndication": "https://e.com/1"}, "syndication: ['https://e.com/1']"),
        ({"featured": "/images/a.jpg"}, "image: /images/a.jpg"),
        ({"mp_photo_alt": ["A boat"], "photo": ["https://e.com/a.jpg"]}, "![A boat](https://e.com/a.jpg)"),
        ({"video": ["https://e.com/a.mp4"]}, "![](https://e.com/a.mp4)"),
        ({"audio": ["https://e.com/a?id=1"]}, '<audio controls src="https://e.com/a?id=1"></audio>'),
    ],
)
def test_properties_have_their_places(sent: Mapping[str, Plain], key: str) -> None:
    text = new(content="x", **sent)

    assert f"\n{key}\n" in text
    for name, value in sent.items():
        if not name.startswith(("mp_", "post_status")) and "alt" not in str(sent):
            given = value if isinstance(value, list) else [value]
            assert list(read(text)[name.replace("_", "-")]) == given


NAMES = [name for name in (*BY_NAME, *TEXT, "checkin", "weather") if name != "mp-slug"]
LETTERS = st.text(
    st.sampled_from(string.ascii_letters + string.digits + " -:#&*!|>'\"%@`{}[],.?~^$\\/éλ中🌊\n\u00a0\u2028\x85\t"), max_size=40
)
LINE = LETTERS.map(lambda text: " ".join(text.split())).filter(bool)
WEB = st.text(string.ascii_lowercase + string.digits + "-._~/()?=&;:@!$'*+,", max_size=30).map("https://e.com/{}".format)
OBJECT: st.SearchStrategy[Plain] = st.dictionaries(
    st.text(string.ascii_lowercase + "-", min_size=1, max_size=8),
    st.lists(LETTERS | st.integers(-9, 9) | st.booleans(), max_size=3),
)
PICTURE = WEB.map(lambda url: url + "x.jpg") | st.builds(
    lambda url, alt: {"value": f"{url}x.jpg", "alt": alt}, WEB, LINE.map(str.strip).filter(bool)
)
VALUES: Mapping[str, st.SearchStrategy[list[Plain]]] = {
    "name": LINE.map(lambda text: [text]),
    "summary": LINE.map(lambda text: [text]),
    "content": st.lists(LINE.filter(lambda line: not line.startswith(("![", "<video", "<audio", "#"))), min_size=1).map(
        lambda lines: ["\n\n".join(lines)]
    ),
    "category": st.lists(
        LINE.map(lambda name: name.strip("# ")).filter(lambda name: bool(name) and "#" not in name[:1]), unique=True
    ),
    "photo": st.lists(PICTURE, max_size=3),
    "in-reply-to": st.lists(WEB, unique=True, max_size=2),
    "checkin": st.lists(OBJECT, max_size=2),
    "weather": st.lists(LETTERS.filter(str.strip), max_size=3),
    "visibility": st.sampled_from([["public"], ["unlisted"], ["private"]]),
}
SENT = st.fixed_dictionaries({}, optional=VALUES)


@settings(max_examples=60, deadline=None)
@given(SENT)
def test_what_is_sent_is_read_back(sent: dict[str, list[Plain]]) -> None:
    properties = checked(sent)
    text = post_file.new_file({**properties, "post-status": ("draft",)}, SETTING, Written("", NOW))
    back = read(text)

    assert {name: back.get(name) for name in properties} == dict(properties)


@settings(max_examples=60, deadline=None)
@given(SENT, SENT)
def test_an_update_gives_what_a_new_file_would(first: dict[str, list[Plain]], second: dict[str, list[Plain]]) -> None:
    text = post_file.new_file({**checked(first), "post-status": ("draft",)}, SETTING, Written("", NOW))
    wanted = {name: values for name, values in checked(second).items() if name != "visibility"}
    changed = after(text, replace=wanted)
    back = read(changed)

    assert {name: back.get(name) for name in wanted} == dict(wanted)
    others = {name: values for name, values in read(text).items() if name not in wanted and name != "updated"}
    assert {name: back.get(name) for name in others} == others


# ---- changes

WRITTEN = """\
---
# What we say of it
title: 'A press'   # short
tags: [ink, lead]  # narrow ones
author:
  - ines
  # and nobody else

summary: |
  It came
  by boat.

# where it was
extra: {b: 1, a: 2}
date: 2026-11-20
---

Some *text*.


![A](a.jpg)
"""


def lines_changed(before: str, now: str) -> tuple[list[str], list[str]]:
    """Return the lines that went, and those that came."""
    old, fresh = before.split("\n"), now.split("\n")
    return [line for line in old if line not in fresh], [line for line in fresh if line not in old]


@pytest.mark.parametrize(
    ("change", "went", "came"),
    [
        ({"replace": {"name": ("B: press",)}}, ["title: 'A press'   # short"], ["title: 'B: press'   # short"]),
        ({"add": {"category": ("type",)}}, ["tags: [ink, lead]  # narrow ones"], ["tags: [ink, lead, type]  # narrow ones"]),
        ({"take": {"category": ("ink",)}}, ["tags: [ink, lead]  # narrow ones"], ["tags: [lead]  # narrow ones"]),
        ({"remove": ("category",)}, ["tags: [ink, lead]  # narrow ones"], []),
        ({"replace": {"summary": ("It sailed.",)}}, ["summary: |", "  It came", "  by boat."], ["summary: It sailed."]),
        ({"replace": {"content": ("Other.",)}}, ["Some *text*."], ["Other."]),
        ({"replace": {"post-status": ("draft",)}}, [], ["draft: true"]),
        ({"replace": {"weather": ("rain",)}}, [], ["mf2:", "  weather: [rain]"]),
        ({"add": {"photo": ("https://e.com/b.jpg",)}}, [], ["![](https://e.com/b.jpg)"]),
        ({"remove": ("photo",)}, ["![A](a.jpg)"], []),
        ({"take": {"photo": ("https://press.example/posts/a.jpg",)}}, ["![A](a.jpg)"], []),
        ({"replace": {"mp-slug": ("Other Name",)}}, [], ["slug: other-name"]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_change_touches_only_what_it_names(change: dict[str, object], went: list[str], came: list[str], newline: str) -> None:
    now = after(WRITTEN.replace("\n", newline), **change)

    assert "\r" not in now.replace(newline, "")
    assert lines_changed(WRITTEN, now.replace(newline, "\n")) == (went, came)


@pytest.mark.parametrize("change", [{"add": {"category": ("ink",)}}, {"take": {"category": ("gold",)}}, {"remove": ("weather",)}])
def test_a_change_to_what_is_there_already_changes_nothing(change: dict[str, object]) -> None:
    assert after(WRITTEN, **change) == WRITTEN


def test_toml_is_written_as_yaml_with_all_its_keys() -> None:
    text = '+++\ntitle = "A"\ndate = 2026-11-20\n[extra]\nmood = "fair"\n+++\n\nText.\n'

    assert after(text, replace={"name": ("B",)}) == "---\ntitle: B\ndate: 2026-11-20\nextra:\n  mood: fair\n---\n\nText.\n"


def test_a_title_in_the_text_gives_way_to_a_new_name() -> None:
    text = "---\ndate: 2026-11-20\n---\n\n# Old\n\nText.\n"

    assert after(text, replace={"name": ("New",)}) == "---\ndate: 2026-11-20\ntitle: New\n---\n\nText.\n"


@pytest.mark.parametrize("written", ["draft: true", "published: false", "status: draft"])
def test_publishing_removes_what_made_a_draft(written: str) -> None:
    text = f"---\ntitle: A\ndate: 2026-11-20\n{written}\n---\n\nText.\n"

    now = after(text, replace={"post-status": ("published",)})

    assert now == "---\ntitle: A\ndate: 2026-11-20\n---\n\nText.\n"


@pytest.mark.parametrize("written", ["visibility: friends", "private: yes", "listed: no", "unlisted: true"])
def test_a_public_post_has_nothing_that_withholds_it(written: str) -> None:
    text = f"---\ntitle: A\ndate: 2026-11-20\n{written}\n---\n\nText.\n"

    assert written not in after(text, replace={"visibility": ("public",)})


def test_a_key_keeps_the_name_that_the_file_has_for_it() -> None:
    text = "---\nTitle: A\ndate: 2026-11-20\nexcerpt: Old\nlastmod: 2026-11-21\n---\n\nText.\n"
    now = after(text, replace={"summary": ("New",), "updated": ("2026-11-22",), "name": ("B",)})

    assert now == "---\nTitle: B\ndate: 2026-11-20\nexcerpt: New\nlastmod: 2026-11-22\n---\n\nText.\n"
