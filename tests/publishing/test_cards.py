"""Cards: drawn for posts that show no image, once for all that they show, and gone with their posts."""

import json
import logging
import re
from urllib.parse import quote, urlsplit

import pytest
from msgspec.structs import replace

from chalicelib.codec import from_plain
from chalicelib.content.addresses.addresses import KEY_LIMIT, check_length, path_of_card
from chalicelib.content.presentation.cards import Card, name_of
from chalicelib.edge.rule import Serve, route
from chalicelib.errors import Refusal
from chalicelib.images import jobs
from chalicelib.rendering.paths import object_key
from chalicelib.store import pictures
from tests.pictures import flat_jpeg
from tests.publishing.blog import URL, Blog, MemoryBlog, as_new, post
from tests.publishing.calls import calling, noting

CARDS = "images: {cards: yes}\n"
SITE = f"title: The Press\n{CARDS}"
AT, KEY = "/2026/11/20/a/", "_/cards/2026/11/20/a/card.png"
ONE: dict[str, str | bytes] = {"site.yaml": SITE, "posts/a.md": post(title="First")}


def cards(blog: Blog) -> set[str]:
    """The keys of all cards that stand."""
    return {key for key in blog.objects() if key.startswith("_/cards/")}


def named(blog: Blog, address: str = AT) -> str:
    """The image of a page's preview."""
    return "".join(re.findall(r'<meta property="og:image" content="([^"]*)">', blog.page(address) or ""))


def drawn(blog: Blog, sources: dict[str, str | bytes | None]) -> int:
    """How many cards are drawn when these are published."""
    with calling(blog) as calls:
        blog.publish(sources)
    return sum(call.name == "encoded.write" for call in calls)


