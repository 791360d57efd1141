"""A build goes on wherever the one before it was killed, and waits for one that is under way."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib.model import Page
from infra.build.build import build
from infra.build.catalog import Catalog
from infra.build.output_manifest import OutputManifest
from infra.files.lock_file import locked
from tests.build.edits import FORK, URL, Author, comes_to_the_same, with_a_blog
from tests.histories.few import divide_early
from tests.patience import PATIENCE
from tests.thorough import is_thorough

SEEDS = range(6 if is_thorough("histories") else 2)
BUILDS = 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_builds_that_are_killed_come_to_a_build_from_nothing(tmp_path: Path, seed: int) -> None:
    kill_builds(tmp_path, seed)


def kill_builds(folder: Path, seed: int) -> None:
    author = with_a_blog(folder, seed)
    for _ in range(BUILDS):
        author.edit()
        author.build_and_be_killed(author.chance.random() * 0.5)
        author.edit()
        author.build_and_be_killed(author.chance.random() * 0.5)
        comes_to_the_same(author)


@pytest.mark.slow
def test_builds_that_are_killed_come_to_a_build_from_nothing_where_listings_are_divided(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, FORK, initializer=divide_early) as pool:
        for seed in SEEDS:
            (tmp_path / str(seed)).mkdir()
            pool.submit(kill_builds, tmp_path / str(seed), seed).result()


def test_a_page_that_a_killed_build_owed_is_made_by_the_next(author: Author) -> None:
    page = author.out / "about/index.html"
    with closing(Catalog(author.cache.catalog)) as catalog:
        catalog.owe([Page("address", "/about/")])
    page.unlink()
    comes_to_the_same(author)
    assert page.exists()
    assert author.told == []


def take_away_the_page(author: Author) -> None:
    (author.sources / "about.md").unlink()


def take_away_the_page_and_begin_from_scratch(author: Author) -> None:
    take_away_the_page(author)
    author.put("site.yaml", (author.sources / "site.yaml").read_text() + "permalink: /x/{slug}/\n")


@pytest.mark.parametrize("take_away", [take_away_the_page, take_away_the_page_and_begin_from_scratch])
def test_a_page_that_a_killed_build_owed_and_nobody_wants_any_more_has_neither_come_nor_gone(
    take_away: Callable[[Author], None], author: Author
) -> None:
    with closing(Catalog(author.cache.catalog)) as catalog:
        catalog.owe([Page("address", "/about/")])
    (author.out / "about/index.html").unlink()
    take_away(author)

    built = author.build()

    assert "about/index.html" not in built.changed
    comes_to_the_same(author)


def test_a_page_that_a_killed_build_may_have_left_is_removed(author: Author) -> None:
    left = author.out / "left/index.html"
    OutputManifest(author.cache).begin(["left/index.html"])
    left.parent.mkdir()
    left.write_text("left")
    author.build(fresh=True)
    assert not left.exists()


def test_a_line_of_the_journal_that_broke_off_is_none(author: Author) -> None:
    journal = author.cache.journal
    journal.write_text('\n+["a.html"]\n-["b.')
    OutputManifest(author.cache).change(removed=[], present=["c.html"])
    assert {"a.html", "c.html"} < OutputManifest(author.cache).keys


def test_a_second_build_of_one_folder_waits_for_the_first_and_says_so(author: Author) -> None:
    hears, says = multiprocessing.Pipe(duplex=False)
    may = FORK.Event()

    def second() -> None:
        may.wait()
        build(author.sources, author.out, url=URL, now=author.now, tell=says.send)

    process = FORK.Process(target=second, daemon=True)
    process.start()  # before the lock is held, which a fork would hold, too
    with locked(author.cache.lock, lambda: None):
        may.set()
        assert hears.poll(PATIENCE)
        assert hears.recv() == f"another build of {author.out} is running; this one waits for it"
        process.join(0.2)
        assert process.exitcode is None
    process.join(PATIENCE)
    assert process.exitcode == 0
