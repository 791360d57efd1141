"""`docs/authors.md` is true: its examples are taken as sources, and its tables say what the code says.

A fenced block with a `title` is a file of that name, as an author would upload it; one that is also marked `refused` must be
refused. A table is known by the head of its first column.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from babel import Locale

from chalicelib import upload, verdict
from chalicelib.content import fields, files, frontmatter, siteyaml, source, values
from chalicelib.content.addresses import RESERVED, check_address, check_file
from chalicelib.content.dates import read_date
from chalicelib.content.fields import FIELDS
from chalicelib.content.markdown import render
from chalicelib.content.safe import DROPPED_WHOLE, clean
from chalicelib.content.site import Site
from chalicelib.content.siteyaml import SITE_KEYS, WIDGETS, read_site
from chalicelib.content.source import read_source
from chalicelib.press.gather.languages import WIDGETS as FILLS
from chalicelib.press.phrases import CATALOGUES
from chalicelib.press.shown import SHOWN, USES
from chalicelib.press.templates import BUILT_IN
from chalicelib.refusals import REASONS, Refusal, report
from chalicelib.upload import Desk, Found, Upload, look
from tests.pipeline.house import MemoryHouse

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "authors.md").read_text(encoding="utf-8")
PROSE = " ".join(TEXT.split())
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Example(NamedTuple):
    """A fenced block that stands for a file."""

    key: str
    text: str
    refused: bool


FENCED = re.compile(r'^(`{3,})\w+ title="([^"]+)"( refused)?\n(.*?)^\1$', re.MULTILINE | re.DOTALL)
EXAMPLES = tuple(Example(found[2], found[4], bool(found[3])) for found in FENCED.finditer(TEXT))
GOOD = tuple(example for example in EXAMPLES if not example.refused)
SITES = tuple(example for example in GOOD if example.key == "site.yaml")
SOURCES = tuple(example for example in GOOD if example.key.endswith(".md"))
KEY = "posts/2026-11-25-hello.md"


def keys_of(examples: tuple[Example, ...]) -> list[str]:
    return [example.key for example in examples]


def plain(text: str, _lang: str) -> str:
    return text


THE_SITE = read_site(SITES[-1].text.encode(), plain)


def taken(key: str, text: str) -> Upload:
    """What becomes of an upload on the site that the docs show."""
    return look(key, Found(text.encode(), "etag", len(text.encode())), Desk(THE_SITE, NOW))


def table(head: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so."""
    found = re.findall(rf"^\| {re.escape(head)} \|.*\n\|[-|: ]+\|\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    assert len(found) == 1, f"{len(found)} tables are headed {head!r}"
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in found[0].splitlines()]


def coded(cell: str) -> list[str]:
    """What stands in a cell as code."""
    return re.findall(r"`([^`]+)`", cell)


def between(before: str, after: str) -> str:
    """What the docs say between these two, on one line."""
    _, found, told = PROSE.partition(before)
    assert found, f"the docs don't say {before!r}"
    return told.partition(after)[0]


# ---- the examples


@pytest.mark.parametrize("example", SOURCES, ids=keys_of(SOURCES))
def test_every_source_that_the_docs_show_is_a_post(example: Example) -> None:
    assert read_source(example.key, example.text.encode(), THE_SITE).post.title


@pytest.mark.parametrize("example", GOOD, ids=keys_of(GOOD))
def test_every_file_that_the_docs_show_is_published(example: Example) -> None:
    said = taken(example.key, example.text)

    assert (said.state, said.refusal) == ("published", None)


def test_the_docs_files_make_a_site_without_a_report_or_a_warning() -> None:
    house = MemoryHouse()

    house.publish({example.key: example.text for example in (SITES[-1], *GOOD)})

    assert [example.key for example in GOOD if house.report(example.key) or house.warning(example.key)] == []
    assert "Hello" in (house.page("/2026/11/25/hello/") or "")
    assert "/es/2026/11/20/la-prensa/" in (house.page("/2026/11/20/a-new-press/") or "")


def test_each_notation_of_front_matter_is_shown() -> None:
    texts = [example.text.split("\n") for example in SOURCES]
    shown = {notation for lines in texts for notation in frontmatter.NOTATIONS if notation.begins(lines, 0)}

    assert shown == set(frontmatter.NOTATIONS)


def test_the_report_that_the_docs_show_is_the_one_an_author_finds() -> None:
    bad = next(example for example in EXAMPLES if example.refused)

    refusal = taken(bad.key, bad.text).refusal

    assert refusal is not None
    assert f"```text\n{report(bad.key, refusal)}```" in TEXT


# ---- the tables list exactly what there is


def test_every_front_matter_key_is_in_the_table_under_what_it_gives() -> None:
    by_meaning: dict[str, set[str]] = {}
    for row in FIELDS:
        by_meaning.setdefault(row.gives, set()).update(row.names)

    assert [set(coded(key) + coded(others)) for key, others, *_ in table("Key")] == list(by_meaning.values())


