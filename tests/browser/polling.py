"""Waits for something to become true on a page.

Playwright's `wait_for_function` evaluates its text in the page each time but the first, which the site's policy forbids: such a
wait ends in an error whenever the page is not ready at once.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.reader import A_MOMENT, PATIENCE


def wait_for(page: Page, happened: Callable[[], object]) -> None:
    """Return when this is true; meanwhile Playwright calls the test's handlers of events and requests."""
    for _ in range(PATIENCE // A_MOMENT):
        if happened():
            return
        page.wait_for_timeout(A_MOMENT)
    raise AssertionError(f"never happened on {page.url}")


def wait_until(page: Page, script: str, arg: Any = None) -> None:
    """Return when this script is true on the page; if it never is, the test fails."""
    for _ in range(PATIENCE // A_MOMENT):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(A_MOMENT)
    raise AssertionError(f"never true on {page.url}: {script}")
