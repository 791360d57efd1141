"""Every page of comments that answers a visitor, in a real browser: accessible in both schemes and directions, on a phone, and
with nothing lost of a comment that is refused."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from chalicelib.comments.moderation_mail import moderator_id
from chalicelib.newsletter.rules import tokens
from chalicelib.store import commenters, site_files
from tests.browser.live_site import LiveSite
from tests.browser.page_checks import OUTSIDE, complaints
from tests.browser.reader import Reader
from tests.comments.test_comments import ADDRESS
from tests.comments.test_reply_notices import Conversation
from tests.publishing.blog import post
from tests.web.visitor import ADA, KEYS, PEPPER

pytestmark = pytest.mark.slow
PHONE = 390
SITES: Mapping[str, str] = {"en": "title: The Press\n", "ar": "title: المطبعة\nlanguages: [{code: ar, direction: rtl}, en]\n"}
RULES = "comments: {moderator: eva@example.org, moderate: first, words: [casino], links: 0, languages: [en]}\n"
SPAM = {
    "name": "The Press",
    "text": f"- Casino: https://casino.example/{'long' * 30}\n\nЛучшие `игры` для вас",
    "website": "https://c.example/",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"text": "Your comment", "name": "Name", "site": "Your site (optional)", "send": "Post comment"},
    "ar": {"text": "تعليقك", "name": "الاسم", "site": "موقعك (اختياري)", "send": "إرسال التعليق"},
}
Way: TypeAlias = Callable[[Page, Conversation], object]
"""The steps that lead to a page."""


@pytest.fixture(params=SITES)
def talk(request: pytest.FixtureRequest, live: LiveSite) -> Conversation:
    """Return the talk on a post of the site, in one language; Ada has confirmed her address there, and Bob has answered her."""
    live.blog.publish({"site.yaml": SITES[request.param] + RULES, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    talk = Conversation(live.blog)
    name = talk.publish(notify="yes", lang=request.param)
    link = token(talk, "commenter", talk.id_of(), secret_of(talk))
    talk.press(f"/comments/confirm?t={link}")
    talk.reply(name)
    return talk


def lang_of(talk: Conversation) -> str:
    return site_files.read(talk.cloud).site.lang


def token(talk: Conversation, purpose: str, *holds: str, age: int = 0) -> str:
    return tokens.sign(KEYS, purpose, holds, talk.clock.now() - timedelta(days=age))


def secret_of(talk: Conversation) -> str:
    commenter = commenters.read(talk.cloud.table, talk.id_of())
    assert commenter
    return commenter.secret


# ---- the ways to the pages


def to(path: str, purpose: str, *, age: int = 0, holds: Callable[[Conversation], tuple[str, ...]]) -> Way:
    return lambda page, talk: page.goto(f"/api/comments/{path}?t={token(talk, purpose, *holds(talk), age=age)}")


def pressed(way: Way, button: int = 0) -> Way:
    def go(page: Page, talk: Conversation) -> None:
        way(page, talk)
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button").nth(button).click()

    return go


def with_spam(way: Way) -> Way:
    """Have comments wait in which the site's rules find something."""

    def go(page: Page, talk: Conversation) -> None:
        for _ in range(2):
            talk.comment(**SPAM)
        way(page, talk)

    return go


def write(page: Page, talk: Conversation, **written: str) -> None:
    words = WORDS[lang_of(talk)]
    page.goto(ADDRESS)
    for field, text in {"text": "I like books.", "name": "Ada", **written}.items():
        page.get_by_label(words[field], exact=True).fill(text)
    with page.expect_navigation():
        page.get_by_role("button", name=words["send"]).click()


def reply(page: Page, _talk: Conversation) -> None:
    page.goto(ADDRESS)
    page.locator(".answer-to a").first.click()
    page.wait_for_url("**/api/comments**")


def publishing(talk: Conversation) -> tuple[str, ...]:
    talk.comment(email=ADA, text="It *dries*.", lang=lang_of(talk))
    waits = talk.waiting_comments()[-1]
    return ADDRESS, waits.thread, waits.name


