"""An object of the public bucket is written again where it differs from what should stand there."""

from typing import ClassVar

import pytest

from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.model import Page
from chalicelib.publishing.messages import Position, to_rebuild
from chalicelib.publishing.write import Output, short, write_outputs
from chalicelib.rendering.page_kinds import KINDS
from tests.publishing.blog import MemoryBlog, post

KEY = "feed/atom/index.xml"
FORMER = Object(b"<feed/>", "application/atom+xml; charset=utf-8")
NOW = Object(b"<feed/>", "application/xml; charset=utf-8")


def output(what: Object) -> Output:
    return Output(Page("atom", "en:all:"), KEY, what)


def written(cloud: Cloud, what: Object) -> int:
    """Write the object where it doesn't stand, and return the number of objects written."""
    done = write_outputs(cloud, [output(what)], cloud.table.put_many)
    cloud.table.put_many(done.write_states)
    return len(done.outputs)


class Hashed(Output, eq=False, dict=True):
    """An output that counts how often outputs are hashed."""

    hashes: ClassVar = 0

    def __hash__(self) -> int:
        Hashed.hashes += 1
        return id(self)


def test_the_work_of_comparing_a_batch_grows_with_its_length_not_with_its_square(memory_blog: MemoryBlog) -> None:
    counts = []
    for length in (50, 500):
        outputs = [Hashed(Page("atom", f"en:tag:{length}-{number}"), f"{length}/{number}", NOW) for number in range(length)]
        before = Hashed.hashes
        assert len(write_outputs(memory_blog.cloud, outputs, lambda _: None).outputs) == length
        counts.append(Hashed.hashes - before)

    assert counts[1] <= 10 * counts[0]


@pytest.mark.parametrize("known", [True, False], ids=["by its write state", "by the object itself"])
def test_an_object_of_which_only_the_type_differs_is_written_again_once(memory_blog: MemoryBlog, known: bool) -> None:
    cloud = memory_blog.cloud
    assert written(cloud, FORMER) == 1
    if not known:
        cloud.table.delete(output(FORMER).write_state)

    assert [written(cloud, NOW), written(cloud, NOW)] == [1, 0]
    found = cloud.public.stat(KEY)
    assert found
    assert found.type == NOW.type


def test_a_rebuild_gives_the_objects_of_an_earlier_version_their_types(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": post()})
    cloud, now = memory_blog.cloud, memory_blog.objects()
    cloud.public.write(KEY, Object(now[KEY].body, FORMER.type))
    page = output(NOW)
    cloud.table.put(Item(page.write_state, {page.name: short(FORMER.etag)}))  # the digest of the bytes alone, as it was

    cloud.press.send([to_rebuild(Position(tuple(KINDS)))])
    memory_blog.settle()

    assert memory_blog.objects() == now
