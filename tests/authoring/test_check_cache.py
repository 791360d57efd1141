"""What a check remembers of an earlier one, and when it reads again."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.content.site.site import Language, Site
from infra.authoring.check.blog_scan import read_blog
from infra.authoring.check.check import check
from infra.authoring.check.check_cache import FILE, cache_key, is_current, load, save
from infra.authoring.check.file_summary import FileSummary
from infra.files.blog_folder import Look, looks
from tests.publishing.blog import post

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATER = 3_000_000_000  # nanoseconds after which a file's time is steady


def codes(folder: Path, now: datetime = NOW) -> list[str]:
    return [one.code for one in check(read_blog(folder, now))]


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    (tmp_path / "site.yaml").write_text("zone: UTC\n")
    (tmp_path / "posts/a.md").write_text(post("[b](b.md)", title="A", date="2026-11-20"))
    return tmp_path


def test_a_check_keeps_what_it_read_and_finds_the_same_again(blog: Path) -> None:
    first = codes(blog)

    assert [*json.loads((blog / FILE).read_bytes())["files"]] == ["posts/a.md"]
    assert codes(blog) == first == ["missing-link"]


def test_files_that_look_as_they_did_are_not_read_again(blog: Path) -> None:
    made, looked = cache_key(Site()), looks(blog, Path("/nowhere"))
    known = {"posts/a.md": FileSummary("posts/a.md", "draft")}

    save(blog, made, looked, known, time.time_ns() + LATER)

    assert load(blog, made, looked, NOW) == known


def test_a_file_that_changed_is_read_again(blog: Path) -> None:
    made, looked = cache_key(Site()), looks(blog, Path("/nowhere"))
    save(blog, made, looked, {"posts/a.md": FileSummary("posts/a.md", "draft")}, time.time_ns() + LATER)
    size, changed = looked["posts/a.md"]

    assert load(blog, made, {"posts/a.md": Look(size + 1, changed)}, NOW) == {}
    assert load(blog, made, {"posts/a.md": Look(size, changed + 1)}, NOW) == {}
    assert load(blog, made, {}, NOW) == {}


def test_a_file_that_changed_just_now_may_change_again_unseen_and_is_read_again(blog: Path) -> None:
    made, looked = cache_key(Site()), looks(blog, Path("/nowhere"))

    save(blog, made, looked, {"posts/a.md": FileSummary("posts/a.md", "draft")}, looked["posts/a.md"].changed + 1)

    assert load(blog, made, looked, NOW) == {}


def test_other_settings_of_the_site_read_everything_anew() -> None:
    assert cache_key(Site()) != cache_key(Site(languages=(Language("es", "Español"),)))
    assert cache_key(Site(landing=3)) == cache_key(Site())


def test_a_state_holds_until_the_post_comes_due_or_expires() -> None:
    due = FileSummary("a.md", "due", publishes="2026-12-01T00:00:00+00:00")
    ends = FileSummary("a.md", "published", expires="2026-12-01T00:00:00+00:00")

    for read in (due, ends):
        assert is_current(read, "2026-11-30T00:00:00+00:00")
        assert not is_current(read, "2026-12-01T00:00:00+00:00")
    assert is_current(FileSummary("a.md", "published"), "2126-01-01T00:00:00+00:00")


def test_time_that_passes_is_noticed(blog: Path) -> None:
    (blog / "posts/b.md").write_text(post(title="B", date="2026-12-01"))
    assert codes(blog) == ["hidden-link"]

    assert codes(blog, NOW + timedelta(days=9)) == []


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"made": 1}', '{"made": "x", "files": {"posts/a.md": []}}'])
def test_a_damaged_list_is_as_good_as_none(blog: Path, damage: str) -> None:
    codes(blog)
    (blog / FILE).write_text(damage)

    assert codes(blog) == ["missing-link"]


def test_git_never_sees_the_list(blog: Path) -> None:
    codes(blog)

    assert (blog / ".presswork/.gitignore").read_text() == "*\n"


def test_a_folder_that_cannot_be_written_is_checked_all_the_same(blog: Path) -> None:
    (blog / ".presswork").write_text("in the way")

    assert codes(blog) == ["missing-link"]
