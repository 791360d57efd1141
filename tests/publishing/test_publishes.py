"""A publish is a stored fact: what it awaits, and what became of its pages."""

from chalicelib.cloud.items import Edit
from chalicelib.cloud.ports import Table
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.store import publishes, records
from chalicelib.store.publishes import Publish, cause_of, name_of
from tests.pictures import flat_jpeg
from tests.publishing.blog import SITE, MemoryBlog, objects_in, post

KEY = "posts/first.md"
OWN = Page("address", "/2026/11/20/first/")
HOME = Page("landing", "en:all:")


def publish_of(blog: MemoryBlog, key: str = KEY) -> Publish:
    return publishes.read_many(blog.cloud.table, [cause_of(key)])[cause_of(key)]


def is_done(blog: MemoryBlog, key: str = KEY) -> bool:
    record = records.read(blog.cloud.table, key)
    return record is not None and publish_of(blog, key).is_done_with(record)


def ingested(blog: MemoryBlog, key: str, source: str | bytes | None) -> None:
    """Upload or delete a source, and handle its event, but render nothing."""
    if source is None:
        blog.delete(key)
    else:
        blog.upload(key, source)
    blog.settle_without_pages()


def test_an_accepted_record_awaits_its_pages(memory_blog: MemoryBlog) -> None:
    ingested(memory_blog, KEY, post(title="First"))

    publish = publish_of(memory_blog)

    assert publish.awaits(name_of(OWN))
    assert publish.awaits(name_of(HOME))
    assert not is_done(memory_blog)


def test_a_publish_is_done_once_all_is_made_and_tells_what_became_of_the_pages(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(title="First")})

    publish = publish_of(memory_blog)

    assert is_done(memory_blog)
    assert {name_of(page) for page in (OWN, HOME, Page("archives", "en"), Page("rss", "en:all:"))} <= publish.written
    assert publish.given_up == frozenset()


def test_pages_that_are_the_same_as_before_are_counted_apart(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post("One.", title="First")})
    memory_blog.publish({KEY: post("Two.", title="First", lead="The same.")})
    memory_blog.publish({KEY: post("Three.", title="First", lead="The same.")})

    publish = publish_of(memory_blog)

    assert name_of(OWN) in publish.written
    assert name_of(Page("year", "en:all:", "2026")) in publish.unchanged - publish.written


def test_what_a_summary_owes_is_awaited_as_well(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SITE})
    ingested(memory_blog, KEY, post(title="First"))
    awaited: set[str] = set()

    while memory_blog.handle_next():
        awaited |= {element.partition("@")[0] for element in publish_of(memory_blog).pending}

    assert name_of(Page("archives", "en")) in awaited
    assert is_done(memory_blog)


def test_once_a_publish_is_done_messages_that_are_left_change_nothing(memory_blog: MemoryBlog) -> None:
    ingested(memory_blog, KEY, post(title="First"))
    while not is_done(memory_blog):
        assert memory_blog.handle_next()
    done = objects_in(memory_blog.cloud.public)

    memory_blog.settle()

    assert objects_in(memory_blog.cloud.public) == done


def test_a_message_that_comes_again_counts_nothing_twice(memory_blog: MemoryBlog) -> None:
    ingested(memory_blog, KEY, post(title="First"))
    doubled = memory_blog.press.take(len(memory_blog.press))
    memory_blog.press.send([*doubled, *doubled])
    memory_blog.settle()
    publish = publish_of(memory_blog)
    memory_blog.press.send(doubled)

    memory_blog.settle()

    assert publish_of(memory_blog) == publish


def test_an_event_that_comes_again_keeps_what_was_counted(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(title="First")})
    written = publish_of(memory_blog).written
    record = records.read(memory_blog.cloud.table, KEY)
    assert record is not None
    memory_blog.cloud.uploads.send([messages.again([Change(KEY, record.sequence)])])

    memory_blog.settle()

    assert is_done(memory_blog)
    assert publish_of(memory_blog).written == written


