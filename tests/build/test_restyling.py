"""Another style for pages that stand."""

import pytest
from msgspec.structs import replace

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object
from chalicelib.content.site.site import Site
from chalicelib.content.site.theme import Theme
from chalicelib.model import Page
from chalicelib.rendering.look.stylesheets import style_of
from chalicelib.store.site_files import SiteFiles
from infra.build.restyling import Restyling, restyle, restyling

GREY, RED = Theme(light={"link": "#333333"}), Theme(light={"link": "#990000"})
SERIF_FOR_TEXT, SERIF_FOR_UI = (
    Theme(fonts={"text": f'"Presswork {text}"', "heading": f'"Presswork {text}"', "ui": f'"Presswork {ui}"'})
    for text, ui in (("Serif", "Sans"), ("Sans", "Serif"))
)
CHANGE = Restyling(style_of(GREY), style_of(RED))


def page(theme: Theme, text: str = "") -> bytes:
    style = style_of(theme)
    allowed = f"<meta content=\"style-src '{style.hash}' 'sha256-Code='\">"
    return f"{allowed}<style>{style.css}</style><style>p{{}}</style>{text}".encode()


def own(theme: Theme, zone: str = "UTC", **templates: str) -> SiteFiles:
    return SiteFiles(site=Site(theme=theme, zone=zone), templates=templates)


def with_cards(theme: Theme) -> SiteFiles:
    return SiteFiles(site=Site(theme=theme, cards=True))


def test_a_page_gets_the_new_style_and_its_policy_allows_it() -> None:
    assert CHANGE.of(page(GREY, "A post.")) == page(RED, "A post.")


@pytest.mark.parametrize("text", [f"The hash is '{style_of(GREY).hash}'.", f"<style>{style_of(GREY).css}</style>"])
def test_a_page_that_quotes_the_old_style_is_left_to_be_rendered(text: str) -> None:
    assert CHANGE.of(page(GREY, text)) is None


def test_a_page_without_the_old_style_is_left_to_be_rendered() -> None:
    assert CHANGE.of(page(RED)) is None


def test_another_colour_is_a_change_of_style_alone() -> None:
    assert restyling(own(GREY), own(RED)) == CHANGE
    assert restyling(with_cards(GREY), with_cards(RED)) == CHANGE


@pytest.mark.parametrize(
    ("was", "now"),
    [
        pytest.param(own(GREY), own(GREY), id="nothing has changed"),
        pytest.param(own(GREY), own(RED, zone="Asia/Tokyo"), id="another key of site.yaml"),
        pytest.param(own(GREY), own(replace(RED, logo="/logo.svg")), id="another logo"),
        pytest.param(own(GREY), own(replace(GREY, preset="news")), id="another preset, which has rules of its own"),
        pytest.param(own(SERIF_FOR_UI), own(SERIF_FOR_TEXT), id="our families for other uses, which have other faces"),
        pytest.param(with_cards(GREY), with_cards(Theme(light={"ink": "#000000"})), id="a colour of cards"),
        pytest.param(own(GREY, **{"post.html": "p"}), own(RED, **{"post.html": "p"}), id="templates of the site's own"),
    ],
)
def test_what_is_no_change_of_style_alone_renders_all_pages(was: SiteFiles, now: SiteFiles) -> None:
    assert restyling(was, now) is None


def test_pages_that_stand_are_replaced_and_all_others_are_left_to_be_rendered() -> None:
    public, site = MemoryBucket(), Site()
    public.write("a/index.html", Object(page(GREY), "text/html", meta={"location": "/b/"}))
    public.write("b/index.html", Object(b"redirect", "text/html"))
    pages = [Page("address", of=f"/{name}/") for name in "abc"]

    right = [*restyle(public, site, CHANGE, [*pages, Page("icon")])]

    assert right == [{pages[0]}]
    read = public.read("a/index.html")
    assert read
    assert (read[0], dict(read[1].meta)) == (page(RED), {"location": "/b/"})
    assert public.read("b/index.html", None) is not None
    assert public.stat("c/index.html") is None
