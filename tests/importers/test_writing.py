"""What every import does: files as authors write them, old addresses kept, nothing overwritten, nothing lost silently."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from chalicelib.content.site import Site
from chalicelib.newsletter import subscriber_import
from infra.importers.blog import (
    Author,
    Category,
    Comment,
    Entry,
    File,
    Item,
    MenuEntry,
    Note,
    SiteFacts,
    Subscriber,
    UnreadableError,
    Where,
    on_disk,
)
from infra.importers.report import REPORT
from infra.importers.writing import SUBSCRIBERS, write
from infra.local.build import build

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
FACTS = SiteFacts("The Oven", "Bread and salt", "https://oven.example", ("en",), "Europe/Madrid")
POST = Entry(
    "1",
    "Rye: a beginning",
    "<p>Flour, <em>water</em>, and a week.</p>",
    slug="rye",
    address="https://oven.example/2011/04/28/rye/",
    date=datetime(2011, 4, 28, 9, 30, tzinfo=timezone(timedelta(hours=2))),
    authors=("ines",),
    categories=("Bread",),
    tags=("rye", "3.10"),
    feed_id="https://oven.example/?p=1",
)


def texts(folder: Path) -> dict[str, str]:
    """Return the files that Presswork would see, by key."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".presswork" not in path.parts)
    return {str(path.relative_to(folder)): path.read_text() for path in found}


def whys(items: list[Item], into: Path) -> list[tuple[str, str]]:
    return [(note.what, note.why) for note in write(items, into, NOW).notes if note.outcome != "imported"]


