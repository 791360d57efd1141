"""Images: their sizes, the images of a text, and their attributes in pages."""

import struct

import pytest

from chalicelib.content.html.allow_list import ATTRIBUTES
from chalicelib.content.html.responsive_images import shown_in, with_sizes
from chalicelib.content.html.sanitizer import clean
from chalicelib.content.html.tree_policy import gate
from chalicelib.content.markdown_to_html import render
from chalicelib.content.media.image_variants import Picture, Variant
from chalicelib.content.media.images import HEAD, SHOWN_AT_MOST, is_image, key_at, shown_by, size_of
from chalicelib.content.site.site import Site
from tests.pictures import avif, gif, jpeg, png, webp

# ---- sizes


SIZES = [
    ("image/png", png(640, 480)),
    ("image/apng", png(640, 480)),
    ("image/jpeg", jpeg(640, 480)),
    ("image/jpeg", jpeg(640, 480, orientation=3)),
    ("image/jpeg", jpeg(480, 640, orientation=6)),
    ("image/jpeg", jpeg(480, 640, orientation=8, notes=60_000)),
    ("image/gif", gif(640, 480)),
    ("image/webp", webp(640, 480)),
    ("image/avif", avif(640, 480)),
    ("image/png", jpeg(640, 480)),  # a browser looks at the bytes, too
    ("image/svg+xml", b'<svg width="640" height="480"/>'),
    ("image/svg+xml", b'<svg width="640px" viewBox="0 0 4 3"/>'),
    ("image/svg+xml", b'<svg height="30em" viewBox="0,0 4,3"/>'),
    ("image/svg+xml", b'<svg width="480pt" height="5in"/>'),
    ("image/svg+xml", b'<?xml version="1.0"?>\n<!-- a -->\n<svg width="16.933cm" height="127mm"><rect width="9"/></svg>'),
]


@pytest.mark.parametrize(("type", "raw"), SIZES)
def test_the_size_is_that_at_which_a_browser_shows_it(type: str, raw: bytes) -> None:
    assert size_of(type, raw) == (640, 480)


@pytest.mark.parametrize("raw", [b'<svg viewBox="0 0 40 30"/>', b'<svg width="100%" height="100%" viewBox="0 0 40 30"/>'])
def test_a_drawing_that_has_only_a_shape_fills_the_column(raw: bytes) -> None:
    assert size_of("image/svg+xml", raw) == (2000, 1500)


UNKNOWN = [
    ("image/png", b""),
    ("image/png", png(640, 480)[:20]),
    ("image/png", png(0, 480)),
    ("image/png", png(640, 1 << 31)),
    ("image/jpeg", b"\xff\xd8\xff\xe0 broken"),
    ("image/jpeg", jpeg(640, 480)[:-20]),
    ("image/jpeg", jpeg(640, 480, notes=65_000, times=5)),  # what it says comes too late
    ("image/webp", b"RIFF    WEBPVP9 "),
    ("image/avif", avif(640, 480)[:60]),
    ("image/png", b"P1 640 480"),  # no browser shows such
    ("image/x-icon", b"\x00\x00\x01\x00"),
    ("image/svg+xml", b"<svg/>"),
    ("image/svg+xml", b'<svg width="640"/>'),
    ("image/svg+xml", b'<svg width="1e999" height="480"/>'),
    ("image/svg+xml", b'<svg width="-1" height="wide" viewBox="0 0 0 0"/>'),
    ("image/svg+xml", b'<svg width="%sx" height="480"/>' % (b"1" * 200_000)),
    ("image/svg+xml", b'<svg width="%s.5" height="480"/>' % (b"0" * 40)),
    ("image/svg+xml", b'<svg viewBox="0 0 %s x"/>' % (b"1" * 200_000)),
    ("image/svg+xml", b'<svg viewBox="0 0 1.5.5 %s"/>' % (b" " * 200_000)),
    ("video/mp4", avif(640, 480)),
]


@pytest.mark.parametrize(("type", "raw"), UNKNOWN)
def test_what_does_not_say_its_size_has_none(type: str, raw: bytes) -> None:
    assert size_of(type, raw) == (0, 0)


def test_no_more_is_looked_at_than_the_beginning() -> None:
    late = jpeg(640, 480, notes=65_000, times=5)
    assert len(late) > HEAD
    assert size_of("image/jpeg", late) == size_of("image/jpeg", late[:HEAD]) == (0, 0)


def test_a_file_made_to_keep_its_reader_busy_is_given_up() -> None:
    busy = avif(640, 480, struct.pack(">HHH", 1, 0, 65_535) * 40)  # else it takes some half a second

    assert size_of("image/avif", avif(640, 480)) == (640, 480)
    assert size_of("image/avif", busy) == (0, 0)


def test_a_file_that_wants_more_reads_than_it_has_is_given_up() -> None:
    assert size_of("image/jpeg", jpeg(640, 480), reads=0) == (0, 0)


@pytest.mark.parametrize(
    ("key", "is_one"),
    [("posts/a.JPG", True), ("a.b.svg", True), ("a.pdf", False), ("png", False), (".a.png", False), ("templates/a.png", False)],
)
def test_an_image_is_known_by_its_key(key: str, is_one: bool) -> None:
    assert is_image(key) == is_one


