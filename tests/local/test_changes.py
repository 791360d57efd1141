"""A build that does what changed comes to what a build from nothing comes to, whatever changed and wherever it was killed."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.model import Page
from infra.local.build import LOCK, Built, build
from infra.local.catalog import FILE, Catalog
from infra.local.locking import locked
from infra.local.standing import Standing
from tests.histories.copies import FEW, copied
from tests.local.edits import EDITS, FORK, TEMPLATE, URL, Author, add_words, seeded, shown_in
from tests.publishing.blog import post

SEEDS = range(6)
BUILDS = 5
Stamps = Mapping[str, tuple[int, int]]


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """An author with a blog that was built."""
    author = Author(tmp_path, seeded(0))
    author.begin()
    author.build()
    return author


def same(built: Built, clean: Built) -> bool:
    return replace(built, seconds=0) == replace(clean, seconds=0)


def stamps(out: Path) -> Stamps:
    """Return when each page was written, and as which file."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in out.rglob("*")
        if path.is_file() and ".presswork" not in path.parts
    }


def comes_to_the_same(author: Author) -> Built:
    """Build; what stands then, and what is said, is that of a build from nothing."""
    built = author.build()
    clean, shown = author.build_from_nothing()
    assert shown_in(author.out) == shown
    assert same(built, clean)
    assert built.pages == len(shown)
    return built


# ---- random edits


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_random_edits_come_to_a_build_from_nothing(tmp_path: Path, seed: int) -> None:
    author = Author(tmp_path, seeded(seed))
    author.begin()
    author.build()
    for _ in range(BUILDS):
        for _ in range(author.chance.randrange(1, 4)):
            author.edit()
        comes_to_the_same(author)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_builds_that_are_killed_come_to_a_build_from_nothing(tmp_path: Path, seed: int) -> None:
    author = Author(tmp_path, seeded(seed))
    author.begin()
    author.build()
    for _ in range(BUILDS):
        author.edit()
        author.build_and_be_killed(author.chance.random() * 0.5)
        author.edit()
        author.build_and_be_killed(author.chance.random() * 0.5)
        comes_to_the_same(author)


@pytest.mark.slow
@pytest.mark.parametrize("edit", list(dict.fromkeys(EDITS)))
def test_each_kind_of_edit_comes_to_a_build_from_nothing(author: Author, edit: Callable[[Author], None]) -> None:
    edit(author)
    comes_to_the_same(author)


# ---- what is done


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
    assert ("posts/link.md", "posts/0.md") not in author.build().missing
    (author.sources / "posts/0.md").unlink()
    assert ("posts/link.md", "posts/0.md") in comes_to_the_same(author).missing


# ---- what is built from nothing


def contest(author: Author) -> None:
    for name in ("a", "b"):
        author.put(f"posts/{name}.md", post(name, slug="one", date="2026-11-02"))


def refuse_a_template(author: Author) -> None:
    author.put("templates/landing.html", TEMPLATE.replace("WORD", "{% oops %}"))


def read_otherwise(author: Author) -> None:
    site = author.sources / "site.yaml"
    author.put("site.yaml", site.read_text() + "markdown: python-markdown\n")


def go_back(author: Author) -> None:
    author.now -= timedelta(days=1)


def damage(author: Author) -> None:
    (author.out / ".presswork/catalog.sqlite").write_bytes(b"damaged" * 10_000)


def lose(author: Author) -> None:
    (author.out / ".presswork/catalog.sqlite").unlink()


def change_the_program(author: Author) -> None:
    note(author, "program")


def change_the_libraries(author: Author) -> None:
    note(author, "libraries")


def change_python(author: Author) -> None:
    note(author, "python")


def note(author: Author, name: str) -> None:
    with closing(Catalog(author.out / FILE)) as catalog:
        catalog.note(**{name: "another"})


def fail(author: Author) -> None:
    with closing(Catalog(author.out / FILE)) as catalog:
        catalog.note(failed=True)


def cut_short(author: Author) -> None:
    catalog = author.out / ".presswork/catalog.sqlite"
    catalog.write_bytes(catalog.read_bytes()[:8192])


def lose_a_page(author: Author) -> None:
    (author.out / "index.html").unlink()


