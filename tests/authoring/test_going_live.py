"""When an upload is live: by the record, by what it owes, and by the page that stands."""

from dataclasses import replace

import pytest

from chalicelib.errors import Refusal
from chalicelib.model import Media, Page, Post
from chalicelib.publishing.write import NOTHING, UNKNOWN
from chalicelib.record import Record
from infra.authoring.push.liveness import (
    STUBBORN,
    UNCHANGED,
    Awaited,
    Progress,
    Seen,
    digests,
    is_overtaken,
    made,
    progress_of,
    stands,
)
from tests.pictures import flat_png
from tests.publishing.blog import MemoryBlog

POST = Post("a.md", "/a/", "A", "en")
RECORD = Record("a.md", "5.000000", "published", POST, digest="new")
AWAITED = Awaited("a.md", digest="new", after="4")
LIVE = Progress("settled", Page("address", "/a/"), shows=True)


@pytest.mark.parametrize(
    ("record", "awaited", "progress"),
    [
        (None, AWAITED, Progress("waiting")),
        (RECORD, AWAITED, LIVE),
        (RECORD, replace(AWAITED, after=""), LIVE),
        (replace(RECORD, digest="old"), AWAITED, Progress("waiting")),
        (RECORD, replace(AWAITED, after="5"), Progress("waiting")),  # these bytes stood before, and the event is still to come
        (replace(RECORD, owed=frozenset({Page("address", "/a/")})), AWAITED, Progress("waiting")),
        (replace(RECORD, refusal=Refusal("taken", "/a/")), AWAITED, replace(LIVE, stage="refused")),
        (replace(RECORD, state="draft", post=None), AWAITED, Progress("settled")),
        (
            replace(RECORD, state="draft", post=None),
            replace(AWAITED, address="/a/"),  # it was live, and its page has to go
            Progress("settled", Page("address", "/a/")),
        ),
        (
            replace(RECORD, state="removed", post=None),
            Awaited("a.md", after="4", address="/a/", is_removed=True),
            Progress("settled", Page("address", "/a/")),
        ),
        (RECORD, Awaited("a.md", after="4", is_removed=True), Progress("waiting")),
    ],
)
def test_a_source_has_arrived_when_its_record_says_so_and_owes_nothing(
    record: Record | None, awaited: Awaited, progress: Progress
) -> None:
    assert progress_of(record, awaited) == progress


@pytest.mark.parametrize(
    ("record", "awaited", "overtaken"),
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
    record: Record, awaited: Awaited, overtaken: bool
) -> None:
    assert is_overtaken(record, awaited) is overtaken


def test_a_file_is_known_by_its_etag() -> None:
    record = Record("a.jpg", "5.000000", "published", media=Media("a.jpg", "image/jpeg", "new"))

    assert progress_of(record, Awaited("a.jpg", etag="new")) == Progress("settled", Page("file", "a.jpg"), shows=True)
    assert progress_of(record, Awaited("a.jpg", etag="newer")) == Progress("waiting")


def test_a_file_of_the_site_is_in_force_once_a_later_event_is_accepted() -> None:
    record = Record("site.yaml", "5.000000", "published")

    assert progress_of(record, Awaited("site.yaml", etag="new", after="4")) == Progress("settled")
    assert progress_of(record, Awaited("site.yaml", etag="new", after="5")) == Progress("waiting")


@pytest.mark.parametrize(
    ("seen", "shows", "live"),
    [
        (Seen("new", "old", "new"), True, True),
        (Seen("same", "same", "same"), True, True),  # an edit that changes no byte of the page
        (Seen("old", "old", "new"), True, False),
        (Seen(UNKNOWN, "old", "new"), True, False),  # it is being written
        (Seen("", "", "new"), True, False),
        (Seen(NOTHING, "old", NOTHING), False, True),
        (Seen(NOTHING, "", NOTHING), True, False),  # an image that is still to be encoded
        (Seen("other", "old", "new", looks=1), True, False),
        (Seen("other", "old", "new", looks=STUBBORN), True, True),  # a site of another version
        (Seen("old", "old", "new", looks=STUBBORN), True, False),
    ],
)
def test_a_page_stands_when_it_is_the_one_that_the_store_makes_now(seen: Seen, shows: bool, live: bool) -> None:
    assert stands(seen, shows=shows) is live


@pytest.mark.parametrize(
    ("looks", "is_foreign", "live"), [(UNCHANGED, True, True), (UNCHANGED - 1, True, False), (1000, False, False)]
)
def test_an_edit_that_changes_no_byte_is_live_on_a_site_of_another_version_after_many_looks(
    looks: int, is_foreign: bool, live: bool
) -> None:
    assert stands(Seen("old", "old", "new", looks), shows=True, is_foreign=is_foreign) is live


def test_a_replaced_image_is_not_live_by_the_picture_before() -> None:
    blog, page = MemoryBlog(), Page("file", "posts/p.png")
    blog.publish({"posts/p.png": flat_png(3, 2)})
    blog.upload("posts/p.png", flat_png(5, 4))
    while blog.settle_without_encoder():
        pass
    assert made(blog.cloud, [page]) == {}

    blog.settle()
    assert made(blog.cloud, [page]) == digests(blog.cloud, [page])
