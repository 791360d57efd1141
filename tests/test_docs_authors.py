"""The pages for authors come true: examples are published, and what they say of dates, addresses, links and text happens."""

import re
from collections.abc import Mapping
from functools import partial
from html import escape

import pytest

from chalicelib.content.addresses.addresses import check_address, check_file
from chalicelib.content.dates import read_date
from chalicelib.content.frontmatter import frontmatter
from chalicelib.content.html.allow_list import DROPPED_WHOLE
from chalicelib.content.html.sanitizer import clean
from chalicelib.content.markdown.code_blocks import fence_of
from chalicelib.content.markdown.dialects import DIALECTS, PYTHON_MARKDOWN
from chalicelib.content.markdown_to_html import render
from chalicelib.content.media import files
from chalicelib.content.presentation.embeds import PROVIDERS
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.content.source import read_source
from chalicelib.errors import Refusal
from chalicelib.reports import report
from tests.docs import AUTHORS, coded, table_in
from tests.docs_authors import (
    EXAMPLES,
    GOOD,
    KEY,
    PAIRS,
    SITES,
    SOURCES,
    THE_SITE,
    Example,
    Pair,
    between,
    is_as_typed,
    keys_of,
    made_of,
    on_one_line,
    plain,
    shows,
    sources_in,
    taken,
)
from tests.publishing.blog import MemoryBlog

table = partial(table_in, AUTHORS)


# ---- files


@pytest.mark.parametrize("example", SOURCES, ids=keys_of(SOURCES))
def test_every_source_that_the_docs_show_is_a_post(example: Example) -> None:
    assert read_source(example.key, example.text.encode(), THE_SITE).post.title


@pytest.mark.parametrize("example", GOOD, ids=keys_of(GOOD))
def test_every_file_that_the_docs_show_is_published(example: Example) -> None:
    said = taken(example.key, example.text)

    assert (said.state, said.refusal) == ("published", None)


