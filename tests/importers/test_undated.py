"""A post whose date can't be read stays a post: with the date of its last change, or as a draft; and the report says so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.importers.blog import Entry, Status
from infra.importers.ghost import reader
from infra.importers.hugo import reader as hugo
from infra.importers.jekyll import reader as jekyll
from infra.importers.medium import reader as medium
from infra.importers.substack import reader as substack
from tests.importers import medium_export, substack_export
from tests.importers.from_wordpress import imported, source, whys
from tests.importers.ghost_export import exported, post
from tests.importers.medium_export import story, titled
from tests.importers.moving import live, moved
from tests.importers.one_post import FACTS
from tests.importers.trying import moved as moved_folder
from tests.importers.wxr_samples import item

NEVER = "0000-00-00 00:00:00"
LAST_CHANGE = "it has no date that can be read, and has that of its last change"
A_DRAFT = "it has no date that can be read, and was imported as a draft"
ID = "0123456789ab"


@pytest.mark.parametrize("never", [NEVER, "2011-13-45 10:00:00", "yesterday"])
def test_a_published_post_of_wordpress_without_a_date_has_that_of_its_last_change(tmp_path: Path, never: str) -> None:
    blog, report = imported(tmp_path, item(1, "Rye", date=never, gmt=never, modified="2012-05-06 07:08:00"))

    assert whys(report) == {"Rye": LAST_CHANGE}
    assert "date: 2012-05-06 07:08\n" in source(blog, "posts/2012-05-06-rye.md")


def test_a_published_post_of_ghost_without_a_date_has_that_of_its_last_change(tmp_path: Path) -> None:
    rows = [post("1", "Salt", published_at="soon", updated_at="2021-02-03T04:05:00.000Z")]

    blog = moved(reader.read(exported(tmp_path, rows)), tmp_path / "blog")

    assert blog.whys() == {"Salt": [LAST_CHANGE]}
    assert "Salt keeps the ink" in live(blog).words("/salt/")
    assert "date: 2021-02-03 04:05" in blog.text("posts/2021-02-03-salt.md")


def test_a_published_post_without_any_date_is_a_draft_and_never_a_page(tmp_path: Path) -> None:
    wordpress, _ = imported(tmp_path, item(1, "Rye", date=NEVER, gmt=NEVER))
    salt = moved(reader.read(exported(tmp_path, [post("1", "Salt", published_at=None, updated_at="x")])), tmp_path / "b")
    told = story("Tar", titled("Tar"), ID, date="long ago")
    tar = moved(medium.read(medium_export.exported(tmp_path, {f"x_Tar-{ID}": told})), tmp_path / "c")
    letters = substack_export.exported(tmp_path, [substack_export.row("1.ink", "Ink", post_date="")], {"1.ink": "<p>Ink</p>"})
    ink = moved(substack.read(letters), tmp_path / "d")

    assert "draft: true" in source(wordpress, "drafts/rye.md")
    assert (salt.whys(), tar.whys(), ink.whys()) == ({"Salt": [A_DRAFT]}, {"Tar": [A_DRAFT]}, {"Ink": [A_DRAFT]})
    for blog, address in ((salt, "/salt/"), (tar, "/tar/"), (ink, "/p/ink/")):
        assert not live(blog).has(address)


@pytest.mark.parametrize(("status", "key"), [("scheduled", "drafts/rye.md"), ("unlisted", "posts/2012-05-06-rye.md")])
def test_what_was_to_be_published_later_is_never_published_by_the_date_of_its_last_change(
    tmp_path: Path, status: Status, key: str
) -> None:
    blog = moved([FACTS, Entry("1", "Rye", "<p>Text</p>", status=status, updated=datetime(2012, 5, 6, tzinfo=UTC))], tmp_path)

    assert key in blog.files()


def test_a_post_of_hugo_whose_date_cannot_be_read_has_that_of_its_last_change(tmp_path: Path) -> None:
    text = "---\ntitle: Rye\ndate: soon\nlastmod: 2012-05-06\n---\nFlour"

    blog = moved_folder(hugo.read, tmp_path, {"hugo.toml": "", "content/posts/rye.md": text})

    assert "date: 2012-05-06" in blog.text("posts/rye.md")
    assert "content/posts/rye.md:3: soon: this isn't a date, and was left out" in blog.whys("changed")
    assert "Rye" in blog.feed()


def test_a_post_of_jekyll_whose_date_cannot_be_read_is_a_draft(tmp_path: Path) -> None:
    files = {"_config.yml": "", "_posts/2012-99-99-rye.md": "---\ntitle: Rye\ndate: soon\n---\nFlour", "a.md": "---\n---\nA"}

    blog = moved_folder(jekyll.read, tmp_path, files)

    assert f": Rye: {A_DRAFT}" in blog.whys("changed")
    assert blog.built.posts == 0
