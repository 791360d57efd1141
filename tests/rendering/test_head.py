"""The heads of pages: alternates, cards, descriptions, authors and profiles."""

import re

import html5lib
import pytest
from msgspec.structs import replace

from chalicelib.content.presentation.cards import Card, name_of
from chalicelib.content.site.site import Language, ListingProfile, LocalizedText, Site
from chalicelib.content.site.theme import Theme
from chalicelib.model import Page, Post, Term
from chalicelib.rendering.formats.humans_txt import humans_text
from chalicelib.rendering.head import alternates, alternates_of, brief, card_of, card_of_site, locale, locales
from chalicelib.rendering.look.drawn_cards import card_to_draw, shown_card
from chalicelib.rendering.pages.heads import of_post
from chalicelib.rendering.presenters import shown_post
from chalicelib.rendering.templates.template_samples import FEEDS
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.page import ShownImage, ShownPage
from chalicelib.rendering.view_models.post import ShownPost
from chalicelib.rendering.view_models.site import ShownSite

URL = "https://press.example"
SITE = Site(url=URL, languages=(Language("en", "English"), Language("es", "Español"), Language("ar", "العربية", "rtl")))
POST = Post("posts/a.md", "/a/", "A title", "en", "2026-11-20T09:30:00+01:00", translation="posts/a")
SPANISH = replace(POST, key="posts/a.es.md", address="/es/a/", lang="es")
ARABIC = replace(POST, key="posts/a.ar.md", address="/ar/ا/", lang="ar")


def named(anchors: tuple[Anchor, ...]) -> list[tuple[str, str]]:
    return [(one.lang, one.url) for one in anchors]


# ---- in other languages


@pytest.mark.parametrize(
    ("page", "tail"),
    [(Page("landing", "es:all:"), ""), *((Page(kind, "es"), f"{kind}/") for kind in ("topics", "archives", "feeds", "more"))],
)
def test_a_page_that_exists_in_every_language_has_all_as_alternates_and_a_default(page: Page, tail: str) -> None:
    assert named(alternates(page, SITE)) == [
        ("en", f"{URL}/{tail}"),
        ("es", f"{URL}/es/{tail}"),
        ("ar", f"{URL}/ar/{tail}"),
        ("x-default", f"{URL}/{tail}"),
    ]


@pytest.mark.parametrize("page", [Page("landing", "en:category:x"), Page("month", "en:all:", "2026-11"), Page("notfound", "en")])
def test_a_page_that_may_not_exist_in_other_languages_has_no_alternates(page: Page) -> None:
    assert alternates(page, SITE) == ()


def test_in_a_site_with_one_language_no_page_has_alternates() -> None:
    one = replace(SITE, languages=SITE.languages[:1])

    assert alternates(Page("landing", "en:all:"), one) == alternates_of(POST, (POST,), one) == ()


def test_the_alternates_of_a_post_are_itself_its_translations_and_the_default_language() -> None:
    assert named(alternates_of(SPANISH, (POST, SPANISH), SITE)) == [
        ("en", f"{URL}/a/"),
        ("es", f"{URL}/es/a/"),
        ("x-default", f"{URL}/a/"),
    ]


def test_without_a_version_in_the_default_language_the_first_version_is_the_default() -> None:
    assert named(alternates_of(ARABIC, (SPANISH, ARABIC), SITE))[-1] == ("x-default", f"{URL}/es/a/")


def test_a_second_post_in_the_language_of_a_group_has_no_alternates() -> None:
    assert alternates_of(replace(POST, key="posts/b.md"), (POST, SPANISH), SITE) == ()


@pytest.mark.parametrize(
    ("lang", "written"),
    [("en", "en_US"), ("es", "es_ES"), ("pt-BR", "pt_BR"), ("zh", "zh_CN"), ("zh-Hant", "zh_TW"), ("zh-hk", "zh_HK"), ("xx", "")],
)
def test_a_card_has_the_language_with_its_most_likely_country(lang: str, written: str) -> None:
    assert locale(lang) == written


def test_a_card_has_each_other_language_once() -> None:
    assert locales(alternates(Page("landing", "en:all:"), SITE), "en") == ("es_ES", "ar_EG")


# ---- the card


OTHER = '<p><img src="/posts/b%20c.jpg" alt="B &amp; c" width="800" height="600"><img src="/posts/d.png" alt=""></p>'


