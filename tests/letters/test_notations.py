"""Each notation of Markdown arrives: on the page, in the three feeds, and in both parts of the letter."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import pytest
from lxml import etree

from tests.letters.blog import KEY, TODAY, LetterBlog
from tests.publishing.blog import post

PAGE = "https://press.example/2026/11/25/news/"
ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}encoded"


class Notation(NamedTuple):
    """A source, and what must stand on the page, in the text of the letter, in its HTML, and in each feed.

    Where nothing is said of the letter or the feed, it shows what the page shows.
    """

    source: str
    page: str
    text: str
    letter: str = ""
    feed: str = ""


MATH = '<math alttext="e^2"><semantics><mrow><msup><mi>e</mi><mn>2</mn></msup></mrow>{}</semantics></math>'
CODE = '<figcaption>weight.py</figcaption><pre><code class="highlight language-python">'
ON_PAGE = '<b>Python</b></figcaption><pre tabindex="0" role="group" aria-label="Code"><code class="highlight language-python">'
NOTE = '<li id="fn-…-n">\n<p>The note.&nbsp;<a class="footnote-backref" href="{}#fnref-…-n" title="↩ 1">'

NOTATIONS: Mapping[str, Notation] = {
    "emphasis": Notation("*slanted* **strong**", "<em>slanted</em> <strong>strong</strong>", "slanted strong"),
    "struck text": Notation("~~struck~~", "<del>struck</del>", "~~struck~~"),
    "marked text": Notation("==marked==", "<mark>marked</mark>", "\nmarked\n"),
    "subscript and superscript": Notation("H~2~O, x^2^", "H<sub>2</sub>O, x<sup>2</sup>", "H2O, x^2"),
    "emoji": Notation(":tada:", "<p>🎉</p>", "🎉"),
    "quotes": Notation('It\'s "quoted".', "It’s “quoted”.", "It’s “quoted”."),
    "a bare address": Notation(
        "https://bare.example/a_b",
        '<a href="https://bare.example/a_b">https://bare.example/a_b</a>',
        "\nhttps://bare.example/a_b\n",
    ),
    "a link to a post": Notation(
        "A [[other|link]].",
        '<a href="/2026/11/01/other/">link</a>',
        "A link [1].",
        '<a href="https://press.example/2026/11/01/other/">link</a>',
        '<a href="https://press.example/2026/11/01/other/">link</a>',
    ),
    "a hard break": Notation("before\\\nafter", "before<br>\nafter", "before\nafter"),
    "a table of contents": Notation(
        "[TOC]",
        '<div class="toc">\n<ul>\n<li><a href="#step">Step</a>',
        "* Step\n  * Named",
        f'<a href="{PAGE}#step">Step</a>',
        f'<a href="{PAGE}#step">Step</a>',
    ),
    "a heading that steps down": Notation("# Step", '<h2 id="step">Step</h2>', "Step\n----"),
    "a heading with an id": Notation(
        "## Named {#own .wide}", '<h3 id="own" class="wide">Named</h3>', "\nNamed\n", '<h3 class="wide" id="own">Named</h3>'
    ),
    "a nested list": Notation("- outer\n  - inner", "<li>outer\n<ul>\n<li>inner</li>", "* outer\n  * inner"),
    "tasks": Notation(
        "- [x] done\n- [ ] open",
        '<label><input type="checkbox" disabled="" checked=""> done</label>',
        "* ☑ done\n* ☐ open",
        "<label><span>☑</span> done</label>",
    ),
    "a list from a number": Notation("3) third", '<ol start="3">', "3. third"),
    "a table": Notation("| L | R |\n|:--|--:|\n| a | 1 |", '<td align="right">1</td>', "L | R\n--+--\na | 1"),
    "the box of a table": Notation(
        "| Box |\n|-----|\n| b   |",
        '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>',
        "Box\n---\nb",
        "<table>",
        "<table>",
    ),
    "definitions": Notation("Sort\n: One piece.", "<dt>Sort</dt>\n<dd>One piece.</dd>", "Sort\n    One piece."),
    "a quote": Notation("> A quote.", "<blockquote>\n<p>A quote.</p>", "> A quote."),
    "a pull quote": Notation(
        "> A promise.\n{: .pull}", '<blockquote class="pull">\n<p>A promise.</p>\n</blockquote>', "> A promise."
    ),
    "a lead paragraph": Notation("It led.\n{: .lead}", '<p class="lead">It led.</p>', "\nIt led.\n"),
    "a wide image": Notation(
        '![Wide](boat.png "From here to there"){.wide}',
        '<figure class="wide"><img alt="Wide" src="/posts/boat.png"',
        "[Wide]\n\nFrom here to there",
        '<figure class="wide"><img alt="Wide" src="https://press.example/posts/boat.png"',
        '<figure class="wide"><img alt="Wide" src="https://press.example/posts/boat.png"',
    ),
    "an alert": Notation(
        "> [!WARNING]\n> Mind the gap.",
        '<div class="admonition warning">\n<p class="admonition-title"><strong>Warning</strong></p>',
        "> Warning\n>\n> Mind the gap.",
    ),
    "a callout that folds": Notation(
        "> [!TIP]- Folded\n> Within.",
        '<summary class="admonition-title"><strong>Folded</strong></summary>',
        "> Folded\n>\n> Within.",
    ),
    "a footnote": Notation(
        "Text.[^n]\n\n[^n]: The note.", NOTE.format(""), "\n1. The note.", "The note.&nbsp;", NOTE.format(PAGE)
    ),
    "a formula in a sentence": Notation(
        "So $e^2$.",
        MATH.format('<annotation encoding="application/x-tex">e^2</annotation>'),
        "So e^2.",
        'So <span class="formula" dir="ltr"><i>e</i><sup>2</sup></span>.',
    ),
    "a formula of its own": Notation(
        "$$\n\\frac{a}{b}\n$$",
        '<math display="block" alttext="\\frac{a}{b}">',
        "\na/b\n",
        '<p><span class="formula block" dir="ltr"><i>a</i>/<i>b</i></span></p>',
    ),
    "code with a title": Notation('```python title="weight.py"\nw = 1\n```', ON_PAGE, "weight.py\n\n    w = 1", CODE, CODE),
    "a marked line": Notation("```text {2}\nlead\ntin\n```", '<span class="hll">tin</span>', "    lead\n    tin"),
    "a diagram": Notation("```mermaid\ngraph TD\n```", '<code class="language-mermaid">graph TD</code>', "    graph TD"),
    "an image with a size": Notation(
        "![[boat.png|300]]",
        '<img alt="boat" src="/posts/boat.png" width="300"',
        "[boat]",
        '<img alt="boat" src="https://press.example/posts/boat.png" width="300">',
        '<img alt="boat" src="https://press.example/posts/boat.png" width="300"',
    ),
    "a caption": Notation(
        '![A boat](boat.png "The \\"boat\\"")',
        "<figcaption>The “boat”</figcaption></figure>",
        "[A boat]\n\nThe “boat”",
    ),
    "a gallery": Notation(
        '![One](boat.png "Upstream") ![Two](boat.png "Downstream")',
        '<div class="gallery">\n<div>\n<figure><img alt="One" src="/posts/boat.png"',
        "[One]\n\nUpstream\n\n[Two]\n\nDownstream",
        '<figcaption>Upstream</figcaption></figure>\n<figure><img alt="Two"',
        '<figcaption>Upstream</figcaption></figure>\n<figure><img alt="Two"',
    ),
    "a player": Notation(
        "![The bell](bell.mp3)",
        '<audio controls="" src="/posts/bell.mp3">The bell</audio>',
        "View on the web [2]",
        f'<a href="{PAGE}">View on the web</a>',
        '<audio controls="" src="https://press.example/posts/bell.mp3">The bell</audio>',
    ),
    "Markdown in HTML": Notation(
        "<details>\n<summary>More</summary>\n\nIn *HTML*.\n\n</details>",
        "<summary>More</summary>\n<p>In <em>HTML</em>.</p>",
        "More\n\nIn HTML.",
    ),
    "a shortcode": Notation(
        '{{< figure src="boat.png" alt="A boat" caption="The *boat*" >}}',
        "<figcaption>The <em>boat</em></figcaption></figure>",
        "[A boat]\n\nThe boat",
    ),
    "an unknown shortcode": Notation(
        "{{< unknown >}}", '<code class="raw-template">{{&lt; unknown &gt;}}</code>', "`{{< unknown >}}`"
    ),
}
LEAD = "What lists show."


class Arrived(NamedTuple):
    """What became of a post in which all notations stand."""

    page: str
    rss: str
    atom: str
    json: str
    letter: str
    text: str
    summaries: tuple[str, ...]
    warning: str


@cache
def arrived() -> Arrived:
    blog = LetterBlog()
    blog.follow("ada@example.org")
    blog.publish({"posts/other.md": post(title="Other", date="2026-11-01"), "posts/boat.png": b"x", "posts/bell.mp3": b"ID3\4"})
    sources = "\n\n***\n\n".join(notation.source for notation in NOTATIONS.values())
    blog.announce(post(f"{LEAD}\n\n<!--more-->\n\n{sources}", title="News", date=TODAY))
    rss, atom = (etree.fromstring((blog.page(at) or "").encode()) for at in ("/feed/", "/feed/atom/"))
    entry = json.loads(blog.page("/feed/json/") or "")["items"][0]
    (mail,) = blog.parsed()
    html, text = (mail.get_body((kind,)) for kind in ("html", "plain"))
    assert html is not None
    assert text is not None
    item = atom.find(f"{ATOM}entry")
    assert item is not None
    return Arrived(
        blog.page("/2026/11/25/news/") or "",
        rss.findtext(f"channel/item/{CONTENT}") or "",
        item.findtext(f"{ATOM}content") or "",
        entry["content_html"],
        re.sub(r' style="[^"]*"', "", _lines(html.get_content())),
        _lines(text.get_content()),
        (rss.findtext("channel/item/description") or "", item.findtext(f"{ATOM}summary") or "", entry["summary"]),
        blog.warning(KEY) or "",
    )


def _lines(content: str) -> str:
    """Return the text of a mail with the line breaks of Python."""
    return content.replace("\r\n", "\n")


def unnumbered(html: str) -> str:
    """Return the HTML without the parts of ids that depend on the source's key."""
    return re.sub("-[0-9a-f]{8}-", "-…-", html)


