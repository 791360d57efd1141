"""A site on this machine as a browser shows it: Chromium loads a page, its scripts run, and what stands there then is read.

Time passes for the page alone (`--virtual-time-budget`): it stands still while an answer is on its way, and jumps where there is
nothing to do, so nothing here waits or is timed. Where there is no browser the tests are skipped, unless PRESSWORK_BROWSER is
`required`, as it is in CI.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from lxml import html

from chalicelib import subscribing
from chalicelib.catalog import subscribers
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.errands import Errand, errand_in
from chalicelib.web import Request
from infra.local.serve import Api, Headers, SiteServer
from tests.pipeline.house import MemoryHouse, post
from tests.subscribing.desk import ADA, KEYS, PEPPER, Visitor

Answer: TypeAlias = tuple[int, Headers, bytes]

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ALONE = (  # a page kept for the way back takes the virtual time with it, and the next one would stand still
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-features=BackForwardCache",
)
TYPED, UNSCRIPTED = "/_typed", "/_unscripted"
PATIENCE = 60  # seconds until a browser counts as stuck
FOLLOWING = 1234
SITE = """\
title: {en: The Press, es: La Prensa}
languages: [en, es]
sidebar: [recent, follow]
"""

HANDS = """\
<script type="module">
const asked = new URLSearchParams(location.search);
const form = document.querySelector("#_follow form");
const type = () => (form.elements.email.focus(), (form.elements.email.value = asked.get("email")));
const button = form.querySelector("button");
const press = () => (button.focus(), button.click());
setTimeout(type, 1000);
setTimeout(() => { for (let n = 0; n < (asked.get("presses") ?? 1); n++) press(); }, 4000);
setTimeout(() => document.activeElement.setAttribute("data-focused", ""), 8000);
if (asked.has("hasty")) type();
</script>
"""
"""What a reader does: they type, press the button, and look where they are then; who is hasty types before all else is there."""

WITHOUT_SCRIPT = """\
<!doctype html>
<script>
function look(page) {
  document.body.append(Object.assign(document.createElement("pre"), { textContent: page.documentElement.outerHTML }));
  const email = new URLSearchParams(location.search).get("email");
  const form = page.querySelector("#_follow form");
  if (!email) return;
  form.elements.email.value = email;
  form.target = "_top"; // what answers may not be framed
  form.querySelector("button").click();
}
</script>
<iframe src="PAGE" sandbox="allow-same-origin allow-forms allow-top-navigation"
 onload="setTimeout(look, 5000, contentDocument)"></iframe>
"""
"""A page in a frame where no script runs; its source as it stands there, and a reader's hands. (With script turned off in the
whole browser, nothing could be read from it.)"""


class Town:
    """A house with a site under its own address, and the API with it; its pages once more with a reader, and without script."""

    def __init__(self) -> None:
        self.house = MemoryHouse()
        self.server = SiteServer(self.house.cloud.public, api=self._answer, beside=self._beside())
        self.house.cloud = replace(self.house.cloud, keys=KEYS, pepper=PEPPER, url=self.server.url)
        self.visitor = Visitor(self.house.cloud)
        self.failing = 0
        subscribers.count(self.house.cloud.table, 7, FOLLOWING)
        self.house.publish({"site.yaml": SITE, "posts/a.md": post("The whole text.", title="On books")})

    def typed(self, email: str = ADA, page: str = "/", **more: str) -> str:
        """The address of a page on which somebody types this into the form, and presses its button."""
        return f"{self.server.url}{TYPED}{page}?{urlencode({'email': email, **more})}"

    def unscripted(self, page: str, email: str = "") -> str:
        """The address of a page in which no script runs; whoever is named presses the button of its form."""
        return f"{self.server.url}{UNSCRIPTED}{page}?{urlencode({'email': email})}"

    def waiting(self) -> list[Errand]:
        """The errands that wait; they stay."""
        queue = cast(MemoryQueue, self.house.cloud.letters)
        messages = queue.take(len(queue))
        queue.send(messages)
        return [errand_in(message.body) for message in messages]

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if self.failing:
            self.failing -= 1
            return HTTPStatus.BAD_GATEWAY, {"Content-Type": "text/plain"}, b"Bad Gateway"
        asked = urlsplit(path)
        request = Request(method, asked.path.removeprefix("/api"), dict(parse_qsl(asked.query)), headers, body, "127.0.0.1")
        reply = subscribing.answer(self.house.cloud, request)
        return reply.status, reply.headers, reply.body

    def _beside(self) -> Mapping[str, Api]:
        pages: Mapping[str, Callable[[str], str]] = {
            TYPED: lambda page: (self.house.page(page) or "").replace("<head>", f"<head>{HANDS}"),
            UNSCRIPTED: lambda page: WITHOUT_SCRIPT.replace("PAGE", page),
        }
        return {prefix: partial(shown, prefix, page) for prefix, page in pages.items()}


def shown(prefix: str, page: Callable[[str], str], _method: str, path: str, _headers: Mapping[str, str], _body: bytes) -> Answer:
    """A page that stands beside the site, made for the address behind its prefix."""
    text = page(urlsplit(path).path.removeprefix(prefix))
    return HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, text.encode()


class Browser:
    """Somebody's browser; what a page leaves in it is there the next time."""

    def __init__(self, program: str, profile: Path) -> None:
        self._program, self._profile = program, profile

    def show(self, url: str, *settings: str) -> html.HtmlElement:
        """What stands on the page, or on the one that it led to, when nothing happens there any more."""
        profile = f"--user-data-dir={self._profile}"
        run = [self._program, *ALONE, profile, "--virtual-time-budget=20000", "--dump-dom", *settings, url]
        done = subprocess.run(run, capture_output=True, encoding="utf-8", check=True, timeout=PATIENCE)  # noqa: S603 - a browser, by its name
        return html.document_fromstring(done.stdout)


@pytest.fixture(scope="session")
def program() -> str:
    """The browser of this machine."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        why = f"no browser found: none of {', '.join(PROGRAMS)}"
        (pytest.fail if os.environ.get("PRESSWORK_BROWSER") == "required" else pytest.skip)(why)
    return found


@pytest.fixture
def browser(program: str, tmp_path: Path) -> Browser:
    return Browser(program, tmp_path / "browser")


@pytest.fixture
def another(program: str, tmp_path: Path) -> Browser:
    """The browser of somebody else."""
    return Browser(program, tmp_path / "another")


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    with town.server:
        yield town
