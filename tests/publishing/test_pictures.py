"""Images as readers get them: encoded, in the widths of pages, without what a camera notes; and the pages that show them."""

import json
import re
from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image

from chalicelib.content.media.image_variants import name_of
from chalicelib.images import jobs
from chalicelib.images.encoding import Encoded
from chalicelib.model import Page
from chalicelib.publishing.messages import to_press
from chalicelib.rendering.failures import GIVEN_UP
from infra.stack import events, functions
from tests.encoding import jobs_of_encoder
from tests.images.drawing import saved
from tests.pictures import flat_jpeg, flat_png
from tests.publishing.blog import Blog, MemoryBlog, as_new, post, report_of
from tests.publishing.calls import calling, noting
from tests.publishing.outages import Down

AT = "/2026/11/20/a/"
PHONE = flat_jpeg(1200, 900, orientation=6)  # upright, it is 900 wide and 1200 high
SHOWING = post("Text.\n\n![A boat](boat.jpg)")
BOAT: dict[str, str | bytes] = {"posts/a.md": SHOWING, "posts/boat.jpg": PHONE}
FOLDER = "_/images/posts/boat.jpg/"
BROKEN = PHONE[:-200]


def variants(blog: Blog, key: str = "posts/boat.jpg") -> set[str]:
    """The files of the picture that stands for an image, by their names."""
    folder = f"_/images/{key}/"
    return {name.removeprefix(folder) for name in blog.objects() if name.startswith(folder)}


def named(raw: bytes, *files: str) -> set[str]:
    return {f"{name_of(raw)}/{file}" for file in files}


@pytest.mark.on_aws_too
def test_an_image_is_published_in_the_widths_and_formats_of_pages(blog: Blog) -> None:
    blog.publish(BOAT)

    of_widths = named(PHONE, *(f"{width}.{kind}" for width in (480, 900) for kind in ("avif", "webp", "jpeg")))
    assert variants(blog) == of_widths | {"sized/small.jpg", "sized/letter.jpg"}
    assert blog.objects() == as_new(BOAT)


def test_nothing_that_is_published_has_what_the_camera_noted_and_all_of_it_is_upright(blog: Blog) -> None:
    blog.publish(BOAT)

    files = {key: one.body for key, one in blog.objects().items() if "boat.jpg" in key}
    assert len(files) == 9
    for key, body in files.items():
        image = Image.open(BytesIO(body))
        assert not image.getexif(), key
        assert image.width < image.height, key


def test_the_image_itself_is_the_widest_that_every_program_shows(blog: Blog) -> None:
    blog.publish({"posts/boat.jpg": PHONE, "posts/large.png": flat_png(2500, 20)})

    objects = blog.objects()
    assert objects["posts/boat.jpg"] == objects[f"{FOLDER}{name_of(PHONE)}/900.jpeg"]
    assert Image.open(BytesIO(objects["posts/large.png"].body)).size == (1920, 15)
    assert objects["posts/large.png"].type == "image/png"


def test_an_image_of_a_phone_is_a_jpeg_at_its_own_address_whatever_its_format(memory_blog: Blog) -> None:
    raw = saved(Image.new("RGB", (30, 20), "navy"), "HEIF")

    memory_blog.publish({"posts/a.md": post("![A](boat.heic)"), "posts/boat.heic": raw})

    shown = memory_blog.objects()["posts/boat.heic"]
    assert (shown.type, shown.body[:2]) == ("image/jpeg", b"\xff\xd8")
    assert "/30.jpeg" in (memory_blog.page(AT) or "")


def test_a_page_offers_every_variant_and_no_other_address(blog: Blog) -> None:
    blog.publish(BOAT)

    page = blog.page(AT) or ""
    offered = re.findall(rf"/({FOLDER}[^ \",]*)", page)
    assert set(offered) == {f"{FOLDER}{one}" for one in variants(blog) if not one.startswith("sized/")}
    assert 'width="900" height="1200" decoding="async"' in page
    assert '<meta property="og:image" content="https://press.example/posts/boat.jpg">' in page


