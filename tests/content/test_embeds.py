"""Embeds: addresses that stand alone become cards and players."""

import pytest

from chalicelib.content.markdown.budget import within
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.markdown_to_html import render
from chalicelib.content.presentation.embeds import LONGEST, PROVIDERS, card, with_embeds
from chalicelib.content.site.site import Site
from tests.each import each

VIDEO = "https://www.youtube.com/watch?v=abc-DEF_g--"
CARD = (
    '<figure class="embed youtube"><a href="https://www.youtube.com/watch?v=abc-DEF_g--">'
    "<strong>YouTube</strong> <span>youtube.com/watch?v=abc-DEF_g--</span></a></figure>"
)
EXTERNAL = '<p><audio controls="" preload="none" src="https://a.example/talk%201.mp3?from=us">talk 1.mp3</audio></p>'

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


def html(text: str, dialect: str = "commonmark") -> str:
    return render(text, key="posts/a.md", lang="en", site=Site(markdown=dialect)).html


# ---- addresses alone in their paragraphs


@every_dialect
@pytest.mark.parametrize("written", [VIDEO, f"<{VIDEO}>", f"[{VIDEO}]({VIDEO})"])
def test_an_address_alone_in_its_paragraph_becomes_a_card(written: str, dialect: str) -> None:
    assert html(f"Before.\n\n{written}\n\nAfter.", dialect).split("\n") == ["<p>Before.</p>", CARD, "<p>After.</p>"]


@every_dialect
@pytest.mark.parametrize(
    "written", [f"See {VIDEO}", f"[Our film]({VIDEO})", f"`{VIDEO}`", f"    {VIDEO}", f"- {VIDEO}", f"| a |\n|---|\n| {VIDEO} |"]
)
def test_an_address_among_other_text_is_no_card(written: str, dialect: str) -> None:
    assert "<figure" not in html(written, dialect)


def test_an_address_of_nobody_known_stays_a_link() -> None:
    address = "https://other.example/watch?v=abc"

    assert html(address) == f'<p><a href="{address}">{address}</a></p>'


@every_dialect
def test_an_audio_or_video_file_of_another_site_is_a_player_that_fetches_nothing_by_itself(dialect: str) -> None:
    assert html("<https://a.example/talk%201.mp3?from=us>", dialect) == EXTERNAL


@every_dialect
def test_a_link_whose_text_is_the_path_of_an_own_file_is_a_player(dialect: str) -> None:
    assert html("[talk.mp4](talk.mp4)", dialect) == '<p><video controls="" src="/posts/talk.mp4">talk.mp4</video></p>'


def test_a_frame_of_a_known_provider_becomes_a_card_where_the_site_doesnt_allow_it() -> None:
    frame = '<iframe src="//www.youtube.com/embed/abc-DEF_g--?rel=0"></iframe>'

    assert html(frame) == CARD
    assert "<iframe" in render(frame, key="a.md", lang="en", site=Site(frames=("www.youtube.com",))).html


# ---- providers

