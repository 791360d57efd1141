"""The logo and the icon of a site."""

from xml.etree.ElementTree import fromstring

import pytest
from markupsafe import Markup

from chalicelib.content.site.site import LocalizedText, Site
from chalicelib.content.site.theme import Theme
from chalicelib.rendering.language.initials import initial
from chalicelib.rendering.look.assets import icon
from chalicelib.rendering.site_context import SiteContext
from tests.rendering.post_page import page


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("the Press", "T"),
        ("«Ágora»", "Á"),
        ("e\u0301tude", "É"),
        ("हिन्दी", "हि"),
        ("2nd", "2"),
        ("🚀 News", "N"),
        ("🚀", "🚀"),
        ("", ""),
    ],
)
def test_the_icon_shows_the_first_letter_of_the_title(title: str, letter: str) -> None:
    assert initial(title) == letter


def test_the_icon_is_a_drawing_in_the_sites_colours() -> None:
    site = Site(title=LocalizedText({"en": "<&>"}), theme=Theme(light={"link": "#00008b", "paper": "#ffffff"}))

    drawn = fromstring(icon(site))  # noqa: S314 - our own bytes

    box, letter = drawn
    assert (box.get("fill"), letter.get("fill"), letter.text) == ("#00008b", "#ffffff", "<")


def test_a_page_links_to_its_icon() -> None:
    def icons(theme: Theme) -> list[tuple[str, ...]]:
        tree = page(SiteContext(Site(theme=theme)), NOTHING)
        links = [link for link in tree.iter("link") if "icon" in link.get("rel", "")]
        return [(link.get("rel", ""), link.get("href", ""), link.get("type", "")) for link in links]

    assert icons(Theme()) == [("icon", "/_/icon.svg", "image/svg+xml")]
    assert icons(Theme(icon="/an icon.ico")) == [("icon", "/an%20icon.ico", "image/x-icon")]
    assert icons(Theme(icon="/i.png")) == [("icon", "/i.png", "image/png"), ("apple-touch-icon", "/i.png", "")]


NOTHING = Markup()


def test_the_logo_stands_before_the_sites_name_with_its_size_if_known() -> None:
    def sizes(theme: Theme) -> tuple[str | None, str | None]:
        (image,) = page(SiteContext(Site(theme=theme)), NOTHING).iterfind(".//p[@class='title']//img")
        return image.get("width"), image.get("height")

    def logos(theme: Theme) -> list[tuple[str, str]]:
        (title,) = page(SiteContext(Site(theme=theme)), NOTHING).iterfind(".//p[@class='title']")
        return [(image.get("src", ""), image.get("alt", "none")) for image in title.iter("img")]

    assert logos(Theme()) == []
    assert sizes(Theme(logo="/a.svg", sizes={"/a.svg": (3, 2)})) == ("3", "2")
    assert sizes(Theme(logo="/a.svg", sizes={"/a.svg": (0, 0)})) == (None, None)
    assert logos(Theme(logo="/a logo.svg")) == [("/a%20logo.svg", "")]
