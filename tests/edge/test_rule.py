"""The edge rule answers every row of `cases.json`, the table that its JavaScript twin answers too."""

from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.addresses.addresses import is_reserved
from chalicelib.content.site.site import Site
from chalicelib.edge import rule
from chalicelib.edge.rule import Redirect, Refuse, Serve, links, respond, route
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.page_kinds import key_of
from tests.each import each
from tests.edge.cases import CASES, plain

HOST = "https://site.example"

addresses = st.text(st.sampled_from("ab/.\\%2fF5CeE0?#\t é标") | st.characters(), max_size=20).map("/".__add__)


@each(("path", "leads"), CASES["links"])
def test_the_home_page_alone_leads_apps_to_the_api(path: str, leads: bool) -> None:
    assert bool(links(path)) == leads


@each(("method", "path", "expected"), CASES["route"])
def test_an_address_is_answered_as_the_table_says(method: str, path: str, expected: list[Any]) -> None:
    assert plain(route(method, path)) == expected


@pytest.mark.parametrize(("meta", "expected"), CASES["respond"])
def test_an_object_that_has_moved_sends_its_reader_on_but_never_off_the_site(
    meta: dict[str, str], expected: list[Any] | None
) -> None:
    assert plain(respond(meta)) == expected


def test_no_request_stands_in_the_table_twice() -> None:
    assert len({(method, path) for method, path, _ in CASES["route"]}) == len(CASES["route"])


def test_every_known_extension_makes_a_file_in_any_case_of_letters() -> None:
    assert sorted(rule.FILES) == CASES["files"]
    for extension in CASES["files"]:
        assert route("GET", f"/x/y.{extension}") == Serve(f"x/y.{extension}")
        assert route("GET", f"/x/y.{extension.upper()}") == Serve(f"x/y.{extension.upper()}")


@pytest.mark.parametrize("part", ["x", "标", "🦀"])
def test_a_key_longer_than_the_bucket_takes_is_not_found(part: str) -> None:
    longest = part * ((rule.LONGEST_KEY - len("/index.html")) // len(part.encode()))

    assert route("GET", f"/{longest}/") == Serve(f"{longest}/index.html")
    assert route("GET", f"/{longest}{part}/") == Serve(rule.MISSING_KEY)


def test_nothing_is_ever_where_a_missing_address_is_looked_up() -> None:
    assert is_reserved(rule.MISSING_KEY)
    assert rule.MISSING_KEY not in {key_of(page, Site()) for page in fixed_pages(Site())}


def test_half_a_character_is_refused_in_an_address_and_questioned_in_a_query() -> None:
    assert route("GET", "/\ud800/") == Refuse(400)
    assert route("GET", "/x?\ud800") == Redirect(301, "/x/?%3F")


@given(addresses)
def test_no_redirect_leaves_the_site_and_every_redirect_fits_a_header(path: str) -> None:
    answer = route("GET", path)

    if isinstance(answer, Redirect):
        assert answer.to.isascii()
        assert answer.to.isprintable()
        assert urlsplit(urljoin(HOST, answer.to)).netloc == urlsplit(HOST).netloc
        assert not isinstance(route("GET", answer.to), Redirect)


@given(addresses)
def test_no_key_climbs_out_of_the_bucket(path: str) -> None:
    answer = route("GET", path)

    if isinstance(answer, Serve):
        assert not answer.key.startswith("/")
        assert not {"", ".", ".."} & set(answer.key.split("/"))
        assert not set("\\\0\r\n") & set(answer.key)


@given(st.lists(st.text(st.characters(categories=("L", "N")), min_size=1), max_size=5))
def test_a_page_answers_at_its_own_address(parts: list[str]) -> None:
    address = "".join(f"{part}/" for part in [*parts, "page"])

    assert route("GET", "/" + quote(address)) == Serve(address + "index.html")
    assert route("GET", "/" + quote(address[:-1])) == Redirect(301, "/" + quote(address))
