"""Following by mail in a real browser: the form answers where it stands, the page that confirms presses its own button where
somebody signed up, and without script both are plain forms."""

import re
from typing import cast

import pytest
from lxml import html

from chalicelib.errands import SignUp
from tests.browser.conftest import Browser, Town
from tests.subscribing.desk import ADA, text_of

pytestmark = pytest.mark.slow
BOB = "bob@example.org"
POST = "/2026/11/20/a/"


def found(page: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return cast(list[html.HtmlElement], page.xpath(path))


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [str(one.text_content()) for one in found(page, path)]


def form_in(page: html.HtmlElement) -> html.HtmlElement:
    (form,) = found(page, "//*[@id='_follow']//form")
    return form


def focused(form: html.HtmlElement) -> list[str | None]:
    return [one.get("id") for one in found(form, ".//*[@data-focused]")]


def title(page: html.HtmlElement) -> tuple[str | None, str]:
    """What kind of page it is, and its heading."""
    (heading,) = texts(page, "//h1")
    return page.body.get("class"), heading


def signed_up(town: Town) -> list[tuple[str, str, bool]]:
    """The sign-ups that wait: the address, the language, and whether something was left in the browser."""
    return [(one.address, one.wishes.lang, bool(one.browser)) for one in town.waiting() if isinstance(one, SignUp)]


def link_for(town: Town) -> str:
    """The link that comes by mail."""
    town.visitor.work()
    found = re.search(rf"{re.escape(town.server.url)}/api/confirm\?\S+", text_of(town.visitor.inbox()[-1]))
    assert found
    return found[0]


def state(town: Town) -> str:
    known = town.visitor.known()
    return known.state if known else ""


# ---- the form


@pytest.mark.parametrize(
    ("page", "lang", "words"), [("/", "en", "A mail is on its way"), ("/es/", "es", "Un correo va en camino")]
)
def test_the_form_answers_where_it_stands(town: Town, browser: Browser, page: str, lang: str, words: str) -> None:
    form = form_in(browser.show(town.typed(page=page)))

    left = found(form, "*[not(@hidden)]")
    assert [part.get("id") for part in left] == focused(form) == ["_answer"]
    assert left[0].text_content().startswith(words)
    assert signed_up(town) == [(ADA, lang, True)]


def test_a_refused_address_is_told_beside_its_field(town: Town, browser: Browser) -> None:
    form = form_in(browser.show(town.typed("ada@localhost", page="/es/")))

    assert texts(form, "p[@id='_answer']") == [
        "Esto no es una dirección de correo a la que puedan llegar las cartas. Escríbela así: name@example.org."
    ]
    assert [one.get("id") for one in found(form, ".//*[@aria-invalid='true']")] == focused(form) == ["_email"]
    assert (found(form, "*[@hidden]"), town.waiting()) == ([], [])


def test_a_form_whose_button_is_pressed_twice_is_sent_once(town: Town, browser: Browser) -> None:
    browser.show(town.typed(presses="2"))

    assert signed_up(town) == [(ADA, "en", True)]


def test_where_the_api_fails_the_plain_form_is_sent(town: Town, browser: Browser) -> None:
    town.failing = 1

    page = browser.show(town.typed())

    assert title(page) == ("visitor asked", "Look in your inbox")
    assert signed_up(town) == [(ADA, "en", False)]


# ---- the page that confirms


def test_in_the_browser_that_signed_up_the_page_confirms_by_itself(town: Town, browser: Browser) -> None:
    browser.show(town.typed())

    page = browser.show(link_for(town))

    assert title(page) == ("visitor confirmed", "You follow The Press now")
    assert state(town) == "following"


@pytest.mark.parametrize("there", [[], [BOB]], ids=["nobody signed up", "somebody else signed up"])
def test_in_another_browser_the_page_waits_for_its_button(
    town: Town, browser: Browser, another: Browser, there: list[str]
) -> None:
    for somebody in there:
        another.show(town.typed(somebody))
    browser.show(town.typed())
    link = link_for(town)
    before = town.visitor.kept()

    page = another.show(link)

    assert (title(page)[0], texts(page, "//form[@data-browser]//button")) == ("visitor confirm", ["Confirm"])
    assert (state(town), town.visitor.kept(), town.waiting()) == ("waiting", before, [])


# ---- without script


def test_without_script_a_page_has_its_text_its_form_and_links_to_what_the_sidebar_shows(town: Town, browser: Browser) -> None:
    (source,) = texts(browser.show(town.unscripted(POST)), "//pre")

    page = html.document_fromstring(source)
    form = form_in(page)
    assert "The whole text." in "".join(texts(page, "//main"))
    assert (form.get("action"), form.get("method"), form.get("hidden")) == ("/api/subscriptions", "post", None)
    assert [one.get("name") for one in found(form, ".//input")] == ["email", "homepage", "lang"]
    assert [link.get("href") for link in found(page, "//*[@id='_sidebar']//a")] == ["/topics/", "/archives/", "/feeds/", "/more/"]


def test_without_script_the_form_leads_to_a_page_that_answers(town: Town, browser: Browser) -> None:
    page = browser.show(town.unscripted(POST, ADA))

    assert title(page) == ("visitor asked", "Look in your inbox")
    assert signed_up(town) == [(ADA, "en", False)]


# ---- the sidebar

RECENT, FOLLOW = "//*[@id='_sidebar']/section[@class='widget recent']", "//*[@id='_sidebar']/*[@id='_follow']"


def test_the_form_moves_into_its_box_and_tells_how_many_follow(town: Town, browser: Browser) -> None:
    page = browser.show(town.server.url + "/")

    assert texts(page, f"{FOLLOW}/form/p[@class='followers']") == ["Join 1,234 other followers"]
    assert [len(found(page, path)) for path in (RECENT, FOLLOW, "//*[@data-follow]")] == [1, 1, 0]


def test_the_form_stays_where_it_is_while_somebody_types(town: Town, browser: Browser) -> None:
    page = browser.show(town.typed(hasty="yes"))

    assert [len(found(page, path)) for path in (RECENT, FOLLOW, "//*[@data-follow]")] == [1, 0, 0]
    assert signed_up(town) == [(ADA, "en", True)]