@pytest.mark.parametrize(
    ("image", "html", "expected"),
    [
        ("/posts/à.jpg", OTHER, ShownImage(f"{URL}/posts/%C3%A0.jpg", "A title")),
        ("https://other.example/a.jpg?b=c", OTHER, ShownImage("https://other.example/a.jpg?b=c", "A title")),
        ("/posts/b c.jpg", OTHER, ShownImage(f"{URL}/posts/b%20c.jpg", "B & c", 800, 600)),
        ("/posts/50% (1).jpg", OTHER, ShownImage(f"{URL}/posts/50%25%20%281%29.jpg", "A title")),
        ("/posts/50%.jpg", '<img src="/posts/50%25.jpg" alt="Half">', ShownImage(f"{URL}/posts/50%25.jpg", "Half")),
        ("", OTHER, ShownImage(f"{URL}/posts/b%20c.jpg", "B & c", 800, 600)),
        ("/posts/drawing.svg", OTHER, ShownImage(f"{URL}/posts/b%20c.jpg", "B & c", 800, 600)),
        ("", '<img src="http://a.example/b.png" alt=""><img src="data:image/png;base64,x"><img src="/c.SVG?x">', None),
        ("", f'<img src="/b.png" alt="" width="{"1" * 5_000}" height="٣">', ShownImage(f"{URL}/b.png", "")),
        ("", '<img src="//a.example/b.png"><img src="https://a.example/b.png" alt="" width="wide">', None),
        ("", "", None),
    ],
)
def test_a_card_shows_the_posts_image_else_the_first_of_its_text(image: str, html: str, expected: ShownImage | None) -> None:
    found = card_of(replace(POST, image=image), html, SITE)

    assert found == (ShownImage("https://a.example/b.png") if "wide" in html else expected)


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        (Theme(), None),
        (Theme(logo="/logo.svg"), None),
        (Theme(logo="/logo.png"), ShownImage(f"{URL}/logo.png", large=False)),
        (Theme(logo="/l.png", sizes={"/l.png": (9, 8)}), ShownImage(f"{URL}/l.png", width=9, height=8, large=False)),
        (Theme(logo="/logo.png", image="/a b.jpg"), ShownImage(f"{URL}/a%20b.jpg")),
        (Theme(image="/a b.jpg", sizes={"/a b.jpg": (1200, 630)}), ShownImage(f"{URL}/a%20b.jpg", width=1200, height=630)),
    ],
)
def test_a_page_without_an_image_has_the_sites_image_else_a_small_card_with_its_logo(
    theme: Theme, expected: ShownImage | None
) -> None:
    site = replace(SITE, theme=theme)

    assert card_of_site(site) == card_of(POST, "<p>Text.</p>", site) == expected


DRAWN = ShownImage(f"{URL}/_/cards/a/card.png?0123abcd", "A title", 1200, 630)


@pytest.mark.parametrize(
    ("image", "theme", "expected"),
    [
        ("", Theme(), DRAWN),
        ("", Theme(logo="/logo.png"), DRAWN),
        ("", Theme(image="/all.svg"), DRAWN),
        ("", Theme(image="/all.png"), ShownImage(f"{URL}/all.png")),
        ("/a.jpg", Theme(), ShownImage(f"{URL}/a.jpg", "A title")),
    ],
)
def test_a_drawn_card_stands_in_for_the_sites_logo_but_not_for_an_image(image: str, theme: Theme, expected: ShownImage) -> None:
    site, post = replace(SITE, theme=theme, cards=True), replace(POST, image=image)

    assert card_of(post, "<p>Text.</p>", site, drawn=DRAWN) == expected
    assert (card_to_draw(post, "<p>Text.</p>", site) is not None) == (expected == DRAWN)


def test_a_drawn_card_shows_title_site_and_first_author_in_the_posts_language_and_the_light_colours() -> None:
    authors = {"ann": ListingProfile(LocalizedText({"en": "Ann", "es": "Ana"}))}
    site = replace(
        SITE,
        cards=True,
        title=LocalizedText({"en": "Press", "es": "Prensa"}),
        authors=authors,
        theme=Theme(light={"ink": "#000000"}),
    )
    post = replace(SPANISH, authors=(Term("ann", "ann"), Term("bob", "Bob")))

    found = card_to_draw(post, "", site)

    assert found == Card("A title", "Prensa", "Ana", "es", "#fffdf8", "#000000", "#c2401f")
    assert shown_card(found, post, site) == ShownImage(f"{URL}/_/cards/es/a/card.png?{name_of(found)[:8]}", "A title", 1200, 630)


def test_a_site_draws_no_cards_unless_it_says_so() -> None:
    assert card_to_draw(POST, "", SITE) is None


def test_a_card_has_the_real_size_of_the_posts_image() -> None:
    html = '<p><img src="/posts/b%20c.jpg" alt="B" width="80" height="60"></p>'

    (beside, within) = (card_of(replace(POST, image=image), html, SITE, (1200, 900)) for image in ("/a.jpg", "/posts/b c.jpg"))

    assert beside == ShownImage(f"{URL}/a.jpg", "A title", 1200, 900)
    assert within == ShownImage(f"{URL}/posts/b%20c.jpg", "B", 1200, 900)


# ---- the description


def test_many_titles_make_one_line_cut_at_a_word() -> None:
    found = brief(*(f"The title\nnumber {number}" for number in range(30)))

    assert found.startswith("The title number 0; The title number 1; ")
    assert len(found) <= 156
    assert re.search(r"; The title( number \d+)?…$|; The…$", found)


