"""The redirects of `site.yaml`: what they may be, and what is refused."""

import pytest

from chalicelib.content.site.redirects import changed
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.errors import Refusal


def read(redirects: str) -> Site:
    return read_site(f"title: A\nredirects:\n  {redirects}\n".encode(), lambda text, _: text)


@pytest.mark.parametrize(
    ("written", "address", "target"),
    [
        ("/old/: /new/", "/old/", "/new/"),
        ("old: /", "/old/", "/"),
        ("/old.html: /new/#part", "/old.html", "/new/#part"),
        ("/feed.xml: /feed/atom/", "/feed.xml", "/feed/atom/"),
        ("/feeds/all.atom.xml: /feed/atom/", "/feeds/all.atom.xml", "/feed/atom/"),
        ("/feed/bread.xml: /category/bread/feed/", "/feed/bread.xml", "/category/bread/feed/"),
        ("/category/bread.xml: /category/bread/feed/", "/category/bread.xml", "/category/bread/feed/"),
        ("/caf%C3%A9/: https://a.example/x?y=1", "/café/", "https://a.example/x?y=1"),
    ],
)
def test_an_address_leads_to_an_address_or_to_a_url(written: str, address: str, target: str) -> None:
    assert read(written).redirects == {address: target}


@pytest.mark.parametrize(
    "written",
    [
        "/feed/: /new/",
        "/feed/index.xml: /new/",
        "/feed/atom/index.xml: /new/",
        "/api/feed.xml: /new/",
        "/_feed.xml: /new/",
        "/: /new/",
        "/topics/: /new/",
        "/sitemap.xml: /new/",
        "/../feed.xml: /new/",
        "/old/?p=1: /new/",
        "https://other.example/old/: /new/",
        "/old/: new",
        "/old/: //evil.example/",
        "/old/: javascript:x",
        "/old/: mailto:a@b.example",
        "/old/: [/new/]",
        "/old/: /old/",
    ],
)
def test_a_redirect_that_cannot_be_is_refused_with_its_line(written: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(written)

    assert (refused.value.code, refused.value.line) == ("site", 3)


def test_redirects_that_lead_round_in_a_circle_are_refused() -> None:
    with pytest.raises(Refusal, match="leads to itself"):
        read("/a/: /b/\n  /b/: /a/")


def test_redirects_are_a_table_of_limited_length() -> None:
    with pytest.raises(Refusal, match="501 of them"):
        read("\n  ".join(f"/a{number}/: /b/" for number in range(501)))
    with pytest.raises(Refusal, match="a table"):
        read_site(b"redirects: [/a/]", lambda text, _: text)


def test_a_change_of_redirects_touches_their_addresses_alone() -> None:
    old, new = (
        Site(redirects={"/a/": "/x/", "/b/": "/x/", "/c/": "/x/"}),
        Site(redirects={"/a/": "/x/", "/b/": "/y/", "/d/": "/x/"}),
    )

    assert set(changed(old, new)) == {"/b/", "/c/", "/d/"}
