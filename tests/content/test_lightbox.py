"""Which images lead to a larger one, and where."""

import pytest

from chalicelib.content.html.responsive_images import with_sizes
from chalicelib.content.media.image_variants import Picture, Variant
from chalicelib.content.presentation.lightbox import with_larger_images

WIDE = '<img alt="A" src="/a.jpg" width="609" height="400">'


def link(image: str, to: str = "/a.jpg", named: str = "") -> str:
    return f'<a href="{to}" data-larger{named}>{image}</a>'


LARGER = {
    "a paragraph": (f"<p>{WIDE}</p>", f"<p>{link(WIDE)}</p>"),
    "a figure": (
        f'<figure class="a">{WIDE}<figcaption>B</figcaption></figure>',
        f'<figure class="a">{link(WIDE)}<figcaption>B</figcaption></figure>',
    ),
    "an image without a text": (
        '<p><img src="/a.svg" width="2000" alt=""></p>',
        f"""<p>{link('<img src="/a.svg" width="2000" alt="">', "/a.svg", ' aria-label="Larger"')}</p>""",
    ),
}


@pytest.mark.parametrize(("html", "linked"), LARGER.values(), ids=LARGER)
def test_an_image_alone_that_is_wider_than_the_column_leads_to_itself(html: str, linked: str) -> None:
    assert with_larger_images(html, "Larger") == linked


@pytest.mark.parametrize(
    "html",
    [
        '<p><img alt="A" src="/a.png" width="608" height="64"></p>',
        '<p><img alt="A" src="/a.jpg"></p>',
        '<p><img alt="A" src="/a.jpg" width="100%"></p>',
        '<p><img alt="A" src="https://e.x/a.jpg" width="2000"></p>',
        f"<p>At {WIDE}</p>",
        f"<p>{WIDE} there</p>",
        f'<p><a href="/b/">{WIDE}</a></p>',
        f'<a href="/b/"><p>{WIDE}</p></a>',
        f'<a href="/b/"><em>b</em><figure>{WIDE}</figure></a>',
    ],
)
def test_an_image_that_is_small_or_elsewhere_or_in_a_text_or_linked_does_not(html: str) -> None:
    assert with_larger_images(html, "Larger") == html


@pytest.mark.parametrize(("tag", "leads"), [('<img src="/é b.jpg">', True), ('<img src="/é b.jpg" width="300">', True)])
@pytest.mark.parametrize("width", [500, 1200])
def test_a_picture_leads_to_the_plain_address_if_it_has_a_wider_file(tag: str, width: int, *, leads: bool) -> None:
    variants = tuple(Variant(wide, wide // 2, "jpeg", "e") for wide in sorted({480, min(960, width), width}))
    shown = with_sizes(f"<p>{tag}</p>", {}, {"é b.jpg": Picture("f" * 16, width, width // 2, "#000000", variants)})

    assert ('<a href="/%C3%A9%20b.jpg" data-larger' in with_larger_images(shown, "Larger")) is (leads and width > 608)
