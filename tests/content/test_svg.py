"""What an SVG may contain, and what it must not."""

import pytest

from chalicelib.content.html.svg import SVG_LIMIT, check_svg
from chalicelib.errors import Refusal
from tests.each import each

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
        '<g xmlns:i="urn:i" i:label="a(b)" id="b(c)" data-name="c(d)" aria-label="d(e)"/>',
        "<style>:root{--paint:url(#g)} a{fill:var(--paint);stroke:light-dark(#000,var(--none,#fff))}</style>",
    ],
)
def test_a_picture_is_a_picture(inside: str) -> None:
    check_svg(f"{HEAD}{inside}</svg>".encode())


def test_the_bare_doctype_of_old_programs_is_harmless() -> None:
    check_svg(b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd"><svg/>')


@each(
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
        '<a href="#b" ping="https://other.example/"/>',
        '<style>@import "x.css"</style>',
        '<style><![CDATA[@\\69mport "x.css"]]></style>',
        "<style>a{b:u\\72l(https://other.example/)}</style>",
        '<style>a{b:image-set("a.png" 1x, "https://other.example/" 2x)}</style>',
        '<style>a{b:"/*";c:url(https://other.example/);d:"*/"}</style>',
        '<style>a{b:image-set(/**/"https://other.example/" 1x)}</style>',
        "<rect style=\"fill:url( 'https://other.example/')\"/>",
        '<rect fill="url(#a) url(https://other.example/)"/>',
        "<style>@im<g/>port 'x.css'</style>",
        "<style>@im<style/>port 'x.css'</style>",
        '<animate attributeName="fill" values="url(#a);url(https://other.example/)"/>',
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
        b'<?xml version="1.0" encoding="cp037"?><svg/>',
        b'<?xml version="1.0" encoding="mac-arabic"?><svg/>',
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
