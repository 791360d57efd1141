"""What an author does to the content bucket, as readers see it by the CDN."""

import base64
from datetime import UTC, datetime, timedelta

from tests.ministack.world import World, soon

PIXEL = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")


def post(title: str, body: str = "Some *text*.", **front: str) -> str:
    rows = "".join(f"{name}: {value}\n" for name, value in {"title": title, "date": "2026-11-20", "mail": "no", **front}.items())
    return f"---\n{rows}---\n{body}\n"


def test_a_post_is_read_by_the_cdn_with_the_headers_of_every_answer(world: World) -> None:
    world.upload("posts/first.md", post("The first"))

    page = soon(lambda: world.shows("/2026/11/20/first/", "The first", "<em>text</em>"))

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    soon(lambda: world.shows("/", "The first"))


def test_an_edit_is_seen_and_a_deleted_post_is_gone(world: World) -> None:
    world.upload("posts/edited.md", post("Before"))
    soon(lambda: world.shows("/2026/11/20/edited/", "Before"))

    world.upload("posts/edited.md", post("After"))
    soon(lambda: world.shows("/2026/11/20/edited/", "After"))

    world.delete("posts/edited.md")
    soon(lambda: world.is_gone("/2026/11/20/edited/"))
    soon(lambda: "After" not in world.read("/").text)


def test_a_refused_upload_is_explained_beside_it_until_it_is_mended_and_the_site_stays(world: World) -> None:
    world.upload("posts/kept.md", post("Kept"))
    soon(lambda: world.shows("/2026/11/20/kept/", "Kept"))

    world.upload("posts/kept.md", post("Kept", date="the day before"))

    report = soon(lambda: world.content("posts/kept.md.error.txt"))
    assert "posts/kept.md" in report
    assert "the day before" in report
    assert world.shows("/2026/11/20/kept/", "Kept")

    world.upload("posts/kept.md", post("Mended"))

    soon(lambda: world.shows("/2026/11/20/kept/", "Mended"))
    soon(lambda: world.content("posts/kept.md.error.txt") is None)


def test_a_moved_post_leaves_a_redirect_at_its_old_address(world: World) -> None:
    world.upload("posts/moved.md", post("Moved", slug="here"))
    soon(lambda: world.shows("/2026/11/20/here/", "Moved"))

    world.upload("posts/moved.md", post("Moved", slug="there"))
    soon(lambda: world.shows("/2026/11/20/there/", "Moved"))

    moved = soon(lambda: answer if (answer := world.read("/2026/11/20/here/")).status == 301 else None)
    assert moved.headers["Location"].endswith("/2026/11/20/there/")


def test_a_picture_beside_a_post_is_served_as_it_is(world: World) -> None:
    world.upload("posts/pixel.gif", PIXEL)

    picture = soon(lambda: answer if (answer := world.read("/posts/pixel.gif")).status == 200 else None)

    assert picture.body == PIXEL
    assert picture.headers["Content-Type"] == "image/gif"


def test_feeds_answer_in_either_spelling(world: World) -> None:
    world.upload("posts/fed.md", post("Fed", date=datetime.now(UTC).isoformat()))  # the newest, since a feed holds ten
    feed = soon(lambda: world.shows("/feed/", "<title>Fed</title>"))

    soon(lambda: world.read("/Feed/").body == world.read("/feed/").body)  # other tests' posts may come between
    assert feed.headers["Content-Type"].startswith("application/rss+xml")
    assert world.read("/feed").headers["Location"] == "/feed/"


def test_what_is_not_there_is_404_with_the_site_s_own_page(world: World) -> None:
    missing = world.read("/never/was/")

    assert missing.status == 404
    assert "The Press" in missing.text


def test_a_scheduled_post_comes_out_by_the_clock_alone(world: World) -> None:
    due = datetime.now(UTC) + timedelta(seconds=5)
    world.upload("posts/due.md", post("Due", date=due.isoformat()))

    soon(lambda: world.shows(f"/{due:%Y/%m/%d}/due/", "Due"), 150)
