"""Comments in a real browser: one is written, told to the moderator, approved and part of the page, with a script or without."""

import re
from collections.abc import Mapping
from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect

from chalicelib.cloud.memory import MemoryQueue
from chalicelib.frozen import Frozen
from tests.browser.live_site import POST, SITE, LiveSite
from tests.browser.page_checks import OUTSIDE, complaints, sticking_out
from tests.browser.reader import Reader
from tests.publishing.blog import post
from tests.web.visitor import text_of

pytestmark = pytest.mark.slow
EVA = "eva@example.org"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HARD = f"> {LONG}\n\n```\n{LONG} {LONG}\n```\n\n- *a*\n- https://example.org/{LONG}\n\nمرحبًا"
COMMENTED = f"{SITE}comments: {{moderator: {EVA}}}\n"
PRESETS = ("journal", "plain", "news", "classic")


class Words(Frozen):
    """What stands on pages in a language."""

    address: str
    text: str
    name: str
    send: str
    thanks: str
    back: str
    reply: str
    comments: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        POST, "Your comment", "Name", "Post comment", "Thanks for your comment", "Back to the post", "Reply to Ada", "1 comment"
    ),
    "ar": Words(
        f"/ar{POST}", "تعليقك", "الاسم", "إرسال التعليق", "شكرًا على تعليقك", "العودة إلى التدوينة", "الرد على Ada", "تعليق واحد"
    ),
}


@pytest.fixture
def open_to_comments(live: LiveSite) -> LiveSite:
    """Return the site, whose posts take comments."""
    live.blog.publish({"site.yaml": COMMENTED, "posts/a.ar.md": post("النص كله.", title="عن الكتب")})
    return live


def write(page: Page, words: Words, text: str, name: str = "Ada") -> None:
    page.get_by_label(words.text).fill(text)
    page.get_by_label(words.name, exact=True).fill(name)
    with page.expect_navigation():
        page.get_by_role("button", name=words.send).click()


def settle(live: LiveSite) -> None:
    """Let everything come of what was asked."""
    while len(cast(MemoryQueue, live.blog.cloud.letters)):
        live.visitor.work()
    live.blog.settle()


def approve(live: LiveSite, moderator: Reader, **settings: Any) -> Page:
    """Open the link in the mail to the moderator, and approve the first comment there; return the page after that."""
    settle(live)
    link = re.search(rf"{re.escape(live.server.url)}/api/comments/waiting\?\S+", text_of(live.visitor.inbox(EVA)[-1]))
    assert link
    page = moderator.at(link[0], **settings)
    with page.expect_navigation():
        page.get_by_role("button", name="Approve").first.click()
    settle(live)
    return page


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("settings", [{}, {"java_script_enabled": False}], ids=["script", "no script"])
def test_a_comment_is_written_approved_and_part_of_the_page(
    open_to_comments: LiveSite, visitor: Reader, another: Reader, lang: str, settings: Mapping[str, Any]
) -> None:
    words = WORDS[lang]
    page = visitor.at(words.address, 390, **settings)
    write(page, words, "I *like* books.")
    expect(page.get_by_role("heading", name=words.thanks)).to_be_visible()
    page.get_by_role("link", name=words.back).click()
    page.wait_for_url(f"**{words.address}")
    expect(page.locator(".discussion")).not_to_contain_text("I like books.")

    approve(open_to_comments, another, **settings)
    page.reload()

    expect(page.get_by_role("heading", name=words.comments)).to_be_visible()
    expect(page.locator(".comment .e-content")).to_have_text("I like books.")


@pytest.mark.parametrize("lang", WORDS)
def test_an_answer_says_whom_it_answers_and_stands_below_that_comment(
    open_to_comments: LiveSite, visitor: Reader, another: Reader, lang: str
) -> None:
    words = WORDS[lang]
    page = visitor.at(words.address)
    write(page, words, "I like books.")
    approve(open_to_comments, another)
    visitor.go(page, words.address)
    page.locator(".answer-to a").click()
    expect(page.get_by_role("heading", name=words.reply)).to_be_visible()
    expect(page.locator("blockquote")).to_have_text("I like books.")

    write(page, words, "So do I.", "Grace")
    approve(open_to_comments, another)
    visitor.go(page, words.address)

    expect(page.locator(".thread .thread .e-content")).to_have_text("So do I.")


def test_a_form_is_filled_in_and_sent_by_the_keyboard(open_to_comments: LiveSite, visitor: Reader) -> None:
    page = visitor.at(POST)
    page.get_by_label("Your comment").focus()
    page.keyboard.type("Typed.")
    page.keyboard.press("Tab")
    page.keyboard.type("Ada")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Thanks for your comment")).to_be_visible()


@pytest.mark.parametrize("lang", WORDS)
def test_the_pages_of_comments_are_accessible(open_to_comments: LiveSite, visitor: Reader, another: Reader, lang: str) -> None:
    words = WORDS[lang]
    page = visitor.at(words.address, bypass_csp=True)  # axe tries styles on
    faults = complaints(page)
    write(page, words, HARD)
    faults += complaints(page)
    faults += complaints(approve(open_to_comments, another, bypass_csp=True))
    visitor.go(page, words.address)
    faults += complaints(page)
    page.locator(".answer-to a").click()
    page.wait_for_url("**/api/comments**")

    assert faults + complaints(page) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_comments_with_long_words_fit(open_to_comments: LiveSite, visitor: Reader, another: Reader, preset: str) -> None:
    page = visitor.at(POST, 390)
    write(page, WORDS["en"], HARD, LONG)
    assert page.evaluate(OUTSIDE) == []
    approve(open_to_comments, another)
    open_to_comments.blog.publish({"site.yaml": f"{COMMENTED}theme: {{preset: {preset}}}\n"})

    assert sticking_out(visitor, [POST], "320 pixels") == {}