def test_the_docs_files_make_a_site_without_a_report_or_a_warning() -> None:
    blog = MemoryBlog()

    blog.publish({"logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>', "icon.png": b"png"})  # which the site names
    blog.publish({example.key: example.text for example in (SITES[-1], *GOOD)})

    assert [example.key for example in GOOD if blog.report(example.key)] == []
    assert [example.key for example in GOOD if blog.warning(example.key)] == [one.key for one in GOOD if one.marked == "warned"]
    assert "Hello" in (blog.page("/2026/11/25/hello/") or "")
    assert "/es/2026/11/20/la-prensa/" in (blog.page("/2026/11/20/a-new-press/") or "")


def test_each_notation_of_front_matter_is_shown() -> None:
    texts = [example.text.split("\n") for example in SOURCES]
    shown = {notation for lines in texts for notation in frontmatter.NOTATIONS if notation.begins(lines, 0)}

    assert shown == set(frontmatter.NOTATIONS)


def test_the_report_that_the_docs_show_is_the_one_an_author_finds() -> None:
    bad = next(example for example in EXAMPLES if example.marked == "refused")

    refusal = taken(bad.key, bad.text).refusal

    assert refusal is not None
    assert f"```text\n{report(bad.key, refusal)}```" in AUTHORS


def test_a_site_that_says_its_defaults_is_one_that_says_nothing() -> None:
    rows = {coded(key)[0]: coded(default) for key, default, _ in table("Key of site.yaml")}
    said = "\n".join(f"{key}: {default[0]}" for key, default in rows.items() if default)

    assert read_site(said.encode(), plain) == Site()
    assert {key for key, default in rows.items() if not default} == {"description", "feed_id", "hub", "podcast", "sidebar"}


def test_an_address_that_is_kept_is_refused() -> None:
    for _, cell, from_files in table("Reserved for"):
        for address in (shown.replace("…", "x") for shown in coded(cell)):
            with pytest.raises(Refusal, match="reserved for Presswork"):
                check_address(address, Site())
            if from_files == "yes":
                with pytest.raises(Refusal, match="reserved for Presswork"):
                    check_file(f"{address[1:]}x.png" if address.endswith("/") else address[1:])
    with pytest.raises(Refusal, match="reserved for Presswork"):
        check_address("/es/x/", THE_SITE, "en")


# ---- what is said of them


def test_a_date_means_what_the_docs_say() -> None:
    for written, moment in table("Date as you write it"):
        assert read_date(coded(written)[0], THE_SITE.zone) == coded(moment)[0]


def test_a_source_lives_where_the_docs_say() -> None:
    for file, front, address in table("File"):
        text = "\n".join(["---", "title: T", *coded(front), "---", "Text."])
        post = read_source(coded(file)[0], text.encode(), THE_SITE).post

        assert [post.address, *post.aliases] == coded(address)


def test_a_date_is_found_wherever_the_docs_say() -> None:
    _, _, path, *names, folders = coded(
        between("Presswork takes the date from the first place that has one:", ". A date without")
    )

    keys = [*(f"posts/{name}" for name in names), f"posts/{folders}"]
    dates = [read_source(key, b"# T\n\nText.", THE_SITE).post.date for key in keys]
    by_path = read_source("posts/x.md", f"---\n{path}\n---\n# T\n\nText.".encode(), THE_SITE).post.date
    assert set(dates) | {by_path} == {"2026-11-25T00:00:00+01:00"}


def test_a_link_leads_where_the_docs_say() -> None:
    for written, target in table("You write in Markdown"):
        found = re.search(r' (?:href|src)="([^"]*)"', made_of(sources_in(written)[0]))

        assert found is not None
        assert found[1].removeprefix("source:").partition("#")[0] == coded(target)[0]


def test_an_address_alone_becomes_the_card_that_the_docs_show() -> None:
    rows = table("Alone in its paragraph")

    for written, name, page in rows:
        html = render(coded(written)[0], key=KEY, lang="en", site=THE_SITE).html
        assert f'<a href="{escape(coded(page)[0])}"><strong>{name}</strong>' in html
    assert {name for _, name, _ in rows} == {provider.name for provider in PROVIDERS}


def test_the_example_of_a_card_and_a_player_becomes_what_the_docs_show() -> None:
    source = read_source(KEY, next(example.text for example in SOURCES if "tides" in example.key).encode(), THE_SITE)

    assert between("t=90 ``` ```html ", " ```") in source.body.html
    assert source.post.player == "https://audio.example/tides.mp3"


def test_an_excerpt_is_what_the_docs_say() -> None:
    written, shown = coded(between("addresses on their own are left out.", "Without an"))

    assert read_source(KEY, f"# T\n\n{written}\n\n    make\n".encode(), THE_SITE).post.excerpt == shown


def test_marks_are_set_as_the_docs_say() -> None:
    for typed, *seen in table("You type"):
        for lang, text in zip(("en", "es", "de"), seen, strict=True):
            assert render(coded(typed)[0], key=KEY, lang=lang, site=THE_SITE).html == f"<p>{text}</p>"


# ---- Markdown


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.source.partition("\n")[0] for pair in PAIRS])
def test_a_block_becomes_the_html_below_it(pair: Pair) -> None:
    html = made_of(pair.source)

    assert shows(html, pair.html), html


def test_every_html_that_the_docs_show_has_its_source_above_it() -> None:
    assert len(PAIRS) == len(re.findall("^```html$", AUTHORS, re.MULTILINE)) > 5


@pytest.mark.parametrize("row", table("In a line"), ids=lambda row: row[0])
def test_a_notation_within_a_line_becomes_what_the_docs_say(row: list[str]) -> None:
    sources, (shown,) = sources_in(row[0]), sources_in(row[1])

    made = {source: made_of(f"So {source} is.") for source in sources}

    assert made
    assert {source: html for source, html in made.items() if not shows(html, f"<p>So {shown} is.</p>")} == {}


