"""Captions and galleries, which are the same in all dialects."""

import re

import pytest

from chalicelib.content.markdown.budget import within
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.presentation.figures import with_figures
from tests.content.rendering import rendered

A, B = '<img alt="A" src="/a.jpg">', '<img alt="B" src="/b.png">'
CAPTIONS = {
    "an image with a title": ('![A](a.jpg "In *May*")', f"<figure>{A}<figcaption>In *May*</figcaption></figure>"),
    "quotes and signs": (
        "![A](a.jpg 'It\\'s \"<b>\" & c')",
        f"<figure>{A}<figcaption>It’s “&lt;b&gt;” &amp; c</figcaption></figure>",
    ),
    "an image that is a link": (
        '[![A](a.jpg "May")](/b/)',
        f'<figure><a href="/b/">{A}</a><figcaption>May</figcaption></figure>',
    ),
    "an image of another site": (
        '![A](https://e.x/a.svg "May")',
        '<figure><img alt="A" src="https://e.x/a.svg"><figcaption>May</figcaption></figure>',
    ),
    "no title": ("![A](a.jpg)", f"<p>{A}</p>"),
    "an image in a sentence": ('At ![A](a.jpg "May")', '<p>At <img alt="A" src="/a.jpg" title="May"></p>'),
    "a title of the link": ('[![A](a.jpg)](/b/ "May")', f'<p><a href="/b/" title="May">{A}</a></p>'),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "html"), CAPTIONS.values(), ids=CAPTIONS)
def test_the_title_of_an_image_alone_in_its_paragraph_is_its_caption(text: str, html: str, dialect: str) -> None:
    assert rendered(text, dialect).html == html


def test_an_image_in_a_figure_of_the_author_has_the_authors_caption_alone() -> None:
    html = rendered('<figure>\n\n![A](a.jpg "May")\n\n<figcaption>June</figcaption>\n</figure>').html
    assert html.count("<fig") == 2


# ---- galleries


def gallery(*figures: str) -> str:
    return "\n".join(('<div class="gallery">', *(f"<figure>{figure}</figure>" for figure in figures), "</div>"))


SMALL = '<a href="/a.jpg"><img alt="A" src="/a-small.jpg"></a>'
GALLERIES = {
    "side by side": ("![A](a.jpg) ![B](b.png)", gallery(A, B)),
    "below each other": ("![A](a.jpg)\n![B](b.png)", gallery(A, B)),
    "with hard breaks": ("![A](a.jpg)  \n![B](b.png)", gallery(A, B)),
    "with captions": ('![A](a.jpg "May") ![B](b.png)', gallery(f"{A}<figcaption>May</figcaption>", B)),
    "small images that lead to large ones": ("[![A](a-small.jpg)](a.jpg) ![B](b.png)", gallery(SMALL, B)),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "html"), GALLERIES.values(), ids=GALLERIES)
def test_a_paragraph_of_photographs_alone_is_a_gallery(text: str, html: str, dialect: str) -> None:
    result = rendered(text, dialect)
    assert (result.html, "a.jpg" in result.html, result.excerpt) == (html, True, "")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "text",
    [
        "[![Build](https://e.x/a.svg)](https://e.x/) [![Docs](b.png)](https://e.x/)",
        "![A](https://e.x/a.jpg) ![B](https://e.x/b.jpg)",
        "![A](a.jpg) ![B](b.svg)",
        "![A](a.jpg) [![B](b.png)](/about/)",
        "![A](a.jpg) ![B](b.png) and more",
        '<p><img src="a.jpg" alt="A" width="64"> <img src="b.png" alt="B" width="64"></p>',
        '<p align="center"><img src="a.jpg" alt="A"> <img src="b.png" alt="B"></p>',
        '<p><img src="a.jpg" alt="A" class="left"> <img src="b.png" alt="B"></p>',
    ],
    ids=["badges", "other sites", "a drawing", "a link to a page", "a text", "sizes", "a place", "a class"],
)
def test_other_images_in_a_paragraph_stay_in_their_line(text: str, dialect: str) -> None:
    html = rendered(text, dialect).html
    assert ("<figure" in html, html.count("<p")) == (False, 1)


HELD = {
    "by a blank line": "![A](a.jpg)\n\n![B](b.png)",
    "as HTML": '<img alt="A" src="a.jpg">\n<img alt="B" src="b.png">',
    "a figure": '<figure><img alt="A" src="/a.jpg"></figure>\n\n![B](b.png)',
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", HELD.values(), ids=HELD)
@pytest.mark.parametrize("around", [('<div class="gallery">\n\n', "\n\n</div>"), ("{{< gallery >}}\n", "\n{{< /gallery >}}")])
def test_an_author_can_name_a_gallery_however_its_images_are_written(text: str, around: tuple[str, str], dialect: str) -> None:
    assert rendered(text.join(around), dialect).html == gallery(A, B)


def test_a_named_gallery_may_have_any_images() -> None:
    html = rendered("{{< gallery >}}\n![A](https://e.x/a.svg) ![B|64](b.png)\n{{< /gallery >}}").html
    assert html == gallery('<img alt="A" src="https://e.x/a.svg">', '<img alt="B" src="/b.png" width="64">')


def test_a_named_gallery_with_a_text_in_it_stays_as_its_author_wrote_it() -> None:
    html = rendered('<div class="gallery">\n\n![A](a.jpg)\n\nText.\n\n</div>').html
    assert html == f'<div class="gallery">\n<p>{A}</p>\n<p>Text.</p>\n</div>'


@pytest.mark.parametrize(
    "unit", ["<p><img>", "<p><img><br> ", "<figure><img>", '<div class="gallery"><img>', "<p><a><img> ", "<a>"]
)
def test_any_html_is_read_in_linear_time(unit: str) -> None:
    many = unit * (400_000 // len(unit)) + "<img>"
    assert re.sub("\\s", "", within(2, lambda: with_figures(many, "en")))
