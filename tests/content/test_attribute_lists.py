"""Attribute lists behind images, links and paragraphs, which both dialects read."""

from time import process_time

import pytest

from chalicelib.content.markdown.attribute_lists import paragraph
from chalicelib.content.markdown.dialects import DIALECTS, PYTHON_MARKDOWN
from tests.content.rendering import html_of

IN_BOTH = {
    "an image": ("See ![A](a.jpg){.b}.", '<p>See <img alt="A" class="b" src="/a.jpg">.</p>'),
    "with a colon": ("See ![A](a.jpg){: .b .c }.", '<p>See <img alt="A" class="b c" src="/a.jpg">.</p>'),
    "a size": ("See ![A](a.jpg){: width=320}.", '<p>See <img alt="A" src="/a.jpg" width="320">.</p>'),
    "a link": (
        'See [a](/b/){: #c target="_blank"}.',
        '<p>See <a href="/b/" id="c" target="_blank" rel="noopener noreferrer">a</a>.</p>',
    ),
    "a linked image": ("See [![A](a.jpg)](/b/){.c}.", '<p>See <a class="c" href="/b/"><img alt="A" src="/a.jpg"></a>.</p>'),
    "a paragraph": ("Text *b*\n{: .c #d}", '<p class="c" id="d">Text <em>b</em></p>'),
    "another paragraph": ("Text\n{: .c}\n\nMore", '<p class="c">Text</p>\n<p>More</p>'),
}


def unordered(html: str) -> list[str]:
    """Return the parts of HTML without the order of attributes."""
    return sorted(html.replace(">", " >").split())


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "html"), IN_BOTH.values(), ids=IN_BOTH)
def test_a_list_describes_what_stands_before_it(text: str, html: str, dialect: str) -> None:
    assert unordered(html_of(text, dialect)) == unordered(html)


def test_only_commonmark_reads_a_list_in_the_last_line_of_a_paragraph() -> None:
    assert html_of("Text {.b}") == '<p class="b">Text</p>'
    assert html_of("Text {.b}", PYTHON_MARKDOWN) == "<p>Text {.b}</p>"


AS_TYPED = ["a {1, 2}", "{.b}", "a {.b} c", "a{.b}", "a {onclick=x}", "a {.b", "f{.x} {", "a {width=100%}"]


@pytest.mark.parametrize("text", AS_TYPED)
def test_other_braces_stay_as_they_are_typed(text: str) -> None:
    assert html_of(text) == f"<p>{text}</p>"


def test_an_escaped_list_stays_as_it_is_typed() -> None:
    assert html_of("![A](a.jpg)\\{.b}") == '<p><img alt="A" src="/a.jpg">{.b}</p>'


HOSTILE = ["{.a " * 50_000, "{" * 200_000, "<img >{.a}" * 20_000, f"{{{'.a ' * 60_000}", "<a >" * 50_000]


@pytest.mark.parametrize("html", HOSTILE, ids=[html[:8] for html in HOSTILE])
def test_many_braces_cost_little(html: str) -> None:
    begun = process_time()

    paragraph(html)

    assert process_time() - begun < 1
