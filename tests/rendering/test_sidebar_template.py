"""The sidebar and its boxes."""

import pytest
from markupsafe import Markup

from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.lists import ShownWidget
from tests.rendering.pages import PAGE, SITE


def test_a_box_of_the_sidebar_is_shown_unless_it_is_empty(templates: Templates) -> None:
    books = ShownWidget("links", "Books", (Anchor("A book"), Anchor("B", url="https://example.org/")), numbered=True)
    page = templates.render(
        "sidebar.html",
        "en",
        site=SITE,
        page=PAGE,
        widgets=(books, ShownWidget("recent"), ShownWidget("text", text=Markup("<p>Hm</p>"))),
    )

    assert "<ol>\n<li><span>A book</span></li>" in page
    assert "Recent posts" not in page
    assert page.count("<h2>") == 1


@pytest.mark.parametrize(
    ("lang", "followers", "text"),
    [
        ("en", 1, "Join 1 other follower"),
        ("en", 1234, "Join 1,234 other followers"),
        ("es", 223, "Únete a otros 223 seguidores"),
        ("ar", 2, "انضم إلى متابعَين اثنين"),
        ("ar", 12, "انضم إلى 12 متابعًا"),
    ],
)
def test_the_box_to_follow_shows_the_number_of_followers(templates: Templates, lang: str, followers: int, text: str) -> None:
    page = templates.render("sidebar.html", lang, site=SITE, page=PAGE, widgets=(ShownWidget("follow", followers=followers),))

    assert f'<p class="followers">{text}</p>' in page


def test_the_box_to_follow_shows_no_number_without_followers(templates: Templates) -> None:
    assert "followers" not in templates.render("sidebar.html", "en", site=SITE, page=PAGE, widgets=(ShownWidget("follow"),))
