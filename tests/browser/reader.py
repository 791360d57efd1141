"""Somebody with a browser, who is watched: whatever goes wrong on a page that they open is noted.

Wrong is: an error on the console or in a script, a request that fails or is refused, and one to another host. An answer that a
test wants, as that of a page that isn't there, it names beforehand with `expects`.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

ANSWERS = "Failed to load resource: the server responded"
"""What the console says of a refused request, which is noted as an answer already."""

LEFT = "net::ERR_ABORTED"
"""How a request ends whose page was left before its answer came: the reader's doing, and no fault."""

WIDE, NARROW = 1280, 320

QUIET, A_MOMENT = 3, 20
"""A page has come when nothing is on its way in so many looks, so many milliseconds apart."""
LOOKS = 500
"""After so many something is lost."""


class Reader:
    """One browser and what stays in it; each `page` is a window of its own kind, with the settings of Playwright's contexts."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self.site = browser, site
        self._contexts: list[BrowserContext] = []
        self._expected: frozenset[int] = frozenset()
        self._open: set[Request] = set()
        self.amiss: list[str] = []

    def expects(self, *statuses: int) -> None:
        """These answers are wanted."""
        self._expected |= frozenset(statuses)

    def page(self, width: int = WIDE, **settings: Any) -> Page:
        """An empty window of a browser that nobody has browsed with."""
        context = self._browser.new_context(base_url=self.site, viewport={"width": width, "height": 800}, **settings)
        context.set_default_timeout(20_000)
        context.on("console", self._said)
        context.on("weberror", self._threw)
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("requestfinished", self._came)
        context.on("response", self._answered)
        self._contexts.append(context)
        return context.new_page()

    def at(self, address: str, width: int = WIDE, **settings: Any) -> Page:
        """A page of the site in a new window, when all that it asks for has come."""
        page = self.page(width, **settings)
        self.go(page, address)
        return page

    def go(self, page: Page, address: str) -> None:
        """Open this address in a window, and wait for all that it asks for."""
        page.goto(address)
        quiet = 0
        for _ in range(LOOKS):
            page.wait_for_timeout(A_MOMENT)
            quiet = 0 if self._open else quiet + 1
            if quiet == QUIET:
                return
        self.amiss += [f"never came: {request.url}" for request in self._open]

    def leaves(self) -> Sequence[str]:
        """Close all windows; what went wrong in them."""
        for context in self._contexts:
            context.close()
        return self.amiss

    # ---- what is listened to

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ANSWERS):
            self.amiss.append(f"console: {message.text}")

    def _threw(self, error: WebError) -> None:
        self.amiss.append(f"script: {error.error}")

    def _asked(self, request: Request) -> None:
        self._open.add(request)
        if urlsplit(request.url).netloc not in (urlsplit(self.site).netloc, ""):
            self.amiss.append(f"another host: {request.url}")

    def _came(self, request: Request) -> None:
        self._open.discard(request)

    def _failed(self, request: Request) -> None:
        self._open.discard(request)
        if request.failure != LEFT:
            self.amiss.append(f"failed: {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.amiss.append(f"{response.status}: {response.url}")
