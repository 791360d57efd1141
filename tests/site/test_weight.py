"""The weight of a page on its first visit: its blocking files, its round trips, and its deferred files; ours are light."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from bench.links import SITE
from bench.weight import BLOCKING, LATER, TRIPS, Weight, reading, weight

POSTS = ("2026/07/15/a-tide-table-in-thirty-lines", "ar/2026/08/02/العربية-في-مصف-الحروف")
FILES = {
    "/a.css": b"@import url('b.css'); a {}",
    "/b.css": b"b {}",
    "/print.css": b"c {}",
    "/now.js": b"now()",
    "/later.js": b"later()",
}
PAGE = b"""<!doctype html><link rel=stylesheet href=/a.css><link rel=stylesheet media=print href=/print.css>
<script src=/now.js></script><script src=/later.js defer></script><script src=https://other.example/x.js async></script>"""


def read(address: str) -> bytes:
    return FILES.get(address.removeprefix(SITE), b"")


def test_the_weight_of_a_page_includes_blocking_sheets_and_scripts() -> None:
    found = weight(PAGE, f"{SITE}/", read, packed=len)

    assert found == Weight(page=len(PAGE), styles=30, scripts=5, deferred=7, trips=3)
    assert found.blocking == len(PAGE) + 35


def test_a_stylesheet_in_the_body_holds_up_only_what_stands_below_it() -> None:
    below = b"<!doctype html><title>A</title><body><p>Text</p><link rel=stylesheet href=/print.css><p>Below"

    assert weight(below, f"{SITE}/", read, packed=len) == Weight(len(below), styles=0, scripts=0, deferred=4, trips=1)


def test_a_page_without_blocking_files_takes_one_round_trip() -> None:
    assert weight(b"<!doctype html><style>a {}</style><p>", f"{SITE}/", read).trips == 1


def test_the_weight_of_a_page_is_its_compressed_size() -> None:
    page = b"<!doctype html><p>" + Random(1).randbytes(400).hex().encode()  # noqa: S311 - the same text every time

    assert weight(page, f"{SITE}/", read).page == len(gzip.compress(page, 6, mtime=0)) < len(page)


@pytest.mark.parametrize("post", POSTS)
def test_a_post_of_the_example_is_light(example: Path, post: str) -> None:
    found = weight((example / post / "index.html").read_bytes(), f"{SITE}/{post}/", reading(example, SITE))

    assert (found.blocking <= BLOCKING, 0 < found.deferred <= LATER, found.trips) == (True, True, TRIPS)


@pytest.mark.parametrize("post", ["2026/11/17/empty", "2026/11/20/forty", "ja/2026/11/22/morning"])
def test_a_post_of_an_extreme_site_is_light(nasty: Mapping[str, Path], post: str) -> None:
    site = nasty["extremes"]

    found = weight((site / post / "index.html").read_bytes(), f"{SITE}/{post}/", reading(site, SITE))

    assert (found.blocking <= BLOCKING, 0 < found.deferred <= LATER, found.trips) == (True, True, TRIPS)
