"""Images and the pages that show them: whichever comes first, the pages end with the images' sizes."""

import re

import pytest

from chalicelib import codec, reports
from chalicelib.cloud.items import Item
from chalicelib.content.html.responsive_images import attributes
from chalicelib.content.media.images import key_at
from chalicelib.model import Media, Page
from chalicelib.publishing import messages, resolve_owed
from chalicelib.record import Record
from chalicelib.store import item_keys, records
from tests.pictures import flat_jpeg as jpeg
from tests.pictures import flat_png as png
from tests.publishing.blog import SITE, Blog, MemoryBlog, as_new, but_for_ids, post, standing
from tests.publishing.calls import calling

AT = "/2026/11/20/a/"
SHOWING = post("![Alt](<é b.png>)\n\n<!--more-->\n\n![Other](../100%25.jpg)", image="t.png")
IMAGES = {"posts/é b.png": png(640, 480), "100%.jpg": jpeg(480, 640, orientation=6), "posts/t.png": png(1200, 630)}
FIRST = ("posts/é b.png", "640", "480", None)
SECOND = ("100%.jpg", "640", "480", "lazy")


def images(page: str | None) -> list[tuple[str, str | None, str | None, str | None]]:
    """The images in the texts of a page: the key, width, height and loading of each."""
    tags = (attributes(tag) for tag in re.findall(r"<img (?!class=)[^>]*>", page or ""))
    return [(key_at(has["src"]), has.get("width"), has.get("height"), has.get("loading")) for has in tags]


def test_the_pages_of_a_post_have_the_sizes_whether_it_or_its_images_come_first(blog: Blog) -> None:
    blog.publish({"posts/a.md": SHOWING, **IMAGES})

    assert images(blog.page(AT)) == [FIRST, SECOND]
    assert blog.objects() == as_new({**IMAGES, "posts/a.md": SHOWING})


CHANGES: list[dict[str, str | bytes | None]] = [
    {"posts/é b.png": png(30, 20)},
    {"posts/é b.png": None},
    {"posts/t.png": None, "100%.jpg": jpeg(1, 1)},
    {"posts/a.md": post("![Alt](t.png)")},
    {"posts/a.md": None, "posts/t.png": png(5, 5), "posts/b.md": SHOWING},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_an_image_that_changes_or_goes_leaves_the_pages_as_if_it_had_been_so_ever_since(
    blog: Blog, changes: dict[str, str | bytes | None]
) -> None:
    sources: dict[str, str | bytes | None] = {**IMAGES, "posts/a.md": SHOWING}
    blog.publish(sources)
    before = blog.page(AT)

    blog.publish(changes)

    assert blog.page(AT) != before
    left = {key: source for key, source in {**sources, **changes}.items() if source is not None}
    assert but_for_ids(standing(blog.objects())) == but_for_ids(as_new(left))


def test_an_image_is_known_across_the_folders_of_languages(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE, "es/posts/a.md": post("![A](../../posts/p.png)"), "posts/p.png": png(3, 2)})

    assert 'width="3" height="2"' in (blog.page("/es/2026/11/20/a/") or "")


def test_a_template_is_told_the_size_of_the_title_image(memory_blog: Blog) -> None:
    template = "<p>{{ post.image | href }} {{ post.image_width }} {{ post.image_height }}</p>"

    memory_blog.publish({"templates/post.html": template, "posts/a.md": SHOWING, **IMAGES})
    assert memory_blog.page(AT) == "<p>/posts/t.png 1200 630</p>\n"

    memory_blog.publish({"posts/t.png": None})
    assert memory_blog.page(AT) == "<p>/posts/t.png 0 0</p>\n"


def test_a_feed_with_whole_texts_has_the_sizes(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "title: A\nfeed: {content: full}\n", "posts/a.md": SHOWING, **IMAGES})

    assert 'width=\\"640\\" height=\\"480\\"' in (memory_blog.page("/feed/json/") or "")


def test_a_post_of_pictures_shows_the_first_in_lists_and_each_once_on_its_page(memory_blog: Blog) -> None:
    newer = post("Text.", date="2026-11-21")  # it leads, so the other isn't shown wide
    memory_blog.publish({"posts/a.md": post("![Boat](boat%20(1)&.jpg)\n\n![Sea](sea.jpg)"), "posts/b.md": newer})

    landing, page = memory_blog.page("/") or "", memory_blog.page(AT) or ""

    assert '<img class="thumb" src="/_/images/posts/boat%20%281%29%26.jpg/sized/small.jpg"' in landing
    assert '<img class="title"' not in page
    assert [key for key, *_ in images(page)] == ["posts/boat (1)&.jpg", "posts/sea.jpg"]