def test_a_post_becomes_a_file_as_its_author_would_write_it(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    assert texts(tmp_path)["posts/2011-04-28-rye.md"] == (
        "---\n"
        "title: 'Rye: a beginning'\n"
        "date: 2011-04-28 09:30\n"
        "author: ines\n"
        "category: Bread\n"
        "tags: [rye, '3.10']\n"
        "id: https://oven.example/?p=1\n"
        "---\n"
        "\n"
        "Flour, *water*, and a week.\n"
    )


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    items: list[Item] = [
        FACTS,
        POST,
        File("img/boat.png", partial(io.BytesIO, b"boat")),
        Entry("2", "About", "<p>Us</p>", is_page=True),
    ]
    first = write(items, tmp_path, NOW)
    before = texts(tmp_path)
    second = write(items, tmp_path, NOW + timedelta(days=40))
    assert first.written == second.same == {"post": 1, "file": 1, "page": 1, "site.yaml": 1}
    assert not second.written
    assert texts(tmp_path) == before


def test_an_entry_keeps_its_file_when_a_newer_export_has_another_of_its_name(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    other = Entry("0", "Rye again", slug="rye", date=POST.date)
    write([FACTS, other, POST], tmp_path, NOW)
    assert "Rye: a beginning" in texts(tmp_path)["posts/2011-04-28-rye.md"]
    assert "Rye again" in texts(tmp_path)["posts/2011-04-28-rye-2.md"]


def test_two_entries_with_one_number_stay_apart_in_a_second_import(tmp_path: Path) -> None:
    twins = [POST, Entry("1", "Salt", slug="salt", date=POST.date)]
    write([FACTS, *twins], tmp_path, NOW)
    before = texts(tmp_path)
    assert not write([FACTS, *twins], tmp_path, NOW).written
    assert texts(tmp_path) == before


def test_what_the_author_changed_is_kept(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    mine = tmp_path / "posts/2011-04-28-rye.md"
    mine.write_text("# Mine\n")
    told = whys([FACTS, POST], tmp_path)
    assert mine.read_text() == "# Mine\n"
    assert told == [("posts/2011-04-28-rye.md", "kept as it is, because you changed it after the last import")]


def test_what_the_author_deleted_does_not_come_back(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    (tmp_path / "posts/2011-04-28-rye.md").unlink()
    [(what, why)] = whys([FACTS, POST], tmp_path)
    assert what == "posts/2011-04-28-rye.md"
    assert "you deleted it" in why
    assert "posts/2011-04-28-rye.md" not in texts(tmp_path)


def test_what_no_import_wrote_is_kept(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: Mine\n")
    told = whys([FACTS, POST], tmp_path)
    assert (tmp_path / "site.yaml").read_text() == "title: Mine\n"
    assert "title: The Oven" in (tmp_path / ".presswork/site.yaml").read_text()
    assert [what for what, _ in told] == ["site.yaml", "site.yaml"]


def test_what_a_newer_export_changed_is_written_where_the_author_changed_nothing(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    write([FACTS, Entry("1", "Rye", "<p>Better</p>", slug="rye", date=POST.date)], tmp_path, NOW)
    assert "Better" in texts(tmp_path)["posts/2011-04-28-rye.md"]


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
    post = Entry("1", "Rye", slug="rye", address=address, date=POST.date)
    assert whys([FACTS, post], tmp_path) == []
    written = texts(tmp_path)["posts/2011-04-28-rye.md"]
    assert written == f"---\ntitle: Rye\ndate: 2011-04-28 09:30\n{said}---\n"


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
    [(what, said)] = whys([FACTS, Entry("1", "Rye", slug="rye", address=address, date=POST.date)], tmp_path)
    assert what == "Rye"
    assert why in said
    assert "path" not in texts(tmp_path)["posts/2011-04-28-rye.md"]


def test_two_entries_with_one_address_get_two(tmp_path: Path) -> None:
    twin = Entry("2", "Rye, again", slug="rye", address=POST.address, date=POST.date)
    told = whys([FACTS, POST, twin], tmp_path)
    built = build(tmp_path, tmp_path.parent / "out", now=NOW)
    assert {what for what, _ in told} == {"Rye, again"}
    assert (built.posts, built.refused) == (2, ())


def test_two_entries_with_one_id_for_feeds_are_told_apart(tmp_path: Path) -> None:
    twin = Entry("2", "Twin", slug="twin", date=POST.date, feed_id=POST.feed_id)
    assert ("Twin", f"another entry has its id {POST.feed_id}") in whys([FACTS, POST, twin], tmp_path)
    assert build(tmp_path, tmp_path.parent / "out", now=NOW).refused == ()


def test_older_addresses_lead_to_the_entry(tmp_path: Path) -> None:
    post = Entry(
        "1", "Rye", slug="rye", date=POST.date, aliases=("/old/", "https://oven.example/older.html", "https://else.example/x")
    )
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


@pytest.mark.parametrize("status", ["private", "password"])
def test_what_is_private_stays_away_and_is_reported(tmp_path: Path, status: str) -> None:
    secret = Entry("1", "Secret", "<p>hush</p>", status=status, where=Where("old.xml", 12))  # type: ignore[arg-type]
    [note] = write([FACTS, secret], tmp_path, NOW).of("skipped")
    assert (note.what, note.where.line) == ("Secret", 12)
    assert "hush" not in str(texts(tmp_path))


def test_an_import_never_mails_a_post(tmp_path: Path) -> None:
    fresh = Entry("3", "Fresh", slug="fresh", date=NOW - timedelta(hours=20))
    coming = Entry("2", "Coming", slug="coming", date=NOW + timedelta(days=3), status="scheduled")
    write([FACTS, POST, fresh, coming], tmp_path, NOW)
    unmailed = {key for key, text in texts(tmp_path).items() if "newsletter: false" in text}
    assert unmailed == {"posts/2026-11-26-fresh.md"}


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


def test_the_site_says_what_the_old_one_said(tmp_path: Path) -> None:
    facts = SiteFacts(
        "The Oven",
        "Bread and salt",
        "https://oven.example/blog",
        ("en", "es"),
        "Europe/Madrid",
        "/{year}/{month}/{slug}/",
        authors=(Author("ines", "Inês Corvelo", url="https://ines.example/"), Author("joe")),
        categories=(Category("Bread"), Category("C & D", "c-and-d"), Category("Salt", text="What is *salt*?")),
        menu=(MenuEntry("Us", entry="2"), MenuEntry("", to="category/bread"), MenuEntry("Gone", entry="9")),
    )
    about = Entry("2", "About", "<p>Us</p>", is_page=True, slug="about", categories=("C & D",))
    told = whys([facts, about], tmp_path)
    assert texts(tmp_path)["site.yaml"] == (
        "title: The Oven\n"
        "description: Bread and salt\n"
        "url: https://oven.example\n"
        "zone: Europe/Madrid\n"
        "languages: [en, es]\n"
        "permalink: /{year}/{month}/{slug}/\n"
        "authors:\n"
        "  ines:\n"
        "    name: Inês Corvelo\n"
        "    url: https://ines.example/\n"
        "  joe: joe\n"
        "categories:\n"
        "  c-and-d: C & D\n"
        "  Salt:\n"
        "    name: Salt\n"
        "    text: What is *salt*?\n"
        "menu:\n"
        "  - to: about.md\n"
        "    title: Us\n"
        "  - category/bread\n"
    )
    assert "category: c-and-d\n" in texts(tmp_path)["about.md"]
    assert told == [("the entry “Gone” of the menu", "what it leads to didn't come along")]


def test_what_site_yaml_cannot_say_is_reported(tmp_path: Path) -> None:
    facts = SiteFacts(
        "The Oven", url="https://oven.example", languages=("xx-not-a-code",), zone="Mars/Olympus", permalink="/{slug"
    )
    told = whys([facts], tmp_path)
    assert {what for what, _ in told} == {"`languages` of site.yaml", "`zone` of site.yaml", "`permalink` of site.yaml"}
    assert texts(tmp_path)["site.yaml"] == "title: The Oven\nurl: https://oven.example\n"


def test_files_come_along_and_the_others_are_named(tmp_path: Path) -> None:
    items: list[Item] = [
        File("img/boat.png", partial(io.BytesIO, b"boat")),
        File("img/gone.png", url="https://oven.example/img/gone.png"),
        File("run.exe", partial(io.BytesIO, b"MZ")),
        File("../../evil.png", partial(io.BytesIO, b"x")),
        File("_hidden.png", partial(io.BytesIO, b"x")),
        File("lost.png", on_disk(tmp_path / "nowhere.png")),
    ]
    told = dict(whys(items, tmp_path / "blog"))
    assert texts(tmp_path / "blog") == {"img/boat.png": "boat"}
    assert told["img/gone.png"] == "it isn't in the export; get it from https://oven.example/img/gone.png"
    assert told["lost.png"] == "No such file or directory"
    assert {*told} == {"img/gone.png", "run.exe", "../../evil.png", "_hidden.png", "lost.png"}


def test_comments_are_kept_in_a_file_that_is_never_published(tmp_path: Path) -> None:
    said = Comment("7", "Ann", "<p>Yes!</p>", POST.date, email="ann@example.org")
    write([FACTS, Entry("1", "Rye", slug="rye", date=POST.date, comments=(said,))], tmp_path / "blog", NOW)
    kept = json.loads((tmp_path / "blog/posts/.2011-04-28-rye.comments.json").read_text())
    build(tmp_path / "blog", tmp_path / "out", now=NOW)
    published = [path for path in (tmp_path / "out").rglob("*") if path.is_file() and ".presswork" not in path.parts]
    assert kept[0]["text"] == "<p>Yes!</p>"
    assert published
    assert not [path for path in published if b"Yes!" in path.read_bytes() or b"ann@example.org" in path.read_bytes()]


def test_addresses_of_readers_are_readable_only_by_their_owner(tmp_path: Path) -> None:
    said = Comment("7", "Ann", "Yes!", POST.date, email="ann@example.org")
    write([FACTS, replace(POST, comments=(said,)), Subscriber("ann@example.org")], tmp_path, NOW)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.rglob("*") if path.is_file()}
    assert modes["subscribers.csv"] == 0
    assert modes[".2011-04-28-rye.comments.json"] == 0
    (tmp_path / "any").touch()
    assert modes["2011-04-28-rye.md"] == (tmp_path / "any").stat().st_mode & 0o077


def test_subscribers_are_written_as_presswork_reads_them(tmp_path: Path) -> None:
    items: list[Item] = [
        Subscriber("ann@example.org", "signed up at oven.example", datetime(2020, 1, 2, tzinfo=UTC)),
        Subscriber("gone@example.org", "signed up at oven.example", state="unsubscribed"),
    ]
    write(items, tmp_path, NOW)
    lines = (tmp_path / SUBSCRIBERS).read_text().splitlines(keepends=True)
    table = subscriber_import.opened(lines, subscriber_import.ImportContext(Site(), "pepper", NOW))
    rows = [row.address if isinstance(row, subscriber_import.Row) else row.why for row in table.rows]
    assert rows == ["ann@example.org", "isn't subscribed, according to the column `state`"]


def test_the_report_is_a_file_that_is_never_published(tmp_path: Path) -> None:
    write([FACTS, POST, Note("skipped", "Bread", "it is a revision", Where("old.xml", 3))], tmp_path / "blog", NOW)
    build(tmp_path / "blog", tmp_path / "out", now=NOW)
    report = (tmp_path / "blog" / REPORT).read_text()
    assert "  old.xml:3: Bread: it is a revision\n" in report
    assert "  Rye: a beginning: posts/2011-04-28-rye.md\n" in report
    assert not list((tmp_path / "out").rglob("*import*"))


def test_an_import_that_breaks_off_says_what_it_did_and_goes_on_the_next_time(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield FACTS
        yield POST
        yield Note("skipped", "price", "it belongs to a plugin")
        raise UnreadableError("line 9: the file ends in the middle")

    assert write(broken(), tmp_path, NOW).broken_off == "line 9: the file ends in the middle"
    [heading, first] = (tmp_path / REPORT).read_text().splitlines()[2:4]
    assert (heading, first) == (
        "These were left out:",
        "  the rest of the export: line 9: the file ends in the middle",
    )
    assert (tmp_path / "site.yaml").exists()
    assert write([FACTS, POST], tmp_path, NOW).same == {"post": 1, "site.yaml": 1}


def test_an_entry_beyond_the_limits_is_trimmed_and_reported(tmp_path: Path) -> None:
    long = Entry("1", "x" * 2_000, "<p>Text</p>", slug="x", date=POST.date, tags=tuple(f"tag {number}" for number in range(120)))
    untitled = Entry("2", " ", "<p>Text</p>", slug="y", date=POST.date)
    told = [why for _, why in whys([FACTS, long, untitled], tmp_path)]
    assert told == [
        "its title is longer than 1,000 characters, and was cut off there",
        "it has 20 tags more than the 100 that a post may have",
        "it has no title; it is called “Untitled” until you name it",
    ]
    assert build(tmp_path, tmp_path.parent / "out", now=NOW).refused == ()


def test_an_entry_that_presswork_refuses_is_written_and_reported(tmp_path: Path) -> None:
    [(what, why)] = whys([FACTS, Entry("1", "French", language="fr", slug="f", date=POST.date)], tmp_path)
    assert what == "French"
    assert why.startswith("Presswork refuses posts/2011-04-28-f.md, line 4: the site doesn't have this language")
