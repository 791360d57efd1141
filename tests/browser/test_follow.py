"""Following by mail in a real browser: the form shows its answer in place, the page to confirm sends its form itself in the
browser of the sign-up, and without script both are plain forms."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from chalicelib.newsletter.jobs import SignUp
from tests.browser.forms import field, form_of, opened, send
from tests.browser.live_site import POST, LiveSite
from tests.browser.reader import Reader
from tests.publishing.blog import post
from tests.web.visitor import ADA, text_of

pytestmark = pytest.mark.slow
BOB = "bob@example.org"
ASKED, FOLLOWS, LEFT = "Almost there", "You’re now following The Press", "You’re unsubscribed"


def state(live: LiveSite) -> str:
    known = live.visitor.known()
    return known.state if known else ""


# ---- the form


@pytest.mark.parametrize(("address", "lang", "words"), [("/", "en", "Check your inbox"), ("/es/", "es", "Revisa tu bandeja")])
def test_the_form_shows_its_answer_in_place(live: LiveSite, visitor: Reader, address: str, lang: str, words: str) -> None:
    form = opened(visitor, visitor.page(), address)
    answer = form.get_by_role("status")

    send(form)

    expect(answer).to_contain_text(words)
    expect(answer).to_be_focused()
    expect(form.get_by_role("button")).to_be_hidden()
    expect(field(form)).to_be_hidden()
    assert live.signed_up() == [(ADA, lang, True)]


def test_a_refusal_is_shown_beside_the_field(live: LiveSite, visitor: Reader) -> None:
    visitor.expects(400, 422)
    form = opened(visitor, visitor.page(), "/es/")

    send(form, "ada@localhost")

    expect(form.get_by_role("status")).to_have_text(
        "Esta no parece una dirección de correo válida. Escríbela así: name@example.org."
    )
    expect(field(form)).to_have_attribute("aria-invalid", "true")
    expect(field(form)).to_be_focused()
    expect(form.get_by_role("button")).to_be_visible()
    assert live.waiting() == []


def test_a_form_with_two_clicks_on_its_button_is_sent_once(live: LiveSite, visitor: Reader) -> None:
    page = visitor.page()
    form, asking = opened(visitor, page, "/"), Held(page, "**/api/subscriptions")

    send(form)
    form.get_by_role("button").click()
    asking.let_go()

    expect(form.get_by_role("status")).to_be_focused()
    assert live.signed_up() == [(ADA, "en", True)]


def test_if_the_api_fails_the_plain_form_is_sent(live: LiveSite, visitor: Reader) -> None:
    visitor.expects(502)
    live.failing = 1
    page = visitor.page()

    send(opened(visitor, page, "/"))

    expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)
    assert live.signed_up() == [(ADA, "en", False)]


# ---- the page that confirms


def test_in_the_browser_of_the_sign_up_the_page_confirms_by_itself(live: LiveSite, visitor: Reader) -> None:
    page = visitor.page()
    form = opened(visitor, page, "/")
    send(form)
    expect(form.get_by_role("status")).to_be_focused()

    page.goto(live.link())

    expect(page.get_by_role("heading", level=1)).to_have_text(FOLLOWS)
    assert state(live) == "following"


@pytest.mark.parametrize("there", [[], [BOB]], ids=["no sign-up", "another sign-up"])
def test_in_another_browser_the_page_waits_for_its_button(
    live: LiveSite, visitor: Reader, another: Reader, there: list[str]
) -> None:
    elsewhere = another.page()
    for address in there:
        send(opened(another, elsewhere, "/"), address)
        expect(form_of(elsewhere).get_by_role("status")).to_be_focused()
    form = opened(visitor, visitor.page(), "/")
    send(form)
    expect(form.get_by_role("status")).to_be_focused()
    link = live.link()
    before = live.visitor.kept()

    another.go(elsewhere, link)

    expect(elsewhere.get_by_role("main").get_by_role("button", name="Confirm")).to_be_visible()
    assert (state(live), live.visitor.kept(), live.waiting()) == ("waiting", before, [])


# ---- without script


def test_without_script_the_form_leads_to_a_page_with_the_answer(live: LiveSite, visitor: Reader) -> None:
    page = visitor.at(POST, java_script_enabled=False)

    send(form_of(page))

    expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)
    assert live.signed_up() == [(ADA, "en", False)]


def test_without_script_the_pages_to_confirm_and_to_leave_have_buttons(live: LiveSite, visitor: Reader) -> None:
    page = visitor.at(POST, java_script_enabled=False)
    send(form_of(page))
    expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)

    page.goto(live.link())
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FOLLOWS)
    assert state(live) == "following"

    page.goto(f"/api{live.visitor.link('unsubscribe')}")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LEFT)
    assert state(live) == "left"


# ---- the sidebar


def test_the_form_moves_into_its_box_which_shows_the_number_of_followers(live: LiveSite, visitor: Reader) -> None:
    page = visitor.at("/")
    sidebar = page.locator("#_sidebar")

    expect(sidebar.get_by_role("heading", name="Archives")).to_be_visible()
    expect(sidebar.locator("form[action='/api/subscriptions']")).to_be_visible()
    expect(page.get_by_text("Join 1,234 other followers")).to_have_count(1)
    expect(page.locator("form[action='/api/subscriptions']")).to_have_count(1)


def test_the_sidebar_gets_each_box_of_the_fragment_but_not_its_policy(live: LiveSite, visitor: Reader) -> None:
    page = visitor.at("/")
    sidebar = page.locator("#_sidebar")
    fragment = page.request.get(f"{live.server.url}/_/sidebar.en.html").text()
    boxes = fragment.count("<section")

    expect(sidebar.get_by_role("heading", name="Archives")).to_be_visible()
    assert boxes > 1
    assert page.locator("#_sidebar section, #_sidebar #_follow").count() == boxes
    assert sidebar.locator("meta").count() == 0


def test_the_form_does_not_move_while_a_visitor_types(live: LiveSite, visitor: Reader) -> None:
    page = visitor.page()
    page.clock.install()
    fragment = Held(page, "**/_/sidebar.en.html")
    page.goto("/")
    page.clock.fast_forward(5_000)
    form = form_of(page)
    field(form).click()
    page.keyboard.type(ADA[:3])

    fragment.let_go()
    expect(page.get_by_role("heading", name="Archives")).to_be_visible()
    page.keyboard.type(ADA[3:])
    form.get_by_role("button").click()

    expect(form.get_by_role("status")).to_be_focused()
    expect(page.locator("#_sidebar form")).to_have_count(0)
    assert live.signed_up() == [(ADA, "en", True)]


class Held:
    """Requests of a page that wait until `let_go`."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page, self._waiting = page, list[Route]()
        self._free = False
        page.route(pattern, self._met)

    def let_go(self) -> None:
        """Wait for the first request, then continue all."""
        while not self._waiting:
            self._page.wait_for_timeout(10)
        self._free = True
        for route in self._waiting:
            route.continue_()

    def _met(self, route: Route) -> None:
        if self._free:
            route.continue_()
        else:
            self._waiting.append(route)


