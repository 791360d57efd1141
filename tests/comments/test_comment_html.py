"""The HTML of former systems as the text of a comment: what readers saw, in the small part of Markdown that comments have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.comments.rules.comment_html import markdown_of
from chalicelib.comments.rules.comment_text import html_of
from chalicelib.content.html.html_tree import parse

SHOWN = {
    "I *starred* it, a_b_c & 1 < 2 <3": "<p>I *starred* it, a_b_c &amp; 1 &lt; 2 &lt;3</p>",
    "# one\n- two\n3. three": "<p># one<br>\n- two<br>\n3. three</p>",
    "One.\r\n\r\nTwo,\r\nthree.": "<p>One.</p>\n<p>Two,<br>\nthree.</p>",
    "<p>One,\n two.</p><p>Three<br>four</p>": "<p>One, two.</p>\n<p>Three<br>\nfour</p>",
    '<a href="https://x.example/" title="t">here</a>': '<p><a href="https://x.example/" rel="nofollow ugc">here</a></p>',
    "see https://x.example/a_b_c.": '<p>see <a href="https://x.example/a_b_c" rel="nofollow ugc">https://x.example/a_b_c</a>.</p>',
    '<a href="javascript:alert(1)">here</a>': "<p>here</p>",
    "<b>bold </b>and <em>so</em>, <q>said</q>": "<p><strong>bold</strong> and <em>so</em>, “said”</p>",
    "<blockquote>He said</blockquote>and I": "<blockquote>\n<p>He said</p>\n</blockquote>\n<p>and I</p>",
    "<pre>a = [1]\n  b</pre>": "<pre><code>a = [1]\n  b\n</code></pre>",
    "<code>x_y*z</code>": "<p><code>x_y*z</code></p>",
    "<ul><li>One</li><li>Two</li></ul>": "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>",
    "<h2>Head</h2>H<sub>2</sub>O": "<p><strong>Head</strong></p>\n<p>H2O</p>",
    '<img src="https://x.example/a.png" alt="A cat">': '<p><a href="https://x.example/a.png" rel="nofollow ugc">A cat</a></p>',
    "<script>alert(1)</script>safe": "<p>safe</p>",
    "2 &lt; 3 &amp;amp; more": "<p>2 &lt; 3 &amp;amp; more</p>",
}


@pytest.mark.parametrize("text", SHOWN)
def test_readers_see_what_they_saw(text: str) -> None:
    assert html_of(markdown_of(text)).strip() == SHOWN[text]


@given(st.text(st.sampled_from("ab *_`[]()#->+=~.1!\\&;|:"), max_size=30))
def test_a_plain_text_reads_as_it_was_typed(text: str) -> None:
    shown = parse(html_of(markdown_of(text))).root

    assert (shown.text().split() if shown else []) == text.split()


def test_elements_within_each_other_without_end_are_text() -> None:
    assert "deep" in markdown_of("<b>" * 5_000 + "deep")
    assert "deep" in markdown_of("<blockquote>" * 5_000 + "deep")
