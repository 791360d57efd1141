"""Entries keep their old addresses, and their files get names that every system can have."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.build.build import build
from infra.importers.blog import Entry
from infra.importers.output.writer import write
from tests.importers.moving import NOW
from tests.importers.one_post import FACTS, POST, texts, whys


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/2011/04/28/rye/", ""),
        ("https://www.oven.example/2011/04/28/rye", ""),
        ("/2011/04/28/Rye_Bread/", "slug: Rye_Bread\n"),
        ("/baking/rye/", "path: /baking/rye/\n"),
        ("/2011/04/28/rye.html", "path: /2011/04/28/rye.html\n"),
        ("/index.php/2011/rye", "path: /index.php/2011/rye\n"),
    ],
)
def test_the_old_address_stays(tmp_path: Path, address: str, said: str) -> None:
    post = Entry("1", "Rye", body="Text.\n", slug="rye", address=address, date=POST.date)
    assert whys([FACTS, post], tmp_path) == []
    written = texts(tmp_path)["posts/2011-04-28-rye.md"]
    assert written == f"---\ntitle: Rye\ndate: 2011-04-28 09:30\n{said}---\n\nText.\n"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://oven.example/?p=7", "has a `?`"),
        ("/category/rye/", "reserved"),
        ("/rye.png", "looks like a file"),
        ("/../rye/", "isn't allowed"),
    ],
)
def test_an_old_address_that_cannot_stay_is_reported(tmp_path: Path, address: str, why: str) -> None:
    [(what, said)] = whys([FACTS, Entry("1", "Rye", body="Text.\n", slug="rye", address=address, date=POST.date)], tmp_path)
    assert what == "Rye"
    assert why in said
    assert "path" not in texts(tmp_path)["posts/2011-04-28-rye.md"]


def test_two_entries_with_one_address_get_two(tmp_path: Path) -> None:
    twin = Entry("2", "Rye, again", body="Text.\n", slug="rye", address=POST.address, date=POST.date)
    told = whys([FACTS, POST, twin], tmp_path)
    built = build(tmp_path, tmp_path.parent / "out", now=NOW)
    assert {what for what, _ in told} == {"Rye, again"}
    assert (built.posts, built.refused) == (2, ())


def test_two_entries_with_one_id_for_feeds_are_told_apart(tmp_path: Path) -> None:
    twin = Entry("2", "Twin", body="Text.\n", slug="twin", date=POST.date, feed_id=POST.feed_id)
    assert ("Twin", f"another entry has its id {POST.feed_id}") in whys([FACTS, POST, twin], tmp_path)
    assert build(tmp_path, tmp_path.parent / "out", now=NOW).refused == ()


def test_older_addresses_lead_to_the_entry(tmp_path: Path) -> None:
    old = ("/old/", "https://oven.example/older.html", "https://else.example/x")
    post = Entry("1", "Rye", body="Text.\n", slug="rye", date=POST.date, aliases=old)
    [(_, why)] = whys([FACTS, post], tmp_path)
    assert "aliases: [/old/, /older.html]\n" in texts(tmp_path)["posts/2011-04-28-rye.md"]
    assert why == "its old address https://else.example/x is on another host"


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (Entry("1", "Über uns", is_page=True), "über-uns.md"),
        (Entry("1", "Team", is_page=True, address="/about/team/"), "about/team.md"),
        (Entry("1", "Con", is_page=True, address="/con/"), "con-.md"),
        (Entry("1", "Posts", is_page=True, address="/posts/x/"), "posts-x.md"),
        (Entry("1", "T", is_page=True, address="/templates/page/"), "templates-page.md"),
        (Entry("1", "German", is_page=True, address="/de/team/"), "de-team.md"),
        (Entry("1", "X", is_page=True, folder="../../etc", name="passwd"), "etc/passwd.md"),
        (Entry("1", "X", is_page=True, folder="C:\\x", name=".hidden"), "C-/x/hidden.md"),
        (Entry("1", "X", is_page=True, folder="", name="Setting Type"), "Setting Type.md"),
        (Entry("1", "Draft", status="draft"), "drafts/draft.md"),
        (Entry("1", "node.js", date=datetime(2011, 1, 2, tzinfo=UTC)), "posts/2011-01-02-node-js.md"),
        (Entry("1", "", slug="%e4%bd%a0", date=datetime(2011, 1, 2, tzinfo=UTC)), "posts/2011-01-02-你.md"),
        (Entry("1", "X", is_page=True, name="e\u0301"), "é.md"),
    ],
)
def test_a_file_is_named_such_that_every_system_can_have_it(tmp_path: Path, entry: Entry, key: str) -> None:
    write([entry], tmp_path / "blog", NOW)
    assert list(texts(tmp_path / "blog")) == [key]
    assert {path.name for path in tmp_path.iterdir()} == {"blog"}


def test_names_that_differ_in_case_alone_never_clash(tmp_path: Path) -> None:
    write([Entry("1", "A", is_page=True, name="About"), Entry("2", "B", is_page=True, name="about")], tmp_path, NOW)
    assert [*texts(tmp_path)] == ["About.md", "about-2.md"]


def test_links_within_the_old_blog_stay_within_the_new_one(tmp_path: Path) -> None:
    body = (
        '<p><a href="https://oven.example/about/?x=1#us">us</a> <a href="../other/">other</a> <a href="https://else.example/">else</a>'
        ' <a href="https://oven.example/?p=9">nine</a> <a href="mailto:a@oven.example">mail</a> <a href="#top">top</a></p>'
    )
    write(
        [
            FACTS,
            Entry("1", "Rye", body, address="/2011/04/28/rye/", date=POST.date, links={"https://oven.example/?p=9": "/nine/"}),
        ],
        tmp_path,
        NOW,
    )
    [text] = [text for key, text in texts(tmp_path).items() if key != "site.yaml"]
    assert text.endswith(
        "[us](/about/?x=1#us) [other](/2011/04/28/other/) [else](https://else.example/) [nine](/nine/) "
        "[mail](mailto:a@oven.example) [top](#top)\n"
    )
