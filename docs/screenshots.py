"""The pictures of the docs: ten views of the example blog, built, served by the edge rule, and rendered by a headless Chromium;
two pages of a person who writes for a small site in memory; and the example's desk.

`python -m docs.screenshots [NAME …]` takes the named ones, or all of them, into `docs/images/`. With Pillow, they have fewer
colours and a third of the bytes.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.parse import urlencode

from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page

from chalicelib.cloud.folder import FolderBucket
from chalicelib.store.authoring import access_tokens
from docs.desk_site import DRAFT, URL, MuseumDesk
from infra.build.build import build
from infra.serve.browser import launched
from infra.serve.server import SiteServer
from tests.browser.live_desk import LiveDesk

DOCS = Path(__file__).resolve().parent
EXAMPLE, IMAGES = DOCS.parent / "example", DOCS / "images"

AS_OF = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""The time of the build, so that the same posts are due each time."""

COLOURS = 192
SETTLED = 400  # milliseconds after everything has loaded, for transitions

WIDE, NARROW = (1280, 900), (390, 844)
PAPER = (794, 1123)  # A4 at 96 dots an inch
MARGINS = "document.body.style.padding = '2cm'"  # a printer's margins, which a window lacks

CODE = "/2026/07/15/a-tide-table-in-thirty-lines/"


@dataclass(frozen=True, slots=True)
class View:
    """A picture: its name, its address, the size of the window, the colours, the medium, and what is done before it is taken."""

    name: str
    address: str
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    act: Callable[[Page], object] = bool


VIEWS = (
    View("home", "/"),
    View("post-dark", CODE, scheme="dark"),
    View("post-narrow", "/2026/11/24/a-broken-tooth/", NARROW),
    View("arabic-narrow", "/ar/", NARROW),
    View("arabic-dark", "/ar/2026/08/02/العربية-في-مصف-الحروف/", scheme="dark"),
    View("month", "/2026/08/"),
    View("topics", "/topics/"),
    View("feeds", "/feeds/"),
    View("search", "/search/?q=letter"),
    View("print", CODE, PAPER, media="print"),
)


APP = "https://quill.example/"
ASKED = {
    "response_type": "code",
    "client_id": APP,
    "redirect_uri": APP,
    "state": "s",
    "code_challenge": "c" * 43,
    "code_challenge_method": "S256",
    "scope": "create update media",
}
DESK_VIEWS = (
    View("consent", f"/api/indieauth/authorize?{urlencode(ASKED)}", (820, 680)),
    View("account", "/api/desk/account", (820, 1060)),
)


def asked_to_publish(page: Page) -> None:
    """Ask for what publishing the post will do."""
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").wait_for()


def pale_links(page: Page) -> None:
    """Choose a colour of links that is too pale to be read."""
    page.locator("#colour-light-link").fill("#8fb3d9")
    page.locator("#colour-light-link").evaluate("(colour) => colour.scrollIntoView({ block: 'center' })")


ROOM_VIEWS = (
    View("desk-list", "/api/desk#published", NARROW),
    View("desk-editor", f"/api/desk#edit={DRAFT}", NARROW),
    View("desk-publish", f"/api/desk#edit={DRAFT}", NARROW, act=asked_to_publish),
    View("desk-settings", "/api/desk#settings", (820, 640), act=pale_links),
)


def main(names: list[str]) -> int:
    """Take the pictures; return the exit status."""
    IMAGES.mkdir(exist_ok=True)
    with (
        launched("--hide-scrollbars") as browser,
        TemporaryDirectory() as folder,
        SiteServer(FolderBucket(Path(folder))) as server,
    ):
        build(EXAMPLE, Path(folder), url=server.url, now=AS_OF)
        for view in VIEWS:
            if not names or view.name in names:
                say(take(browser.new_page, server.url, view))
        for views, opened in ((DESK_VIEWS, signed_in), (ROOM_VIEWS, at_the_desk)):
            with opened(browser) as (context, site):
                for view in views:
                    if not names or view.name in names:
                        say(take(context.new_page, site, view))
    return 0


def say(picture: Path) -> None:
    print(f"{picture.relative_to(DOCS.parent)}: {picture.stat().st_size:,} bytes")  # noqa: T201 - a command


@contextmanager
def signed_in(browser: Browser) -> Iterator[tuple[BrowserContext, str]]:
    """Serve a small site with a desk, at which Ann has signed in and let an app in; give her browser, and the site's address."""
    desk = LiveDesk()
    now = desk.blog.clock.now()
    access_tokens.issue(desk.blog.cloud.table, "ann", ("create", "update", "media"), APP, now)
    access_tokens.issue(desk.blog.cloud.table, "ann", ("create", "media"), "iA Writer", now)
    with desk.server, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{desk.url}/api{desk.writer.invited()}")
        page.get_by_role("button", name="Continue without a passkey").click()
        page.wait_for_url("**/api/desk/account")
        page.close()
        yield context, desk.url


@contextmanager
def at_the_desk(browser: Browser) -> Iterator[tuple[BrowserContext, str]]:
    """Serve the example with its desk, at which its owner is signed in; give her browser, and where it is served."""
    desk = MuseumDesk()
    desk.blog.cloud = replace(desk.blog.cloud, url=URL)
    with desk.server, browser.new_context(base_url=desk.url) as context:
        desk.entered(context.new_page()).close()
        yield context, desk.url


def take(open_page: Callable[..., Page], site: str, view: View) -> Path:
    """Take the picture of a view; return its file."""
    width, height = view.size
    page = open_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=view.scheme)
    page.goto(site + view.address, wait_until="networkidle")
    page.reload(wait_until="networkidle")  # with the fonts at hand, as on all pages after the first
    page.emulate_media(media=view.media, color_scheme=view.scheme)
    if view.media == "print":
        page.evaluate(MARGINS)
    view.act(page)
    page.wait_for_timeout(SETTLED)
    picture = IMAGES / f"{view.name}.png"
    page.screenshot(path=picture)
    page.close()
    if importlib.util.find_spec("PIL"):
        fewer_colours(picture)
    return picture


def fewer_colours(picture: Path) -> None:
    """Reduce the picture to a palette."""
    from PIL import Image  # noqa: PLC0415 - it is no dependency

    with Image.open(picture) as full:
        full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
