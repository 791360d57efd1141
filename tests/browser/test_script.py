"""The form's script on a form of the site's own, and for somebody whose browser fills in the address."""

from typing import cast

import pytest

from chalicelib.errands import SignUp
from chalicelib.mail.subscriber import Wishes
from tests.browser.conftest import Browser, Town, browser, program, town
from tests.subscribing.desk import ADA

pytestmark = pytest.mark.slow
fixtures = (browser, program, town)  # which are for a whole folder of tests elsewhere

PAGE = """\
{% extends "presswork/post.html" %}
{% block main %}
FORM
<script type="module">
const form = document.querySelector("FOUND");
setTimeout(() => {
  form.elements.email.focus();
  form.elements.email.value = "ada@example.org";
  form.querySelector("button").click();
}, 2000);
</script>
{% endblock %}
"""
PLAIN = (
    '<form class="own" action="/api/subscriptions" method="post"><input name="email">MORE<p data-asked="It comes."></p><button>'
)
WISHING = """<input name="often" value="daily"><input name="all_languages" value="on"><input name="lang" value="">\
<input name="categories" value="films"><input name="categories" value="books, music">"""


def sign_up_on(town: Town, browser: Browser, form: str, found: str) -> tuple[SignUp, str]:
    """The sign-up that comes of a page with this form, pressed at once two seconds after the page came; and what that answers."""
    town.house.publish({"templates/post.html": PAGE.replace("FORM", form).replace("FOUND", found)})
    page = browser.show(f"{town.server.url}/2026/11/20/a/")
    (errand,) = town.waiting()
    return cast(SignUp, errand), str(page.xpath("string(//form//*[@data-asked and text()])"))


@pytest.mark.parametrize(
    ("more", "wishes"),
    [("", Wishes("en")), (WISHING, Wishes("en", all_languages=True, categories=("books", "films", "music"), often="daily"))],
    ids=["an address alone", "more fields"],
)
def test_a_form_of_the_sites_own_answers_where_it_stands(town: Town, browser: Browser, more: str, wishes: Wishes) -> None:
    errand, answer = sign_up_on(town, browser, PLAIN.replace("MORE", more) + "</button></form>", "form.own")

    assert (errand.address, errand.wishes, bool(errand.browser), answer) == (ADA, wishes, True, "It comes.")


def test_an_address_that_the_browser_fills_in_takes_no_time(town: Town, browser: Browser) -> None:
    errand, answer = sign_up_on(town, browser, "", "#_follow form")

    assert (errand.address, bool(errand.browser)) == (ADA, True)
    assert answer.startswith("A mail is on its way")
