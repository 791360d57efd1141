"""A post as plain text: rendered from its elements, not by removing its tags."""

import sys
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.newsletter.mail.plaintext import DEEPEST, plain

PAGE = "https://press.example/a/"


def lines(text: str) -> str:
    return dedent(text).strip("\n")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("<p></p><p> </p>", ""),
        ("Loose <b>words</b> <p>and a paragraph</p> and more", "Loose words\n\nand a paragraph\n\nand more"),
        ("<p>Salt &amp;\n  &lt;pepper&gt;</p>", "Salt & <pepper>"),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<h1>Title</h1><h2>漢字</h2><h3>Small</h3><p>x</p>", "Title\n=====\n\n漢字\n----\n\nSmall\n\nx"),
        ("<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>", "> a\n>\n> > b"),
        ("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "* a\n  1. b\n  2. c\n* d"),
        ("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "* a\n\n  b\n\n* c"),
        ('<ol start="9"><li>a</li><li>b</li><li value="3">c</li></ol>', "9. a\n10. b\n3. c"),
        ("<ol reversed><li>a</li><li>b</li></ol>", "2. a\n1. b"),
        ("<pre><code>if x:\n\n    <span>y</span>  = 1\n</code></pre>", "    if x:\n\n        y  = 1"),
        ("<p>Type <code>ls -l</code>, not <del>dir</del>; E = mc<sup>2</sup></p>", "Type `ls -l`, not ~~dir~~; E = mc^2"),
        ('<p><img src="/a.jpg" alt="A boat"> <img src="/b.jpg" alt=""></p>', "[A boat]"),
        ("<dl><dt>Quoin</dt><dd>A wedge</dd></dl><hr>", "Quoin\n    A wedge\n\n* * *"),
        ("<p>a<!-- hidden -->b</p>", "ab"),
        ("<p>هذا نص</p>", "هذا نص"),
        ("\x19Loose\x14 <p>text</p>", "Loose\n\ntext"),
    ],
)
def test_each_thing_reads_well_as_text(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_links_are_numbered_and_listed_once_at_the_end() -> None:
    markup = '<p><a href="https://a.example/">One </a>and <a href="https://b.example/">two</a>, <a href="https://a.example/">again</a>.</p>'

    assert plain(markup) == "One [1] and two [2], again [1].\n\n[1] https://a.example/\n[2] https://b.example/"


def test_a_link_that_says_its_own_address_needs_no_number() -> None:
    markup = '<p><a href="https://a.example/">a.example</a>, <a href="mailto:me@a.example">me@a.example</a></p>'

    assert plain(markup) == "a.example, me@a.example"


def test_a_note_below_the_text_is_a_number_in_brackets_and_a_way_back_is_nothing() -> None:
    reference = f'<p>Text<sup id="fnref:1"><a class="footnote-ref" href="{PAGE}#fn:1">1</a></sup>, <a href="#top">above</a></p>'
    below = f'<ol><li>Note <a class="footnote-backref" href="{PAGE}#fnref:1">↩</a></li></ol>'

    assert plain(reference + below, PAGE) == "Text(1), above\n\n1. Note"


def test_a_narrow_table_is_in_columns_and_a_wide_table_row_by_row() -> None:
    head = "<tr><th>Name</th><th>Weight</th></tr>"
    narrow = f"<table>{head}<tr><td>Press</td><td>1 t</td></tr><tr><td>活字</td><td></td></tr></table>"
    wide = f"<table>{head}<tr><td>{'word ' * 12}</td><td>1 t</td></tr></table>"

    assert plain(narrow) == lines(
        """
        Name  | Weight
        ------+-------
        Press | 1 t
        活字  |
        """
    )
    assert plain(wide, width=40) == f"Name: {'word ' * 5}word\n  {'word ' * 5}word\nWeight: 1 t"


def test_paragraphs_are_wrapped_and_long_addresses_stay_whole() -> None:
    address = "https://a.example/" + "long-" * 30

    text = plain(f"<blockquote><p>{'word ' * 40}{address} end</p></blockquote>").split("\n")

    assert max(len(line) for line in text if address not in line) <= 72
    assert f"> {address}" in text


@given(st.text(alphabet="ab c\n<>&'\"é漢ب*[]()1.", max_size=300), st.integers(1, 80))
def test_nothing_that_a_post_says_is_lost(words: str, width: int) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    text = plain(f"<ul><li><p>{escaped}</p></li></ul>", width=width)

    assert text.removeprefix("*").split() == words.split()


# ---- hostile HTML


@pytest.mark.parametrize(
    ("start", "first"),
    [
        *(("--5", "1. "), ("²", "1. "), ("٣", "1. "), ("9" * 5000, "1. "), ("", "1. "), ("5x", "1. "), ("-", "1. ")),
        *((" +7 ", "7. "), ("-3", "-3. "), ("999999999", "999999999. ")),
    ],
)
@pytest.mark.parametrize("markup", ['<ol start="{}"><li>a</li></ol>', '<ol><li value="{}">a</li></ol>'])
def test_a_number_that_is_none_numbers_nothing(markup: str, start: str, first: str) -> None:
    assert plain(markup.format(start)) == f"{first}a"


def test_a_table_within_a_table_is_written_once() -> None:
    markup = "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr><tr><td>d</td></tr></table>"

    assert plain(markup) == "a b | c\nd"


@pytest.mark.parametrize("opened", ["<blockquote>", "<ul><li>", "<dl><dd>", "<b>", "<table><tr><td>", "<sup>", "<div>", "<q>"])
def test_elements_nested_too_deeply_become_their_text(opened: str) -> None:
    assert "word" in plain(opened * (2 * DEEPEST // opened.count("<")) + "word")


def test_where_a_block_can_not_get_narrower_its_lines_are_not_indented_further() -> None:
    text = plain("<ul><li>" * 29 + "a<br>" * 1000)

    assert text.split("\n")[-1] == " " * 52 + "a"


def test_a_long_name_of_a_column_is_written_once() -> None:
    markup = f"<table><tr><th>{'name ' * 20}</th><th>b</th></tr>{'<tr><td>1</td><td>2</td></tr>' * 3}</table>"

    assert plain(markup).count("name") == 20


# Each is a piece that is repeated, with what stands before it. What is done for it follows from the number of pieces: twice as
# many, twice as much. Calls are counted, for they are the same on every machine.
GROWING = {
    "tables in tables": ("<table><tr><td>", "x"),
    "columns": ("<table><tr>", "<td>a"),
    "rows of one cell below a wide one": (f"<table><tr>{'<th>a' * 400}", "<tr><td>b"),
    "rows below a long name": (f"<table><tr><th>{'a' * 4000}", "<tr><td>b"),
    "lines in deep lists": ("<ul><li>" * 29, "a<br>"),
    "lines in deep quotes": ("<blockquote>" * 59, "a<br>"),
    "lines below a long number": (f'<ol start="{"9" * 4000}"><li>', "a<br>"),
    "links": ("", '<a href="https://a.example/">a</a> '),
    "items": ('<ol start="99999">', "<li><p>a"),
    "raised": ("<sup>" * 59, "<a href=b>a</a> "),
    "text between": ("<p>", "a <b>b</b> "),
}


def work(markup: str) -> tuple[int, int]:
    """Return how many calls Python makes for the text of this markup, and how long the text is."""
    calls = [0]

    def count(_frame: object, event: str, _arg: object) -> None:
        calls[0] += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        text = plain(markup)
    finally:
        sys.setprofile(None)
    return calls[0], len(text)


@pytest.mark.parametrize("name", GROWING)
def test_twice_the_html_is_twice_the_work_and_twice_the_text(name: str) -> None:
    before, piece = GROWING[name]
    one, two, three = (work(before + piece * number) for number in (400, 800, 1200))

    for first, second, third in zip(one, two, three, strict=True):
        assert third - second <= 1.2 * (second - first) + 100
    assert three[1] <= 15 * len(before + piece * 1200)


@pytest.mark.parametrize("opened", ["<table><tr><td>", "<ul><li>", "<blockquote>", "<dl><dd>", "<b>", "<div>", "<sup>"])
def test_nesting_costs_no_more_than_its_depth(opened: str) -> None:
    depth = DEEPEST // opened.count("<")
    half, whole = (work(opened * number + "x")[0] for number in (depth // 2, depth))

    assert whole <= 3 * half
