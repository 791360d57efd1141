"""In a built folder each former address of a feed has the feed itself, as long as it leads to one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.content.site.site import Site
from chalicelib.edge.responses import Request, answer
from infra.build.build import build
from infra.build.build_cache import cache_of
from infra.build.former_feeds import former_feeds, is_index
from infra.files.blog_folder import every_key
from tests.publishing.blog import post

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://press.example"
POSTS = {"posts/a.md": post(tags=["ink"]), "posts/b.es.md": post(title="Dos"), "about.md": "# About\n\nUs."}
LED = {  # a redirect of site.yaml, where the feed is then, and which it is
    "/feed.xml: /feed/atom/": ("feed.xml", "feed/atom/index.xml"),
    "/atom.xml: /feed/atom": ("atom.xml", "feed/atom/index.xml"),
    "/blog/rss.xml: /feed/": ("blog/rss.xml", "feed/index.xml"),
    "/feed.json: /feed/json/": ("feed.json", "feed/json/index.json"),
    "/rss/: /feed/": ("rss/index.xml", "feed/index.xml"),
    "/es.xml: /es/feed/": ("es.xml", "es/feed/index.xml"),
    "/ink.xml: /tag/ink/feed/": ("ink.xml", "tag/ink/feed/index.xml"),
    "/index.xml: /feed/": ("index.xml", "feed/index.xml"),
    "/posts/index.xml: /feed/": ("posts/index.xml", "feed/index.xml"),
    "/index.xml: /tag/ink/feed/": ("index.xml", "tag/ink/feed/index.xml"),
    "/one.xml: /two.xml, /two.xml: /feed/": ("one.xml", "feed/index.xml"),
}


def built(folder: Path, redirects: str, posts: Mapping[str, str] = POSTS) -> Path:
    site = f"languages: [en, es]\nredirects: {{{redirects}}}\n"
    for key, text in {**posts, "site.yaml": site}.items():
        (folder / "blog" / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / "blog" / key).write_text(text)
    build(folder / "blog", folder / "out", url=URL, now=NOW)
    return folder / "out"


@pytest.mark.parametrize("redirect", LED)
def test_a_former_address_of_a_feed_has_the_feed(tmp_path: Path, redirect: str) -> None:
    at, feed = LED[redirect]

    out = built(tmp_path, redirect)

    assert (out / at).read_bytes() == (out / feed).read_bytes()


@pytest.mark.parametrize("redirect", ["/feed.xml: /about/", "/feed.xml: https://a.example/feed/", "/feed.xml: /tag/none/feed/"])
def test_what_leads_to_no_feed_of_the_site_is_a_page_with_a_link(tmp_path: Path, redirect: str) -> None:
    assert b'http-equiv="refresh"' in (built(tmp_path, redirect) / "feed.xml").read_bytes()


def test_a_redirect_that_leads_elsewhere_comes_before_the_feed_of_the_home_page(tmp_path: Path) -> None:
    out = built(tmp_path, "/index.xml: /about/")

    assert b'http-equiv="refresh"' in (out / "index.xml").read_bytes()


def test_where_a_page_has_the_address_as_a_folder_no_feed_is_written(tmp_path: Path) -> None:
    out = built(tmp_path, "", {**POSTS, "old.md": "---\naliases: [/index.xml/]\n---\n# Old\n\nText."})

    assert b'http-equiv="refresh"' in (out / "index.xml/index.html").read_bytes()


def test_the_feed_of_each_language_is_where_hugo_has_it(tmp_path: Path) -> None:
    out = built(tmp_path, "")

    for home in (out, out / "es"):
        assert (home / "index.xml").read_bytes() == (home / "feed/index.xml").read_bytes()


def test_a_new_post_is_in_the_feed_at_every_address(tmp_path: Path) -> None:
    built(tmp_path, "/feed.xml: /feed/, /rss/: /feed/")

    out = built(tmp_path, "/feed.xml: /feed/, /rss/: /feed/", {"posts/new.md": post("Of tonight.", date="2026-11-25")})

    for at in ("feed.xml", "rss/index.xml", "index.xml"):
        assert b"Of tonight." in (out / at).read_bytes()


@pytest.mark.parametrize("after", ["", "/feed.xml: /about/, /rss/: /about/"])
def test_a_redirect_that_goes_or_leads_elsewhere_leaves_no_feed(tmp_path: Path, after: str) -> None:
    built(tmp_path, "/feed.xml: /feed/, /rss/: /feed/")

    out = built(tmp_path, after)

    assert not (out / "rss/index.xml").exists()
    assert (out / "feed.xml").exists() == (out / "rss/index.html").exists() == bool(after)
    assert not after or b'http-equiv="refresh"' in (out / "feed.xml").read_bytes()


def test_a_feed_that_goes_leaves_a_page_with_a_link(tmp_path: Path) -> None:
    built(tmp_path, "/ink.xml: /tag/ink/feed/")

    out = built(tmp_path, "/ink.xml: /tag/ink/feed/", {"posts/a.md": post()})

    assert not (out / "tag/ink/feed").exists()
    assert b'http-equiv="refresh"' in (out / "ink.xml").read_bytes()


def test_where_redirects_are_served_a_former_address_redirects(tmp_path: Path) -> None:
    public = cache_of(built(tmp_path, "/feed.xml: /feed/")).public

    reply = answer(Request("GET", "/feed.xml"), public)

    assert (reply.status, reply.headers["Location"]) == (301, "/feed/")


def test_the_cloud_has_an_object_for_no_index_but_those_of_feeds(tmp_path: Path) -> None:
    keys = [*every_key(cache_of(built(tmp_path, "/rss/: /feed/")).public)]

    assert sorted(filter(is_index, keys)) == ["es/index.xml", "index.xml", "rss/index.xml"]


def test_redirects_that_lead_round_lead_to_no_feed() -> None:
    site = Site(redirects={"/a.xml": "/b.xml", "/b.xml": "/a.xml"})

    assert former_feeds(site) == {"index.xml": "feed/index.xml"}