CARDS = {
    "https://youtu.be/abc-DEF_g--?si=tracking": ("youtube", VIDEO),
    "https://youtu.be/abc-DEF_g--?t=90": ("youtube", f"{VIDEO}&t=90"),
    "https://m.youtube.com/watch?list=x&v=abc-DEF_g--&start=1m3s": ("youtube", f"{VIDEO}&t=1m3s"),
    "https://www.youtube.com/shorts/abc-DEF_g--": ("youtube", VIDEO),
    "https://youtube.com/live/abc-DEF_g--?feature=share": ("youtube", VIDEO),
    "https://www.youtube-nocookie.com/embed/abc-DEF_g--?start=5": ("youtube", f"{VIDEO}&t=5"),
    "https://www.youtube.com/playlist?list=PL_1-a": ("youtube", "https://www.youtube.com/playlist?list=PL_1-a"),
    "https://vimeo.com/76979871": ("vimeo", "https://vimeo.com/76979871"),
    "https://vimeo.com/76979871/ab12cd": ("vimeo", "https://vimeo.com/76979871/ab12cd"),
    "https://vimeo.com/channels/staffpicks/76979871": ("vimeo", "https://vimeo.com/channels/staffpicks/76979871"),
    "https://player.vimeo.com/video/76979871#t=30s": ("vimeo", "https://vimeo.com/76979871#t=30s"),
    "https://player.vimeo.com/video/76979871?title=0&h=ab12": ("vimeo", "https://vimeo.com/76979871/ab12"),
    "https://open.spotify.com/intl-de/episode/4rOoJ6Egrf8?si=1": ("spotify", "https://open.spotify.com/episode/4rOoJ6Egrf8"),
    "https://open.spotify.com/embed/track/4rOoJ6Egrf8": ("spotify", "https://open.spotify.com/track/4rOoJ6Egrf8"),
    "https://soundcloud.com/ana/sets/sea-songs": ("soundcloud", "https://soundcloud.com/ana/sets/sea-songs"),
    "https://social.example/@ana/109876543210": ("mastodon", "https://social.example/@ana/109876543210"),
    "https://social.example/@ana@other.example/109876543210": (
        "mastodon",
        "https://social.example/@ana@other.example/109876543210",
    ),
    "https://bsky.app/profile/ana.example/post/3kabc": ("bluesky", "https://bsky.app/profile/ana.example/post/3kabc"),
    "https://codepen.io/ana/embed/preview/abCdE?height=300": ("codepen", "https://codepen.io/ana/pen/abCdE"),
    "https://gist.github.com/ana/0123456789abcdef.js": ("gist", "https://gist.github.com/ana/0123456789abcdef"),
    "https://www.openstreetmap.org/#map=15/42.88/-8.54": ("openstreetmap", "https://www.openstreetmap.org/#map=15/42.88/-8.54"),
    "https://www.openstreetmap.org/node/1": ("openstreetmap", "https://www.openstreetmap.org/node/1"),
}


@pytest.mark.parametrize(("address", "expected"), CARDS.items(), ids=list(CARDS))
def test_a_card_names_its_provider_and_leads_to_the_page_that_readers_want(address: str, expected: tuple[str, str]) -> None:
    name, page = expected
    shown = page.removeprefix("https://").removeprefix("www.")
    made = html(address)

    assert made.startswith(f'<figure class="embed {name}"><a href="{page.replace("&", "&amp;")}"><strong>')
    assert made.endswith(f"<span>{shown.replace('&', '&amp;')}</span></a></figure>")


def test_a_card_shows_the_beginning_of_a_long_address() -> None:
    assert f"<span>openstreetmap.org/directions?route={'1' * 25}…</span>" in html(
        f"https://www.openstreetmap.org/directions?route={'1' * 90}"
    )


def test_each_provider_has_an_example() -> None:
    assert {row.name.lower() for row in PROVIDERS} == {name for name, _ in CARDS.values()}


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/",
        "https://youtube.com.evil.example/watch?v=abc-DEF_g--",
        "https://evil.example/https://youtu.be/abc-DEF_g--",
        "https://vimeo.com/about",
        "https://medium.example/@ana/a-story-0123abc",
        "https://open.spotify.com/search/x",
        "https://www.openstreetmap.org/copyright",
        "javascript:alert(1)//youtu.be/abc-DEF_g--",
        "https://youtu.be/abc-DEF_g--?" + "x" * LONGEST,
    ],
)
def test_other_addresses_have_no_card(address: str) -> None:
    assert card(address) == ""


# ---- hostile text


@pytest.mark.parametrize("quote", ['"><script>alert(1)</script>', "'onload='x", "&quot;&gt;<b>"])
def test_an_address_cant_leave_its_card(quote: str) -> None:
    made = html(f"<https://social.example/@ana/1?{quote.replace('<', '%3C').replace('>', '%3E')}>")

    assert "<script" not in made
    assert "<b>" not in made


@pytest.mark.parametrize(
    "text",
    ["<p>" * 100_000, "<p>" + " " * 300_000, '<p><a href="' * 30_000, "<p>https://" * 30_000, "<p>https://" + "a." * 100_000],
)
def test_any_text_is_read_in_linear_time(text: str) -> None:
    assert within(1, lambda: with_embeds(text)) == text


@each("unit", ["&v=", "&list=", "a/", "@a.", "youtube.com/", "&h=", "-", "1/"])
@each(
    "start",
    ["https://youtube.com/watch?", "https://vimeo.com/", "https://player.vimeo.com/video/1?", "https://a.example/@", "https://"],
)
def test_the_longest_address_is_compared_at_once(start: str, unit: str) -> None:
    address = (start + unit * LONGEST)[: LONGEST - 1] + "\n"

    assert within(1, lambda: [card(address) for _ in range(20)]) == [""] * 20
