"""Addresses and dates are those that Jekyll itself printed: each row of the tables was made by Jekyll 4.3.4."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

import pytest

from infra.importers.blog import Entry, Note, SiteFacts
from infra.importers.jekyll.reader import read
from tests.each import each
from tests.importers.trying import written

HERE = Path(__file__).parent
SITE = "title: The Oven\nurl: https://oven.example\n"


def rows(name: str) -> list[tuple[str, ...]]:
    """Return the rows of a table, whose cells have `\\n` for line ends."""
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    return [tuple(cell.replace("\\n", "\n") for cell in line.split("\t")) for line in lines if "\t" in line]


def published(tmp_path: Path, config: str, path: str, front: str) -> Mapping[str, Entry]:
    """Return what is published of a blog with one source, by its path in the old folder."""
    text = f"---\ntitle: Rye\n{front}\n---\n\nText.\n"
    folder = written(Path(mkdtemp(dir=tmp_path)), {"_config.yml": f"{SITE}{config}\n", path: text})
    return {item.id: item for item in read(folder) if isinstance(item, Entry) and item.status != "draft"}


@each(("config", "path", "front", "address"), rows("jekyll_addresses.tsv"))
def test_a_source_has_the_address_that_it_had(tmp_path: Path, config: str, path: str, front: str, address: str) -> None:
    entries = published(tmp_path, config, path, front)

    assert {name: entry.address for name, entry in entries.items()} == ({path: address} if address else {})


@each(("zone", "front", "moment", "address"), rows("jekyll_dates.tsv"))
def test_a_date_is_what_ruby_makes_of_it(tmp_path: Path, zone: str, front: str, moment: str, address: str) -> None:
    path = "_posts/2011-04-09-rye.md"

    entry = published(tmp_path, f"timezone: {zone}" if zone else "", path, f"date: {front}" if front else "")[path]

    assert (entry.date, entry.address) == (datetime.fromisoformat(moment), address)


def test_a_folder_of_jekylls_with_a_configuration_has_posts_only_where_jekyll_has_them(tmp_path: Path) -> None:
    entries = published(tmp_path, "", "posts/2011-04-08-rye.md", "")

    assert [entry.is_page for entry in entries.values()] == [True]


def test_categories_of_folders_and_texts_come_along_and_so_does_the_one_tag(tmp_path: Path) -> None:
    path = "x/Y/_posts/2011-04-08-rye.md"

    entry = published(tmp_path, "", path, "category: Sour Dough\ntag: of the week")[path]

    assert (entry.categories, entry.tags) == (("x", "Y", "Sour Dough"), ("of the week",))


@pytest.mark.parametrize(
    ("path", "front", "feed_id"),
    [
        ("_posts/2011-04-08-rye.md", "slug: My Slug", "https://oven.example/blog/2011/04/08/My%20Slug"),
        ("_posts/2011-04-09-salt.md", "permalink: /a/b/", "https://oven.example/blog/a/salt"),
        ("x/_posts/2011-04-10-Pão_de.md", "permalink: /a/c.html", "https://oven.example/blog/a/P%C3%A3o_de"),
    ],
)
def test_an_id_in_feeds_is_the_one_that_jekyll_feed_printed(tmp_path: Path, path: str, front: str, feed_id: str) -> None:
    assert published(tmp_path, "baseurl: /blog", path, front)[path].feed_id == feed_id


def test_a_draft_that_jekyll_published_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path, {"_config.yml": SITE, "_posts/2011-04-08-rye.md": "---\ntitle: Rye\ndraft: true\n---\n"})

    told = [note.why for note in read(folder) if isinstance(note, Note)]

    assert told == ["it is a draft here; Jekyll doesn't know `draft`, so it was online: take the key out to publish it"]


def test_what_redirects_elsewhere_becomes_a_redirect(tmp_path: Path) -> None:
    text = "---\ntitle: Rye\nredirect_to: [https://rye.example/]\nredirect_from: /old/\n---\n"
    folder = written(Path(mkdtemp(dir=tmp_path)), {"_config.yml": SITE, "_posts/2011-04-08-rye.md": text})

    items = list(read(folder))

    [facts] = [item for item in items if isinstance(item, SiteFacts)]
    assert facts.redirects["/2011/04/08/rye.html"] == facts.redirects["/old/"] == "https://rye.example/"
    assert not [item for item in items if isinstance(item, Entry)]


def test_where_an_unpublished_post_would_lead_is_told_to_nobody(tmp_path: Path) -> None:
    text = "---\ntitle: Rye\nredirect_to: https://secret.example/\npublished: false\n---\n"
    folder = written(Path(mkdtemp(dir=tmp_path)), {"_config.yml": SITE, "_posts/2011-04-08-rye.md": text})

    items = list(read(folder))

    assert not [item for item in items if isinstance(item, SiteFacts) and "https://secret.example/" in item.redirects.values()]
    assert [item.status for item in items if isinstance(item, Entry)] == ["draft"]


@pytest.mark.parametrize(
    ("written_title", "title"),
    [("Write <em>less</em>", "Write less"), ("<b class='x'>A</b><br/>b", "Ab"), ("Vec<T> &amp; co", "Vec<T> & co")],
)
def test_a_title_is_what_readers_saw(tmp_path: Path, written_title: str, title: str) -> None:
    entries = published(tmp_path, "", "_posts/2011-04-08-rye.md", f"title: {written_title}")

    assert [entry.title for entry in entries.values()] == [title]
