"""What is known of a source fits into the items that hold it, whatever came before and whatever failed."""

import pytest
from msgspec.structs import replace

from chalicelib.cloud.items import At, Item
from chalicelib.cloud.limits import ITEM_BYTES, check_item
from chalicelib.publishing import item_sizes
from chalicelib.publishing.decide import FORMER_KEPT, FORMER_ROOM
from chalicelib.record import Pointer
from chalicelib.rendering.pages.reading import ROOM
from chalicelib.store import records
from tests.bounds.texts import TEXTS
from tests.bounds.worker import lettered
from tests.publishing.blog import MemoryBlog, post

KEY = "posts/x.md"
FULL = "".join(f"[a]({number:040}.md)\n\n" for number in range(700))


def test_an_item_that_no_table_takes_is_not_taken_in_memory_either() -> None:
    check_item(Item(At("a", "b"), {"c": "é" * 100_000}))
    with pytest.raises(ValueError, match="an item may have"):
        check_item(Item(At("a", "b"), {"c": "é" * (ITEM_BYTES // 2)}))


def test_a_source_that_leads_to_as_much_as_it_may_can_be_edited() -> None:
    blog = MemoryBlog()
    blog.publish({KEY: post(FULL)})
    blog.publish({KEY: post(FULL.replace("000.md", "001.md"))})
    assert blog.report(KEY) is None
    assert blog.hidden == []


def test_debts_that_leave_no_room_are_paid_before_more_are_made() -> None:
    blog = MemoryBlog()
    blog.publish({KEY: post(FULL)})
    standing = records.read(blog.cloud.table, KEY)
    assert standing is not None
    unpaid = frozenset(Pointer("link", f"posts/{number:060}.md", KEY) for number in range(2_900))
    owing = replace(standing, owed=unpaid)
    assert not item_sizes.is_too_full(owing)
    assert records.accept(blog.cloud.table, owing, standing)

    blog.publish({KEY: post(FULL, title="Another title")})

    assert blog.report(KEY) is None
    assert blog.hidden == []
    assert "Another title" in (blog.page("/2026/11/20/x/") or blog.page("/2026/11/20/another-title/") or "")
    settled = records.read(blog.cloud.table, KEY)
    assert settled is not None
    assert settled.owed == frozenset()


def test_addresses_that_were_left_take_so_much_room_and_no_more() -> None:
    blog = MemoryBlog()
    for number in range(FORMER_KEPT):
        blog.publish({KEY: post(path=f"/{number}/{'/'.join(['a' * 200] * 4)}/")})
    record = records.read(blog.cloud.table, KEY)
    assert record is not None
    assert 0 < sum(map(len, record.former)) <= FORMER_ROOM
    assert record.former[-1].startswith(f"/{FORMER_KEPT - 2}/")


def test_a_feed_has_the_excerpts_of_posts_that_it_has_no_room_for() -> None:
    blog, days = MemoryBlog(), range(1, 6)
    for day in days:
        text = f"Begins.\n\n<pre>in-{day} {'word ' * (ROOM // 20)}</pre>"  # a quarter of the room, and some more
        blog.publish({f"posts/{day}.md": post(text, title=str(day), date=f"2026-11-0{day}")})

    feed = blog.page("/feed/") or ""

    assert [f"in-{day}" in feed for day in days] == [False, False, True, True, True]
    assert all(f"in-{day}" in (blog.page(f"/2026/11/0{day}/{day}/") or "") for day in days)


def test_a_letter_ends_before_a_table_whose_plain_text_would_have_no_end() -> None:
    blog = MemoryBlog()
    blog.publish({KEY: post(TEXTS["raw tables"])})
    record = records.read(blog.cloud.table, KEY)
    assert record is not None
    assert record.post is not None

    lettered(blog, record.post)  # its item would not be taken
