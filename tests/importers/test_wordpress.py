"""An export of WordPress becomes a folder that builds into the same blog: addresses, feeds, texts, images and menu."""

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest

from infra.build.build import build
from infra.importers.blog import UnreadableError
from infra.importers.output.writer import write
from infra.importers.wordpress import reader
from tests.importers.from_wordpress import BLOG, body, imported, source, uploads, whys
from tests.importers.moving import NOW, keys
from tests.importers.wxr_samples import comment, item


def test_a_blog_comes_along_whole(tmp_path: Path) -> None:
    blog, report = imported(tmp_path, *BLOG, media=uploads(tmp_path, "2011/04/boat.png"))
    assert keys(blog) == {
        *("posts/2011-04-28-rye.md", "posts/2012-01-02-salt.md", "posts/2027-01-01-soon.md", "drafts/idea.md"),
        *("about.md", "about/team.md", "site.yaml", "wp-content/uploads/2011/04/boat.png", "posts/.2011-04-28-rye.comments.json"),
        ".gitignore",
    }
    assert source(blog, "posts/2011-04-28-rye.md") == (
        "---\n"
        "title: Rye & water\n"
        "date: 2011-04-28 10:00\n"
        "aliases: [/2011/04/28/rye-bread/]\n"
        "author: ines\n"
        "categories: [rye-and-spelt, Bread]\n"
        "tags: [flour]\n"
        "summary: A beginning.\n"
        "image: /wp-content/uploads/2011/04/boat.png\n"
        "image_alt: A boat\n"
        "pinned: true\n"
        "id: https://oven.example/?p=1\n"
        "---\n"
        "\n"
        "Flour, *water*,\\\n"
        "and a week.\n"
        "\n"
        "<!--more-->\n"
        "\n"
        "See [us](/about/).\n"
    )
    assert "draft: true" in source(blog, "drafts/idea.md")
    told = whys(report)
    assert told["Diary"] == "it is private, so it wasn't imported"
    assert told["Vault"].startswith("it has a password")
    assert "spam" in told["Rye & water"]


def test_the_site_says_what_the_channel_says(tmp_path: Path) -> None:
    blog, report = imported(tmp_path, *BLOG)
    assert source(blog, "site.yaml") == (
        "title: The Oven\n"
        "description: Bread & salt\n"
        "url: https://oven.example\n"
        "zone: Europe/Paris\n"
        "languages: [en]\n"
        "authors:\n"
        "  ines: Inês Corvelo\n"
        "categories:\n"
        "  Bread:\n"
        "    name: Bread\n"
        "    text: What rises.\n"
        "  rye-and-spelt: Rye & spelt\n"
        "menu:\n"
        "  - about.md\n"
        "  - to: category/bread\n"
        "    title: Bread\n"
        "  - to: https://shop.example/\n"
        "    title: Shop\n"
    )
    assert "in “Bread”, too" in whys(report)["the category “Rye & spelt”"]
    assert "the entry “Below” of a menu" in whys(report)


def test_the_new_site_is_where_the_old_one_was(tmp_path: Path) -> None:
    blog, _ = imported(tmp_path, *BLOG, media=uploads(tmp_path, "2011/04/boat.png"))
    out = tmp_path / "out"
    built = build(blog, out, now=NOW)
    assert (built.posts, built.refused, built.missing, built.failed) == (2, (), (), ())
    home = (out / "index.html").read_text()
    feed = feedparser.parse((out / "feed/index.xml").read_bytes())
    assert (out / "2011/04/28/rye/index.html").exists()
    assert "/2011/04/28/rye/" in (out / "2011/04/28/rye-bread/index.html").read_text()
    assert not (out / "2027/01/01/soon/index.html").exists()
    assert (out / "about/team/index.html").exists()
    assert {entry.id for entry in feed.entries} == {"https://oven.example/?p=1", "https://oven.example/?p=2"}
    assert home.index("Rye &amp; water") < home.index("Salt")
    assert 'href="/about/"' in home
    assert 'href="https://shop.example/"' in home
    assert (out / "wp-content/uploads/2011/04/boat.png").exists()
    published = "".join(path.read_text() for path in out.rglob("*.html") if ".presswork" not in path.parts)
    assert not {word for word in ("Mine.", "Ours.", "Maybe.", "Yes!", "ann@example.org", "192.0.2.7") if word in published}


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    media = uploads(tmp_path, "2011/04/boat.png")
    blog, first = imported(tmp_path, *BLOG, media=media)
    before = {key: (blog / key).read_bytes() for key in keys(blog)}
    _, second = imported(tmp_path, *BLOG, media=media)
    assert {key: (blog / key).read_bytes() for key in keys(blog)} == before
    assert not second.written
    assert second.same == first.written


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_version_is_read(tmp_path: Path, version: str) -> None:
    blog, _ = imported(tmp_path, item(1, "Rye", "Text."), version=version)
    assert body(blog) == "Text."


