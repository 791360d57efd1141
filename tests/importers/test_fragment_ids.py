"""Which heading an id of another system means, whatever that system does with signs, accents and emoji."""

from time import process_time

import pytest

from infra.fragments import headings_in
from infra.importers.folder.fragment_ids import Parts, lookup_of, parts_of

SECONDS = 5  # of CPU, on a busy machine


def heading(text: str, id_here: str) -> str:
    return f'<h2 id="{id_here}" class="x">{text}</h2>\n<p>Text.</p>\n'


@pytest.mark.parametrize(
    ("text", "id_here", "old"),
    [
        ("What’s next?", "whats-next", "what-s-next"),
        ("C++/Rust interop", "c-plus-plusrust-interop", "c-rust-interop"),
        ("C++/Rust interop", "c-plus-plusrust-interop", "crust-interop"),
        ("Über <em>Zoë</em> &amp; Łódź", "über-zoë-łódź", "uber-zoe-lodz"),
        ("Æon, cœur", "æon-cœur", "aeon-coeur"),
        ("I-unsound issues (🦀)", "i-unsound-issues", "i-unsound-issues-crab"),
        ("Faster builds (👩‍💻, 🛠️)", "faster-builds", "faster-builds-woman-computer-tools"),
        ("🎉 1.0 🎉", "1-0", "tada-1-0-tada"),
        ("👍 ❤️", "1f44d", "1-heart"),
        ("Presswork™", "presswork", "presswork-tm"),
        ("你好", "你好", "你好-"),
    ],
)
def test_a_heading_is_meant_by_the_ids_that_other_systems_make_of_it(text: str, id_here: str, old: str) -> None:
    assert lookup_of(parts_of(heading(text, id_here))).id_for(old) == id_here


@pytest.mark.parametrize("old", ["c-plus-plus", "gone", "", "d", "a-1"])
def test_an_id_that_is_here_or_that_no_heading_may_have_had_means_nothing_else(old: str) -> None:
    html = heading("C++", "c-plus-plus") + heading("A", "a") + '<p id="d"></p>'

    assert not lookup_of(parts_of(html)).id_for(old)


def test_of_headings_with_the_same_words_the_second_is_meant_by_the_number_that_each_system_gives_it() -> None:
    html = heading("C", "c") + heading("C++", "c-plus-plus") + heading("Über", "über") + heading("Über", "über_1")

    meant = lookup_of(parts_of(html))

    assert [meant.id_for(old) for old in ("c-1", "uber", "uber-1", "uber-2")] == ["c-plus-plus", "über", "über_1", ""]


def test_an_id_with_the_same_letters_is_meant_before_a_heading_that_says_them() -> None:
    html = heading("Über uns", "über-uns") + '<p id="uber_uns"></p>'

    assert lookup_of(parts_of(html)).id_for("uber-uns") == "uber_uns"


def test_headings_in_plain_words_take_no_room() -> None:
    assert parts_of(heading("What is next", "what-is-next")) == Parts(("what-is-next",))


def test_a_heading_is_its_text_without_tags() -> None:
    html = '<h1>x</h1><h2 id="a&amp;b">A <code>&lt;b&gt;</code></h2><H3 class=x id=\'c\'><a name="d"></a>id="no"</H3>'

    assert [*headings_in(html)] == [((), "x"), (("a&b",), "A <b>"), (("c", "d"), 'id="no"')]


def test_an_id_that_the_old_html_gave_to_a_heading_means_the_same_heading_here() -> None:
    html = heading("Crust", "crust") + heading("Salt", "salt") + heading("Salt", "salt_1")
    old = '<h2 id="h-crust">Crust</h2><h3>Salt</h3><h3><span id="more_salt"></span>Salt</h3><h2 id="gone">Gone</h2>'

    meant = lookup_of(parts_of(html, old))

    assert [meant.id_for(part) for part in ("h-crust", "more_salt", "gone")] == ["crust", "salt_1", ""]


def test_a_text_of_nothing_but_headings_is_read_in_time() -> None:
    began = process_time()

    parts = parts_of(heading("Ü 🎉", "ü") * 20_000, '<h2 id="x"><b ' * 50_000 + "<h2>" * 50_000)

    assert lookup_of(parts).id_for("u-tada") == "ü"
    assert process_time() - began < SECONDS
