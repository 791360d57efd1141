"""No token of a link leaves its page: no `Referer` and no line of a log contains it.

Tokens are in the addresses of four pages. The forms on the page of one's account send its token in the body.
"""

import gzip
import logging
from collections.abc import Iterator

import pytest

from chalicelib.cloud.aws import SystemClock
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.edge.responses import Reply, ReplyTo, Request
from infra.demo.access_log import EVERY, AccessLog
from tests.browser.live_site import LiveSite
from tests.browser.reader import Reader

pytestmark = pytest.mark.slow


class Cdn:
    """A proxy of the site: it keeps each request, and logs it as the deployed CDN does."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._files = MemoryBucket()
        self._log = AccessLog(self._files, SystemClock(), every=EVERY * 0)

    def noting(self, reply_to: ReplyTo) -> ReplyTo:
        logged = self._log.noting(reply_to)

        def reply(request: Request) -> Reply:
            self.requests.append(request)
            return logged(request)

        return reply

    def logged(self) -> str:
        """Return all lines of its log files."""
        self._log.write()
        files = [self._files.read(key) for key in list(self._files.keys())]
        return "".join(gzip.decompress(file[0]).decode() for file in files if file)


@pytest.fixture
def cdn() -> Cdn:
    return Cdn()


@pytest.fixture
def live(cdn: Cdn) -> Iterator[LiveSite]:
    live = LiveSite(noting=cdn.noting)
    with live.server:
        yield live


@pytest.mark.parametrize("purpose", ["confirm", "preferences", "unsubscribe"])
def test_the_token_of_a_link_is_in_no_referer_and_no_log(
    purpose: str, live: LiveSite, cdn: Cdn, visitor: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    live.visitor.sign_up()
    confirm = live.link()
    if purpose != "confirm":
        live.followed()
    link = confirm if purpose == "confirm" else f"{live.server.url}/api{live.visitor.link(purpose)}"
    token = link.partition("?t=")[2]

    page = visitor.at(link)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("banner").get_by_role("link").click()

    paths = [request.path.partition("?")[0] for request in cdn.requests]
    assert {f"/api/{purpose}", "/_/site.js", "/"} <= set(paths)
    assert [request.method for request in cdn.requests if request.path.startswith(f"/api/{purpose}")] == ["GET", "POST"]
    assert [request.path for request in cdn.requests if token in "".join(request.headers.values())] == []
    assert f"/api/{purpose}" in cdn.logged()
    assert token not in cdn.logged()
    assert token not in caplog.text


def test_the_token_that_fetches_and_erases_is_in_no_address_but_that_of_its_page(
    live: LiveSite, cdn: Cdn, visitor: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    live.followed()
    page = visitor.at(f"{live.server.url}/api{live.visitor.link('account')}")
    forms = {purpose: page.locator(f"form[action$='/api/{purpose}']") for purpose in ("data", "erase")}
    token = forms["data"].locator("input[name=t]").input_value()

    with page.expect_download():
        forms["data"].get_by_role("button").click()
    with page.expect_navigation(wait_until="networkidle"):
        forms["erase"].get_by_role("button").click()

    assert {("POST", "/api/data"), ("POST", "/api/erase")} <= {(request.method, request.path) for request in cdn.requests}
    heads = "".join(f"{request.path} {request.headers}" for request in cdn.requests if request.method == "POST")
    assert token
    assert token not in heads + cdn.logged() + caplog.text
