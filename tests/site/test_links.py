"""Every link of the example has a target, and the checker of links finds dead links."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.links import SITE, Built, Link, theirs
from infra.build.build_cache import cache_of
from tests.site.nasty import NASTY

HERE, THERE = "<!doctype html><p id=here>", "<!doctype html><h2 id='über'>"
SMALL = {
    "index.html": HERE,
    "a/index.html": HERE,
    "a/b/index.html": THERE,
    "feed/index.xml": "<rss/>",
    "old/index.html": "",
}


def test_no_link_of_the_example_is_dead(example: Path) -> None:
    followed = Built(example).followed()

    assert (followed.dead, followed.links > 3_000) == ((), True)


@pytest.mark.parametrize("name", NASTY)
def test_no_link_of_an_extreme_site_is_dead(nasty: Mapping[str, Path], name: str) -> None:
    followed = Built(nasty[name]).followed()

    assert (followed.dead, followed.links > 100) == ((), True)


@pytest.fixture
def small(tmp_path: Path) -> Built:
    """A site of three pages, a feed, and a page that has moved."""
    for key, text in SMALL.items():
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_text(text)
    moved = cache_of(tmp_path).folder / "meta" / "old" / "index.html.json"
    moved.parent.mkdir(parents=True)
    moved.write_text('{"location": "/a/b/"}')
    return Built(tmp_path)


@pytest.mark.parametrize(
    "written",
    [
        "#here",
        "#",
        "/",
        "/a/b/#%C3%BCber",
        "/a/b",
        "../../",
        "b/",
        "/feed/",
        "/old/",
        "/api/x",
        f"{SITE}/a/b/",
        "//other.example/x",
    ],
)
def test_a_link_to_an_existing_target_is_live(small: Built, written: str) -> None:
    assert small.lives(Link("/a/", written))


@pytest.mark.parametrize("written", ["/none/", "/a/b/#here", "c.html", "/feed/atom/", f"{SITE}/c/", "../../../a/c/"])
def test_a_link_to_a_missing_target_is_dead(small: Built, written: str) -> None:
    assert not small.lives(Link("/a/b/", written))


def test_all_links_and_images_of_a_page_are_followed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!doctype html><img src=a.png srcset="b.png 1x, c.png 2x"><a href=d/>d</a><form action=/e/>'
    )

    assert [link.written for link in Built(tmp_path).followed().dead] == ["/e/", "a.png", "b.png", "c.png", "d/"]


def test_a_dead_link_that_an_author_wrote_is_the_sources(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("[one](images/lost.png) [two](b.md) [three](/x/#gone)")
    (tmp_path / "b.md").write_text("b")
    lost, kept, gone = Link("/a/", "/a/images/lost.png"), Link("/a/", "/somewhere/b"), Link("/a/", "/x/#gone")

    assert theirs([lost, kept, gone, Link("/a/", "/chrome/")], tmp_path) == {lost, gone}
