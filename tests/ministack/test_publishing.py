"""What an author does to the content bucket, as readers see it by the CDN."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.images.drawing import saved
from tests.ministack.world import World, soon
from tests.pictures import flat_jpeg


def post(title: str, body: str = "Some *text*.", **front: str) -> str:
    rows = "".join(f"{name}: {value}\n" for name, value in {"title": title, "date": "2026-11-20", "mail": "no", **front}.items())
    return f"---\n{rows}---\n{body}\n"


def test_a_post_is_read_by_the_cdn_with_the_headers_of_every_answer(world: World) -> None:
    world.upload("posts/first.md", post("The first"))

    page = soon(lambda: world.shows("/2026/11/20/first/", "The first", "<em>text</em>"))

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self' " in page.headers["Content-Security-Policy"]
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


UPRIGHT = Image.new("RGB", (900, 1200), "teal")
PHOTOS = {"posts/boat.jpg": flat_jpeg(1200, 900, orientation=6), "posts/quay.heic": saved(UPRIGHT, "HEIF")}


@pytest.mark.parametrize("key", PHOTOS)
def test_a_photograph_of_a_phone_is_served_upright_and_without_its_notes(world: World, key: str) -> None:
    name = key.removeprefix("posts/")
    slug = name.replace(".", "-")
    world.upload(key, PHOTOS[key])
    world.upload(f"posts/{slug}.md", post("A photograph", f"![It]({name})"))

    page = soon(lambda: world.shows(f"/2026/11/20/{slug}/", f"/_/images/{key}/"))

    shown = {address: world.read(address) for address in {f"/{key}", *re.findall(rf"/_/images/{key}/[^ \",]*", page.text)}}
    assert len(shown) == 7  # two widths in three formats, and the image itself
    assert shown[f"/{key}"].headers["Content-Type"] == "image/jpeg"
    assert {address for address, answer in shown.items() if answer.status != 200 or not is_fit(answer.body)} == set()


def is_fit(body: bytes) -> bool:
    """Whether an image is upright and has no notes of a camera."""
    image = Image.open(BytesIO(body))
    return image.width < image.height and not image.getexif()


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

    soon(lambda: world.shows(f"/{due:%Y/%m/%d}/due/", "Due"))
