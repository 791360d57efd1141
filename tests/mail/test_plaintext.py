"""A post as plain text: made from what it says, not its markup taken away."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.plaintext import plain

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


def test_a_narrow_table_stands_in_columns_and_a_wide_one_row_by_row() -> None:
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
