"""A build that does what changed comes to what a build from nothing comes to, whatever changed and wherever it was killed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from infra.local.build import Built
from tests.local.edits import EDITS, TEMPLATE, Author, seeded, shown_in
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


def cut_short(author: Author) -> None:
    catalog = author.out / ".presswork/catalog.sqlite"
    catalog.write_bytes(catalog.read_bytes()[:8192])


WHY: Mapping[Callable[[Author], None], str] = {
    contest: "several of its sources want the same address or id",
    refuse_a_template: "a file of the site itself is refused, or was",
    read_otherwise: "site.yaml changes how its sources are read",
    go_back: "it was built for a later time",
    lose: "there is no catalog of the last build, or it never ended",
    damage: "its catalog is damaged",
    cut_short: "its catalog is damaged",
}


@pytest.mark.parametrize("act", WHY)
def test_a_build_from_nothing_says_why(author: Author, act: Callable[[Author], None]) -> None:
    (author.sources / "posts/1.md").unlink()
    act(author)
    comes_to_the_same(author)
    assert [told.partition(": ")[2].partition(" (")[0] for told in author.told] == [WHY[act]]


def test_the_first_build_of_a_folder_says_nothing(author: Author) -> None:
    assert author.told == []


def test_a_build_from_nothing_may_be_asked_for(author: Author) -> None:
    assert same(author.build(fresh=True), author.build())
    assert author.told == [f"{author.out} is built from nothing: that was asked for"]