def test_the_time_zone_follows_from_the_times(tmp_path: Path) -> None:
    posts = [
        item(1, "Summer", date="2011-07-01 23:30:00", gmt="2011-07-02 03:30:00"),
        item(2, "Winter", date="2011-12-01 23:30:00", gmt="2011-12-02 04:30:00"),
    ]
    blog, _ = imported(tmp_path, *posts)
    assert "zone: America/New_York\n" in source(blog, "site.yaml")
    assert "date: 2011-07-01 23:30\n" in source(blog, "posts/2011-07-01-summer.md")


@pytest.mark.parametrize(
    ("times", "zone"),
    [
        ([("07-01 10:00", "08:00"), ("07-02 10:00", "08:00"), ("12-01 10:00", "10:00")], "Europe/Paris"),
        ([("01-01 10:00", "15:00"), ("02-01 10:00", "15:00"), ("07-01 10:00", "10:00")], "America/New_York"),
        ([("01-01 10:00", "10:00"), ("02-01 10:00", "10:00"), ("07-01 10:00", "10:00"), ("07-02 10:00", "08:00")], ""),
        ([("01-01 10:00", "04:30"), ("07-01 10:00", "04:30"), ("12-01 10:00", "10:00")], "Asia/Kolkata"),
    ],
)
def test_the_time_zone_is_that_of_most_posts(tmp_path: Path, times: list[tuple[str, str]], zone: str) -> None:
    posts = [
        item(number, f"Day {number}", "Text.", date=f"2011-{at}:00", gmt=f"2011-{at[:5]} {gmt}:00")
        for number, (at, gmt) in enumerate(times)
    ]

    blog, _ = imported(tmp_path, *posts)

    written = source(blog, "site.yaml")
    assert f"zone: {zone}\n" in written if zone else "zone:" not in written


def test_a_post_stays_on_its_day_where_its_distance_from_utc_was_another(tmp_path: Path) -> None:
    posts = [item(number, f"Day {number}", "Text.") for number in range(3)]
    late = item(3, "Late", "Text.", date="2011-05-01 23:30:00", gmt="2011-05-01 23:30:00")

    blog, _ = imported(tmp_path, *posts, late)

    assert "date: 2011-05-01 23:30\n" in source(blog, "posts/2011-05-01-late.md")
    build(blog, tmp_path / "out", now=NOW)
    assert (tmp_path / "out/2011/05/01/late/index.html").exists()


def test_a_date_that_no_calendar_has_is_mended_and_told(tmp_path: Path) -> None:
    blog, report = imported(tmp_path, item(1, "Rye", "Text.", date="2011-02-30 10:00:00", gmt="0000-00-00 00:00:00"))

    assert "date: 2011-02-28 10:00\n" in source(blog, "posts/2011-02-28-rye.md")
    assert "its date 2011-02-30 10:00:00 is none of the calendar; it is 2011-02-28 10:00:00 here" in whys(report)["Rye"]


def test_comments_lie_beside_the_post_without_addresses_of_machines(tmp_path: Path) -> None:
    said = comment(1, "Ann", "Yes!") + comment(2, "Bob", "No?", "0") + comment(3, "Bot", "Buy!", "trash")
    blog, _ = imported(tmp_path, item(1, "Rye", comments=said))
    raw = source(blog, "posts/.2011-04-28-rye.comments.json")
    comments: list[dict[str, Any]] = json.loads(raw)
    assert [(entry["author"], entry["status"]) for entry in comments] == [("Ann", "approved"), ("Bob", "waiting")]
    assert "192.0.2.7" not in raw


def test_a_menu_that_no_one_made_has_the_pages(tmp_path: Path) -> None:
    blog, _ = imported(
        tmp_path,
        item(1, "Zen", kind="page", order=1),
        item(2, "About", kind="page", order=2),
        item(3, "Draft", kind="page", status="draft"),
    )
    assert source(blog, "site.yaml").endswith("menu: [zen.md, about.md]\n")


def test_what_is_no_export_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text("<html><body>not it</body></html>")
    with pytest.raises(UnreadableError, match="it isn't an export of WordPress"):
        write(reader.read(tmp_path / "feed.xml"), tmp_path / "blog", NOW)
    assert not (tmp_path / "blog").exists()
