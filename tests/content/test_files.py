"""Files of the content bucket: their sorts, which are published, and what an SVG must not contain."""

import re

import pytest

from chalicelib.content.files import KINDS, SVG_LIMIT, check_svg, is_ignored, media_type, sort_of
from chalicelib.errors import Refusal


@pytest.mark.parametrize(
    ("key", "sort"),
    [
        ("posts/a.md", "source"),
        ("A.MARKDOWN", "source"),
        ("../a.md", "source"),  # so that it is refused, not passed over
        ("site.yaml", "site"),
        ("posts/site.yaml", "file"),
        ("templates/page.html", "template"),
        ("templates/readme.md", "template"),
        ("posts/photo.jpg", "file"),
        ("page.html", "file"),
        ("a\nb.md", "file"),
        ("posts/", "ignored"),
        ("", "ignored"),
        (".DS_Store", "ignored"),
        ("a/.git/config", "ignored"),
        (".presswork/demo.json", "ignored"),
        ("posts/.draft.md", "ignored"),
        ("posts/a.md.error.txt", "ignored"),
        ("posts/a.md.warning.txt", "ignored"),
        ("a/Thumbs.db", "ignored"),
        ("posts/a.md~", "ignored"),
    ],
)
def test_every_key_is_of_one_sort(key: str, sort: str) -> None:
    assert sort_of(key) == sort
    assert is_ignored(key) == (sort == "ignored")


@pytest.mark.parametrize(
    ("key", "type"),
    [
        ("posts/photo.JPG", "image/jpeg"),
        ("a/b.c/d.avif", "image/avif"),
        ("e\u0301t\u00e9 en ville.webp", "image/webp"),
        ("clip.webm", "video/webm"),
        ("talk.mp3", "audio/mpeg"),
        ("paper.pdf", "application/pdf"),
        ("type.woff2", "font/woff2"),
        ("all.tar.gz", "application/gzip"),
        ("table.csv", "text/csv; charset=utf-8"),
        ("words.vtt", "text/vtt; charset=utf-8"),
        ("slides.PPTX", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("main.py", "text/plain; charset=utf-8"),
        ("book.ipynb", "application/octet-stream"),
    ],
)
def test_a_kind_on_the_list_is_published_with_its_type(key: str, type: str) -> None:
    assert media_type(key) == type


@pytest.mark.parametrize(
    "key",
    ["a.html", "a.js", "a.xml", "a.json", "a.svgz", "a.exe", "LICENSE", "png", "a.jpg.php", "site.yml", "a.toml"],
)
def test_other_kinds_are_refused(key: str) -> None:
    with pytest.raises(Refusal) as caught:
        media_type(f"posts/{key}")

    assert caught.value == Refusal("kind", key)


def test_no_kind_can_run_in_a_browser_but_the_one_that_is_looked_through() -> None:
    active = {"html", "xml", "javascript", "json", "wasm", "xhtml"}

    assert [kind for kind, media in KINDS.items() if active & set(re.split("[^a-z]+", media))] == ["svg"]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("_x/a.jpg", "reserved"),
        ("api/a.jpg", "reserved"),
        ("a/Feed/b.jpg", "reserved"),
        ("robots.txt", "reserved"),
        ("sitemap.txt", "reserved"),
        ("a/../b.jpg", "climbs-out"),
        ("a//b.jpg", "climbs-out"),
        ("/a.jpg", "climbs-out"),
        ("a\\b.jpg", "climbs-out"),
        ("a/%2E%2E/b.jpg", "climbs-out"),
        ("a\n.jpg", "climbs-out"),
        (f"{'x' * 300}.jpg", "value"),
    ],
)
def test_a_file_may_not_stand_where_others_do(key: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        media_type(key)

    assert caught.value.code == code


HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n'


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M1,2(3,4)"/><text aria-label="on">on</text>',
        '<use href="#a"/><use xlink:href="#b"/><image href="photo.jpg"/>',
        '<image href="data:image/png;base64,AA"/>',
        '<a href="https://example.org/"><text>read</text></a>',
        '<rect fill="url(#g)" transform="rotate(3)"/>',
        '<style>a,b:hover{fill:url(#g);font:1px "A, B"} @font-face{src:url(data:font/woff2;base64,AA)}</style>',
        '<animate attributeName="x" values="0;1"/><?xpacket a?>',
    ],
)
def test_a_picture_is_a_picture(inside: str) -> None:
    check_svg(f"{HEAD}{inside}</svg>".encode())


def test_the_bare_doctype_of_old_programs_is_harmless() -> None:
    check_svg(b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd"><svg/>')


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<s:script xmlns:s="http://www.w3.org/2000/svg"/>',
        "<SCRIPT/>",
        "<foreignObject/>",
        '<h:div xmlns:h="http://www.w3.org/1999/xhtml"/>',
        '<g onload="a()"/>',
        '<a href="java\tscript:a()"/>',
        '<a xlink:href="&#106;avascript:a()"/>',
        '<a href="data:text/html,x"/>',
        '<image href="data:image/svg+xml,x"/>',
        '<use href="https://other.example/x.svg#a"/>',
        '<image href="//other.example/x.png"/>',
        '<image href="\\\\other.example/x.png"/>',
        '<g xml:base="https://other.example/"/>',
        '<style>@import "x.css"</style>',
        '<style><![CDATA[@\\69mport "x.css"]]></style>',
        "<style>a{b:u\\72l(https://other.example/)}</style>",
        '<style>a{b:image-set("a.png" 1x, "https://other.example/" 2x)}</style>',
        '<style>a{b:"/*";c:url(https://other.example/);d:"*/"}</style>',
        '<style>a{b:image-set(/**/"https://other.example/" 1x)}</style>',
        "<rect style=\"fill:url( 'https://other.example/')\"/>",
        '<rect fill="url(#a) url(https://other.example/)"/>',
        '<animate attributeName="href" to="x"/>',
        '<set attributeName="xlink:href" to="x"/>',
        '<set attributeName="onclick" to="x"/>',
        '<?xml-stylesheet href="x.css"?>',
        "&nothing;",
        "<g>",
        "<g>" * 300 + "</g>" * 300,
    ],
)
def test_what_could_run_or_fetch_is_refused_with_its_line(inside: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_svg(f"{HEAD}{inside}</svg>".encode())

    assert (caught.value.code, caught.value.line) == ("script", 2)
    assert caught.value.found


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><svg><a href="javascript&colon;alert(1)"/></svg>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.1 plus MathML 2.0 plus SVG 1.1//EN" "x"><svg/>',
        b"<html/>",
        b"GIF89a",
        b"",
        b'<?xml version="1.0" encoding="utf-7"?><svg/>',
        b'<?xml version="1.0" encoding="nonsense"?><svg/>',
    ],
)
def test_what_is_no_plain_svg_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        check_svg(raw)

    assert caught.value.code == "script"


def test_an_svg_is_not_too_large_to_look_through() -> None:
    with pytest.raises(Refusal) as caught:
        check_svg(b" " * (SVG_LIMIT + 1))

    assert caught.value.code == "too-big"
