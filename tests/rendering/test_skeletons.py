"""Each preset has a front page and cards of its own; below a text stands its colophon."""

import pytest
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from chalicelib.content.site.presets import PRESETS
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.lists import ShownListing
from chalicelib.rendering.view_models.page import ShownPage
from chalicelib.rendering.view_models.post import ShownPost, ShownRelated
from tests.rendering.pages import POST, SITE, post_page

INK, TYPE = Anchor("Ink", "/category/ink/"), Anchor("Type", "/category/type/")
NAMES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh")
POSTS = tuple(replace(POST, title=name, address=f"/{name}/", excerpt="Some words.") for name in NAMES)


def front(templates: Templates, preset: str, *posts: ShownPost) -> LexborHTMLParser:
    listing = ShownListing("all", address=SITE.home)
    shown = {"listing": listing, "posts": posts, "older": None, "parts": (), "count": 0, "titles": ()}
    site = replace(SITE, preset=preset)
    return LexborHTMLParser(templates.render("landing.html", "en", site=site, page=ShownPage("landing", SITE.home), **shown))


def titles(page: LexborHTMLParser, within: str) -> tuple[str, ...]:
    return tuple(each.text(strip=True) for each in page.css(f"{within} .card h2, {within} .entry h2"))


def test_the_front_page_of_news_has_a_section_for_each_category_of_the_posts_after_the_first_five(templates: Templates) -> None:
    topics = (INK, INK, INK, INK, INK, TYPE, INK)
    page = front(templates, "news", *(replace(post, categories=(topic,)) for post, topic in zip(POSTS, topics, strict=True)))

    assert titles(page, ".front") == NAMES[:5]
    assert [each.text(strip=True) for each in page.css(".section > h2")] == ["Type", "Ink"]
    assert titles(page, ".section") == NAMES[5:]


def test_the_front_page_of_plain_has_titles_and_dates_alone(templates: Templates) -> None:
    page = front(templates, "plain", *(replace(post, image="/posts/a.jpg") for post in POSTS))

    assert titles(page, "main") == NAMES
    assert len(page.css("main .card time")) == len(NAMES)
    assert not page.css("main img, main .excerpt")


def test_the_front_page_of_journal_leads_with_one_post_and_has_the_others_as_cards(templates: Templates) -> None:
    page = front(templates, "journal", *POSTS)

    assert [each.text(strip=True) for each in page.css(".leads h2")] == ["First"]
    assert titles(page, ".cards") == NAMES[1:]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_front_page_names_each_post_once(templates: Templates, preset: str) -> None:
    assert titles(front(templates, preset, *POSTS), "main") == NAMES


def test_a_card_without_a_picture_shows_the_first_letter_of_its_title(templates: Templates) -> None:
    page = front(templates, "journal", POST, replace(POST, title="«Ündine»"), replace(POST, image="/posts/a.jpg"))

    assert [each.text(strip=True) for each in page.css(".cards .sort")] == ["Ü"]


@pytest.mark.parametrize("preset", [preset for preset in PRESETS if preset != "journal"])
def test_only_journal_has_letters_in_place_of_pictures(templates: Templates, preset: str) -> None:
    assert not front(templates, preset, *POSTS).css(".sort")


@pytest.mark.parametrize(("preset", "when"), [("news", "April 28, 2011 at 9:30 AM"), ("journal", POST.date_text)])
def test_the_lead_of_a_front_page_of_news_says_its_hour(templates: Templates, preset: str, when: str) -> None:
    page = front(templates, preset, replace(POST, moment_text="April 28, 2011 at 9:30 AM"), *POSTS)

    assert [each.text() for each in page.css(".leads time")] == [when]


def test_a_section_names_how_many_posts_it_has_where_they_would_leave_one_alone_in_a_row(templates: Templates) -> None:
    topics = [Anchor(str(number), f"/category/{number}/") for number in range(1, 7) for _ in range(number)]
    rest = [replace(POST, categories=(topic,)) for topic in topics]

    page = front(templates, "news", *POSTS[:5], *rest)

    assert [each.attributes["class"] for each in page.css(".section")] == [
        "section lone",
        "section pair",
        "section",
        "section",
        "section five",
        "section",
    ]


