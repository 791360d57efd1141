"""A build that does what changed comes to what a build from nothing comes to, whatever changed, and writes no more than that."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from infra.build.build import BuildReport
from tests.build.edits import EDITS, Author, comes_to_the_same, same, stamps, with_a_blog
from tests.publishing.blog import post

SEEDS = range(6)
BUILDS = 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_random_edits_come_to_a_build_from_nothing(tmp_path: Path, seed: int) -> None:
    author = with_a_blog(tmp_path, seed)
    for _ in range(BUILDS):
        for _ in range(author.chance.randrange(1, 4)):
            author.edit()
        comes_to_the_same(author)


@pytest.mark.slow
@pytest.mark.parametrize("edit", list(dict.fromkeys(EDITS)))
def test_each_kind_of_edit_comes_to_a_build_from_nothing(author: Author, edit: Callable[[Author], None]) -> None:
    edit(author)
    comes_to_the_same(author)


def test_a_build_without_a_change_writes_no_page(author: Author) -> None:
    first, before = author.build(), stamps(author.out)
    second = author.build()
    assert stamps(author.out) == before
    assert same(first, second)
    assert author.told == []


def test_an_edit_writes_the_pages_that_show_it_and_no_others(author: Author) -> None:
    author.put("posts/quiet.md", post("Quiet.", title="Quiet", date="2020-01-01"))
    author.build()
    before = stamps(author.out)
    author.put("posts/quiet.md", post("Loud.", title="Quiet", date="2020-01-01"))
    author.build()
    written = {path for path, stamp in stamps(author.out).items() if before.get(path) != stamp}
    assert str(author.out / "2020/01/01/quiet/index.html") in written
    assert len(written) < len(before) / 3
    assert author.told == []


def test_a_source_that_was_only_touched_is_not_ingested(author: Author) -> None:
    before = stamps(author.out)
    for path in (author.sources / "posts").iterdir():
        path.touch()
    author.build()
    assert stamps(author.out) == before


def test_a_change_of_the_sites_colours_reads_no_source_again(author: Author) -> None:
    site = author.sources / "site.yaml"
    author.put("site.yaml", site.read_text().replace("#123456", "#000000"))
    comes_to_the_same(author)
    assert author.told == []


def test_a_change_of_the_sites_colours_writes_no_feed_and_no_index_of_the_search(author: Author) -> None:
    before = stamps(author.out)
    site = author.sources / "site.yaml"
    author.put("site.yaml", site.read_text().replace("#123456", "#000000"))
    author.build()
    written = {path for path, stamp in stamps(author.out).items() if before.get(path) != stamp}
    assert str(author.out / "index.html") in written
    assert {path for path in written if not path.endswith(".html")} == {str(author.out / "_/icon.svg")}


def test_what_comes_due_is_a_change(author: Author) -> None:
    author.put("posts/later.md", post("Later.", title="Later", date="2026-11-22"))
    author.build()
    assert not (author.out / "2026/11/22/later").exists()
    author.now += timedelta(days=3)
    comes_to_the_same(author)
    assert (author.out / "2026/11/22/later").exists()
    assert author.told == []


def test_what_expires_is_a_change(author: Author) -> None:
    author.put("posts/brief.md", post("Brief.", title="Brief", date="2026-11-02", expires="2026-11-22"))
    author.build()
    author.now += timedelta(days=3)
    comes_to_the_same(author)
    assert not (author.out / "2026/11/02/brief").exists()


def test_a_post_that_moves_leaves_no_redirect(author: Author) -> None:
    author.put("posts/0.md", post("Here.", title="Here", date="2026-11-02", slug="here"))
    author.build()
    author.put("posts/0.md", post("Here.", title="Here", date="2026-11-02", slug="there"))
    comes_to_the_same(author)
    assert not (author.out / "2026/11/02/here").exists()


def test_a_refused_source_has_no_last_good_version(author: Author) -> None:
    author.put("posts/0.md", post("Good.", title="Good", date="2026-11-02"))
    author.build()
    author.put("posts/0.md", "---\ntitle: [\n---\n")
    built = comes_to_the_same(author)
    assert [key for key, _ in built.refused] == ["posts/0.md"]
    assert not (author.out / "2026/11/02/good").exists()


def test_a_link_to_what_is_gone_is_reported_though_its_source_is_the_same(author: Author) -> None:
    author.put("posts/link.md", post("[There](0.md).", title="Link"))
    author.put("posts/0.md", post("Good.", title="Good", date="2026-11-02"))
    assert missing_of("posts/link.md", author.build()) == []
    (author.sources / "posts/0.md").unlink()
    assert missing_of("posts/link.md", comes_to_the_same(author)) == [(5, "posts/0.md")]


def missing_of(key: str, built: BuildReport) -> list[tuple[int, str]]:
    """Return what is said to be missing of a source, with its lines."""
    return [(one.line, one.target) for one in built.missing if one.key == key]


def test_every_missing_file_is_named_with_its_line_whether_it_is_shown_linked_to_or_played(author: Author) -> None:
    author.put("posts/1.md", post("![A](a.png)\n\n[The text](b.pdf)", title="One", date="2026-11-02", audio="c.mp3"))
    said = missing_of("posts/1.md", comes_to_the_same(author))
    assert said == [(4, "posts/c.mp3"), (6, "posts/a.png"), (8, "posts/b.pdf")]


def test_an_edit_that_keeps_the_time_and_the_size_of_its_file_is_seen(author: Author) -> None:
    file = author.sources / "posts/1.md"
    was = file.stat()
    file.write_bytes(file.read_bytes().replace(b"o", b"u"))
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    comes_to_the_same(author)


# ---- previews


def previews(author: Author) -> list[Path]:
    return sorted((author.out / "_/preview").glob("*/index.html"))


@pytest.mark.slow
def test_a_draft_that_is_published_leaves_no_preview_and_no_redirect(author: Author) -> None:
    author.put("posts/new.md", post("Quoins.", draft=True))
    comes_to_the_same(author)
    before = previews(author)

    author.put("posts/new.md", post("Quoins."))
    comes_to_the_same(author)

    assert len(before) - 1 == len(previews(author))
    assert author.told == []


def test_another_key_moves_all_previews(author: Author) -> None:
    author.put("posts/new.md", post("Quoins.", draft=True))
    author.build()
    before = previews(author)
    author.keys = ("another",)

    comes_to_the_same(author)

    assert len(previews(author)) == len(before) > 0
    assert not {*previews(author)} & {*before}
    assert "the keys of links have changed" in author.told[-1]


def test_a_build_without_keys_has_no_previews(author: Author) -> None:
    author.put("posts/new.md", post("Quoins.", draft=True))
    author.keys = ()

    comes_to_the_same(author)

    assert previews(author) == []
