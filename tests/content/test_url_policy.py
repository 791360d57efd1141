"""The addresses that are allowed in published HTML."""

import pytest

from chalicelib.content.html.url_policy import ATTRIBUTES, candidates, fetches, fits, leads, scheme_of, shows

READ = {
    "https://example.org/": "https",
    "HTTPS://example.org/": "https",
    "mailto:a@example.org": "mailto",
    "/a:b": "",
    "a/b:c": "",
    "?a:b": "",
    "#a:b": "",
    "": "",
    ":x": "",
    "1a:x": "",
    "x-y.z+1:a": "x-y.z+1",
    "javascript:a": "javascript",
    " \t\x00\x1f JavaScript:a": "javascript",
    "java\nscr\tipt\r:a": "javascript",
    "java script:a": "",
    "\u00a0javascript:a": "",
    "\u3000javascript:a": "",
    "javascript\u2236a": "",
    "javas\u212aript:a": "",
    "%6Aavascript:a": "",
}


@pytest.mark.parametrize(("address", "scheme"), READ.items())
def test_an_address_is_read_as_a_browser_reads_it(address: str, scheme: str) -> None:
    assert scheme_of(address) == scheme


@pytest.mark.parametrize("address", ["/a", "//example.org/", "#a", "", "mailto:a@b.example", "TEL:1", "magnet:?xt=a"])
def test_a_reader_may_follow_what_opens_a_page_or_a_program(address: str) -> None:
    assert leads(address)


@pytest.mark.parametrize(
    "address", ["javascript:a", "data:text/html,a", "vbscript:a", "blob:a", "file:///a", "about:blank", "x:a"]
)
def test_whatever_could_run_is_neither_followed_nor_shown_nor_fetched(address: str) -> None:
    assert not leads(address)
    assert not shows(address)
    assert not fetches(address)


def test_a_picture_may_stand_within_its_address_unless_it_can_hold_script() -> None:
    assert shows("data:image/png;base64,AAAA")
    assert not shows("data:image/svg+xml;base64,AAAA")
    assert not shows("data:image/png,<svg onload=a>")
    assert not leads("data:image/png;base64,AAAA")


SETS = {
    "/a.jpg": ["/a.jpg"],
    "/a.jpg 1x, /b.jpg 2x": ["/a.jpg", "/b.jpg"],
    "/a.jpg 1x,javascript:b 2x": ["/a.jpg", "javascript:b"],
    "/a,b.jpg 1x": ["/a,b.jpg"],
    "/a.jpg, ,, /b.jpg,": ["/a.jpg", "/b.jpg"],
    "/a\u00a0b.jpg 1x": ["/a\u00a0b.jpg"],
    "\n/a.jpg\t1x\f,\n/b.jpg": ["/a.jpg", "/b.jpg"],
    "": [],
}


@pytest.mark.parametrize(("value", "addresses"), SETS.items())
def test_a_set_of_pictures_is_parted_as_a_browser_parts_it(value: str, addresses: list[str]) -> None:
    assert list(candidates(value)) == addresses


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_no_attribute_with_addresses_may_have_what_runs(name: str) -> None:
    assert fits(name, "\u00a0/y")
    assert not fits(name, "javascript:a")
    assert not fits(name, ' JAVAscript:alert("1")')


def test_one_bad_picture_of_a_set_takes_the_set_with_it() -> None:
    assert fits("srcset", "/a.jpg 1x, /b.jpg 2x")
    assert not fits("srcset", "/a.jpg 1x,javascript:b 2x")


@pytest.mark.parametrize("name", ["title", "class", "alt"])
def test_a_text_is_no_address(name: str) -> None:
    assert fits(name, "javascript:a")
