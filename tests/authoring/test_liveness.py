"""When an upload is live: by the record, by what it owes, and by what its publish awaits."""

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from chalicelib.cloud.ports import Object
from chalicelib.errors import Refusal
from chalicelib.model import Media, Page, Post
from chalicelib.publishing.progress import Awaited, PushProgress, is_overtaken, progress_of
from chalicelib.record import Record
from chalicelib.store.publishes import Publish, awaited, name_of
from infra.authoring.push.liveness import SOON, Waiting
from tests.pictures import flat_png
from tests.publishing.blog import MemoryBlog, post

POST = Post("a.md", "/a/", "A", "en")
RECORD = Record("a.md", "5.000000", "published", POST, digest="new")
AWAITED = Awaited("a.md", digest="new", after="4")
OWN, HOME, FEED = (name_of(page) for page in (Page("address", "/a/"), Page("landing", "en:all:"), Page("rss", "en:all:")))
DONE = Publish("5.000000", written=frozenset({OWN, HOME, FEED}))
ON_ITS_WAY = PushProgress()


def awaiting(*names: str) -> Publish:
    return replace(DONE, pending=frozenset(awaited(name, "n") for name in names), written=DONE.written - {*names})


@pytest.mark.parametrize(
    ("record", "upload", "is_live"),
    [
        (None, AWAITED, False),
        (RECORD, AWAITED, True),
        (RECORD, replace(AWAITED, after=""), True),
        (replace(RECORD, digest="old"), AWAITED, False),
        (RECORD, replace(AWAITED, after="5"), False),  # these bytes stood before, and the event is still to come
        (replace(RECORD, owed=frozenset({Page("address", "/a/")})), AWAITED, False),
        (replace(RECORD, refusal=Refusal("taken", "/a/")), AWAITED, True),
        (replace(RECORD, state="draft", post=None), AWAITED, True),
        (replace(RECORD, state="removed", post=None), Awaited("a.md", after="4", address="/a/", is_removed=True), True),
        (RECORD, Awaited("a.md", after="4", is_removed=True), False),
    ],
)
def test_a_source_may_be_live_once_its_record_says_so_and_owes_nothing(
    record: Record | None, upload: Awaited, is_live: bool
) -> None:
    assert progress_of(record, DONE, upload).is_live is is_live


@pytest.mark.parametrize(
    ("publish", "progress"),
    [
        (awaiting(OWN, HOME), PushProgress(pages=0)),
        (awaiting(HOME), PushProgress(is_live=True, pages=0)),
        (DONE, PushProgress(is_live=True, is_done=True, pages=1)),  # nobody reads a feed as a page
        (None, PushProgress(is_live=True, is_done=True)),  # an earlier version of Presswork, or a week ago
    ],
)
def test_it_is_live_once_its_own_page_is_not_awaited_any_more(publish: Publish | None, progress: PushProgress) -> None:
    assert progress_of(RECORD, publish, AWAITED) == progress


def test_the_address_that_a_post_left_is_its_own_page_as_well() -> None:
    left = name_of(Page("address", "/old/"))

    assert not progress_of(RECORD, awaiting(left), replace(AWAITED, address="/old/")).is_live


@pytest.mark.parametrize(
    ("record", "upload", "overtaken"),
    [
        (replace(RECORD, digest="other"), AWAITED, True),
        (replace(RECORD, digest="other"), replace(AWAITED, after=""), True),
        (replace(RECORD, digest="other"), replace(AWAITED, after="5"), False),  # it stood before
        (RECORD, AWAITED, False),
        (RECORD, Awaited("a.md", after="4", is_removed=True), True),
        (replace(RECORD, state="removed", post=None, digest=""), AWAITED, True),
    ],
)
def test_an_upload_is_overtaken_when_a_later_event_has_brought_other_bytes(
    record: Record, upload: Awaited, overtaken: bool
) -> None:
    assert is_overtaken(record, upload) is overtaken


def test_a_file_is_known_by_its_etag() -> None:
    record = Record("a.jpg", "5.000000", "published", media=Media("a.jpg", "image/jpeg", "new"))

    assert progress_of(record, DONE, Awaited("a.jpg", etag="new")).is_live
    assert progress_of(record, DONE, Awaited("a.jpg", etag="newer")) == ON_ITS_WAY


def test_a_file_of_the_site_is_in_force_once_a_later_event_is_accepted() -> None:
    record = Record("site.yaml", "5.000000", "published")

    assert progress_of(record, DONE, Awaited("site.yaml", etag="new", after="4")).is_live
    assert progress_of(record, DONE, Awaited("site.yaml", etag="new", after="5")) == ON_ITS_WAY


def test_what_is_live_waits_a_while_for_the_pages_that_follow(blog: MemoryBlog) -> None:
    time = [0.0]
    waiting = Waiting(blog.cloud, lambda: time[0])
    blog.upload("posts/a.md", post(title="A"))
    blog.settle_without_pages()
    waiting.expect([Awaited("posts/a.md")])
    before = waiting.look()
    while blog.page("/2026/11/20/a/") is None:
        blog.handle_next()
    time[0] = 1.0
    at_once = waiting.look()
    time[0] += SOON

    [arrival] = waiting.look()

    assert (before, at_once, waiting.left, arrival.live_at) == ([], [], {}, 1.0)
    assert (arrival.progress.is_live, arrival.progress.is_done) == (True, False)


def test_a_replaced_image_is_not_live_by_the_picture_before(blog: MemoryBlog) -> None:
    waiting = Waiting(blog.cloud)
    blog.publish({"posts/p.png": flat_png(3, 2)})
    new = flat_png(5, 4)
    blog.upload("posts/p.png", new)
    while blog.settle_without_encoder():
        pass
    waiting.expect([Awaited("posts/p.png", etag=Object(new, "").etag)])
    before = waiting.look()

    blog.settle()

    assert before == []
    assert [arrival.key for arrival in waiting.look()] == ["posts/p.png"]


def test_all_that_followed_is_told_with_it(blog: MemoryBlog) -> None:
    waiting = Waiting(blog.cloud)
    blog.publish({"posts/a.md": post(title="A")})
    waiting.expect([Awaited("posts/a.md")])

    [arrival] = waiting.look()

    assert arrival.progress.is_done
    assert (arrival.progress.pages or 0) > 3


RENDERER = ("jinja2", "feedgen", "chalicelib.rendering.templates", "chalicelib.rendering.pages")
PUSH = """
import sys
from pathlib import Path
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog

blog = MemoryBlog()
author = Author(Path(sys.argv[1]), blog)
author.meanwhile = lambda: None
author.write({"site.yaml": "title: Mine\\n", "posts/a.md": GOOD, "a.txt": "x"})
author.push()
print(author.events[-1]["late"], *sorted(name for name in sys.argv[2:] if name in sys.modules))
"""


def test_a_push_loads_nothing_that_renders(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", PUSH, str(tmp_path), *RENDERER], capture_output=True, text=True, check=False)  # noqa: S603

    assert (ran.stdout.split(), ran.stderr) == (["3"], "")
