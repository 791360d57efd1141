"""`docs/authors.md` comes true: its examples are published, and what it says of dates, addresses, links and text happens."""

import re
from collections.abc import Mapping
from functools import partial
from html import escape

import pytest

from chalicelib.content import files, frontmatter
from chalicelib.content.addresses import check_address, check_file
from chalicelib.content.dates import read_date
from chalicelib.content.embeds import PROVIDERS
from chalicelib.content.markdown import render
from chalicelib.content.safe import DROPPED_WHOLE, clean
from chalicelib.content.site import Site
from chalicelib.content.siteyaml import read_site
from chalicelib.content.source import read_source
from chalicelib.errors import Refusal, report
from tests.docs import AUTHORS, coded, table_in
from tests.docs_authors import EXAMPLES, GOOD, KEY, SITES, SOURCES, THE_SITE, Example, between, keys_of, plain, taken
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

    assert [example.key for example in GOOD if blog.report(example.key) or blog.warning(example.key)] == []
    assert "Hello" in (blog.page("/2026/11/25/hello/") or "")
    assert "/es/2026/11/20/la-prensa/" in (blog.page("/2026/11/20/a-new-press/") or "")


def test_each_notation_of_front_matter_is_shown() -> None:
    texts = [example.text.split("\n") for example in SOURCES]
    shown = {notation for lines in texts for notation in frontmatter.NOTATIONS if notation.begins(lines, 0)}

    assert shown == set(frontmatter.NOTATIONS)


def test_the_report_that_the_docs_show_is_the_one_an_author_finds() -> None:
    bad = next(example for example in EXAMPLES if example.refused)

    refusal = taken(bad.key, bad.text).refusal

    assert refusal is not None
    assert f"```text\n{report(bad.key, refusal)}```" in AUTHORS


def test_a_site_that_says_its_defaults_is_one_that_says_nothing() -> None:
    rows = {coded(key)[0]: coded(default) for key, default, _ in table("Key of site.yaml")}
    said = "\n".join(f"{key}: {default[0]}" for key, default in rows.items() if default)

    assert read_site(said.encode(), plain) == Site()
    assert {key for key, default in rows.items() if not default} == {"description", "feed_id", "hub"}


def test_an_address_that_is_kept_is_refused() -> None:
    for _, cell, from_files in table("Kept for"):
        for address in (shown.replace("…", "x") for shown in coded(cell)):
            with pytest.raises(Refusal, match="kept for Presswork"):
                check_address(address, Site())
            if from_files == "yes":
                with pytest.raises(Refusal, match="kept for Presswork"):
                    check_file(f"{address[1:]}x.png" if address.endswith("/") else address[1:])
    with pytest.raises(Refusal, match="kept for Presswork"):
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


def test_an_address_alone_becomes_the_card_that_the_docs_show() -> None:
    rows = table("Alone in its paragraph")

    for written, name, page in rows:
        html = render(coded(written)[0], key=KEY, lang="en", site=THE_SITE).html
        assert f'<a href="{escape(coded(page)[0])}"><strong>{name}</strong>' in html
    assert {name for _, name, _ in rows} == {provider.name for provider in PROVIDERS}


def test_the_example_of_a_card_and_a_player_becomes_what_the_docs_show() -> None:
    source = read_source(KEY, next(example.text for example in SOURCES if "tides" in example.key).encode(), THE_SITE)

    assert between("The first address becomes ```html ", " ```") in source.body.html
    assert source.post.player == "https://audio.example/tides.mp3"


def test_an_excerpt_is_what_the_docs_say() -> None:
    written, shown = coded(between("lone addresses are left out.", "A post without"))

    assert read_source(KEY, f"# T\n\n{written}\n\n    make\n".encode(), THE_SITE).post.excerpt == shown


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
        'class="task-list-item"><label><input type="checkbox" disabled="" checked=""> What is within it',
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
