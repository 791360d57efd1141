"""Files and pages at the desk: what there is, who uses a file, and which texts an editor writes besides posts."""

import pytest

from chalicelib.authoring.grants import SCOPES, Grant, may_write, may_write_at_desk
from chalicelib.authoring.rooms import files
from chalicelib.store.authoring import activity
from tests.authoring_api.test_desk import Desk
from tests.pictures import flat_png
from tests.publishing.blog import post

PICTURE = "images/2026/11/tram.png"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.blog.publish({PICTURE: flat_png(40, 30), "files/2026/10/map.pdf": b"%PDF-1.7"})
    desk.blog.publish({"posts/trams.md": post(f"![A tram](/{PICTURE})", title="Trams", date="2026-11-20")})
    return desk


def names(desk: Desk, query: str = "") -> list[str]:
    return [file["key"] for file in desk.get(f"files?{query}")["files"]]


def test_files_are_listed_the_last_month_first_and_found_by_their_names(desk: Desk) -> None:
    assert names(desk) == [PICTURE, "files/2026/10/map.pdf"]
    assert names(desk, "words=MAP") == ["files/2026/10/map.pdf"]
    assert desk.get("files")["files"][0]["isImage"]


def test_very_many_files_come_a_part_at_a_time(desk: Desk) -> None:
    desk.blog.publish_at_once({f"files/2026/09/{number:03}.pdf": b"%PDF-1.7" for number in range(files.SHOWN)})

    first = desk.get("files")
    rest = names(desk, f"after={first['next']}")

    assert len(first["files"]) == files.SHOWN
    assert rest == ["files/2026/09/001.pdf", "files/2026/09/000.pdf"]


def test_who_uses_a_file_is_said_and_it_is_deleted_and_comes_back(desk: Desk) -> None:
    assert desk.get(f"uses?key={PICTURE}") == {"titles": ["Trams"], "others": 0}
    assert desk.get("uses?key=files/2026/10/map.pdf")["titles"] == []
    [picture, _] = desk.get("files")["files"]

    desk.send("deleted", key=PICTURE, over=picture["etag"])
    assert names(desk) == ["files/2026/10/map.pdf"]
    desk.send("restored", key=PICTURE, over="")

    assert names(desk)[0] == PICTURE
    stat = desk.blog.cloud.content.stat(PICTURE)
    assert stat is not None
    assert stat.type == "image/png"
    assert "delete file" in [act.act for act in activity.of_person(desk.blog.cloud.table, "ann", 9)]


def test_an_author_sees_files_of_their_own_and_of_other_posts_only_how_many_use_them() -> None:
    desk = Desk("author")
    own = "images/ann/a.png"
    desk.blog.publish({own: flat_png(40, 30), "images/bob/b.png": flat_png(40, 31)})
    desk.blog.publish({"posts/bob/a.md": post(f"![x](/{own})", title="Secret", date="2026-11-20", draft="yes")})

    assert names(desk) == [own]
    assert desk.writer.get("/desk/uses?key=images/bob/b.png").status == 403
    assert desk.get(f"uses?key={own}") == {"titles": [], "others": 1}


# ---- pages


def test_an_editor_lists_opens_changes_and_adds_pages(desk: Desk) -> None:
    desk.blog.publish({"about.md": "---\ntitle: About\n---\nUs.\n"})
    [listed] = desk.get("posts?state=pages")["posts"]
    shown = desk.get(f"post?key={listed['key']}")
    desk.send("publish", key="about.md", over=shown["etag"], front=shown["front"], body="All of us.\n")

    added = desk.send("publish", id="new-1", isPage=True, front={"title": "Where We Are"}, body="Here.\n")

    assert added["key"] == "where-we-are.md"
    assert "All of us." in (desk.blog.page("/about/") or "")
    assert "Here." in (desk.blog.page("/where-we-are/") or "")
    assert "date" not in desk.get("post?key=where-we-are.md")["front"]


def test_a_refused_page_is_among_what_is_refused_and_to_be_checked(desk: Desk) -> None:
    desk.blog.publish({"about.md": "---\ntitle: About\nlang: xx\n---\nUs.\n"})

    assert [one["key"] for one in desk.get("posts?state=refused")["posts"]] == ["about.md"]
    assert [one["key"] for one in desk.get("check")["refused"]] == ["about.md"]


def test_no_token_writes_a_page() -> None:
    everything = Grant("ann", "owner", "ann", frozenset(SCOPES))

    assert not may_write(everything, "about.md")
    assert may_write_at_desk(everything, "about.md")
    assert [key for key in ("_about.md", ".x/a.md", "../a.md", "a.txt", "site.yaml") if may_write_at_desk(everything, key)] == []


def test_pages_are_no_authors_and_templates_nobodys() -> None:
    author = Desk("author")
    author.blog.publish({"about.md": "---\ntitle: About\n---\nUs.\n"})

    assert author.get("posts?state=pages")["posts"] == []
    assert author.writer.get("/desk/post?key=about.md").status == 403
    author.send("post", 403, id="new-1", isPage=True, front={"title": "Mine"}, body="x")
    Desk("owner").send("post", 403, key="templates/post.md", over="", front={}, body="x")


def test_what_is_saved_of_a_published_post_is_noted_and_a_saved_draft_is_not(desk: Desk) -> None:
    saved = desk.saved("Fog")
    shown = desk.get("post?key=posts/trams.md")

    desk.send("post", key="posts/trams.md", over=shown["etag"], front=shown["front"], body="New.\n")

    noted = [(act.act, act.about) for act in activity.of_person(desk.blog.cloud.table, "ann", 9)]
    assert ("save post", "posts/trams.md") in noted
    assert saved["key"] not in [about for _, about in noted]
