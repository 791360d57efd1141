"""An image that is replaced: until the pages that show it are made again, the files that they name stay."""

import re
from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from bench.watching import watched
from chalicelib.content.media.image_variants import SIZED, name_of
from chalicelib.model import Page
from chalicelib.publishing import consumers
from chalicelib.publishing.messages import GROUPS, Passage, group_of, to_pass, to_press
from chalicelib.publishing.resolve_owed import A_STRETCH
from tests.crashing_workers import Died, dying
from tests.owed_summaries import owing_summaries
from tests.pictures import flat_jpeg
from tests.publishing.blog import MemoryBlog, as_new, post
from tests.publishing.outages import Down

KEY = "posts/boat.jpg"
OLD, NEW, NEWER = (flat_jpeg(700, 500, shade=shade) for shade in ("teal", "navy", "olive"))
NAMED = re.compile(rb"/(_/images/[^\s\",&<\\]+)")
SHOWING = {
    "posts/a.md": post("![A boat](boat.jpg)", tags=["z"]),
    "posts/b.md": post("![A boat](boat.jpg)", title="B", image="boat.jpg"),
}


def named(blog: MemoryBlog) -> set[tuple[str, str]]:
    """The files of images that pages and feeds name, each with the page."""
    return {(key, file.decode()) for key, shown in blog.objects().items() for file in NAMED.findall(shown.body)}


def steps(blog: MemoryBlog, then: Sequence[bytes | None], after: int = 0) -> Iterator[set[tuple[str, str]]]:
    """Replace the image, once more after so many steps, handle message by message, and yield what is named and isn't there."""
    waiting, done = list(then), 0
    while waiting or len(blog.press):
        if waiting and done in (0, after + 1):
            _put(blog, waiting.pop(0))
        blog.handle_next()
        done += 1
        objects = blog.objects()
        yield {(key, file) for key, file in named(blog) if file not in objects}


def _put(blog: MemoryBlog, raw: bytes | None) -> None:
    if raw:
        blog.upload(KEY, raw)
    else:
        blog.delete(KEY)
    blog.settle_without_pages()


@pytest.mark.parametrize("after", range(GROUPS + 6))
@pytest.mark.parametrize("then", [(NEW, NEWER), (NEW, OLD)], ids=["another", "back"])
def test_at_no_step_does_a_page_name_a_file_that_is_not_there(memory_blog: MemoryBlog, then: Sequence[bytes], after: int) -> None:
    memory_blog.publish({**SHOWING, KEY: OLD})
    assert len(named(memory_blog)) > 12

    lacking = list(steps(memory_blog, then, after))

    assert (len(lacking) > GROUPS, list(filter(None, lacking))) == (True, [])
    assert memory_blog.objects() == as_new({**SHOWING, KEY: then[-1]})


@pytest.mark.parametrize("after", range(0, GROUPS + 6, 3))
@pytest.mark.parametrize("then", [(None,), (NEW, None), (None, OLD)], ids=["gone", "replaced and gone", "gone and back"])
def test_of_an_image_that_is_deleted_only_lasting_addresses_are_still_named(
    memory_blog: MemoryBlog, then: Sequence[bytes | None], after: int
) -> None:
    memory_blog.publish({**SHOWING, KEY: OLD})

    lacking = {file for named in steps(memory_blog, then, after) for _, file in named}

    assert lacking <= {f"_/images/posts/boat.jpg/sized/{size}.jpg" for size in SIZED}
    assert memory_blog.objects() == as_new({**SHOWING, **({KEY: then[-1]} if then[-1] else {})})


@pytest.mark.slow
def test_where_many_posts_show_the_image_its_old_files_go_after_the_last_of_them(memory_blog: MemoryBlog) -> None:
    many = {f"posts/{number}.md": post("![A boat](boat.jpg)", slug=f"s{number}") for number in range(A_STRETCH + 1)}
    memory_blog.publish_at_once({**many, KEY: OLD})

    assert not any(steps(memory_blog, [NEW]))

    assert memory_blog.objects() == as_new({**many, KEY: NEW})


@pytest.mark.parametrize("copies", range(1, 8))
def test_a_picture_is_there_whole_though_an_unreadable_image_came_after_the_death_of_its_worker(
    memory_blog: MemoryBlog, copies: int
) -> None:
    memory_blog.publish(SHOWING)
    _put(memory_blog, OLD)
    alive = memory_blog.cloud
    memory_blog.cloud = watched(alive, dying(copies, "copy_from"))
    with pytest.raises(Died):
        memory_blog.settle()
    memory_blog.cloud = alive

    _put(memory_blog, b"no picture")
    memory_blog.again()
    memory_blog.settle()

    assert memory_blog.objects() == as_new({**SHOWING, KEY: OLD})
    assert list(owing_summaries(memory_blog.cloud.table)) == []


@pytest.mark.parametrize(("further", "waits"), [(0, {"page", "position"}), (1, {"page"})])
def test_a_position_goes_on_behind_no_page_of_its_group_that_could_not_be_written(
    memory_blog: MemoryBlog, further: int, waits: set[str]
) -> None:
    memory_blog.publish({**SHOWING, KEY: OLD})
    page = Page("address", "/2026/11/20/a/")
    position = to_pass(Passage((group_of(page) + further) % GROUPS, of=KEY, former=name_of(OLD)))
    memory_blog.upload("posts/a.md", post("Edited."))
    memory_blog.settle_without_pages()
    down = replace(memory_blog.cloud, public=Down())

    assert consumers.pages(down, {"page": to_press([page])[0].body, "position": position.body}) == waits
