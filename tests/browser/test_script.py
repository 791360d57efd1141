"""The form's script on a site's own form, and with an address that the browser fills in."""

from typing import cast

import pytest
from playwright.sync_api import Locator, expect

from chalicelib.newsletter.jobs import SignUp
from chalicelib.newsletter.rules.preferences import Wishes
from tests.browser.forms import opened, send
from tests.browser.live_site import POST, LiveSite
from tests.browser.reader import Reader
from tests.web.visitor import ADA

pytestmark = pytest.mark.slow

PAGE = '{% extends "presswork/post.html" %}{% block main %}FORM{% endblock %}'
PLAIN = (
    '<form aria-label="own" action="/api/subscriptions" method="post"><input type="email" name="email">MORE'
    '<p role="status" tabindex="-1" data-asked="It comes."></p><button>Go</button></form>'
)
WISHING = """<input name="often" value="daily"><input name="all_languages" value="on"><input name="lang" value="">\
<input name="categories" value="films"><input name="categories" value="books, music">\
<input name="authors" value="bo, "><input name="authors" value="ann">"""
FULL = Wishes("en", all_languages=True, categories=("books", "films", "music"), often="daily", authors=("ann", "bo"))


def sign_up_on(live: LiveSite, form: Locator) -> SignUp:
    """Send the form and wait for its answer; return the sign-up."""
    send(form)
    expect(form.get_by_role("status")).to_be_focused()
    (job,) = live.waiting()
    return cast(SignUp, job)


@pytest.mark.parametrize(
    ("more", "wishes"),
    [("", Wishes("en")), (WISHING, FULL)],
    ids=["an address alone", "more fields"],
)
def test_a_sites_own_form_shows_its_answer_in_place(live: LiveSite, visitor: Reader, more: str, wishes: Wishes) -> None:
    live.blog.publish({"templates/post.html": PAGE.replace("FORM", PLAIN.replace("MORE", more))})
    page = visitor.page()
    opened(visitor, page, POST)
    form = page.get_by_role("form", name="own")

    job = sign_up_on(live, form)

    assert (job.address, job.wishes, bool(job.browser)) == (ADA, wishes, True)
    expect(form.get_by_role("status")).to_have_text("It comes.")


def test_an_address_filled_in_by_the_browser_is_accepted_at_once(live: LiveSite, visitor: Reader) -> None:
    form = opened(visitor, visitor.page(), POST)

    job = sign_up_on(live, form)

    assert (job.address, bool(job.browser)) == (ADA, True)
    expect(form.get_by_role("status")).to_contain_text("Check your inbox")