def test_a_new_upload_counts_anew_and_awaits_what_is_queued_still(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(title="First")})
    ingested(memory_blog, KEY, post(title="First", categories=["Sea"]))
    ingested(memory_blog, KEY, post(title="Second", slug="first"))

    publish = publish_of(memory_blog)

    assert publish.written == frozenset()
    assert publish.awaits(name_of(Page("landing", "en:category:sea")))


def test_an_image_is_awaited_until_it_is_encoded(memory_blog: MemoryBlog) -> None:
    memory_blog.upload("media/sea.jpg", flat_jpeg(600, 400))
    while memory_blog.settle_without_encoder():
        pass
    before = is_done(memory_blog, "media/sea.jpg")

    memory_blog.settle()

    assert (before, is_done(memory_blog, "media/sea.jpg")) == (False, True)
    assert name_of(Page("file", "media/sea.jpg")) in publish_of(memory_blog, "media/sea.jpg").written


def test_a_change_of_the_site_is_a_rebuild_that_is_over_once_all_groups_are_passed(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SITE, KEY: post(title="First")})
    ingested(memory_blog, "site.yaml", SITE.replace("The Press", "The Sea"))
    assert publish_of(memory_blog, "site.yaml").is_rebuild

    while len(memory_blog.press):
        assert not is_done(memory_blog, "site.yaml")
        memory_blog.handle_next()

    assert is_done(memory_blog, "site.yaml")
    assert "The Sea" in (memory_blog.page(OWN.of) or "")


def test_of_very_many_pages_a_publish_knows_when_all_are_made(memory_blog: MemoryBlog) -> None:
    tags = [f"Tag {number}" for number in range(publishes.MOST // 3)]
    ingested(memory_blog, KEY, post(title="First", tags=tags))
    publish = publish_of(memory_blog)
    assert publish.is_rebuild
    assert len(publish.pending) < publishes.MOST

    memory_blog.settle()

    assert is_done(memory_blog)
    assert "Tag 7" in (memory_blog.page("/tag/tag-7/") or "")


def test_however_often_a_post_is_uploaded_while_nothing_is_made_its_publish_is_bounded(memory_blog: MemoryBlog) -> None:
    tags = [f"Tag {number}" for number in range(20)]
    sizes = []
    for number in range(20):
        ingested(memory_blog, KEY, post(title=f"First {number}", slug="first", tags=tags))
        sizes.append(len(publish_of(memory_blog).pending))

    memory_blog.settle()

    assert max(sizes) < 4 * publishes.MOST
    assert sizes[0] > 100
    assert is_done(memory_blog)


def test_rendering_ignores_what_has_caused_a_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(title="First")})
    before = objects_in(memory_blog.cloud.public)

    memory_blog.press.send(messages.to_press([OWN, HOME], causes=[cause_of(KEY), cause_of("posts/unknown.md")]))
    memory_blog.settle()

    assert objects_in(memory_blog.cloud.public) == before
    assert list(memory_blog.hidden) == []


def test_a_publish_that_has_expired_does_not_come_back(memory_blog: MemoryBlog) -> None:
    ingested(memory_blog, KEY, post(title="First"))
    table: Table = memory_blog.cloud.table
    assert publishes.at(cause_of(KEY)) in table.get_many([publishes.at(cause_of(KEY))])
    table.delete(publishes.at(cause_of(KEY)))

    memory_blog.settle()

    assert table.get(publishes.at(cause_of(KEY))) is None


def test_a_publish_expires_a_week_after_its_record_was_accepted(memory_blog: MemoryBlog) -> None:
    ingested(memory_blog, KEY, post(title="First"))

    item = memory_blog.cloud.table.change(publishes.at(cause_of(KEY)), Edit())

    assert item is not None
    assert item.number("expires") == int(memory_blog.clock.time.timestamp()) + 7 * 86_400