def test_until_an_image_is_encoded_its_page_has_its_size_and_nothing_of_it_is_published(memory_blog: MemoryBlog) -> None:
    memory_blog.upload("posts/a.md", SHOWING)
    memory_blog.upload("posts/boat.jpg", PHONE)
    jobs = memory_blog.encoder.take
    while memory_blog.settle_without_encoder():
        pass

    assert len(jobs()) == 1
    assert 'src="/posts/boat.jpg" width="900" height="1200"' in (memory_blog.page(AT) or "")
    assert not any("boat" in key for key in memory_blog.objects())


@pytest.mark.parametrize("order", [("posts/a.md", "posts/boat.jpg"), ("posts/boat.jpg", "posts/a.md")])
def test_the_image_may_come_before_its_post_or_after_it(memory_blog: Blog, order: tuple[str, ...]) -> None:
    for key in order:
        memory_blog.publish({key: BOAT[key]})

    assert memory_blog.objects() == as_new(BOAT)


@pytest.mark.on_aws_too
@pytest.mark.parametrize("new", [flat_jpeg(700, 500), None, flat_jpeg(1200, 900, orientation=6, shade="navy")])
def test_an_image_that_is_replaced_or_removed_leaves_none_of_its_variants(blog: Blog, new: bytes | None) -> None:
    blog.publish(BOAT)

    blog.publish({"posts/boat.jpg": new})

    assert blog.objects() == as_new({"posts/a.md": SHOWING, **({"posts/boat.jpg": new} if new else {})})


def test_an_image_that_two_posts_show_is_encoded_once(memory_blog: MemoryBlog) -> None:
    with calling(memory_blog) as calls:
        memory_blog.publish({**BOAT, "posts/b.md": post("![It](boat.jpg)", title="B"), "copy.jpg": PHONE})

    written = [call.args[0] for call in calls if call.name == "encoded.write"]
    assert len(written) == len(set(written)) == 6
    assert {key.partition("/")[0] for key in written} == {name_of(PHONE)}