# ---- the page to link to


def test_a_link_to_a_topic_ticks_its_box_and_the_form_asks_for_what_is_chosen(live: LiveSite, visitor: Reader) -> None:
    form = opened(visitor, visitor.page(), "/follow/#books")
    expect(form.get_by_label("Books")).to_be_checked()

    form.get_by_label("Weekly digest").check()
    send(form)

    expect(form.get_by_role("status")).to_contain_text("Check your inbox")
    (asked,) = [job.wishes for job in live.waiting() if isinstance(job, SignUp)]
    assert (asked.categories, asked.often) == (("books",), "weekly")


def test_a_link_to_an_author_ticks_the_box_of_the_author_and_not_that_of_a_category(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish({"posts/b.md": post(title="B", categories=["Ann"], authors=["Ann", "Björn"])})
    form = opened(visitor, visitor.page(), "/follow/#author/björn")
    authors = form.get_by_role("group", name="Authors")
    expect(authors.get_by_label("Björn")).to_be_checked()

    authors.get_by_label("Ann").check()
    send(form)

    expect(form.get_by_role("status")).to_contain_text("Check your inbox")
    (asked,) = [job.wishes for job in live.waiting() if isinstance(job, SignUp)]
    assert (asked.categories, asked.authors) == ((), ("ann", "björn"))


def test_the_form_of_an_author_asks_for_that_author(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish({"posts/b.md": post(title="B", categories=["Ann"], authors=["Ann", "Bo"])})
    page = visitor.page()
    opened(visitor, page, "/author/ann/")
    page.get_by_text("Follow Ann by email").click()
    form = page.get_by_role("main").locator("form")

    send(form)

    expect(form.get_by_role("status")).to_contain_text("Check your inbox")
    (asked,) = [job.wishes for job in live.waiting() if isinstance(job, SignUp)]
    assert (asked.categories, asked.authors) == ((), ("ann",))


def test_the_page_to_follow_is_printed_like_any_other(visitor: Reader) -> None:
    page = visitor.page()
    visitor.go(page, "/follow/")

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_change_of_address_is_asked_for_and_confirmed_by_buttons(live: LiveSite, visitor: Reader) -> None:
    live.followed()
    page = visitor.page()
    visitor.go(page, f"/api{live.visitor.link('account')}")

    page.get_by_label("New email address").fill(BOB)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)
    live.visitor.work()
    visitor.go(page, f"/api{link_to(live, BOB)}")
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your address has changed")
    known = live.visitor.known(BOB)
    assert known
    assert (known.state, state(live)) == ("following", "moved")


def link_to(live: LiveSite, address: str) -> str:
    """Return the link in the last mail to this address, as the API's routes have it."""
    found = re.search(rf"{re.escape(live.server.url)}/api(/\S+)", text_of(live.visitor.inbox(address)[-1]))
    assert found
    return found[1]