def of_moderator(_talk: Conversation) -> tuple[str, ...]:
    return (moderator_id(PEPPER, "eva@example.org"),)


def of_ada(talk: Conversation) -> tuple[str, ...]:
    return (talk.id_of(),)


waiting = to("waiting", "moderate", holds=of_moderator)
confirming = to("confirm", "commenter", holds=lambda talk: (talk.id_of(), secret_of(talk)))
replies = to("replies", "replies", holds=lambda talk: (talk.id_of(), "posts/ink.md"))
own = to("own", "own", holds=of_ada)
publish = to("publish", "publish", holds=publishing)

WAYS: Mapping[str, tuple[Way, str]] = {
    "sent": (write, "commented"),
    "taken back": (pressed(write), "withdrawn"),
    "answering": (reply, "reply"),
    "no name": (lambda page, talk: write(page, talk, name="\u200b"), "reply"),
    "no website": (lambda page, talk: write(page, talk, site="ftp://ada.example"), "reply"),
    "nothing waits": (waiting, "moderate"),
    "spam waits": (with_spam(waiting), "moderate"),
    "one is deleted": (pressed(with_spam(waiting), 1), "moderate"),
    "to confirm": (confirming, "commenter"),
    "confirmed": (pressed(confirming), "notified"),
    "to stop": (replies, "replies"),
    "stopped for a post": (pressed(replies), "stopped"),
    "stopped for all": (pressed(replies, 1), "stopped"),
    "to publish": (publish, "publish"),
    "published": (pressed(publish), "published"),
    "own": (own, "own"),
    "nobody's": (to("own", "own", holds=lambda _: ("0" * 32,)), "own"),
    "erased": (pressed(own, 1), "forgotten"),
    "moderation ended": (to("waiting", "moderate", age=15, holds=of_moderator), "refused"),
    "confirmation ended": (to("confirm", "commenter", holds=lambda talk: (talk.id_of(), "forgotten")), "refused"),
    "own ended": (to("own", "own", age=8, holds=of_ada), "refused"),
    "publishing ended": (to("publish", "publish", holds=lambda _: (ADDRESS, "posts/ink.md", "gone")), "refused"),
    "no link": (lambda page, _: page.goto("/api/comments/waiting?t=nothing"), "refused"),
}
"""The way to each page, and its kind."""


@pytest.mark.parametrize("name", WAYS)
def test_a_page_about_comments_is_accessible_and_fits_a_phone(talk: Conversation, visitor: Reader, name: str) -> None:
    visitor.expects(400, 410)
    way, kind = WAYS[name]
    page = visitor.page(PHONE, locale=lang_of(talk), bypass_csp=True)  # axe tries styles on

    way(page, talk)

    expect(page.locator("body")).to_have_class(f"visitor {kind}")
    expect(page.locator("html")).to_have_attribute("lang", lang_of(talk))
    assert complaints(page) + page.evaluate(OUTSIDE) == []


# ---- a comment that is refused


@pytest.mark.parametrize("settings", [{}, {"java_script_enabled": False}], ids=["script", "no script"])
def test_a_refused_comment_keeps_what_was_written_and_leads_to_its_fault(
    talk: Conversation, visitor: Reader, settings: Mapping[str, bool]
) -> None:
    visitor.expects(400)
    words, page = WORDS[lang_of(talk)], visitor.page(PHONE, **settings)

    write(page, talk, site="ftp://ada.example", text="One\n\n<b>two</b>")

    at_fault = page.get_by_label(words["site"])
    expect(at_fault).to_be_focused()
    expect(at_fault).to_have_attribute("aria-invalid", "true")
    expect(at_fault).to_have_accessible_description(page.locator(".wrong").inner_text())
    expect(page.get_by_label(words["text"])).to_have_value("One\n\n<b>two</b>")
    expect(page.get_by_label(words["name"], exact=True)).to_have_value("Ada")

    at_fault.fill("https://ada.example")
    with page.expect_navigation():
        page.get_by_role("button", name=words["send"]).click()

    expect(page.locator("body")).to_have_class("visitor commented")
