"""Dates that no calendar has are mended and told, whichever system they come from; no import writes one that is refused."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.importers.blog import Item
from infra.importers.ghost import reader
from infra.importers.hugo import reader as hugo
from infra.importers.jekyll import reader as jekyll
from infra.importers.medium import reader as medium
from infra.importers.parsing.date_repair import counted_on, nearest
from infra.importers.pelican import reader as pelican
from infra.importers.substack import reader as substack
from tests.importers import ghost_export, medium_export, moving, substack_export
from tests.importers.trying import Files, moved

MENDED = [
    ("2015-02-30", "2015-02-28"),
    ("2016-02-30", "2016-02-29"),
    ("2015-04-31 10:30", "2015-04-30 10:30:00"),
    ("2016-13-01", "2016-01-13"),
    ("2016-13-40", ""),
    ("2016-00-00", "2016-01-01"),
    ("2015-06-01 24:00", "2015-06-02 00:00:00"),
    ("2015-12-31 24:00:00 +0200", "2016-01-01 00:00:00 +0200"),
    ("2015-06-01 25:10", "2015-06-01"),
    ("2015-06-01 10:61:00 Z", "2015-06-01"),
    ("0000-01-01", ""),
    ("9999-12-31 24:00", ""),
    ("yesterday", ""),
    ("", ""),
]
ID = "0123456789ab"
SYSTEMS: list[tuple[Callable[[Path], Iterator[Item]], str, str]] = [
    (jekyll.read, "_config.yml", "_posts/{name}.md"),
    (hugo.read, "hugo.yaml", "content/posts/{name}.md"),
    (pelican.read, "pelicanconf.py", "content/{name}.md"),
]


@pytest.mark.parametrize(("written", "real"), MENDED)
def test_a_date_that_no_calendar_has_becomes_the_nearest_one(written: str, real: str) -> None:
    assert nearest(written) == real


@pytest.mark.parametrize(
    ("written", "real"),
    [
        ("2015-02-30", "2015-03-02"),
        ("2016-02-30 09:00", "2016-03-01 09:00:00"),
        ("2015-04-31", "2015-05-01"),
        ("2016-13-01", ""),
        ("2016-04-32", ""),
    ],
)
def test_ruby_counts_on_into_the_next_month(written: str, real: str) -> None:
    assert counted_on(written) == real


@pytest.mark.parametrize("date", [*(written for written, _ in MENDED if written), "2015-02-30T10:00:00Z", "31/31/2015"])
@pytest.mark.parametrize("name", ["2015-06-07-rye", "2015-02-30-rye", "2015-13-07-rye"])
@pytest.mark.parametrize(("read", "settings", "place"), SYSTEMS)
def test_no_import_writes_a_date_that_is_refused(
    tmp_path: Path, read: Callable[[Path], Iterator[Item]], settings: str, place: str, name: str, date: str
) -> None:
    files: Files = {settings: "", place.format(name=name): f"---\ntitle: Rye\ndate: {date}\n---\n\nFlour.\n"}

    blog = moved(read, tmp_path, files)

    assert blog.built.refused == ()
    assert [key for key in blog.all_keys() if key.endswith(".md")]
    assert [why for why in blog.whys("changed") if date in why]


EXPORTS: list[Callable[[Path, str], Iterator[Item]]] = [
    lambda at, date: reader.read(ghost_export.exported(at, [ghost_export.post("1", "Rye", published_at=date)])),
    lambda at, date: medium.read(
        medium_export.exported(at, {f"2015_Rye-{ID}": medium_export.story("Rye", medium_export.titled("Rye"), ID, date=date)})
    ),
    lambda at, date: substack.read(
        substack_export.exported(at, [substack_export.row("1.rye", "Rye", post_date=date)], {"1.rye": "<p>Flour</p>"})
    ),
]


@pytest.mark.parametrize(("written", "real"), [row for row in MENDED if row[0]])
@pytest.mark.parametrize("read", EXPORTS, ids=["ghost", "medium", "substack"])
def test_a_post_of_an_export_has_the_nearest_date_and_the_report_says_so(
    tmp_path: Path, read: Callable[[Path, str], Iterator[Item]], written: str, real: str
) -> None:
    blog = moving.moved(read(tmp_path, written), tmp_path / "blog")

    said = [why for whys in blog.whys().values() for why in whys if "date" in why]
    assert len(said) == 1
    if real:
        assert said[0].startswith(f"its date {written} is none of the calendar; it is {real[:10]}")
        [post] = [text.decode() for key, text in blog.files().items() if key.startswith("posts/")]
        assert f"date: {real[:10]}" in post or real.endswith("+0200")
    else:
        assert "it has no date that can be read" in said[0]


def test_the_date_of_the_file_counts_where_front_matter_has_none_of_the_calendar(tmp_path: Path) -> None:
    post = "---\ntitle: Rye\ndate: 2016-13-40\n---\n\nFlour.\n"

    blog = moved(jekyll.read, tmp_path, {"_config.yml": "", "_posts/2016-02-07-rye.md": post})

    assert "date: 2016-02-07" in blog.text("posts/2016-02-07-rye.md")
    assert ": 2016-13-40: this is no date of the calendar; it is 2016-02-07 here" in "\n".join(blog.whys("changed"))


def test_a_post_of_jekyll_keeps_the_address_that_ruby_gave_it(tmp_path: Path) -> None:
    blog = moved(jekyll.read, tmp_path, {"_config.yml": "", "_posts/2015-02-30-rye.md": "---\ntitle: Rye\n---\n\nFlour.\n"})

    assert (blog.out / "2015/03/02/rye.html").exists()
    assert blog.all_keys() == ["posts/2015-03-02-rye.md", "site.yaml"]
