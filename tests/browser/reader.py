"""A reader with a browser: each error of an opened page is noted.

Errors are: an error on the console or in a script, a request that fails or is refused, and a request to another host. A test
declares an expected status, such as 404, with `expects`.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

from infra.serve.live import STREAM

ANSWERS = "Failed to load resource: the server responded"
"""The message of the console for a refused request, which is noted as a response already."""

LEFT = "net::ERR_ABORTED"
"""The failure of a request if its page was closed before the response came; it is no error."""

WIDE, NARROW = 1280, 320

PATIENCE = 60_000
"""After so many milliseconds, something counts as lost; nothing here is timed."""

QUIET, A_MOMENT = 3, 20
"""A page is loaded when it has no open request at so many checks, so many milliseconds apart."""
CHECKS = 3_000
"""After so many checks, an open request is an error."""


class Reader:
    """A reader of a site; each `page` is a window with its own settings of Playwright's contexts."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self.site = browser, site
        self._contexts: list[BrowserContext] = []
        self._expected: frozenset[int] = frozenset()
        self._open: set[Request] = set()
        self._hosts = {urlsplit(site).netloc, ""}
        self.amiss: list[str] = []

    def allows(self, other: str) -> None:
        """Accept requests to another site, too."""
        self._hosts.add(urlsplit(other).netloc)

    def expects(self, *statuses: int) -> None:
        """Accept responses with these statuses."""
        self._expected |= frozenset(statuses)

    def page(self, width: int = WIDE, **settings: Any) -> Page:
        """Return an empty window of a fresh browser."""
        context = self._browser.new_context(base_url=self.site, viewport={"width": width, "height": 800}, **settings)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._said)
        context.on("weberror", self._threw)
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("requestfinished", self._came)
        context.on("response", self._answered)
        self._contexts.append(context)
        return context.new_page()

    def at(self, address: str, width: int = WIDE, **settings: Any) -> Page:
        """Return a loaded page of the site in a new window."""
        page = self.page(width, **settings)
        self.go(page, address)
        return page

    def go(self, page: Page, address: str) -> None:
        """Open this address in a window, and wait until it is loaded."""
        page.goto(address)
        quiet = 0
        for _ in range(CHECKS):
            page.wait_for_timeout(A_MOMENT)
            quiet = 0 if self._open else quiet + 1
            if quiet == QUIET:
                return
        self.amiss += [f"never came: {request.url}" for request in self._open]

    def leaves(self) -> Sequence[str]:
        """Close all windows; return their errors."""
        for context in self._contexts:
            context.close()
        return self.amiss

    # ---- events

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ANSWERS):
            self.amiss.append(f"console: {message.text}")

    def _threw(self, error: WebError) -> None:
        self.amiss.append(f"script: {error.error}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).path != STREAM:  # which is open as long as its page
            self._open.add(request)
        if urlsplit(request.url).netloc not in self._hosts:
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
