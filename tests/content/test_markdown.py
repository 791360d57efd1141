"""Markdown becomes the HTML of pages, feeds and letters."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.content.markdown.dialects import COMMONMARK, DIALECTS, PYTHON_MARKDOWN
from chalicelib.content.markdown_to_html import Rendered, render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal

HOSTS = Site(frames=("www.youtube.com",))


def rendered(text: str, key: str = "posts/a.md", lang: str = "en", title: str = "Known", dialect: str = COMMONMARK) -> Rendered:
    return render(text, key=key, lang=lang, site=replace(HOSTS, markdown=dialect), title=title)


NOTATIONS = {
    "table": ("a | b\n:-:|--\n1 | 2", '<th align="center">a</th>'),
    "fenced code": ("```python\nif x\n```", '<pre><code class="highlight language-python"><span class="k">if</span> x</code>'),
    "code without a language": ("```\nx < y\n```", "<pre><code>x &lt; y</code></pre>"),
    "code in a list": ("- a\n\n    ```\n    b\n    ```", "<pre><code>b</code></pre>\n</li>"),
    "code below a line": ("a\n```\nb\n```\nc", "<p>a</p>\n<pre><code>b</code></pre>\n<p>c</p>"),
    "definition list": ("a\n:   b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
    "task list": ("- [x] a", '<li class="task-list-item"><label><input type="checkbox" disabled="" checked=""> a</label></li>'),
    "heading anchor": ("## Über *uns*", '<h2 id="über-uns">Über <em>uns</em></h2>'),
    "table of contents": ("[TOC]\n\n## A\n\n### B", '<li><a href="#a">A</a><ul>\n<li><a href="#b">B</a></li>'),
    "quotes": ('"a" -- it\'s', "<p>“a” – it’s</p>"),
    "escaped marks": ('\\"a\\" \\-\\- it\\\'s', '<p>"a" -- it\'s</p>'),
    "entities": ("AT&T &copy; &amp;amp; a < b", "<p>AT&amp;T © &amp;amp; a &lt; b</p>"),
    "html that holds paragraphs": (
        "<details>\n<summary>a</summary>\n\n*b*\n\n</details>",
        "<summary>a</summary>\n<p><em>b</em></p>",
    ),
    "what other engines leave": ("{% a %} `{{ b }}`", '<p><code class="raw-template">{% a %}</code> <code>{{ b }}</code></p>'),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_image_for_readers_without_scripts_is_shown(dialect: str) -> None:
    html = rendered('<noscript>\n<img src="/a.png" alt="b">\n</noscript>', dialect=dialect).html
    assert html.strip() == '<img src="/a.png" alt="b">'


ONLY_PYTHON_MARKDOWN = {
    "attribute list": ("a *b*{: .c }", '<em class="c">b</em>'),
    "abbreviation": ("a HTML\n\n*[HTML]: Hyper", '<abbr title="Hyper">HTML</abbr>'),
    "admonition": ('!!! note "A"\n    b', '<div class="admonition note">\n<p class="admonition-title"><strong>A</strong></p>'),
    "markdown within html": (
        '<aside markdown="1">\n  <img src="/a.jpg" alt="b">\n  <p markdown="1">*em* "c"</p>\n</aside>',
        "<p><em>em</em> “c”</p>\n</aside>",
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "part"), NOTATIONS.values(), ids=NOTATIONS)
def test_each_notation_is_understood_in_both_dialects(text: str, part: str, dialect: str) -> None:
    assert part in rendered(text, dialect=dialect).html


@pytest.mark.parametrize(("text", "part"), ONLY_PYTHON_MARKDOWN.values(), ids=ONLY_PYTHON_MARKDOWN)
def test_python_markdown_has_notations_of_its_own(text: str, part: str) -> None:
    assert part in rendered(text, dialect=PYTHON_MARKDOWN).html


def test_footnotes_of_two_posts_stand_on_one_page() -> None:
    text = "a[^1]\n\n[^1]: b"
    one, other = (set(re.findall(r' id="([^"]*)"', rendered(text, key).html)) for key in ("posts/a.md", "posts/b.md"))
    assert len(one) == len(other) == 2
    assert not one & other


def test_a_footnote_and_its_places_lead_to_each_other() -> None:
    html = rendered("a[^x] b[^x]\n\n[^x]: c").html
    assert sorted(re.findall(r' href="#([^"]*)"', html)) == sorted(
        [*re.findall(r'<sup id="([^"]*)"', html), *re.findall(r'<li id="([^"]*)"', html) * 2]
    )


# ---- the title


TITLES = [
    ('# A *b* "c" &amp; d\n\ntext', "", "A b “c” & d", "<p>text</p>"),
    ("A\n=\n\ntext", "", "A", "<p>text</p>"),
    ("## A\n\ntext", "", "A", "<p>text</p>"),
    ("text\n\n# A", "", "A", "<p>text</p>"),
    ("text\n\n## A", "", "", '<p>text</p>\n<h2 id="a">A</h2>'),
    ("# It's *A*!\n\ntext", "It’s a", "", "<p>text</p>"),
    ("# B\n\ntext\n\n## C", "A", "", '<h2 id="b">B</h2>\n<p>text</p>\n<h3 id="c">C</h3>'),
    ("text", "", "", "<p>text</p>"),
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "known", "title", "html"), TITLES)
def test_the_title_is_taken_out_of_the_body(text: str, known: str, title: str, html: str, dialect: str) -> None:
    result = rendered(text, title=known, dialect=dialect)
    assert (result.title, result.html) == (title, html)


STEPS = "[TOC]\n\n# A\n\n## B\n\n###### F\n\n<h1>C</h1>"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_heading_of_a_text_is_as_high_as_the_title_of_its_page(dialect: str) -> None:
    html = rendered(STEPS, dialect=dialect).html

    assert re.findall(r'<(h\d)(?: id="(.*?)")?>(.*?)</', html) == [
        ("h2", "a", "A"),
        ("h3", "b", "B"),
        ("h6", "f", "F"),
        ("h2", "", "C"),
    ]
    assert re.findall(r'<a href="#(.*?)">', html) == ["a", "b", "f"]


def test_a_title_taken_out_is_not_in_the_table_of_contents() -> None:
    assert "#title" not in rendered("# Title\n\n[TOC]\n\n## Part", title="").html


# ---- the lead


LEADS = [
    ("a\n\n<!--more-->\n\nb", "<p>a</p>"),
    ("a\n\n<!-- More -->\n\nb\n\n<!--more-->", "<p>a</p>"),
    ("a <!--more--> b\n\nc", "<p>a  b</p>"),
    ("> a\n>\n> <!--more-->\n>\n> b\n\nc", "</blockquote>"),
    ("- a\n\n    <!--more-->\n\n- b\n\nc", "</ul>"),
]


@pytest.mark.parametrize(("text", "end"), LEADS)
def test_the_lead_ends_between_two_blocks(text: str, end: str) -> None:
    result = rendered(text)
    assert result.lead is not None
    assert result.lead.rstrip().endswith(end)
    assert result.rest.lstrip().startswith("<p>")
    assert "more" not in result.html


@pytest.mark.parametrize("text", ["a", "```\n<!--more-->\n```", "`<!--more-->`", "<!-- a comment -->"])
def test_a_text_without_the_mark_has_no_lead(text: str) -> None:
    assert rendered(text).lead is None


# ---- what others must know


def test_a_body_tells_its_links_its_image_and_its_excerpt() -> None:
    result = rendered(
        "See [x](b.md) [y](../c.markdown#d) <a href='b.md'>z</a> ![i](é.jpg) ![j](k.jpg)\n\n[e](https://example.org/x.md)"
    )
    assert result.links == ("c.markdown", "posts/b.md")
    assert result.image == "/posts/%C3%A9.jpg"
    assert result.excerpt == "See x y z"


def test_a_frame_of_another_host_becomes_a_link() -> None:
    html = rendered('<iframe src="https://example.org/?a&amp;b"></iframe>').html
    assert html == '<a href="https://example.org/?a&amp;b">https://example.org/?a&amp;b</a>'


def test_a_frame_of_a_named_host_stays() -> None:
    assert 'src="https://www.youtube.com/embed/x"' in rendered('<iframe src="https://www.youtube.com/embed/x"></iframe>').html


def test_nothing_is_kept_from_one_text_to_the_next() -> None:
    text = "[a] HTML[^1] ## b\n\n## b"
    before = rendered(text)
    rendered("[a]: x.md\n\n*[HTML]: y\n\n[^1]: z\n\n## b")
    assert rendered(text) == before


# ---- any text at all


MARKS = """* ** _ ` `` ``` ~~~ < > [ ] ( ) ![ ](  [^1] [^1]: {: } # = - | & &amp; &# \\ " ' -- ... : !!! 1. [x] é 漢
    <!-- --> <!--more--> [TOC] == ^ ~ ~~ $ $$ :+1: [[ ]] ![[ |9 [!NOTE] > www.a.b http://a.b a@b.c {#a} [x]: \n:"""
ELEMENTS = """<div <div> </div> <p> <b> <a href="javascript:x"> <script> </script>
    <img/src=x/onerror=x> <svg> <math> <style> <iframe> <table> <tr> <td> <select>
    <template> <textarea> <title> markdown="1" javascript: data:text/html, style= onload="""
BLANKS = ["\n", "\n\n", "    ", " ", "\t", "\r\n", "\x02", "\x03", "\x00", "\u202e", "\ufffe"]
PIECES = st.sampled_from([*MARKS.split(), *ELEMENTS.split(), *BLANKS])
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map("".join)


def rendered_or_refused(text: str, dialect: str) -> Rendered:
    try:
        return rendered(text, title="", dialect=dialect)
    except Refusal as refusal:
        return Rendered({"too-deep": "deep", "too-slow": "slow"}[refusal.code])


def parsed(html: str) -> str:
    return str(html5lib.serialize(html5lib.parseFragment(html), omit_optional_tags=False, quote_attr_values="always"))


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=300)
@given(text=TEXTS)
def test_any_text_gives_harmless_well_formed_html_or_is_refused(dialect: str, text: str) -> None:
    result = rendered_or_refused(text, dialect)
    tree = html5lib.parseFragment(result.html, namespaceHTMLElements=False)
    names = {str(element.tag) for element in tree.iter()}
    values = [(name, value) for element in tree.iter() for name, value in element.attrib.items()]
    assert not names & {"script", "style", "svg", "math", "form", "object", "template"}  # a formula's `math` has a namespace
    assert not [name for name, _ in values if name.startswith("on") or name == "style"]
    assert not [value for name, value in values if name in {"href", "src"} and value.lstrip().lower().startswith("javascript")]
    assert parsed(parsed(result.html)) == parsed(result.html)
