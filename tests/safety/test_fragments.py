"""Whatever an author writes, each fragment of HTML that is stored or shown is whole, contained, steady and allowed."""

import copy
import json
import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.content.html.tree_policy import passed
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.markdown_to_html import Rendered, render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.newsletter.mail.html_body import blocks
from chalicelib.rendering.formats.absolute_urls import absolute
from tests.each import each
from tests.publishing.blog import MemoryBlog, post
from tests.safety.fragments import faults

OWN_MORE = '<wbr class="presswork-more">'  # Presswork's own mark, as an author may write it, too
MARKS = [
    *("<!--more-->", "<!-- More -->", OWN_MORE, OWN_MORE * 3, "<WBR class='presswork-more x'>", '<p class="presswork-more">'),
    *("\x05", "[TOC]", "\x02klzzwxh:0001\x03", "{{< figure src='a.png' >}}", "{% youtube x %}"),
]
TAGS = [
    *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<a href='/x'>", "</a>", "<ul><li>", "</ul>", "<li>"),
    *(
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<pre>",
        "<pre>\n\n\n",
        "</pre>",
        "<h1>",
        "<h2 id=x>",
        "</h2>",
        "<figure>",
        "</figure>",
    ),
    *("<blockquote class='pull'>", "</blockquote>", "<details>", "<summary>", "<ruby>", "<rt>", "<select>", "<option>"),
    *("<iframe>", "<iframe src='https://video.example/x'>", "</iframe>", "<iframe class=' src='>", "<noscript>", "</noscript>"),
    *(
        "<svg>",
        "<math>",
        "<mtext>",
        "</math>",
        "<style>",
        "<script>",
        "<template>",
        "<textarea>",
        "<title>",
        "<form>",
        "<plaintext>",
    ),
    *("</div></article></body></html>", "<!--", "-->", "<!", "<?x", "<![CDATA[", "<b", "<img alt='", '<img alt="', "'>", '">'),
    *('<div class="gallery">', '<div class="admonition pull">', '<p class="pull">', '<figure class="wide">', '<p class=" id=">'),
    *('<img src="a.png" alt="x onerror=alert(1) y">', '<a name="x" class="missing" href="gone.md">', "<hr>", "<br>", "<input>"),
]
TEXTS = [
    *(
        "\n",
        "\n\n",
        " ",
        "    ",
        "> ",
        "- ",
        "1. ",
        "# ",
        "## ",
        "```\n",
        "~~~\n",
        "| a | b |\n|---|---|\n| c | d |\n",
        "[^1]",
        "[^1]: ",
    ),
    *("![x onerror=alert(1) y](a.png)", '![a](a.png "b <i>c")', "![a](a.png) ![b](b.jpg)", "[x](gone.md)", "[x](gone.pdf)"),
    *(
        "[x](fastly.com)",
        "[x](javascript:a)",
        "{: .wide id=x title='\"y' }",
        "{.pull}",
        "> [!pull] x\n> y\n",
        "!!! note\n    x\n",
    ),
    *(
        "*a*",
        "**",
        "`",
        "$x^2$",
        "$$\n\\frac{a}{b}\n$$",
        "https://www.youtube.com/watch?v=aaaaaaaaaaa",
        '"',
        "'",
        "&lt;",
        "&amp;",
        "<",
        ">",
    ),
    *("onerror=alert(1)", "x" * 60, "\u00a0", "\ufffe", "\x00"),
]
written = st.lists(st.sampled_from([*MARKS, *TAGS, *TEXTS]), max_size=25).map("".join)
SITE = Site(frames=("video.example",))
URL = "https://press.example"


def rendered(text: str, dialect: str) -> Rendered | None:
    try:
        return render(text, key="posts/a.md", lang="en", site=Site(frames=SITE.frames, markdown=dialect), title="T")
    except Refusal:
        return None


CUT = [
    f"<p>a {OWN_MORE * times}</p>\n\n![{'x' * size} onerror=alert(1) y](a.png)" for times in (2, 3, 4) for size in range(0, 60, 7)
]


@each("dialect", DIALECTS)
@each("text", CUT)
def test_a_mark_of_presswork_in_a_text_cuts_no_tag(text: str, dialect: str) -> None:
    made = rendered(text, dialect)

    assert made
    assert made.lead == "<p>a </p>"
    assert faults(made.rest) == []


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=300)
@given(text=written)
def test_a_stored_text_and_its_lead_are_whole(dialect: str, text: str) -> None:
    made = rendered(text, dialect)

    if made:
        assert {part: found for part in (made.lead or "", made.rest, made.html) if (found := faults(part))} == {}


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=150)
@given(text=written)
def test_a_text_is_whole_in_feeds_and_each_block_of_it_in_letters(dialect: str, text: str) -> None:
    made = rendered(text, dialect)

    if made:
        shown = passed(made.html)
        parts = (absolute(shown, URL, f"{URL}/a/"), *blocks(shown, URL, f"{URL}/a/", "Elsewhere"))
        assert {part: found for part in parts if (found := faults(part))} == {}


@settings(max_examples=300)
@given(html=st.lists(st.sampled_from([*MARKS, *TAGS, *TEXTS]), max_size=25).map("".join), cut=st.integers(0, 400))
@example(html='<p>a</p><img alt="b onerror=alert(1) c">', cut=30)
def test_what_passes_the_gate_is_whole_wherever_it_was_cut(html: str, cut: int) -> None:
    for part in (html, html[:cut], html[cut:]):
        shown = passed(part.replace("\x00", "").replace("\ufffe", ""))

        assert (part, faults(shown)) == (part, [])
        assert passed(shown) == shown


LANDING = '{% for post in posts %}<div data-lead>{{ post.lead or "" }}</div data-lead>{% endfor %}'
POST = "<div data-text>{{ post.html }}</div data-text>"


@cache
def marked_site() -> MemoryBlog:
    """Return a site without posts, whose templates mark where texts and leads begin and end."""
    blog = MemoryBlog()
    blog.upload("site.yaml", "title: T\nurl: https://press.example\nframes: [video.example]\ntheme: {drop_cap: yes}\n")
    blog.upload("templates/landing.html", LANDING)
    blog.upload("templates/post.html", POST)
    blog.settle()
    return blog


@settings(max_examples=40)
@given(before=written, after=written)
def test_texts_and_leads_are_whole_on_pages(before: str, after: str) -> None:
    blog = copy.deepcopy(marked_site())
    blog.upload("posts/a.md", post(f"{before}\n\n<!--more-->\n\n{after}"))
    blog.upload("posts/b.md", post(f"Something.\n\n{after}{OWN_MORE * 3}{before}"))
    blog.settle()

    assert {part: found for part in shown_by(blog) if (found := faults(part))} == {}


def shown_by(blog: MemoryBlog) -> Iterator[str]:
    pages = [shown.body.decode() for shown in blog.objects().values() if shown.type.startswith("text/html")]
    for page in pages:
        yield from re.findall(r"<div data-(?:lead|text)>(.*?)</div data-(?:lead|text)>", page, re.DOTALL)
    for item in json.loads(blog.page("/feed/json/") or '{"items": []}')["items"]:
        yield item.get("content_html", "")
