"""What every import writes: files as authors write them, and a report of what couldn't be said in them."""

import io
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from infra.build.build import build
from infra.importers.blog import Author, Category, Entry, File, Item, MenuEntry, SiteFacts, on_disk
from infra.importers.output.writer import write
from tests.importers.moving import NOW
from tests.importers.one_post import FACTS, POST, texts, whys


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


def test_an_import_never_mails_a_post(tmp_path: Path) -> None:
    fresh = Entry("3", "Fresh", slug="fresh", date=NOW - timedelta(hours=20))
    coming = Entry("2", "Coming", slug="coming", date=NOW + timedelta(days=3), status="scheduled")
    write([FACTS, POST, fresh, coming], tmp_path, NOW)
    unmailed = {key for key, text in texts(tmp_path).items() if "newsletter: false" in text}
    assert unmailed == {"posts/2026-11-26-fresh.md"}


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
    assert told == [("the entry “Gone” of the menu", "what it leads to wasn't imported")]


def test_what_site_yaml_cannot_say_is_reported(tmp_path: Path) -> None:
    facts = SiteFacts(
        "The Oven", url="https://oven.example", languages=("xx-not-a-code",), zone="Mars/Olympus", permalink="/{slug"
    )
    told = whys([facts, Entry("1", "About", is_page=True)], tmp_path)
    assert {what for what, _ in told} == {"`languages` of site.yaml", "`zone` of site.yaml", "`permalink` of site.yaml"}
    assert texts(tmp_path)["site.yaml"] == "title: The Oven\nurl: https://oven.example\n"


def test_links_to_parts_of_a_text_have_the_ids_that_its_headings_get_here(tmp_path: Path) -> None:
    body = "[a](#what-s-next), [b](#whats-next), [c](#gone)\n\n## What's next?\n\nA `[code](#what-s-next)`.\n"
    told = whys([FACTS, replace(POST, body=body, format="commonmark")], tmp_path)

    assert texts(tmp_path)["posts/2011-04-28-rye.md"].endswith(body.replace("[a](#what-s-next)", "[a](#whats-next)"))
    assert told == [
        ("Rye: a beginning", "1 link within the text was corrected, since parts of a text have other ids here, or none")
    ]


def test_files_come_along_and_the_others_are_named(tmp_path: Path) -> None:
    items: list[Item] = [
        Entry("1", "About", is_page=True),
        File("img/boat.png", partial(io.BytesIO, b"boat")),
        File("img/gone.png", url="https://oven.example/img/gone.png"),
        File("run.exe", partial(io.BytesIO, b"MZ")),
        File("../../evil.png", partial(io.BytesIO, b"x")),
        File("_hidden.png", partial(io.BytesIO, b"x")),
        File("lost.png", on_disk(tmp_path / "nowhere.png")),
    ]
    told = dict(whys(items, tmp_path / "blog"))
    assert texts(tmp_path / "blog") == {"about.md": "---\ntitle: About\n---\n", "img/boat.png": "boat"}
    assert told["img/gone.png"] == "it isn't in the export; get it from https://oven.example/img/gone.png"
    assert told["lost.png"] == "No such file or directory"
    assert {*told} == {"img/gone.png", "run.exe", "../../evil.png", "_hidden.png", "lost.png"}


def test_an_entry_beyond_the_limits_is_trimmed_and_reported(tmp_path: Path) -> None:
    long = Entry("1", "x" * 2_000, "<p>Text</p>", slug="x", date=POST.date, tags=tuple(f"tag {number}" for number in range(120)))
    untitled = Entry("2", " ", "<p>Text</p>", slug="y", is_page=True)
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