def test_every_key_of_site_yaml_is_in_the_table_with_its_default() -> None:
    rows = {coded(key)[0]: coded(default) for key, default, _ in table("Key of site.yaml")}

    assert list(rows) == [row.name for row in SITE_KEYS]
    said = "\n".join(f"{key}: {default[0]}" for key, default in rows.items() if default)
    assert read_site(said.encode(), plain) == Site()
    assert {key for key in rows if not rows[key]} == {"description", "feed_id"}


def test_every_key_within_a_key_of_site_yaml_is_told() -> None:
    meanings = {coded(key)[0]: coded(meaning) for key, _, meaning in table("Key of site.yaml")}

    assert set(siteyaml.LANGUAGE) <= set(meanings["languages"])
    assert set(siteyaml.NAMED) <= set(meanings["authors"])
    assert set(siteyaml.FEED) <= set(meanings["feed"])
    assert set(siteyaml.NEWSLETTER) <= set(meanings["newsletter"])


def test_every_box_of_the_sidebar_is_in_the_table_with_its_own_keys() -> None:
    rows = {coded(box)[0]: (coded(shows), coded(own)) for box, shows, own in table("Box")}

    assert tuple(rows) == WIDGETS
    assert {key for _, own in rows.values() for key in own} == set(siteyaml.WIDGET) - {"widget", "title"}
    assert set(siteyaml.LINK) <= set(rows["links"][0])


def test_every_reason_is_in_the_table_in_the_words_of_the_report() -> None:
    assert [tuple(row) for row in table("Why")] == [
        (reason.why, reason.instead) for reason in REASONS.values() if reason.reader == "author"
    ]


def test_every_kind_of_file_is_in_the_table() -> None:
    endings = [ending for _, cell in table("Kind of file") for ending in coded(cell)]

    assert sorted(endings) == sorted(files.KINDS)


def test_every_template_is_in_the_table_with_what_it_sees() -> None:
    assert {name: tuple(coded(sees)) for names, sees in table("Template") for name in coded(names)} == USES


def test_every_thing_that_templates_see_is_in_the_table_with_what_it_has() -> None:
    named = {re.sub("(?<=[a-z])(?=[A-Z])", " ", each.__name__.removeprefix("Shown")).lower(): has for each, has in SHOWN.items()}

    assert {name: set(coded(re.sub(r"\([^)]*\)", "", has))) for name, has in table("Thing")} == named


def test_every_block_of_the_frame_of_pages_is_named() -> None:
    blocks = re.findall(r"{% block (\w+) %}", (BUILT_IN / "base.html").read_text(encoding="utf-8"))

    assert set(coded(between("which has the blocks", "."))) == set(blocks)


def test_every_address_that_is_kept_is_in_the_table() -> None:
    rows = table("Kept for")

    assert [(what, from_files == "yes") for what, _, from_files in rows] == [(row.what, row.files) for row in RESERVED]
    for _, cell, from_files in rows:
        for address in (shown.replace("…", "x") for shown in coded(cell)):
            with pytest.raises(Refusal, match="kept for Presswork"):
                check_address(address, Site())
            if from_files == "yes":
                with pytest.raises(Refusal, match="kept for Presswork"):
                    check_file(f"{address[1:]}x.png" if address.endswith("/") else address[1:])
    with pytest.raises(Refusal, match="kept for Presswork"):
        check_address("/es/x/", THE_SITE, "en")


def test_every_limit_is_the_one_that_holds() -> None:
    assert upload.SOURCE_LIMIT == source.SOURCE_LIMIT == files.SVG_LIMIT == 1024 * 1024
    assert f"a name has {values.NAME_LIMIT} characters at most" in PROSE
    assert values.LONGEST == 24 * 3600
    assert table("What") == [
        ["front matter", f"{frontmatter.FRONT_MATTER_LIMIT:,} characters"],
        ["`site.yaml`", f"{siteyaml.SITE_LIMIT // 1024} KiB"],
        ["names under one key", f"{fields.LIST_LIMIT}"],
        ["a title, a name, an address", f"{fields.TEXT_LIMIT:,} characters"],
        ["a summary", f"{fields.SUMMARY_LIMIT:,} characters"],
        ["a text in `site.yaml`", f"{fields.PROSE_LIMIT:,} characters"],
        ["old addresses that lead to a post", f"{verdict.FORMER_KEPT}"],
    ]


def test_the_languages_of_the_menus_are_those_that_have_phrases() -> None:
    names = {Locale.parse(file.stem).get_display_name("en") for file in CATALOGUES.glob("*.po")}

    assert set(re.findall(r"[A-Z]\w+", between("menus in", ", and in English for all other languages"))) == names


def test_what_the_docs_call_not_there_yet_is_not_there() -> None:
    assert FILLS["top"] is FILLS["recent"], "readers are counted now: say so at the box `top`"


