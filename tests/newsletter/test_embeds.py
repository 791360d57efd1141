"""Cards and players in letters: links, in HTML and in plain text."""

from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.newsletter.mail.html_body import blocks
from chalicelib.newsletter.mail.plaintext import plain

TEXT = 'https://youtu.be/abc-DEF_g--\n\nhttps://a.example/talk.mp3\n\n![The film](film.mp4 "The film")'
PAGE = "https://press.example/a/"


def sent() -> tuple[str, ...]:
    html = render(TEXT, key="posts/a.md", lang="en", site=Site()).html
    return blocks(html, "https://press.example", PAGE, "View on the web")


def test_a_card_in_a_letter_is_a_link_to_the_providers_page() -> None:
    assert '<a href="https://www.youtube.com/watch?v=abc-DEF_g--"><strong>YouTube</strong>' in sent()[0]


def test_a_player_in_a_letter_is_a_link_to_the_post() -> None:
    assert [block.strip() for block in sent()[1:]] == [
        f'<p><a href="{PAGE}">View on the web</a></p>',
        f'<p><a href="{PAGE}">The film</a></p>',
    ]


def test_as_plain_text_both_are_named_with_their_addresses() -> None:
    text = plain("".join(sent()), PAGE)

    assert "YouTube youtube.com/watch?v=abc-DEF_g-- [1]" in text
    assert "[1] https://www.youtube.com/watch?v=abc-DEF_g--" in text
    assert PAGE in text