def test_a_post_without_an_image_has_a_card_and_its_page_names_it(blog: Blog) -> None:
    blog.publish(ONE)

    card = blog.objects()[KEY]
    assert (card.type, card.body[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert re.fullmatch(rf"{URL}/{KEY}\?[0-9a-f]{{8}}", named(blog))
    page = blog.page(AT) or ""
    assert '<meta property="og:image:alt" content="First">' in page
    assert '<meta property="og:image:width" content="1200">\n<meta property="og:image:height" content="630">' in page
    assert 'name="twitter:card" content="summary_large_image"' in page
    assert blog.objects() == as_new(ONE)


def test_every_card_that_a_page_names_stands(memory_blog: Blog) -> None:
    texts = {
        "posts/a.md": post(),
        "posts/b.md": post("![B](b.jpg)", title="B"),
        "é.md": "# É\n\nUs.",
        "c.md": post(path="/c/"),
    }
    memory_blog.publish({"site.yaml": SITE, **texts})

    pages = [key for key in memory_blog.objects() if key.endswith(".html")]
    found = {urlsplit(named(memory_blog, f"/{key}")) for key in pages}
    named_cards = {url.path[1:] for url in found if "/cards/" in url.path}
    assert named_cards == {quote(key) for key in cards(memory_blog)}
    assert len(named_cards) == 3


@pytest.mark.parametrize(
    "new",
    [
        {"posts/a.md": post(title="Second")},
        {"posts/a.md": post(title="First", author="Ann")},
        {"site.yaml": f"title: Another\n{CARDS}"},
        {"site.yaml": f"{SITE}theme: {{light: {{accent: '#123456'}}}}\n"},
    ],
    ids=["title", "author", "site", "colours"],
)
def test_another_title_author_site_or_colour_is_another_card_at_the_same_address(memory_blog: Blog, new: dict[str, str]) -> None:
    memory_blog.publish(ONE)
    before, was = memory_blog.objects()[KEY], named(memory_blog)

    assert drawn(memory_blog, {**new}) == 1

    assert cards(memory_blog) == {KEY}
    assert memory_blog.objects()[KEY].body != before.body
    assert named(memory_blog).partition("?")[0] == was.partition("?")[0]
    assert named(memory_blog) != was
    assert memory_blog.objects() == as_new({**ONE, **new})


def test_what_a_card_doesn_t_show_draws_none(memory_blog: Blog) -> None:
    memory_blog.publish(ONE)

    with noting(memory_blog) as written:
        assert drawn(memory_blog, {"posts/a.md": post("Another text.", title="First"), "site.yaml": f"landing: 5\n{SITE}"}) == 0

    assert KEY not in written
    assert f"{AT[1:]}index.html" in written


def test_posts_that_look_the_same_share_a_drawing(memory_blog: Blog) -> None:
    assert drawn(memory_blog, {**ONE, "posts/b.md": post(title="First")}) == 1

    assert cards(memory_blog) == {KEY, KEY.replace("/a/", "/b/")}


def test_a_card_that_is_asked_for_twice_is_drawn_once(memory_blog: MemoryBlog) -> None:
    event = job(memory_blog)

    with calling(memory_blog) as calls:
        for _ in range(2):
            jobs.encode(memory_blog.cloud, event)
        memory_blog.settle()

    assert sum(call.name == "encoded.write" for call in calls) == 1
    assert cards(memory_blog) == {KEY}


@pytest.mark.parametrize("sources", [{"posts/a.md": None}, {"posts/a.md": post("![A](a.jpg)", title="First")}])
def test_a_card_goes_with_its_post_and_where_the_post_gets_an_image(blog: Blog, sources: dict[str, str | None]) -> None:
    blog.publish(ONE)

    blog.publish({**sources})

    assert cards(blog) == set()
    assert "/cards/" not in named(blog)


def test_a_card_moves_with_the_address_and_is_not_drawn_again(blog: Blog) -> None:
    blog.publish(ONE)

    assert drawn(blog, {"posts/a.md": post(title="First", slug="moved")}) == 0

    assert cards(blog) == {KEY.replace("/a/", "/moved/")}
    assert blog.leads(AT) == "/2026/11/20/moved/"


@pytest.mark.parametrize("front", [{"image": "boat.jpg"}, {"image": "https://a.example/b.png"}])
def test_a_post_with_an_image_of_its_own_has_no_card(memory_blog: Blog, front: dict[str, str]) -> None:
    memory_blog.publish({**ONE, "posts/a.md": post(title="First", **front), "posts/boat.jpg": flat_jpeg(20, 10)})

    assert cards(memory_blog) == set()
    assert named(memory_blog) in (f"{URL}/posts/boat.jpg", "https://a.example/b.png")


def test_the_image_that_an_author_chose_for_all_pages_wins_over_cards_and_a_logo_does_not(memory_blog: Blog) -> None:
    memory_blog.publish({**ONE, "site.yaml": f"{SITE}theme: {{logo: /logo.png}}\n"})
    assert named(memory_blog).startswith(f"{URL}/{KEY}?")

    memory_blog.publish({"site.yaml": f"{SITE}theme: {{logo: /logo.png, image: /all.png}}\n"})
    assert named(memory_blog) == f"{URL}/all.png"
    assert cards(memory_blog) == set()


def test_cards_can_be_switched_on_and_off(blog: Blog) -> None:
    without: dict[str, str | bytes] = {**ONE, "site.yaml": "title: The Press\n"}
    blog.publish(without)
    assert cards(blog) == set()

    blog.publish({"site.yaml": SITE})
    assert blog.objects() == as_new(ONE)
    assert cards(blog) == {KEY}

    blog.publish({"site.yaml": "title: The Press\n"})
    assert blog.objects() == as_new(without)


def test_cards_that_were_switched_off_go_with_a_later_change_too(memory_blog: MemoryBlog) -> None:
    """The site keeps in mind that it had cards, however many sites come after."""
    memory_blog.publish(ONE)
    for title in ("Two", "Three"):
        memory_blog.upload("site.yaml", f"title: {title}\n")
    memory_blog.settle()

    assert cards(memory_blog) == set()


def test_a_site_that_never_had_cards_makes_no_call_for_them(memory_blog: MemoryBlog) -> None:
    """Neither for the page of the card nor for the encoder: with cards, it is the same post, and more calls."""
    plain = MemoryBlog()
    plain.publish({"site.yaml": "title: The Press\n"})
    memory_blog.publish({"site.yaml": SITE})
    calls: dict[Blog, list[str]] = {}
    for blog in (plain, memory_blog):
        with calling(blog) as from_plain:
            blog.publish({"posts/a.md": post(title="First")})
        calls[blog] = [f"{call.name} {call.args}" for call in from_plain]

    of_cards = {
        blog: [call for call in from_plain if re.search("_/cards|PICTURE#|^enc", call)] for blog, from_plain in calls.items()
    }
    assert of_cards[plain] == []
    assert len(of_cards[memory_blog]) > 5


def test_without_an_encoder_no_card_is_named(memory_blog: MemoryBlog) -> None:
    memory_blog.cloud = replace(memory_blog.cloud, encoder=None)

    memory_blog.publish(ONE)

    assert named(memory_blog) == ""
    assert cards(memory_blog) == set()


# ---- a card that can't be drawn


class Failing:
    """A drawing that fails so often."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, _card: Card) -> bytes:
        self.left -= 1
        if self.left >= 0:
            raise ZeroDivisionError("no font")
        return b"drawn"


def job(blog: MemoryBlog) -> dict[str, object]:
    """The job that waits when a post was published, and nothing is drawn yet."""
    blog.publish({"site.yaml": SITE})
    blog.upload("posts/a.md", ONE["posts/a.md"])
    while blog.settle_without_encoder():
        pass
    [waiting] = blog.encoder.take(10)
    return dict(json.loads(waiting.body))


def test_a_card_whose_drawing_fails_twice_is_drawn_at_the_third_time(memory_blog: MemoryBlog) -> None:
    event, draw = job(memory_blog), Failing(2)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            jobs.encode(memory_blog.cloud, event, draw)

    jobs.encode(memory_blog.cloud, event, draw)
    memory_blog.settle()

    assert memory_blog.objects()[KEY].body == b"drawn"


def test_a_card_that_can_t_be_drawn_is_given_up_at_the_third_time_and_named_no_more(
    memory_blog: MemoryBlog, caplog: pytest.LogCaptureFixture
) -> None:
    event, draw = job(memory_blog), Failing(99)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            jobs.encode(memory_blog.cloud, event, draw)
    assert named(memory_blog).startswith(f"{URL}/{KEY}?")

    with caplog.at_level(logging.ERROR):
        jobs.encode(memory_blog.cloud, event, draw)
    memory_blog.settle()

    assert f"given up: the card of {AT} can't be drawn: ZeroDivisionError: no font" in caplog.text
    assert named(memory_blog) == ""
    assert cards(memory_blog) == set()
    assert len(memory_blog.encoder) == 0


def test_an_encoder_that_dies_over_a_card_is_tried_three_times_and_then_it_is_named_no_more(memory_blog: MemoryBlog) -> None:
    event, draw = job(memory_blog), Failing(0)
    for _ in range(3):
        pictures.begin(memory_blog.cloud.table, name_of(from_plain(Card, event["card"])))

    jobs.encode(memory_blog.cloud, event, draw)
    memory_blog.settle()

    assert draw.left == 0
    assert named(memory_blog) == ""


# ---- addresses


@pytest.mark.parametrize("address", ["/a/", "/a.html/", "/é/x.y/", f"/{'a' * 255}/", "/" + "abcdefghi/" * 100])
def test_the_card_of_an_address_has_a_key_that_is_served_and_fits(address: str) -> None:
    check_length(address)

    key = object_key(path_of_card(address))
    assert route("GET", quote(path_of_card(address))) == Serve(key)
    assert len(key.encode()) <= KEY_LIMIT
    assert max(map(len, key.split("/"))) <= 255


def test_an_address_whose_card_would_not_fit_is_refused() -> None:
    longest = "/" + "abcdefghi/" * 100

    check_length(f"{longest}{'a' * 6}/")
    with pytest.raises(Refusal):
        check_length(f"{longest}{'a' * 8}/")
