"""Images that are wider than the column, as authors and other programs ask for them."""

import re

import pytest

from chalicelib.content.html.responsive_images import COLUMN
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.presentation.gallery_rows import with_rows
from chalicelib.content.presentation.wide_images import with_wide_sizes
from tests.content.rendering import html_of

IMAGE = '<img alt="A" src="/a.jpg">'
TWO = f'<figure>{IMAGE}</figure>\n<figure><img alt="B" src="/b.svg"></figure>'
SPREAD = {
    "behind the image": ("![A](a.jpg){.wide}", f'<figure class="wide">{IMAGE}</figure>'),
    "with a caption": (
        '![A](a.jpg "In May"){: .full }',
        f'<figure class="full-bleed">{IMAGE}<figcaption>In May</figcaption></figure>',
    ),
    "below the image": ('![A](a.jpg "May")\n{: .wide}', f'<figure class="wide">{IMAGE}<figcaption>May</figcaption></figure>'),
    "behind the link": ("[![A](a.jpg)](/b/){.wide}", f'<figure class="wide"><a href="/b/">{IMAGE}</a></figure>'),
    "of Hugo": (
        '{{< figure src="a.jpg" alt="A" class="full" >}}',
        '<figure class="full-bleed full"><img src="/a.jpg" alt="A"></figure>',
    ),
    "of Jekyll": ('{% image_with_class "a.jpg" "wide" "A" %}', '<figure class="wide"><img src="/a.jpg" alt="A"></figure>'),
    "of WordPress": (f'<figure class="x alignwide">{IMAGE}</figure>', f'<figure class="wide x alignwide">{IMAGE}</figure>'),
    "of Ghost": (f'<figure class="kg-width-full">{IMAGE}</figure>', f'<figure class="full-bleed kg-width-full">{IMAGE}</figure>'),
    "side by side": ("![A](a.jpg) ![B](b.svg)\n{: .wide}", f'<div class="wide">\n<div class="gallery">\n{TWO}\n</div>\n</div>'),
    "another class": ("![A](a.jpg)\n{: .widely}", f'<p class="widely">{IMAGE}</p>'),
    "in a sentence": ("At ![A](a.jpg){.wide}", '<p>At <img alt="A" class="wide" src="/a.jpg"></p>'),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "html"), SPREAD.values(), ids=SPREAD)
def test_an_image_alone_in_its_paragraph_may_be_wider_than_the_column(text: str, html: str, dialect: str) -> None:
    result = html_of(text, dialect)
    assert result == html or result == html.replace('alt="A" class="wide" src="/a.jpg"', 'alt="A" src="/a.jpg" class="wide"')


SIZED = f'<img sizes="{COLUMN}" width="9" height="6">'


def sizes(html: str) -> list[str]:
    return re.findall(' sizes="([^"]*)"', html)


def test_a_wide_image_asks_for_the_pixels_of_its_room() -> None:
    html = f'<figure class="wide">{SIZED}</figure><figure class="full-bleed x">{SIZED}</figure><figure>{SIZED}</figure>'

    assert sizes(with_wide_sizes(html)) == ["(max-width: 64rem) 100vw, 60rem", "100vw", COLUMN]


@pytest.mark.parametrize(("extent", "half"), [("wide", "(max-width: 64rem) 50vw, 30rem"), ("full-bleed", "50vw")])
def test_the_images_of_a_wide_gallery_share_its_room(extent: str, half: str) -> None:
    figure = f"<figure>{SIZED}</figure>\n"

    html = with_rows(f'<div class="{extent}">\n<div class="gallery">\n{figure}{figure}</div>\n</div>')

    assert sizes(html) == [half, half]
    assert html.startswith(f'<div class="{extent}">\n<div class="gallery">\n<div>\n<figure>')