# ---- which a text shows


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("b.png", "posts/b.png"),
        ("/img/b.png?v=1#x", "img/b.png"),
        ("<a b&c é.png>", "posts/a b&c é.png"),
        ("100%25.png", "posts/100%.png"),
        ("../../../b.png", "b.png"),
        ("https://example.org/b.png", ""),
        ("//example.org/b.png", ""),
        ("data:image/png;base64,AAAA", ""),
    ],
)
def test_the_source_of_an_image_names_a_file_of_this_site_or_none(written: str, key: str) -> None:
    result = render(f"![x]({written})", key="posts/a.md", lang="en", site=Site())

    assert result.images == ((key,) if key else ())


def test_a_text_tells_its_images_in_their_order_each_once() -> None:
    html = clean('<img src="/b.png"><a href="/c.png">c</a> <img alt="a" src="/a.png"> <img src="/b.png"> <img src="/d/">', "")
    assert shown_in(gate(html).elements) == ("b.png", "a.png")


def test_the_images_of_a_post_begin_with_its_title_and_are_not_too_many() -> None:
    many = tuple(f"{number}.png" for number in range(200))
    assert shown_by("/é 1.jpg", ("a.png", "é 1.jpg")) == ("é 1.jpg", "a.png")
    assert shown_by("https://example.org/a.jpg", ("a.png",)) == ("a.png",)
    assert shown_by("/about/", ()) == ()
    assert shown_by("/t.png", many) == ("t.png", *many)[:SHOWN_AT_MOST]


# ---- how a page shows them

KNOWN = {"a.png": (640, 480), "a b&é.png": (3, 2)}
DRESSED = [
    ('<img src="/a.png" alt="A">', '<img src="/a.png" alt="A" width="640" height="480" decoding="async">'),
    ('<img src="/a%20b&amp;%C3%A9.png">', '<img src="/a%20b&amp;%C3%A9.png" width="3" height="2" decoding="async">'),
    ('<img src="/b.png">', '<img src="/b.png" decoding="async">'),
    ('<img src="/a.png" width="320">', '<img src="/a.png" width="320" height="240" decoding="async">'),
    ('<img src="/a.png" height="240">', '<img src="/a.png" height="240" width="320" decoding="async">'),
    ('<img src="/a.png" width="50%">', '<img src="/a.png" width="50%" decoding="async">'),
    ('<img src="/a.png" width="1" height="1">', '<img src="/a.png" width="1" height="1" decoding="async">'),
    ('<img decoding="sync" src="/b.png" loading="lazy">', '<img decoding="sync" src="/b.png" loading="lazy">'),
    (
        '<img src="/a.png" srcset="/a.png 1x, /a2.png 2x">',
        '<img src="/a.png" srcset="/a.png 1x, /a2.png 2x" width="640" height="480" decoding="async">',
    ),
    (
        '<img src="/a.png" srcset="/a.png 640w, /b.png 1280w">',
        '<img src="/a.png" srcset="/a.png 640w, /b.png 1280w" decoding="async">',
    ),
    (
        '<picture><source srcset="/a.avif 640w"><img src="/a.png"></picture>',
        '<picture><source srcset="/a.avif 640w"><img src="/a.png" decoding="async"></picture>',
    ),
    ("<p>an image</p>", "<p>an image</p>"),
]


@pytest.mark.parametrize(("html", "shown"), DRESSED)
def test_an_image_has_its_size_and_what_its_author_said_stays(html: str, shown: str) -> None:
    assert with_sizes(html, KNOWN) == shown


def test_all_images_but_the_first_are_loaded_when_they_come_near() -> None:
    html = '<img src="/a.png"><picture><img src="/b.png"></picture><img src="/c.png" loading="eager">'
    assert with_sizes(html, {}) == (
        '<img src="/a.png" decoding="async"><picture><img src="/b.png" loading="lazy" decoding="async"></picture>'
        '<img src="/c.png" loading="eager" decoding="async">'
    )


def test_what_the_pages_write_is_what_an_author_may_write() -> None:
    html = with_sizes('<p><img src="/a.png"><img src="/a.png"></p>', KNOWN)
    assert sorted(clean(html, "").split()) == sorted(html.split())


def test_no_text_is_taken_for_an_image() -> None:
    html = clean('<p title="<img src=/a.png>">&lt;img src="/a.png"&gt;</p><pre><code>&lt;img&gt;</code></pre>', "")
    assert (shown_in(gate(html).elements), with_sizes(html, KNOWN)) == ((), html)
    assert key_at("") == ""


PICTURE = Picture("name", 960, 640, "", (Variant(480, 320, "jpeg", ""), Variant(960, 640, "jpeg", "")))
WRITTEN = sorted({*ATTRIBUTES["*"].split(), *ATTRIBUTES["img"].split()} - {"src", "srcset"})


@pytest.mark.parametrize("name", WRITTEN)
def test_an_image_that_becomes_a_choice_of_files_keeps_each_attribute_that_its_author_may_write(name: str) -> None:
    html = with_sizes(f'<p><img src="/a.jpg" {name}="7"></p>', {}, {"a.jpg": PICTURE})

    assert "srcset" in html or name in ("sizes", "width", "height")
    assert html.count(f' {name}="7"') == 1