WHY: Mapping[Callable[[Author], None], str] = {
    contest: "several of its sources want the same address or id",
    refuse_a_template: "a file of the site itself is refused, or was",
    read_otherwise: "site.yaml changes how its sources are read",
    go_back: "it was built for a later time",
    lose: "there is no catalog of the last build, or it never ended",
    lose_a_page: "some of its pages are missing",
    damage: "its catalog is damaged",
    cut_short: "its catalog is damaged",
    change_the_program: "Presswork itself has changed",
    change_the_libraries: "it was built with other versions of the libraries",
    change_python: "it was built with another version of Python",
    fail: "some of its pages could not be made",
}


@pytest.mark.parametrize("act", WHY)
def test_a_build_from_nothing_says_why(author: Author, act: Callable[[Author], None]) -> None:
    (author.sources / "posts/1.md").unlink()
    act(author)
    comes_to_the_same(author)
    assert [told.partition(": ")[2].partition(" (")[0] for told in author.told] == [WHY[act]]


def test_another_address_builds_from_nothing(author: Author) -> None:
    build(author.sources, author.out, url="https://other.example", now=author.now, tell=author.told.append)
    assert author.told == [f"{author.out} is built from nothing: it was built for another address"]
    assert b"https://other.example/" in (author.out / "sitemap.xml").read_bytes()
    assert URL.encode() not in (author.out / "sitemap.xml").read_bytes()


def test_a_name_that_is_contested_already_keeps_no_other_source_from_being_edited(author: Author) -> None:
    contest(author)
    author.build()
    author.told.clear()
    add_words(author)
    comes_to_the_same(author)
    assert author.told == []


def test_an_edit_that_keeps_the_time_and_the_size_of_its_file_is_seen(author: Author) -> None:
    file = author.sources / "posts/1.md"
    was = file.stat()
    file.write_bytes(file.read_bytes().replace(b"o", b"u"))
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    comes_to_the_same(author)


# ---- interrupted, and side by side


@pytest.mark.slow
def test_builds_that_are_killed_come_to_a_build_from_nothing_where_listings_are_divided(tmp_path: Path) -> None:
    copied(tmp_path, [FEW], "infra", "pyproject.toml")
    killed = "tests/local/test_changes.py::test_builds_that_are_killed_come_to_a_build_from_nothing"
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", killed]
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own tests
    assert run.returncode == 0, run.stdout[-3000:]


def test_a_page_that_a_killed_build_owed_is_made_by_the_next(author: Author) -> None:
    page = author.out / "about/index.html"
    with closing(Catalog(author.out / FILE)) as catalog:
        catalog.owe([Page("address", "/about/")])
    page.unlink()
    comes_to_the_same(author)
    assert page.exists()
    assert author.told == []


def test_a_page_that_a_killed_build_may_have_left_is_removed(author: Author) -> None:
    left = author.out / "left/index.html"
    Standing(author.out).begin(["left/index.html"])
    left.parent.mkdir()
    left.write_text("left")
    author.build(fresh=True)
    assert not left.exists()


def test_a_line_of_the_journal_that_broke_off_is_none(author: Author) -> None:
    journal = author.out / ".presswork/journal"
    journal.write_text('\n+["a.html"]\n-["b.')
    Standing(author.out).change(gone=[], stands=["c.html"])
    assert {"a.html", "c.html"} < Standing(author.out).keys


def test_a_second_build_of_one_folder_waits_for_the_first_and_says_so(author: Author) -> None:
    hears, says = multiprocessing.Pipe(duplex=False)
    may = FORK.Event()

    def second() -> None:
        may.wait()
        build(author.sources, author.out, url=URL, now=author.now, tell=says.send)

    process = FORK.Process(target=second, daemon=True)
    process.start()  # before the lock is held, which a fork would hold, too
    with locked(author.out / LOCK, lambda: None):
        may.set()
        assert hears.poll(30)
        assert hears.recv() == f"another build of {author.out} is under way; this one waits for it"
        process.join(0.2)
        assert process.exitcode is None
    process.join(30)
    assert process.exitcode == 0


def test_the_first_build_of_a_folder_says_nothing(author: Author) -> None:
    assert author.told == []


def test_a_build_from_nothing_may_be_asked_for(author: Author) -> None:
    assert same(author.build(fresh=True), author.build())
    assert author.told == [f"{author.out} is built from nothing: that was asked for"]