# ---- the tables of examples come true


def test_a_date_means_what_the_docs_say() -> None:
    for written, moment in table("Date as you write it"):
        assert read_date(coded(written)[0], THE_SITE.zone) == coded(moment)[0]


def test_a_source_lives_where_the_docs_say() -> None:
    for file, front, address in table("File"):
        text = "\n".join(["---", "title: T", *coded(front), "---", "Text."])
        post = read_source(coded(file)[0], text.encode(), THE_SITE).post

        assert [post.address, *post.aliases] == coded(address)


def test_a_date_is_found_wherever_the_docs_say() -> None:
    _, _, path, *names, folders = coded(between("The date is taken from the first place that has one:", ". A date without"))

    keys = [*(f"posts/{name}" for name in names), f"posts/{folders}"]
    dates = [read_source(key, b"# T", THE_SITE).post.date for key in keys]
    by_path = read_source("posts/x.md", f"---\n{path}\n---\n# T".encode(), THE_SITE).post.date
    assert set(dates) | {by_path} == {"2026-11-25T00:00:00+01:00"}


def test_a_link_leads_where_the_docs_say() -> None:
    for written, target in table("You write in Markdown"):
        found = re.search(r' (?:href|src)="([^"]*)"', render(coded(written)[0], key=KEY, lang="en", site=THE_SITE).html)

        assert found is not None
        assert found[1].removeprefix("source:").partition("#")[0] == coded(target)[0]


def test_marks_are_set_as_the_docs_say() -> None:
    for typed, *seen in table("You type"):
        for lang, text in zip(("en", "es", "de"), seen, strict=True):
            assert render(coded(typed)[0], key=KEY, lang=lang, site=THE_SITE).html == f"<p>{text}</p>"


def rendered_whole() -> str:
    text = next(example.text for example in SOURCES if "everything" in example.key)
    return read_source(KEY, text.encode(), THE_SITE).body.html


@pytest.mark.parametrize(
    "part",
    [
        '<div class="toc">',
        '<h2 id="own-anchor">A heading</h2>',
        "<em>Emphasis</em>, <strong>strong</strong>, <code>code</code>",
        'href="source:posts/2026-11-25-hello.md"',
        '<div class="footnote">',
        "break it.<br>",
        "H<sub>2</sub>O, <kbd>Ctrl</kbd>, <del>gone</del>",
        'class="task-list-item"><input type="checkbox" disabled="" checked=""> What is within it',
        "<blockquote>",
        '<td align="right">1</td>',
        '<code class="highlight language-python"><span',
        "<dt>Sort</dt>",
        '<div class="admonition note">\n<p class="admonition-title">Mind the gap</p>',
        '<p class="wide" id="spot">',
        '<abbr title="Really Simple Syndication">RSS</abbr>',
        "within <em>HTML</em>, too.</p>\n</details>",
    ],
)
def test_the_text_that_shows_everything_shows(part: str) -> None:
    assert part in rendered_whole()


def test_what_the_docs_call_not_understood_is_shown_as_typed() -> None:
    *marks, instead = coded(between("Not understood, and shown as typed:", "and a backslash"))

    assert [mark for mark in marks if render(mark, key=KEY, lang="en", site=THE_SITE).html != f"<p>{mark}</p>"] == []
    assert "<a href" in render(instead, key=KEY, lang="en", site=THE_SITE).html


def test_what_the_docs_call_dropped_is_dropped() -> None:
    dropped = coded(between("These are dropped with all that they hold:", "."))

    assert {name.strip("<>") for name in dropped} <= DROPPED_WHOLE
    assert clean('<p style="a" name="b" onclick="c" data-d="e">T <a href="javascript:x">U</a></p>', KEY) == "<p>T <a>U</a></p>"


@pytest.mark.parametrize(
    ("key", "sort"),
    [
        ("posts/x.md", "source"),
        ("x.markdown", "source"),
        ("site.yaml", "site"),
        ("templates/post.html", "template"),
        ("posts/boat.jpg", "file"),
        *((key, "ignored") for key in (".git/x", ".DS_Store", "x.md~", "x.tmp", "x.swp", "x.part", "Thumbs.db", "x.error.txt")),
    ],
)
def test_an_upload_is_of_the_sort_that_the_docs_say(key: str, sort: str) -> None:
    assert files.sort_of(key) == sort


STATES: Mapping[str, str] = {
    "draft: true": "draft",
    "published: false": "draft",
    "status: draft": "draft",
    "status: hidden": "draft",
    "date: 2031-01-01": "due",
    "expires: 2026-01-01": "expired",
    "expires: 2027-01-01": "published",
}


@pytest.mark.parametrize(("line", "state"), STATES.items())
def test_a_post_is_on_the_site_only_when_the_docs_say(line: str, state: str) -> None:
    assert taken(KEY, f"---\ntitle: T\n{line}\n---\nText.").state == state