each_notation = pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)


@each_notation
def test_a_notation_stands_on_the_page(notation: Notation) -> None:
    assert notation.page in unnumbered(arrived().page)


@each_notation
@pytest.mark.parametrize("feed", ["rss", "atom", "json"])
def test_a_notation_stands_in_each_feed(notation: Notation, feed: str) -> None:
    assert (notation.feed or notation.page) in unnumbered(getattr(arrived(), feed))


@each_notation
def test_a_notation_stands_in_the_letter(notation: Notation) -> None:
    assert (notation.letter or notation.page) in unnumbered(arrived().letter)


@each_notation
def test_a_notation_stands_in_the_letters_text(notation: Notation) -> None:
    assert notation.text in arrived().text


def test_summaries_show_the_text_above_the_mark_and_no_notation() -> None:
    assert arrived().summaries == (LEAD,) * 3


def test_the_author_is_warned_only_of_the_notations_that_readers_would_miss() -> None:
    found = re.findall(r"^Found: +line \d+(?:, column 1)?: (.*)$", arrived().warning, re.MULTILINE)

    assert found == ["{{< unknown >}}", "mermaid"]


def test_a_column_of_the_letter_keeps_its_side() -> None:
    blog = LetterBlog()
    blog.follow("ada@example.org")

    blog.announce(post("| L | R |\n|:--|--:|\n| a | 1 |", title="News", date=TODAY))

    html = blog.parsed()[0].get_body(("html",))
    assert html is not None
    assert re.search(r'<td align="right" style="[^"]*text-align: right;">1</td>', html.get_content())
