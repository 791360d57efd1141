"""A site under attack asks each browser for a proof of work; who has no script confirms the comment by mail."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from chalicelib.store import comments
from tests.browser.live_site import POST, SITE, LiveSite
from tests.browser.page_checks import OUTSIDE, complaints
from tests.browser.reader import Reader
from tests.browser.test_comments import EVA, WORDS, settle, write
from tests.publishing.blog import post
from tests.web.visitor import ADA, text_of

pytestmark = pytest.mark.slow
ASKING = f"{SITE}comments: {{moderator: {EVA}, proof_of_work: yes}}\n"
CHALLENGE = "**/api/comments/challenge**"
EMAIL = {"en": "Email (optional)", "ar": "البريد الإلكتروني (اختياري)"}


@pytest.fixture
def asking(live: LiveSite) -> LiveSite:
    """Return the site, which asks for a proof of work."""
    live.blog.publish({"site.yaml": ASKING, "posts/a.ar.md": post("النص كله.", title="عن الكتب")})
    return live


def held(live: LiveSite) -> int:
    settle(live)
    return len(comments.held(live.blog.cloud.table, 9))


def of_kind(page: Page, kind: str) -> None:
    expect(page.locator("body")).to_have_class(f"visitor {kind}")


@pytest.mark.parametrize("lang", WORDS)
def test_a_browser_proves_its_work_and_says_so_meanwhile(asking: LiveSite, visitor: Reader, lang: str) -> None:
    page = visitor.at(WORDS[lang].address, 390)
    said: list[str] = []

    def slowly(route: Route) -> None:
        said.append(page.get_by_role("status").filter(has_text=re.compile(".")).first.inner_text())
        route.continue_()

    page.route(CHALLENGE, slowly)
    write(page, WORDS[lang], "I like books.")

    of_kind(page, "commented")
    assert (held(asking), len(said)) == (1, 1)
    assert said != [""]


def test_who_comes_back_sends_another_proof(asking: LiveSite, visitor: Reader) -> None:
    page = visitor.at(POST)
    for number in range(2):
        write(page, WORDS["en"], f"Comment {number}")
        of_kind(page, "commented")
        page.go_back()

    assert held(asking) == 2


def test_a_button_that_is_pressed_twice_sends_one_comment(asking: LiveSite, visitor: Reader) -> None:
    page = visitor.at(POST)
    page.get_by_label("Your comment").fill("Once.")
    page.get_by_label("Name", exact=True).fill("Ada")
    with page.expect_navigation():
        page.get_by_role("button", name="Post comment").dblclick()

    of_kind(page, "commented")
    assert held(asking) == 1


def test_a_form_whose_challenge_does_not_come_is_sent_as_without_script(asking: LiveSite, visitor: Reader) -> None:
    visitor.expects(400, 502)
    page = visitor.at(POST)
    asking.failing = 1
    write(page, WORDS["en"], "I like books.")

    expect(page.get_by_label("Email (optional)")).to_be_focused()
    expect(page.get_by_label("Your comment")).to_have_value("I like books.")

    with page.expect_navigation():
        page.get_by_role("button", name="Post comment").click()

    of_kind(page, "commented")
    assert held(asking) == 1


@pytest.mark.parametrize("lang", WORDS)
def test_without_a_script_a_comment_is_confirmed_by_mail(asking: LiveSite, visitor: Reader, another: Reader, lang: str) -> None:
    visitor.expects(400)
    page = visitor.at(WORDS[lang].address, 390, java_script_enabled=False)
    expect(page.locator("noscript p")).to_be_visible()
    write(page, WORDS[lang], "I *like* books.")
    expect(page.get_by_label(EMAIL[lang])).to_be_focused()
    page.get_by_label(EMAIL[lang]).fill(ADA)
    with page.expect_navigation():
        page.get_by_role("button", name=WORDS[lang].send).click()
    of_kind(page, "asked")
    assert held(asking) == 0

    found = re.search(rf"{re.escape(asking.server.url)}/api/comments/sent\?\S+", text_of(asking.visitor.inbox(ADA)[-1]))
    assert found
    elsewhere = another.at(found[0], 390, java_script_enabled=False)
    of_kind(elsewhere, "unconfirmed")
    with elsewhere.expect_navigation():
        elsewhere.get_by_role("main").get_by_role("button").click()

    of_kind(elsewhere, "commented")
    assert held(asking) == 1


@pytest.mark.parametrize("lang", WORDS)
def test_the_pages_of_a_site_that_asks_for_a_proof_are_accessible(asking: LiveSite, visitor: Reader, lang: str) -> None:
    visitor.expects(400, 502)
    page = visitor.at(WORDS[lang].address, 390, bypass_csp=True)  # axe tries styles on
    faults = complaints(page) + page.evaluate(OUTSIDE)
    page.route(CHALLENGE, lambda route: route.abort("aborted"))
    write(page, WORDS[lang], "I like books.")
    faults += complaints(page) + page.evaluate(OUTSIDE)
    page.get_by_label(EMAIL[lang]).fill(ADA)
    with page.expect_navigation():
        page.get_by_role("button", name=WORDS[lang].send).click()
    of_kind(page, "asked")
    settle(asking)
    found = re.search(rf"{re.escape(asking.server.url)}/api/comments/sent\?\S+", text_of(asking.visitor.inbox(ADA)[-1]))
    assert found
    visitor.go(page, found[0])
    of_kind(page, "unconfirmed")

    assert faults + complaints(page) + page.evaluate(OUTSIDE) == []
