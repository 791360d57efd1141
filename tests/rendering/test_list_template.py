"""Pages that list posts: the home page and the pages of topics and authors."""

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.lists import ShownListing, ShownPart
from chalicelib.rendering.view_models.page import ShownPage
from chalicelib.rendering.view_models.post import ShownPost
from tests.rendering.pages import POST, SITE

INK, TYPE = Anchor("Ink", "/category/ink/"), Anchor("Type", "/category/type/")


def landing(templates: Templates, listing: ShownListing, *posts: ShownPost, older: Anchor | None = None) -> str:
    shown = {"listing": listing, "posts": posts, "older": older, "parts": (), "count": 0, "titles": ()}
    return templates.render("landing.html", "en", site=SITE, page=ShownPage("landing"), **shown)


def test_a_list_shows_the_excerpt_of_a_post(templates: Templates) -> None:
    page = landing(templates, ShownListing("all"), replace(POST, excerpt="Excerpt one"), replace(POST, excerpt="Excerpt two"))

    assert '<p class="excerpt">Excerpt one</p>' in page
    assert '<p class="excerpt">Excerpt two</p>' in page


def test_only_the_newest_post_leads_the_home_page(templates: Templates) -> None:
    page = landing(templates, ShownListing("all"), POST, replace(POST, title="Second"))

    assert page.count('<article class="card leads">') == 1
    assert (
        page.index('class="card leads"') < page.index("A title</a></h2>") < page.index('class="cards"') < page.index("Second</a>")
    )


def test_no_post_leads_the_page_of_a_topic(templates: Templates) -> None:
    page = landing(templates, ShownListing("category", "Rust", address="/category/rust/"), POST)

    assert "leads" not in page.split("</head>")[1]
    assert 'class="cards"' in page


@pytest.mark.parametrize(
    ("preset", "categories", "anew"),
    [
        ("journal", (INK,), True),
        ("news", (INK, TYPE), True),
        ("journal", (TYPE, INK), False),
        ("plain", (INK,), False),
        ("classic", (INK,), False),
    ],
)
def test_a_card_is_rendered_anew_only_where_it_would_repeat_the_name_of_the_page(
    templates: Templates, preset: str, categories: tuple[Anchor, ...], anew: bool
) -> None:
    post = replace(POST, categories=categories, card=Markup("<p>As in other lists</p>"))
    shown = {"posts": (post,), "older": None, "parts": (), "count": 0, "titles": ()}
    listing = ShownListing("category", INK.text, address=INK.address)

    page = templates.render(
        "landing.html", "en", site=replace(SITE, preset=preset), page=ShownPage("landing"), listing=listing, **shown
    )

    assert ("As in other lists" not in page) == anew


@pytest.mark.parametrize(("titles", "kind"), [((), "landing"), ((ShownPart("2026", "/tag/x/2026/", 1),), "landing titled")])
def test_a_page_of_titles_alone_says_so_since_it_is_no_wider_than_a_text(templates: Templates, titles: object, kind: str) -> None:
    shown = {"listing": ShownListing("tag", "X", address="/tag/x/"), "posts": (), "older": None, "parts": (), "count": 0}
    site = replace(SITE, beside="none")

    page = templates.render("landing.html", "en", site=site, page=ShownPage("landing"), titles=titles, **shown)

    assert f'<body class="{kind}">' in page


def test_the_home_page_has_the_sites_title_as_its_heading(templates: Templates) -> None:
    page = landing(templates, ShownListing("all"), older=Anchor("March 2011", "/2011/03/"))

    assert '<h1 class="title">' in page
    assert "<title>A blog</title>" in page
    assert '<a href="/2011/03/" rel="prev">March 2011</a>' in page


@pytest.mark.parametrize(("kind", "heading"), [("category", "Rust"), ("tag", "Tagged Rust"), ("author", "Rust")])
def test_the_heading_of_a_listing_depends_on_its_kind(templates: Templates, kind: str, heading: str) -> None:
    page = landing(templates, ShownListing(kind, "Rust", Markup("<p>About it</p>"), "/x/"), POST)

    assert f"<h1>{heading}</h1>" in page
    assert f"<title>{heading} · A blog</title>" in page
    assert "<p>About it</p>" in page