def test_a_missing_image_is_named_beside_its_post(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": post("![A](nowhere.png)")})

    assert memory_blog.warning("posts/a.md") == reports.missing_files("posts/a.md", ["posts/nowhere.png"])
    assert images(memory_blog.page(AT)) == [("posts/nowhere.png", None, None, None)]


# ---- what it costs


def calls_of(blog: MemoryBlog, sources: dict[str, str | bytes]) -> list[str]:
    with calling(blog) as calls:
        blog.publish(dict(sources))
    return [call.name for call in calls]


def test_a_post_with_images_costs_one_pointer_an_image_and_the_page_of_its_warnings() -> None:
    plain, shows = MemoryBlog(), MemoryBlog()
    for blog in (plain, shows):
        blog.publish({**IMAGES, "posts/first.md": post("Text.", date="2026-11-01")})

    without = calls_of(plain, {"posts/a.md": post("Text.")})
    having = calls_of(shows, {"posts/a.md": post("![Alt](<é b.png>) ![Other](../100%25.jpg) ![T](t.png)")})

    more = {name: having.count(name) - without.count(name) for name in {*having, *without}}
    warnings = {"content.stat": 1}
    cover = {"table.get_many": 2}  # the record and the picture of the image that leads the home page
    assert {name: number for name, number in more.items() if number} == {"table.put": len(IMAGES), **warnings, **cover}


def test_no_more_than_the_beginning_of_an_image_is_read_that_is_published_as_it_is(memory_blog: MemoryBlog) -> None:
    memory_blog.upload("posts/p.ico", b"\0\0\1\0")
    memory_blog.upload("talk.pdf", b"%PDF")
    with calling(memory_blog) as calls:
        memory_blog.settle()

    asked = [(call.name, call.args) for call in calls if call.name in ("content.read", "content.stat")]
    of_uploads = [(name, args) for name, args in asked if not args[0].endswith(".txt")]
    assert of_uploads == [("content.read", ("posts/p.ico", 256 * 1024)), ("content.read", ("talk.pdf", 128))]


def test_an_image_that_very_many_posts_show_is_followed_a_stretch_at_a_time(memory_blog: MemoryBlog) -> None:
    number = 2 * resolve_owed.A_STRETCH + 1
    shown = {f"posts/c#{count:03}.md": post("![A](/a.png)", title=f"P {count}") for count in range(number)}
    memory_blog.publish(shown)
    with calling(memory_blog) as calls:
        memory_blog.publish({"a.png": png(3, 2)})

    linking = item_keys.pointers_to("link", "a.png")
    assert [len(call.answer) for call in calls if call.name == "table.query" and call.args[0] == linking] == [
        resolve_owed.A_STRETCH + 1,
        *(resolve_owed.A_STRETCH, resolve_owed.A_STRETCH, 1) * 2,  # for the image's size, then for its picture
    ]
    pages = [one.body for key, one in memory_blog.objects().items() if key.startswith("2026/11/20/c-")]
    assert [b'width="3" height="2"' in page for page in pages] == [True] * number


# ---- what was kept before there were sizes


def test_a_record_without_sizes_is_read() -> None:
    facts = '{"state": "published", "media": {"key": "p.png", "type": "image/png", "etag": "e"}}'
    assert codec.loads(Record, facts, key="p.png", version="s").media == Media("p.png", "image/png", "e", 0, 0)


def test_a_file_looked_at_again_gets_its_size(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": SHOWING, **IMAGES})
    right = memory_blog.objects()
    at, table = item_keys.at_record("posts/t.png"), memory_blog.cloud.table
    record = records.read(table, "posts/t.png")
    assert record
    assert record.media
    old = {"stamp": record.version, "facts": f'{{"state": "published", "media": {_without_size(record.media)}}}'}
    table.put(Item(at, old))
    memory_blog.cloud.press.send(messages.to_press(frozenset({Page("address", AT)})))
    memory_blog.settle()

    memory_blog.tell(f'{{"again": [["posts/t.png", "{record.sequence}"]]}}')
    memory_blog.settle()

    assert memory_blog.objects() == right


def _without_size(media: Media) -> str:
    return f'{{"key": "{media.key}", "type": "{media.type}", "etag": "{media.etag}"}}'
