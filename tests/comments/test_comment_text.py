"""A comment's text as HTML: a small part of Markdown, and nothing that breaks out of its line."""

import re

import pytest

from chalicelib.comments.rules.comment_text import MOST_DEPTH, html_of, spoken, spoken_line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>\n"),
        ("*a* **b** `c<d`", "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("```js\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>\n"),
        ("# Big", "<p><strong>Big</strong></p>\n"),
    ],
)
def test_a_small_part_of_markdown_is_read(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    "text", ["see https://a.example/x.", "<https://a.example/x>", "[https://a.example/x](https://a.example/x)"]
)
def test_a_link_says_that_a_reader_wrote_it(text: str) -> None:
    assert '<a href="https://a.example/x" rel="nofollow ugc">https://a.example/x</a>' in html_of(text)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "/login", "mailto:a@b.example", "//e.x"]
)
def test_a_link_leads_to_the_web_or_is_text(address: str) -> None:
    assert html_of(f"[x]({address})") == "<p>x</p>\n"


@pytest.mark.parametrize(
    "markup", ["<b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- -->", "<svg/onload=x>"]
)
def test_html_is_shown_as_it_was_typed(markup: str) -> None:
    html = html_of(f"a {markup} b")

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;" in html


def test_a_picture_becomes_a_link() -> None:
    assert html_of("![cat](https://a.example/c.png)") == '<p><a href="https://a.example/c.png" rel="nofollow ugc">cat</a></p>\n'


def test_quotes_within_quotes_end_at_a_depth() -> None:
    assert html_of(f"{'> ' * 50}deep").count("<blockquote>") == MOST_DEPTH


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "ab"),
        ("a\u200bb\ufeff", "ab"),
        ("e" + "\u0301" * 40, "é" + "\u0301" * 3),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("a\x00\x1bb", "ab"),
    ],
)
def test_what_shows_nothing_or_piles_up_is_taken_away_and_what_a_script_needs_stays(text: str, shown: str) -> None:
    assert spoken(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("&#x202e;a&rlm;&#8203;b", "ab"),
        ("a&#27;[2J&#x9b;b", "a[2Jb"),
        ("e" + "&#x301;" * 40, "e" + "\u0301" * 3),
        ("a\x9bb\u0085c\u2028d", "ab<br>\nc<br>\nd"),
        ("&lt;b&gt; \ufff9c", "&lt;b&gt; c"),
    ],
)
def test_what_markdown_has_names_for_is_taken_away_too(text: str, shown: str) -> None:
    assert html_of(text) == f"<p>{shown}</p>\n"


@pytest.mark.parametrize("between", ["*", "`", "**", "[\u0304](https://a.example)", "&#x301;"])
def test_marks_pile_up_across_no_element(between: str) -> None:
    html = html_of("a" + f"{between}\u0302\u0303" * 20)

    assert max(map(len, re.findall("[\u0301-\u0304]+", re.sub("<[^>]*>", "", html)))) == 3


def test_a_name_is_one_line() -> None:
    assert spoken_line(" Ada\r\n\u2029Lovelace\u202e ") == "Ada Lovelace"


@pytest.mark.parametrize(
    "address", ["https://", "http:evil.example", "https:///evil.example", "https://[", "http:\\\\evil.example"]
)
def test_a_link_says_its_host(address: str) -> None:
    assert html_of(f"[x](<{address}>)") == "<p>x</p>\n"


def test_a_reference_that_is_repeated_makes_no_page_long() -> None:
    text = "[a]" * 800 + "\n\n[a]: https://a.example/" + "A" * 2_400

    assert len(html_of(text)) < 2 * len(text)
