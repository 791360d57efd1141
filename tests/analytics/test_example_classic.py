"""The second example, `example-classic/`, says all that the first blog of this project said, word for word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from chalicelib.model import Page
from chalicelib.publishing import render_batch
from chalicelib.store.newsletter import subscribers
from tests.analytics.blog import Reading, on_memory
from tests.analytics.lines import line, packed

FOLDER = Path(__file__).parents[2] / "example-classic"
SIDEBAR, POST = "_/sidebar.en.html", "2011/07/17/who-owns-the-bridge/index.html"
READ = (
    *("/2011/03/06/a-notice-board-you-can-read-from-home/", "/2011/03/20/two-hundred-sandbags/"),
    "/2011/04/10/the-oven-is-lit-again/",
    *("/2011/05/01/lost-one-glove-one-goat/", "/2011/05/22/eleven-pupils/", "/2011/06/21/the-longest-table/"),
    *("/2011/07/17/who-owns-the-bridge/", "/2011/08/28/a-library-with-a-horse/", "/2011/09/25/walnuts/"),
)
WORDS = {
    "Top 9 Posts (In 48 hours)": SIDEBAR,
    "All topics": SIDEBAR,
    "Books to read": SIDEBAR,
    "RSS Feeds for Category": SIDEBAR,
    "Report in 19 languages": SIDEBAR,
    "Join 223 other followers": SIDEBAR,
    "Enter your email address to subscribe to this blog and receive notifications of new posts by email.": POST,
    "Sorry, the comment form is closed at this time.": POST,
    "Posted by Tom Hartley on July 17, 2011": POST,
}


@pytest.fixture(scope="module")
def village() -> Iterator[Reading]:
    """The second example, published, with readers and followers."""
    files = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*")) if path.is_file()}
    with on_memory() as reading:
        reading.blog.publish_at_once(files)
        subscribers.count(reading.blog.cloud.table, 7, 223)
        reading.bring("cdn/E2.2011-10-17-11.a.gz", packed(*(line(address) for address in READ)))
        reading.tick()
        render_batch.render(reading.blog.cloud, [Page("sidebar", "en")])
        yield reading


@pytest.mark.parametrize("words", WORDS)
def test_the_second_example_says_the_words_of_the_first_blog(village: Reading, words: str) -> None:
    page = LexborHTMLParser(village.object(WORDS[words]))

    assert words in " ".join(page.root.text(separator=" ").split() if page.root else ()).replace(" .", ".")


def test_its_box_of_the_most_read_posts_has_nine_lines_that_were_read(village: Reading) -> None:
    (box,) = LexborHTMLParser(village.object(SIDEBAR)).css(".widget.top")

    assert {link.attributes["href"] for link in box.css("ol a")} == {*READ}
    assert not box.css("h3")


@pytest.mark.parametrize("address", ["index.html", POST, "category/river/index.html", "about/index.html", "fr/index.html"])
def test_its_boxes_are_beside_every_page_and_asked_for_at_once(village: Reading, address: str) -> None:
    page = LexborHTMLParser(village.object(address))

    (asked,) = page.css("head link[as=fetch]")
    (boxes,) = page.css("body.beside aside #_sidebar")
    assert asked.attributes["href"] == boxes.attributes["data-fragment"]