@pytest.mark.parametrize(("number", "abreast"), [(2, 0), (3, 1)])
def test_stories_stand_on_both_sides_of_the_lead_if_there_are_two(templates: Templates, number: int, abreast: int) -> None:
    assert len(front(templates, "news", *POSTS[:number]).css(".abreast")) == abreast


def test_the_colophon_says_who_wrote_the_post_when_and_about_what(templates: Templates) -> None:
    authors = (Anchor("Ann", "/author/ann/"), Anchor("Bo"))
    post = replace(POST, authors=authors, categories=(INK,), tags=(TYPE,), updated="2011-05-01", updated_text="May 1, 2011")

    (colophon,) = LexborHTMLParser(post_page(templates, post)).css(".colophon")

    assert " ".join(colophon.text().split()) == (
        "Written by Ann and Bo. Published on April 28, 2011. Updated on May 1, 2011. Filed under Ink and Type."
    )
    assert [link.attributes["href"] for link in colophon.css("a")] == ["/author/ann/", "/category/ink/", "/category/type/"]


@pytest.mark.parametrize(("authors", "kind"), [((), "colophon shortest"), ((Anchor("Ann"),), "colophon short")])
def test_a_colophon_that_only_says_the_day_has_no_room_for_more_lines(
    templates: Templates, authors: tuple[Anchor, ...], kind: str
) -> None:
    (colophon,) = LexborHTMLParser(post_page(templates, replace(POST, authors=authors))).css(".colophon")

    assert colophon.attributes["class"] == kind


def test_below_a_post_a_button_leads_to_the_page_to_follow_and_there_is_no_form(templates: Templates) -> None:
    alone = replace(SITE, beside="none")
    page = LexborHTMLParser(post_page(templates, POST, alone, ShownPage("address", POST.address)))

    assert [each.attributes["href"] for each in page.css("main .to-follow")] == ["/follow/"]
    assert not page.css("form")


@pytest.mark.parametrize(("length", "kind"), [(60, None), (61, "longer"), (100, "longer"), (101, "longest")])
def test_a_long_title_is_set_smaller(templates: Templates, length: int, kind: str | None) -> None:
    (heading,) = LexborHTMLParser(post_page(templates, replace(POST, title="a" * length))).css("h1")

    assert heading.attributes.get("class") == kind


def test_classic_says_who_posted_when_and_below_the_text_what_it_is_filed_under(templates: Templates) -> None:
    classic = replace(SITE, preset="classic", beside="everywhere")
    post = replace(POST, authors=(Anchor("Ann", "/author/ann/"),), categories=(INK,), tags=(TYPE,))

    page = LexborHTMLParser(post_page(templates, post, classic))

    (byline, filed) = (" ".join(page.css(name)[0].text().split()) for name in ("article .byline", "article .filed"))
    assert (byline, filed) == ("Posted by Ann on April 28, 2011", "Filed under Ink and Type.")
    assert not page.css("main form, .colophon, .kicker")
    assert page.css("aside form")


def test_classic_has_whole_excerpts_in_one_column_each_with_its_byline_and_the_way_to_the_rest(templates: Templates) -> None:
    posts = [replace(post, excerpt="How it begins.", authors=(Anchor("Ann", "/author/ann/"),)) for post in POSTS]

    page = front(templates, "classic", *posts)

    entries = page.css("main .cards > .entry")
    assert titles(page, "main") == NAMES
    assert all("Posted by Ann on" in " ".join(each.text().split()) and "How it begins." in each.text() for each in entries)
    assert [each.attributes["href"] for each in page.css(".rest a")] == [post.address for post in POSTS]


@pytest.mark.parametrize(("preset", "pictures"), [("journal", 1), ("news", 1), ("plain", 0), ("classic", 0)])
def test_only_presets_with_pictures_in_lists_show_those_of_related_posts(
    templates: Templates, preset: str, pictures: int
) -> None:
    related = ShownRelated("B", "/b/", "2011-05-01", "May 1, 2011", image="/posts/b.jpg")
    post = replace(POST, related=(related,), related_topic=INK)

    page = LexborHTMLParser(post_page(templates, post, replace(SITE, preset=preset)))

    assert (len(page.css(".related a[href='/b/']")), len(page.css(".related img"))) == (1, pictures)
