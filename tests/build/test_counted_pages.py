"""What counts as a page is what a person opens and reads."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.build.build import build
from infra.build.counted_pages import count, is_page
from infra.build.reporting import as_document, summary
from tests.pictures import flat_png
from tests.publishing.blog import post

READ = ("/", "/2026/11/20/a/", "/about/", "/2026/", "/tag/ink/", "/es/topics/", "/search/", "/feeds/", "/follow/")
UNREAD = (
    "/feed/",
    "/tag/ink/feed/atom/",
    "/es/feed/json/",
    "/posts/a.png",
    "/sitemap.xml",
    "/404.html",
    "/_/preview/0a/",
    "/_/x/",
)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize("address", [*READ, *UNREAD])
def test_a_page_is_at_an_address_that_people_open(address: str) -> None:
    assert is_page(address) == (address in READ)


def test_what_is_no_page_is_a_file() -> None:
    keys = [
        "index.html",
        "a/index.html",
        "feed/index.xml",
        "index.xml",
        "a.png",
        "404.html",
        "_/sidebar.en.html",
        "old/index.html",
    ]

    assert count(keys, ["old/index.html"]) == (2, 6)


def test_images_add_files_and_no_pages_and_redirects_are_no_pages(tmp_path: Path) -> None:
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts/a.md").write_text(post())
    plain = build(folder, tmp_path / "out", now=NOW)
    for number in range(3):
        (folder / f"posts/{number}.png").write_bytes(flat_png(900, number + 20))
    (folder / "posts/a.md").write_text(post(aliases=["/old/"]))

    built = build(folder, tmp_path / "out", now=NOW)

    assert (built.posts, built.pages) == (1, plain.pages)
    assert built.files > plain.files + 6
    assert summary(built).startswith(f"1 post, {built.pages} pages, {built.files} other files, ")
    assert (as_document(built)["pages"], as_document(built)["files"]) == (built.pages, built.files)
    assert build(folder, tmp_path / "out", now=NOW).pages == built.pages
