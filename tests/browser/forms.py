"""Steps with the form to follow by mail."""

from playwright.sync_api import Locator, Page

from tests.browser.reader import Reader
from tests.web.visitor import ADA

A_WHILE = 5_000  # milliseconds, as long as a person needs for a form


def opened(reader: Reader, page: Page, address: str) -> Locator:
    """Open the page and set its clock forward; return its form to follow by mail."""
    page.clock.install()
    reader.go(page, address)
    page.clock.fast_forward(A_WHILE)
    return form_of(page)


def form_of(page: Page) -> Locator:
    """Return the page's form for all posts; a form for a topic comes before it."""
    return page.locator("form[action='/api/subscriptions']").last


def field(form: Locator) -> Locator:
    return form.locator("input[type=email]")


def send(form: Locator, email: str = ADA) -> None:
    """Type this address, and press the button."""
    field(form).fill(email)
    form.get_by_role("button").click()
