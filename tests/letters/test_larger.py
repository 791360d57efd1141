"""An image leads to the larger one on the page of its post, and nowhere else: feeds and letters show it as it is."""

from tests.letters.blog import TODAY, LetterBlog
from tests.publishing.blog import post

LINK = '<figure><a href="/posts/map.svg" data-larger><img alt="A map" src="/posts/map.svg"'
WORDS = '<article data-close="Close" data-previous="Previous image" data-next="Next image">'
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>'


def announced(drawn: bytes) -> tuple[LetterBlog, str]:
    """Return a blog with a post that shows a drawing, and the page of the post."""
    blog = LetterBlog()
    blog.follow("ada@example.org")
    blog.publish({"posts/map.svg": drawn})
    blog.announce(post('Text.\n\n<!--more-->\n\n![A map](map.svg "The harbour")', title="News", date=TODAY))
    return blog, blog.page("/2026/11/25/news/") or ""


def test_an_image_leads_to_the_larger_one_on_the_page_of_its_post_alone() -> None:
    blog, page = announced(DRAWN)
    (mail,) = blog.parsed()
    letter = mail.get_body(("html",))

    assert (LINK in page, WORDS in page) == (True, True)
    for elsewhere in (blog.page("/feed/"), blog.page("/"), letter and letter.get_content()):
        assert elsewhere
        assert "data-larger" not in elsewhere


def test_a_page_whose_images_are_small_has_no_words_for_larger_ones() -> None:
    _, page = announced(DRAWN.replace(b"900", b"600"))

    assert ("The harbour</figcaption>" in page, "data-larger" in page, "data-close" in page) == (True, False, False)
