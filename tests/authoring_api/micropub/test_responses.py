"""Posts that answer other pages: what page, lists and feeds show of them."""

import pytest

from tests.authoring_api.app import App, DeskBlog, links, shown

LINK = "https://www.example.com/tides/"
KINDS = {
    "in-reply-to": "In reply to example.com/tides",
    "like-of": "Liked example.com/tides",
    "repost-of": "Reposted example.com/tides",
    "bookmark-of": "Bookmarked example.com/tides",
}


@pytest.fixture
def app() -> App:
    return App(DeskBlog())


@pytest.mark.parametrize("name", KINDS)
def test_a_line_above_the_text_leads_to_the_page(app: App, name: str) -> None:
    page = app.page(app.create(content="Yes.", **{name: LINK}))

    assert links(page, f"u-{name}") == [LINK]
    assert f"{KINDS[name]} Yes." in shown(page)
    assert 'class="h-entry"' in page
    assert "e-content" in page


@pytest.mark.parametrize("name", KINDS)
def test_such_a_post_needs_no_text(app: App, name: str) -> None:
    assert links(app.page(app.create(**{name: LINK})), f"u-{name}") == [LINK]


@pytest.mark.parametrize("feed", ["/feed/", "/feed/atom/", "/feed/json/"])
def test_feeds_show_the_line(app: App, feed: str) -> None:
    app.page(app.create(name="T", content="Yes.", in_reply_to=LINK))

    assert "In reply to" in (app.blog.page(feed) or "")
    assert LINK in (app.blog.page(feed) or "")


def test_the_line_is_in_the_language_of_the_post() -> None:
    app = App(DeskBlog("title: La prensa\nlanguages: [es]\n"))

    assert "En respuesta a example.com/tides" in shown(app.page(app.create(content="Sí.", in_reply_to=LINK)))


def test_a_post_that_answers_nothing_has_no_mark(app: App) -> None:
    page = app.page(app.create(content="Yes."))

    assert "h-entry" not in page
    assert "e-content" not in page