def test_a_short_description_is_not_cut_and_a_script_without_spaces_is_cut_anywhere() -> None:
    assert brief("A", "", "B.") == "A; B."
    assert brief("字" * 200) == "字" * 155 + "…"


# ---- the template


def head(page: ShownPage, post: ShownPost | None = None, site: ShownSite | None = None) -> list[tuple[str, str]]:
    """Return the names of the metadata and links of a head, with their values."""
    site = site or ShownSite("A blog", "About things", URL, feeds=FEEDS)
    shown = post or ShownPost("A title", "/a/")
    tree = html5lib.parse(Templates().render("post.html", "en", site=site, page=page, post=shown), namespaceHTMLElements=False)
    metas = [(meta.get("property") or meta.get("name") or "", meta.get("content") or "") for meta in tree.iter("meta")]
    return metas + [(link.get("rel") or "", link.get("href") or "") for link in tree.findall(".//head/link")]


PAGE = ShownPage(
    *("address", "/a/", f"{URL}/a/", "A title", 'In "short"'),
    type="article",
    locale="en_US",
    locales=("es_ES",),
    image=ShownImage(f"{URL}/a.jpg", "A picture", 1200, 630),
    authors=("https://ann.example/",),
    me=("mailto:us@press.example", "javascript:alert(1)"),
)


def test_a_page_has_a_card() -> None:
    found = head(PAGE)

    cards = [one for one in found if one[0].startswith(("og:", "twitter:"))]
    assert cards == [
        ("og:type", "article"),
        ("og:title", "A title"),
        ("og:description", 'In "short"'),
        ("og:url", f"{URL}/a/"),
        ("og:site_name", "A blog"),
        ("og:locale", "en_US"),
        ("og:locale:alternate", "es_ES"),
        ("og:image", f"{URL}/a.jpg"),
        ("og:image:alt", "A picture"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("twitter:card", "summary_large_image"),
    ]
    assert ("description", 'In "short"') in found


@pytest.mark.parametrize("image", [None, ShownImage(f"{URL}/logo.png", large=False)])
def test_a_card_without_a_large_picture_is_small(image: ShownImage | None) -> None:
    assert ("twitter:card", "summary") in head(replace(PAGE, image=image))


def test_a_long_summary_is_a_short_description() -> None:
    post = replace(POST, excerpt="A word or two. " * 600)

    found = of_post(post, shown_post(post, SITE), [post], SITE)

    assert 100 < len(found["description"]) <= 156
    assert f'"description":"{found["description"]}"' in found["structured"]
    assert "A word or two. " * 15 not in found["structured"]


def test_a_page_without_a_canonical_address_has_no_card() -> None:
    found = head(replace(PAGE, url="", robots="noindex"))

    assert [name for name, _ in found if name.startswith(("og:", "twitter:", "canonical"))] == []
    assert ("robots", "noindex") in found


def test_the_head_of_a_post_has_its_times_author_section_and_tags() -> None:
    post = ShownPost(
        *("A title", "/a/"),
        date="2026-11-20T09:30:00+01:00",
        updated="2026-11-21T09:30:00+01:00",
        authors=(Anchor("Ann", "/author/ann/"),),
        categories=(Anchor("Ink"), Anchor("Lead")),
        tags=(Anchor("x"), Anchor("y")),
    )

    assert [one for one in head(PAGE, post) if one[0].startswith("article:")] == [
        ("article:published_time", post.date),
        ("article:modified_time", post.updated),
        ("article:author", f"{URL}/author/ann/"),
        ("article:section", "Ink"),
        ("article:tag", "x"),
        ("article:tag", "y"),
    ]


def test_the_head_links_to_authors_and_profiles_but_never_to_a_script() -> None:
    found = head(PAGE)

    assert [one for one in found if one[0] in ("author", "me")] == [
        ("author", "/humans.txt"),
        ("author", "https://ann.example/"),
        ("me", "mailto:us@press.example"),
    ]


# ---- humans.txt


def test_humans_are_named_in_the_order_of_the_site() -> None:
    authors = {
        "bo": ListingProfile(LocalizedText({"en": "Bo"}), url="/über/"),
        "ann": ListingProfile(LocalizedText({"en": "Ann\nB"}), url="https://ann.example/"),
    }
    site = replace(SITE, title=LocalizedText({"en": "The Press"}), authors=authors, me=("mailto:us@press.example",))

    assert humans_text(site).splitlines() == [
        *("/* TEAM */", "", "Bo", f"{URL}/%C3%BCber/", "", "Ann B", "https://ann.example/", ""),
        *("/* SITE */", "", "The Press", f"{URL}/", "mailto:us@press.example", "Languages: English, Español, العربية"),
    ]


def test_a_site_without_authors_names_itself() -> None:
    assert humans_text(Site(url=URL)) == f"/* SITE */\n\nA new site\n{URL}/\nLanguages: English\n"
