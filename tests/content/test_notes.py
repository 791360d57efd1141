"""Notes: posts without a title. What they are called, where they are, and what lists show of them."""

import pytest

from chalicelib.content.addresses import addresses
from chalicelib.content.dates import date_before
from chalicelib.content.limits import limit
from chalicelib.content.site.site import Site
from chalicelib.content.source import read_source
from chalicelib.content.text.post_names import beginning, plain_name, written_name
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.model import Post

KEY = "posts/2026-12-03-063000.md"
SITE = Site(zone="UTC")


def post_of(text: str, key: str = KEY, site: Site = SITE) -> Post:
    return read_source(key, text.encode(), site).post


def advice(text: str) -> tuple[Diagnostic, ...]:
    return tuple(told for told in read_source(KEY, text.encode(), SITE).diagnostics if told.code == "no-title")


def test_a_file_of_nothing_but_words_is_a_note() -> None:
    note = post_of("Frost on the quay.\n")

    assert (note.title, written_name(note), note.excerpt) == ("", "Frost on the quay.", "Frost on the quay.")
    assert (note.address, note.date) == ("/2026/12/03/063000/", "2026-12-03T06:30:00+00:00")


@pytest.mark.parametrize("front", ["type: note", "type: aside", 'title: ""', "title: ''", "Type: Note"])
def test_who_leaves_the_title_out_on_purpose_gets_no_advice(front: str) -> None:
    assert advice(f"---\n{front}\n---\nFrost.\n") == ()


@pytest.mark.parametrize("front", ["type: post", "title:", "tags: ink"])
def test_who_may_have_forgotten_the_title_gets_advice(front: str) -> None:
    assert advice(f"---\n{front}\n---\n\nFrost.\n") == (Diagnostic("no-title", "Frost.", 5),)


def test_a_misspelled_title_is_told_of_once() -> None:
    assert advice("---\ntitel: Frost\n---\nFrost.\n") == ()


def test_a_heading_is_the_title_of_what_calls_itself_a_note() -> None:
    note = post_of("---\ntype: note\n---\n# Frost\n\nOn the quay.\n")

    assert (note.title, note.whole, note.digests_only) == ("Frost", False, False)


def test_a_type_of_another_system_stays_the_author_s_own() -> None:
    assert read_source(KEY, b"---\ntype: recipe\n---\nx\n", SITE).body.extra == {"type": "recipe"}


@pytest.mark.parametrize(
    ("stem", "pattern", "address"),
    [
        ("posts/2026-12-03", "/{year}/{month}/{day}/{slug}/", "/2026/12/03/063005/"),
        ("posts/2026-12-03", "/{slug}/", "/2026-12-03-063005/"),
        ("posts/2026-12-03", "/{year}/{slug}/", "/2026/2026-12-03-063005/"),
        ("posts/2026-12-03-091500", "/{year}/{month}/{day}/{slug}/", "/2026/12/03/091500/"),
        ("posts/2026-12-03-091500", "/{slug}/", "/2026-12-03-091500/"),
        ("posts/2026-12-03-frost", "/{slug}/", "/frost/"),
        ("posts/frost", "/{slug}/", "/frost/"),
        ("posts/2026/12/03/index", "/{year}/{month}/{day}/{slug}/", "/2026/12/03/03/"),
    ],
)
def test_the_slug_of_a_note_is_that_of_its_file_else_the_time(stem: str, pattern: str, address: str) -> None:
    assert addresses.by_date(stem, "2026-12-03T06:30:05+00:00", "", "", Site(permalink=pattern)) == address


def test_no_edit_of_its_text_moves_a_note() -> None:
    front = "---\ndate: 2026-12-03 06:30\n---\n"

    assert post_of(f"{front}Frost.\n", "posts/2026-12-03.md").address == "/2026/12/03/063000/"
    assert post_of(f"{front}Thaw, and then frost again.\n", "posts/2026-12-03.md").address == "/2026/12/03/063000/"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2026-12-03-063000", "2026-12-03 06:30:00"),
        ("20261203-235959", "2026-12-03 23:59:59"),
        ("2026-12-03-246000", "2026-12-03"),
        ("2026-12-03-063000-frost", "2026-12-03"),
        ("2026-12-03-0630", "2026-12-03"),
        ("frost", ""),
    ],
)
def test_a_file_s_name_may_say_the_time_of_day(name: str, date: str) -> None:
    assert date_before(name) == date


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("- one\n- two\n", "one two"),
        ("```\nprint(1)\n```\n", "print(1)"),
        ("<https://example.org/a>\n", "https://example.org/a"),
        ("![Boats on the mud](a.jpg)\n", "Boats on the mud"),
        ("![](a.jpg)\n", ""),
        ("> Said she.\n", "Said she."),
    ],
)
def test_a_note_has_an_excerpt_whenever_it_says_anything(text: str, excerpt: str) -> None:
    assert post_of(text).excerpt == excerpt


def test_a_short_note_is_shown_whole_in_lists_and_a_long_one_is_not() -> None:
    longest = limit("note in a list") - len("<p></p>")

    assert post_of("a" * longest).whole
    assert not post_of("a" * (longest + 1)).whole
    assert not post_of("One.\n\n<!--more-->\n\nTwo.\n").whole
    assert not post_of("![a](a.jpg)\n\n" * (limit("pictures of a note in a list") + 1)).whole
    assert not post_of("# Frost\n\nOne.\n").whole


def test_a_note_is_in_digests_only_unless_its_front_matter_says_more() -> None:
    assert post_of("Frost.\n").digests_only
    assert not post_of("---\nnewsletter: yes\n---\nFrost.\n").digests_only
    assert not post_of("# Frost\n\nOne.\n").digests_only
    silent = post_of("---\nnewsletter: no\n---\nFrost.\n")
    assert (silent.newsletter, silent.digests_only) == (False, False)


@pytest.mark.parametrize("key", [KEY, "about.md"])
def test_what_has_neither_a_title_nor_a_text_is_refused(key: str) -> None:
    with pytest.raises(Refusal, match="nothing to read"):
        read_source(key, b"---\ntype: note\n---\n", SITE)


def test_a_page_needs_no_title_either() -> None:
    page = post_of("Two kettles.\n", "kettles.md")

    assert (page.address, plain_name(page)) == ("/kettles/", "Two kettles.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Frost on the quay.", "Frost on the quay."),
        (
            "The rollers stay inside until ten, and so do we, since the frost came.",
            "The rollers stay inside until ten, and so do we, since the…",
        ),
        (f"One {'long' * 30}", f"One {'long' * 14}…"),
        ("今朝、波止場に初霜が降りた。", "今朝、波止場に初霜が降りた。"),
        ("霜" * 31, "霜" * 30 + "…"),
        (
            "وصلت اليوم خزانة حروف من العرائش، فيها كل الحروف إلا الضاد، وسنصبّها نحن.",
            "وصلت اليوم خزانة حروف من العرائش، فيها كل الحروف إلا الضاد…",
        ),
        ("", ""),
    ],
)
def test_a_name_is_cut_at_a_word_and_ends_with_an_ellipsis(text: str, name: str) -> None:
    assert beginning(text) == name
    assert len(name) <= limit("name of a note") + 1


def test_a_picture_without_words_is_called_by_its_time_and_a_page_by_its_address() -> None:
    assert plain_name(post_of("![](a.jpg)\n")) == "2026-12-03 06:30"
    assert plain_name(post_of("![](a.jpg)\n", "quay.md")) == "/quay/"
