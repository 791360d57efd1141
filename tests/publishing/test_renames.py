"""A source that is renamed, or renamed and edited in one move: what its readers keep."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.publishing import consumers, messages
from chalicelib.publishing.decide import Change
from chalicelib.store import item_keys, records
from tests.publishing.blog import Blog, MemoryBlog, post

OLD, NEW = "posts/hello.md", "archive/hello.md"
ORDERS = pytest.mark.parametrize("copied_first", [True, False])


@ORDERS
def test_a_renamed_and_edited_source_with_the_same_slug_and_date_keeps_its_address(
    memory_blog: MemoryBlog, copied_first: bool
) -> None:
    memory_blog.publish({OLD: post("Before.")})
    [address] = [item["url"] for item in json.loads(memory_blog.page("/feed/json/") or "{}")["items"]]

    moved = {NEW: post("After."), OLD: None}
    memory_blog.publish(moved if copied_first else dict(reversed(moved.items())))

    told = json.loads(memory_blog.page("/feed/json/") or "{}")["items"]
    assert [(item["url"], "After." in item["content_html"]) for item in told] == [(address, True)]
    assert memory_blog.report(NEW) is None


@ORDERS
def test_a_renamed_and_edited_source_with_an_id_keeps_it_in_feeds_and_its_old_address_leads_to_the_new(
    memory_blog: MemoryBlog, copied_first: bool
) -> None:
    memory_blog.publish({OLD: post("Before.", id="tag:a.example,2026:7")})

    moved = {"posts/hola.md": post("After.", id="tag:a.example,2026:7"), OLD: None}
    memory_blog.publish(moved if copied_first else dict(reversed(moved.items())))

    told = json.loads(memory_blog.page("/feed/json/") or "{}")["items"]
    assert [item["id"] for item in told] == ["tag:a.example,2026:7"]
    assert memory_blog.report("posts/hola.md") is None
    assert memory_blog.leads("/2026/11/20/hello/") == "/2026/11/20/hola/"


# ---- a rename alone

AT = "/2026/11/20/hola/"
RENAMED = "posts/hola.md"
TEXT = post("One.")


def rename(blog: Blog, old: str, new: str, text: str, *, copied_first: bool) -> None:
    moved = {new: text, old: None}
    blog.publish(moved if copied_first else dict(reversed(moved.items())))


def ids(blog: Blog) -> dict[str, str]:
    """The id of each entry of the feed of all posts, by its address."""
    told = json.loads(blog.page("/feed/json/") or "{}")
    return {item["url"].removeprefix(blog.cloud.url): item["id"] for item in told.get("items", ())}


@ORDERS
def test_a_rename_keeps_the_id_in_each_format_of_the_feeds_and_the_old_address_leads_to_the_new(
    blog: Blog, copied_first: bool
) -> None:
    blog.publish({OLD: TEXT})
    [(before, id_)] = ids(blog).items()

    rename(blog, OLD, RENAMED, TEXT, copied_first=copied_first)

    assert ids(blog) == {AT: id_}
    assert re.findall("<guid[^>]*>([^<]+)<", blog.page("/feed/") or "") == [id_]
    assert f"<id>{id_}</id>" in (blog.page("/feed/atom/") or "")
    assert blog.leads(before) == AT


def test_a_source_that_is_removed_while_its_copy_is_ingested_is_renamed_all_the_same(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({OLD: TEXT})
    [(before, id_)] = ids(memory_blog).items()
    unwatched, copied = memory_blog.cloud, item_keys.at_record(RENAMED)

    def around(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "put" and args[0].at == copied and unwatched.content.stat(OLD):
            unwatched.content.delete(OLD)
            [removal] = memory_blog.uploads.take()
            assert consumers.uploads(unwatched, {"m": removal.body}) == frozenset()
        return act()

    memory_blog.upload(RENAMED, TEXT)
    memory_blog.cloud = watched(unwatched, around)
    memory_blog.settle()

    assert ids(memory_blog) == {AT: id_}
    assert memory_blog.leads(before) == AT


@ORDERS
def test_a_source_that_is_renamed_again_and_again_and_back_keeps_its_id(memory_blog: MemoryBlog, copied_first: bool) -> None:
    memory_blog.publish({OLD: TEXT})
    [id_] = ids(memory_blog).values()

    for old, new in ((OLD, RENAMED), (RENAMED, "posts/x.md"), ("posts/x.md", OLD), (OLD, RENAMED), (RENAMED, OLD)):
        rename(memory_blog, old, new, TEXT, copied_first=copied_first)

        assert list(ids(memory_blog).values()) == [id_]


@ORDERS
def test_an_edit_after_a_rename_and_a_draft_in_between_keep_the_id(memory_blog: MemoryBlog, copied_first: bool) -> None:
    memory_blog.publish({OLD: TEXT})
    [id_] = ids(memory_blog).values()
    rename(memory_blog, OLD, RENAMED, TEXT, copied_first=copied_first)

    memory_blog.publish({RENAMED: post("Two.")})
    assert ids(memory_blog) == {AT: id_}

    memory_blog.publish({RENAMED: post("Two.", draft=True)})
    memory_blog.publish({RENAMED: post("Three.")})
    assert ids(memory_blog) == {AT: id_}


@ORDERS
def test_events_that_come_twice_or_late_change_no_id(memory_blog: MemoryBlog, copied_first: bool) -> None:
    memory_blog.publish({OLD: TEXT})
    rename(memory_blog, OLD, RENAMED, TEXT, copied_first=copied_first)
    before = memory_blog.objects()

    found = records.read_many(memory_blog.cloud.table, (OLD, RENAMED)).values()
    again = [messages.again([Change(one.key, sequence)]).body for one in found for sequence in (one.sequence, "0" * 32)]
    memory_blog.tell(*again, *reversed(again))
    memory_blog.settle()

    assert memory_blog.objects() == before


# ---- no two posts have one id


@ORDERS
def test_a_new_post_under_the_old_name_has_an_id_of_its_own_and_keeps_it(memory_blog: MemoryBlog, copied_first: bool) -> None:
    memory_blog.publish({OLD: TEXT})
    [id_] = ids(memory_blog).values()
    rename(memory_blog, OLD, RENAMED, TEXT, copied_first=copied_first)

    memory_blog.publish({OLD: post("Another.", slug="another")})
    found = ids(memory_blog)
    assert found[AT] == id_
    assert found["/2026/11/20/another/"] != id_

    memory_blog.publish({OLD: post("Another, edited.", slug="another")})
    assert ids(memory_blog) == found


def test_of_several_copies_of_a_removed_source_the_first_has_its_id(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({OLD: TEXT})
    [id_] = ids(memory_blog).values()

    memory_blog.publish({OLD: None, "posts/z.md": TEXT, "posts/a.md": TEXT})

    found = ids(memory_blog)
    assert found["/2026/11/20/z/"] == id_
    assert found["/2026/11/20/a/"] != id_


def test_a_copy_that_is_removed_leaves_the_first_its_id(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({OLD: TEXT})
    before = ids(memory_blog)

    memory_blog.publish({RENAMED: TEXT})
    memory_blog.publish({RENAMED: None})

    assert ids(memory_blog) == before


def test_a_source_that_has_left_its_id_does_not_take_it_back_by_its_old_text(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({OLD: TEXT})
    rename(memory_blog, OLD, RENAMED, TEXT, copied_first=False)
    memory_blog.publish({RENAMED: post("Two.")})
    rename(memory_blog, RENAMED, "posts/x.md", post("Two."), copied_first=False)

    memory_blog.publish({RENAMED: TEXT, OLD: TEXT})

    found = ids(memory_blog)
    assert len(found) == len({*found.values()}) == 3


# ---- a rename with an edit


@ORDERS
def test_a_rename_with_an_edit_keeps_the_id_where_slug_and_date_are_the_same(blog: Blog, copied_first: bool) -> None:
    blog.publish({OLD: post("Before.", title="Before")})
    before = ids(blog)

    rename(blog, OLD, NEW, post("After.", title="After"), copied_first=copied_first)

    assert ids(blog) == before


@ORDERS
def test_an_address_that_another_post_only_passed_through_gives_it_no_id(memory_blog: MemoryBlog, copied_first: bool) -> None:
    memory_blog.publish({OLD: post("One.")})
    before = ids(memory_blog)
    memory_blog.publish({OLD: post("One.", slug="moved")})

    rename(memory_blog, OLD, "posts/new/hello.md", post("Another."), copied_first=copied_first)

    assert {*ids(memory_blog).values()}.isdisjoint(before.values())
