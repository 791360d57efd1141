"""Addresses of Hugo: patterns, their spelling, and lists; they are the same here, or lead to the new ones."""

from pathlib import Path

import pytest

from infra.importers.hugo import addresses
from infra.importers.hugo.addresses import AddressParts, Spelling
from infra.importers.hugo.reader import read
from tests.importers.hugo_blog import CONFIG, RYE
from tests.importers.trying import moved


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/:year/:month/:day/:slug/", "/2011/04/28/rye-bread/"),
        ("/:year/:monthname/:title/", "/2011/april/rye-salt/"),
        ("/:sections/:contentbasename/", "/posts/old/rye/"),
        ("/:sections[1:]/:filename/", "/old/rye/"),
        ("/:section/:yearday/:slugorfilename.html", "/posts/118/rye-bread/"),
    ],
)
def test_patterns_of_permalinks_are_computed(tmp_path: Path, pattern: str, address: str) -> None:
    config = f'{CONFIG}[permalinks]\nposts = "{pattern}"\n'

    post = RYE.replace("tags", 'slug = "rye-bread"\ntags')
    files = {"hugo.toml": config, "content/posts/old/rye.md": post, "content/posts/old/_index.md": "---\ntitle: Old\n---\n"}

    blog = moved(read, tmp_path, files)

    assert blog.has(address)
    assert blog.built.refused == ()


def test_an_undated_page_has_the_year_that_hugo_gave_it_and_an_undated_draft_no_address_yet(tmp_path: Path) -> None:
    config = f'{CONFIG}[permalinks]\nposts = "/:year/:slug/"\n'
    undated, draft = "---\ntitle: Oats\n---\nText.\n", "---\ntitle: Salt\ndraft: true\n---\nText.\n"

    blog = moved(read, tmp_path, {"hugo.toml": config, "content/posts/oats.md": undated, "content/posts/salt.md": draft})

    assert blog.has("/1/oats/")
    assert [blog.text(key) for key in blog.all_keys() if "salt" in key] == ["---\ntitle: Salt\ndraft: true\n---\n\nText.\n"]


@pytest.mark.parametrize(
    ("name", "path", "title"),
    [
        ("Rye Bread", "rye-bread", "rye-bread"),
        ("a--b", "a--b", "a--b"),
        ("-dash-", "-dash-", "-dash-"),
        ("foo & bar", "foo--bar", "foo-bar"),
        ("C++ vs. C", "c++-vs.-c", "c-vs.-c"),
        ("Olá — João", "olá--joão", "olá-joão"),
        ("日本語 タイトル", "日本語-タイトル", "日本語-タイトル"),
        ("under_Score", "under_score", "under_score"),
        ("what's “new”?", "whats-new", "whats-new"),
    ],
)
def test_parts_of_addresses_are_spelled_as_hugo_spells_them(name: str, path: str, title: str) -> None:
    """As `hugo list all` (0.168) says."""
    assert addresses.by_path(AddressParts((), name), Spelling()) == f"/{path}/"
    assert addresses.by_pattern("/:title/", AddressParts((), "x", title=name), Spelling()) == f"/{title}/"


def test_old_lists_lead_to_the_new_ones(tmp_path: Path) -> None:
    blog = moved(
        read, tmp_path, {"hugo.toml": CONFIG, "content/posts/rye.md": RYE, "content/posts/_index.md": "---\ntitle: Posts\n---\n"}
    )

    site = blog.text("site.yaml")
    assert "/posts/: /\n" in site
    assert "/tags/sour-dough/: /tag/sour-dough/\n" in site
    assert (blog.out / "tags/sour-dough/index.html").exists()