@pytest.mark.parametrize("row", table("In two dialects"), ids=lambda row: row[0])
def test_the_dialects_differ_as_the_docs_say(row: list[str]) -> None:
    (source,) = sources_in(row[0])

    for dialect, cell in zip(DIALECTS, row[1:], strict=True):
        html = made_of(source, dialect)
        assert is_as_typed(html, source) if cell == "as typed" else shows(on_one_line(html), sources_in(cell)[0]), html
    assert row[1] != row[2]


@pytest.mark.parametrize("source", coded(between("Besides, `python-markdown` leaves", "as typed")))
def test_the_other_dialect_leaves_as_typed_what_the_docs_say(source: str) -> None:
    typed = f"{source} and so on"

    assert is_as_typed(made_of(typed, PYTHON_MARKDOWN), typed)
    assert not is_as_typed(made_of(typed), typed)


def test_the_dialects_are_named_as_the_docs_say() -> None:
    assert "\nIn two dialects | " + " | ".join(f"`{name}`" for name in DIALECTS) + "\n" in AUTHORS


@pytest.mark.parametrize("row", table("After the fence"), ids=lambda row: row[1])
def test_what_stands_behind_a_fence_is_read_in_each_of_its_notations(row: list[str]) -> None:
    fences = [fence_of(words) for words in sources_in(row[0])]

    assert {fence.lang for fence in fences} == {"py"}
    assert len(set(fences)) == 1
    assert fences[0] != fence_of("py")


EVERYTHING = next(example for example in SOURCES if "everything" in example.key)


@pytest.mark.parametrize(
    "part",
    [
        '<div class="toc">',
        '<h2 id="own-anchor">A heading</h2>',
        "<em>Emphasis</em>, <strong>strong</strong>, <del>struck</del>, <mark>marked</mark>, <code>code</code>",
        'href="source:posts/2026-11-25-hello.md"',
        '<div class="footnote">',
        "<li>A list,\n<ul>\n<li>and another list in it.</li>",
        'class="task-list-item"><label><input type="checkbox" disabled="" checked=""> A task that is done.',
        '<td align="right">1</td>',
        '<p class="admonition-title"><strong>Tip</strong></p>',
        '<figcaption>press.py</figcaption><pre><code class="highlight language-python"><span',
        "<dt>Sort</dt>",
        '<math alttext="w = \\rho n h^2">',
    ],
)
def test_the_post_that_shows_everything_shows(part: str) -> None:
    assert part in read_source(EVERYTHING.key, EVERYTHING.text.encode(), THE_SITE).body.html


@pytest.mark.parametrize(
    "part",
    [
        '<p class="wide" id="spot"><abbr title="Really Simple Syndication">RSS</abbr> is',
        '<div class="admonition note">\n<p class="admonition-title"><strong>Mind the gap</strong></p>',
    ],
)
def test_a_post_may_choose_the_other_dialect(part: str) -> None:
    chosen = next(example for example in SOURCES if f"markdown: {PYTHON_MARKDOWN}" in example.text)

    assert part in read_source(chosen.key, chosen.text.encode(), THE_SITE).body.html


def test_the_warning_that_the_docs_show_is_the_one_an_author_finds() -> None:
    (warned,) = (example for example in EXAMPLES if example.marked == "warned")
    blog = MemoryBlog()

    blog.publish({example.key: example.text for example in (SITES[-1], warned)})

    assert f"```text\n{blog.warning(warned.key)}```" in AUTHORS


def test_what_the_docs_call_dropped_is_dropped() -> None:
    dropped = coded(between("These are removed with everything in them:", "."))

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
    "status: hidden": "published",
    "listed: no": "published",
    "date: 2031-01-01": "due",
    "expires: 2026-01-01": "expired",
    "expires: 2027-01-01": "published",
}


@pytest.mark.parametrize(("line", "state"), STATES.items())
def test_a_post_is_on_the_site_only_when_the_docs_say(line: str, state: str) -> None:
    assert taken(KEY, f"---\ntitle: T\n{line}\n---\nText.").state == state
