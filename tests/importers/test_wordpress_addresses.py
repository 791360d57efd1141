"""Posts of WordPress keep their addresses, whatever their pattern was, and links by number lead there."""

from pathlib import Path

import pytest

from infra.build.build import build
from tests.importers.from_wordpress import body, imported, source, whys
from tests.importers.moving import NOW, keys
from tests.importers.wxr_samples import item


@pytest.mark.parametrize(
    ("links", "permalink"),
    [
        (["/2011/04/rye/", "/2011/04/salt/"], "/{year}/{month}/{slug}/"),
        (["/rye/", "/salt/"], "/{slug}/"),
        (["/blog/2011/rye", "/blog/2011/salt"], "/blog/{year}/{slug}/"),
        (["/2011/04/28/rye/", "/2011/04/28/salt/"], ""),
        (["/archives/1", "/archives/2"], ""),
    ],
)
def test_the_pattern_of_addresses_follows_from_them(tmp_path: Path, links: list[str], permalink: str) -> None:
    posts = [
        item(number, slug, link=f"https://oven.example{link}")
        for number, (slug, link) in enumerate(zip(["rye", "salt"], links, strict=True), 1)
    ]
    blog, report = imported(tmp_path, *posts)
    site = source(blog, "site.yaml")
    assert (f"permalink: {permalink}\n" in site) if permalink else ("permalink" not in site)
    build(blog, tmp_path / "out", now=NOW)
    assert not [why for why in whys(report).values() if "address" in why]
    assert all((tmp_path / "out" / link.strip("/") / "index.html").exists() for link in links)


def test_posts_in_a_category_keep_their_addresses(tmp_path: Path) -> None:
    blog, _ = imported(
        tmp_path,
        item(1, "Rye", slug="rye", link="https://oven.example/bread/rye/"),
        item(2, "Salt", link="https://oven.example/spice/salt/"),
    )
    assert "path: /bread/rye/\n" in source(blog, "posts/2011-04-28-rye.md")


def test_an_address_by_number_is_reported(tmp_path: Path) -> None:
    _, report = imported(tmp_path, item(1, "Rye", link="https://oven.example/?p=1"))
    assert whys(report)["Rye"] == "its old address /?p=1 has a `?`, and addresses here have none"


def test_equal_and_missing_slugs_are_told_apart(tmp_path: Path) -> None:
    twins = [
        item(1, "Rye", "One.", slug="rye"),
        item(2, "Rye", "Two.", slug="rye"),
        item(3, "Ünnamed post", "Three.", slug="", link="https://oven.example/?p=3"),
    ]
    blog, _ = imported(tmp_path, *twins)
    built = build(blog, tmp_path / "out", now=NOW)
    assert keys(blog) >= {"posts/2011-04-28-rye.md", "posts/2011-04-28-rye-2.md", "posts/2011-04-28-ünnamed-post.md"}
    assert (built.posts, built.refused) == (3, ())


def test_a_link_by_number_leads_to_the_address(tmp_path: Path) -> None:
    text = '<a href="https://oven.example/?p=2#sea">salt</a> <a href="/?page_id=3">about</a> <a href="https://oven.example/?p=99">gone</a>'
    blog, _ = imported(tmp_path, item(1, "Rye", text), item(2, "Salt"), item(3, "About", kind="page"))
    assert body(blog) == "[salt](/2011/04/28/salt/#sea) [about](/about/) [gone](/?p=99)"