def test_an_image_that_is_uploaded_again_as_it_was_changes_nothing(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(BOAT)

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/boat.jpg": PHONE})

    assert written == set()


def test_an_image_that_can_t_be_read_holds_up_no_text_and_is_reported(blog: Blog) -> None:
    blog.publish({"posts/a.md": SHOWING, "posts/boat.jpg": BROKEN})

    assert "Text." in (blog.page(AT) or "")
    assert blog.report("posts/boat.jpg") == report_of("image-broken", "posts/boat.jpg", "the file ends too soon")
    assert not any("boat" in key for key in blog.objects())
    assert '<img alt="A boat" src="/posts/boat.jpg" decoding="async">' in (blog.page(AT) or "")


def test_a_post_is_live_before_its_image_is_tried_and_stays_so_when_that_is_refused(memory_blog: MemoryBlog) -> None:
    memory_blog.upload("posts/boat.jpg", BROKEN)
    memory_blog.upload("posts/a.md", SHOWING)
    while memory_blog.settle_without_encoder():
        pass
    assert "Text." in (memory_blog.page(AT) or "")
    assert memory_blog.report("posts/boat.jpg") is None

    memory_blog.settle()

    assert "Text." in (memory_blog.page(AT) or "")
    assert memory_blog.report("posts/boat.jpg") == report_of("image-broken", "posts/boat.jpg", "the file ends too soon")


def test_an_image_that_replaces_a_good_one_and_can_t_be_read_leaves_it(blog: Blog) -> None:
    blog.publish(BOAT)
    before = blog.objects()

    blog.publish({"posts/boat.jpg": BROKEN})

    assert blog.objects() == before
    assert blog.report("posts/boat.jpg")


def test_an_image_over_which_its_encoder_dies_twice_is_refused(memory_blog: MemoryBlog) -> None:
    memory_blog.upload("posts/boat.jpg", PHONE)
    while memory_blog.settle_without_encoder():
        pass
    for _ in range(2):
        memory_blog.begin_to_encode(PHONE)

    memory_blog.settle()

    assert "2 attempts to read it, none of which finished" in (memory_blog.report("posts/boat.jpg") or "")


def test_an_image_at_which_the_encoder_itself_fails_is_refused_at_the_third_run(
    memory_blog: MemoryBlog, caplog: pytest.LogCaptureFixture
) -> None:
    memory_blog.upload("posts/a.md", SHOWING)
    memory_blog.upload("posts/boat.jpg", PHONE)
    while memory_blog.settle_without_encoder():
        pass
    (job,) = (json.loads(message.body) for message in memory_blog.encoder.take())

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            jobs.encode(memory_blog.cloud, job, encoder=failing)
    assert memory_blog.report("posts/boat.jpg") is None
    jobs.encode(memory_blog.cloud, job, encoder=failing)
    memory_blog.settle()

    assert "2 attempts to read it, none of which finished" in (memory_blog.report("posts/boat.jpg") or "")
    assert any(record.message.startswith(GIVEN_UP) for record in caplog.records)
    assert "Text." in (memory_blog.page(AT) or "")


def failing(_raw: bytes) -> Encoded:
    raise ZeroDivisionError


def test_an_image_is_refused_before_lambda_puts_its_job_away() -> None:
    retries = next(handed.retries for handed in events.HANDED if handed.function is functions.IMAGES)

    assert 1 + retries > jobs.TRIES


def test_an_error_of_a_service_is_no_attempt(memory_blog: MemoryBlog) -> None:
    memory_blog.upload("posts/boat.jpg", PHONE)
    while memory_blog.settle_without_encoder():
        pass
    down = replace(memory_blog.cloud, encoded=Down())
    for message in memory_blog.encoder.take() * 5:
        assert jobs_of_encoder(down, {"m": message.body}) == {"m"}
        memory_blog.encoder.send([message])

    memory_blog.settle()

    assert memory_blog.report("posts/boat.jpg") is None
    assert "posts/boat.jpg" in memory_blog.objects()


def test_originals_are_published_only_where_the_site_asks(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "images: {originals: yes}\n", **BOAT})
    assert memory_blog.objects()["posts/boat.jpg"].body == PHONE

    memory_blog.publish({"site.yaml": "title: A\n"})
    assert memory_blog.objects()["posts/boat.jpg"].body != PHONE
    assert memory_blog.objects() == as_new({"site.yaml": "title: A\n", **BOAT})


@pytest.mark.parametrize("raw", [b"no picture", BROKEN, b"<svg/>"])
def test_a_refused_image_neither_takes_an_original_away_nor_keeps_it_public(memory_blog: Blog, raw: bytes) -> None:
    memory_blog.publish({"site.yaml": "images: {originals: yes}\n", **BOAT})

    memory_blog.publish({"posts/boat.jpg": raw})
    assert memory_blog.report("posts/boat.jpg")
    assert memory_blog.objects()["posts/boat.jpg"].body == PHONE

    memory_blog.publish({"site.yaml": "title: A\n"})
    assert memory_blog.objects() == as_new({"site.yaml": "title: A\n", **BOAT})


def test_an_original_that_stayed_through_a_repair_goes_once_the_site_publishes_none(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "images: {originals: yes}\n", **BOAT})
    memory_blog.publish({"posts/boat.jpg": b"no picture"})
    memory_blog.cloud.press.send(to_press([Page("file", "posts/boat.jpg")], doubtful=True))
    memory_blog.settle()
    assert memory_blog.objects()["posts/boat.jpg"].body == PHONE

    memory_blog.publish({"site.yaml": "title: A\n"})
    assert memory_blog.objects() == as_new({"site.yaml": "title: A\n", **BOAT})
