"""HTML becomes Markdown that an author would write, and that readers see as they saw the HTML."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.html_to_markdown.markdown import markdown_of, visible_text
from tests.each import each

WRITTEN: tuple[tuple[str, str], ...] = (
    # ---- text, and what would be a mark in it
    ("<p>Flour, <em>water</em> and <b>salt</b>.</p>", "Flour, *water* and **salt**."),
    ("<p>2 * 3, snake_case, a < b, AT&T, [sic], 100% ~100</p>", "2 * 3, snake_case, a < b, AT&T, [sic], 100% ~100"),
    ("<p>*a* _b_ `c` \\* &amp;amp; &lt;b&gt;</p>", "\\*a\\* \\_b\\_ \\`c\\` \\\\\\* \\&amp; \\<b>"),
    ("<p># a</p><p>- b</p><p>+ c</p><p>1. d</p><p>&gt; e</p>", "\\# a\n\n\\- b\n\n\\+ c\n\n1\\. d\n\n\\> e"),
    ("<p>#tag -5 1.5 3) ---</p>", "#tag -5 1.5 3) ---"),
    ("<p>a<br># b<br />- c</p>", "a\\\n\\# b\\\n\\- c"),
    ("<p>==a== H~2~O x^2^ :tada: $x$ {{ a }} [[b]] [^1]</p>", "\\==a\\== H\\~2~O x\\^2^ \\:tada: \\$x$ {\\{ a }} \\[[b]] \\[^1]"),
    ("<p>$5 and $6, 10:30:45</p>", "$5 and $6, 10:30:45"),
    ("<p>[gallery ids='1'] [x](y) ![z](y)</p>", "\\[gallery ids='1'] \\[x](y) !\\[z](y)"),
    ("<p>one\n   two\tthree</p>", "one two three"),
    ("bare <i>text</i>\n\n<p>then</p> more", "bare *text*\n\nthen\n\nmore"),
    ("<p><b>a </b>b<i> c</i></p>", "**a** b *c*"),
    ("<p><b>a</b><b>b</b></p>", "<strong>a</strong><strong>b</strong>"),
    ("<p><em>a</em>“b” x<em>(y)</em>z</p>", "<em>a</em>“b” x<em>(y)</em>z"),
    (
        "<p>H<sub>2</sub>O <kbd>Ctrl</kbd> <abbr title='a b'>ab</abbr></p>",
        'H<sub>2</sub>O <kbd>Ctrl</kbd> <abbr title="a b">ab</abbr>',
    ),
    ("<p><code>a</code> <code>`b`</code> <code>c`d</code></p>", "`a` `` `b` `` ``c`d``"),
    ("<p><span style='color:red'>red</span> <font>f</font></p>", "red f"),
    ("<p>&nbsp;</p><p></p><p>a</p>", "a"),
    # ---- links and images
    ("<p><a href='/x/' title='T \"q\"'>a [b]</a></p>", '[a \\[b\\]](/x/ "T \\"q\\"")'),
    ("<p><a href='https://a.example/(b)'>l</a> <a href='/a b/'>m</a></p>", "[l](https://a.example/(b)) [m](/a%20b/)"),
    ("<p>See <a href='https://a.example/'>https://a.example/</a>.</p>", "See <https://a.example/>."),
    ("<p>https://www.youtube.com/watch?v=aqz-KE-bpKQ</p>", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
    ("<p><a name='top'></a>a <a href='#top'>up</a></p>", '<a name="top"></a>a [up](#top)'),
    ("<p>a <a name='ink'></a>b <a name='_Toc1'></a>c</p>", 'a <a name="ink"></a>b c'),
    ("<h2><a name='old'></a>Ink</h2>", "## Ink"),
    ("<h2 id='ink'>Ink</h2><p><a href='#ink'>up</a></p>", "## Ink {#ink}\n\n[up](#ink)"),
    ("<p>The <img src='/a.jpg' alt='A boat' title='Ana'> sails</p>", 'The ![A boat](/a.jpg "Ana") sails'),
    ("<figure><img src='/a.jpg' alt='A boat'><figcaption>Ana</figcaption></figure>", '![A boat](/a.jpg "Ana")'),
    ("<p><img src='/a b.jpg' alt='A' width='300' height='200'></p>", "![A|300x200](/a%20b.jpg)"),
    ("<p><a href='/x/'><img src='/a.jpg' alt=''></a></p>", "[![](/a.jpg)](/x/)"),
    ("<figure><img src='/a.jpg' alt='A'><figcaption>The Ana</figcaption></figure>", '![A](/a.jpg "The Ana")'),
    # ---- blocks
    ("<h1>One</h1><h2>Two #</h2><hr><h6>Six</h6>", "# One\n\n## Two \\#\n\n---\n\n###### Six"),
    ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
    ("<ol start='9'><li>a</li><li>b<p>c</p></li></ol>", "9. a\n\n10. b\n\n    c"),
    ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
    ("<ul><li>a<pre>x\n\n y</pre></li></ul>", "- a\n\n  ```\n  x\n\n   y\n  ```"),
    ("<ul><li>[x] a</li></ul>", "- \\[x] a"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
    ("<blockquote>[!NOTE] a</blockquote>", "> \\[!NOTE] a"),
    ("<pre class='brush: php; x'>a\n```\nb</pre>", "````php\na\n```\nb\n````"),
    ("<pre><code class='language-py'>x = '[gallery]'\n</code></pre>", "```py\nx = '[gallery]'\n```"),
    (
        "<table><tr><th>a</th><th align='right'>b</th></tr><tr><td>c|d</td><td></td></tr></table>",
        "| a | b |\n| --- | ---: |\n| c\\|d |  |",
    ),
    ("<div class='x'><p>a</p><div>b<section>c</section></div></div>", "a\n\nb\n\nc"),
    ("<p>a</p><!--more Read on--><p>b</p><!-- other -->", "a\n\n<!--more-->\n\nb"),
    ("<iframe src='//www.youtube.com/embed/aqz-KE-bpKQ'></iframe>", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
)


@each(("html", "markdown"), WRITTEN)
def test_html_becomes_what_an_author_would_write(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


@each("html", [html for html, _ in WRITTEN])
def test_converting_what_was_rendered_changes_nothing_more(html: str) -> None:
    once = markdown_of(html)
    again = markdown_of(rendered(once))
    assert visible_text(markdown_of(rendered(again))) == visible_text(again)


KEPT = (
    '<table><tr><td colspan="2">a</td></tr></table>',
    "<table><tr><td>no head</td></tr></table>",
    "<table><caption>C</caption><tr><th>a</th></tr><tr><td>b</td></tr></table>",
    '<figure><img src="/a.jpg" alt="A"><figcaption>The <em>Ana</em></figcaption></figure>',
    '<figure class="alignwide"><img src="/a.jpg" alt="A"></figure>',
    "<details><summary>More</summary><p>a</p></details>",
    "<dl><dt>Pie</dt><dd>Type</dd></dl>",
    '<video src="/a.mp4" controls=""></video>',
    '<p dir="rtl">שלום</p>',
    '<ol type="a"><li>x</li></ol>',
    '<iframe src="https://else.example/x"></iframe>',
    "<pre>a <em>poem</em></pre>",
    '<a href="/x/"><div>a block in a link</div></a>',
)


@pytest.mark.parametrize("html", KEPT)
def test_what_markdown_cannot_say_stays_html(html: str) -> None:
    markdown = markdown_of(f"<p>before</p>{html}<p>after</p>")
    assert markdown in (f"before\n\n{html}\n\nafter", f"before\n\n<p>{html}</p>\n\nafter")
    assert visible_text(markdown) == visible_text(markdown_of(rendered(markdown)))


def test_html_that_stays_has_no_blank_line_and_no_shortcode() -> None:
    markdown = markdown_of("<details><summary>S</summary>\n\n<pre>a\n\n\nb</pre>\n\n[gallery ids='1'] {{ x }}</details>")
    assert "\n\n" not in markdown
    assert text_of(rendered(markdown)) == "S a b [gallery ids=‘1’] {{ x }}"


def test_addresses_become_what_the_reader_says() -> None:
    html = '<p><a href="old">a</a> <img src="old" alt=""></p><video src="old"></video>'
    assert markdown_of(html, lambda url: f"/new/{url}") == '[a](/new/old) ![](/new/old)\n\n<p><video src="/new/old"></video></p>'


def test_html_of_any_depth_is_survived() -> None:
    for html in ("<div>" * 5_000 + "deep", "<blockquote>" * 3_000 + "deep", "<ul><li>" * 2_000 + "deep", "<b>" * 4_000 + "deep"):
        assert "deep" in markdown_of(html)


# ---- with texts and elements as they come

MARKS = st.sampled_from(
    [*"*_`~^=:$#+-!|<>&[](){}\\@/ \n1.)x", "é", "word", "**", "](", "{{", "http://a.example/b", "&amp;", "\u00a0"]
)
TEXT = st.lists(MARKS, min_size=1, max_size=12).map("".join)


def element(name: str, inner: st.SearchStrategy[str], has: str = "") -> st.SearchStrategy[str]:
    return inner.map(lambda held: f"<{name}{has}>{held}</{name}>")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


INLINE = st.recursive(
    TEXT.map(escaped),
    lambda inner: st.one_of(
        *(element(name, inner) for name in ("em", "strong", "b", "del", "kbd", "sub", "span")),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=2).map("<br>".join),
    ),
    max_leaves=6,
)
CODE = element("code", TEXT.map(escaped))
LINK = element("a", TEXT.map(escaped), ' href="/x/"')
LINES = st.lists(st.one_of(INLINE, CODE, LINK), min_size=1, max_size=4).map("".join)
BLOCKS = st.recursive(
    st.one_of(element("p", LINES), element("h2", LINES), element("pre", TEXT.map(escaped)), LINES),
    lambda inner: st.one_of(
        element("ul", st.lists(element("li", inner), min_size=1, max_size=3).map("".join)),
        element("ol", st.lists(element("li", inner), min_size=1, max_size=3).map("".join)),
        element("blockquote", inner),
        element("div", inner),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    ),
    max_leaves=5,
)


def rendered(markdown: str) -> str:
    return render(markdown, key="x.md", lang="en", site=Site(), title="\x1f").html


def text_of(html: str) -> str:
    apart = re.sub(r"</?(p|h2|pre|li|ul|ol|blockquote|div|br|details|summary)\b[^>]*>", r" \g<0>", html)
    return " ".join(BeautifulSoup(apart, "lxml").get_text().split())


@given(BLOCKS)
@settings(max_examples=400, deadline=None)
def test_readers_see_the_same_text_and_links(html: str) -> None:
    shown = rendered(markdown_of(html))
    typographic = str.maketrans("–—…", "---")
    assert squeezed(text_of(shown).translate(typographic)) == squeezed(text_of(html))
    assert shown.count('href="/x/"') == len([one for one in BeautifulSoup(html, "lxml").find_all("a") if one.get_text()])


def squeezed(text: str) -> str:
    """Return the text with runs of hyphens and dots as one, which are set as dashes and as one sign."""
    return re.sub(r"\s+", " ", re.sub(r"-+", "-", re.sub(r"\.{3}", "-", text))).strip()
