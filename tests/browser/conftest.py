"""A real browser and local sites for it: Debian's Chromium, which Playwright controls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, expect

from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.browser import launched
from infra.serve.server import SiteServer
from tests.browser.live_rooms import LiveRooms
from tests.browser.live_site import LiveSite
from tests.browser.reader import PATIENCE, Reader

EXAMPLE = Path(__file__).parents[2] / "example"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@contextmanager
def example_as(preset: str, folder: Path, *changes: tuple[str, str]) -> Iterator[str]:
    """Serve the example, built in this folder, with this preset and these changes of its settings."""
    blog, out = folder / "blog", folder / "out"
    copytree(EXAMPLE, blog)
    settings = (blog / "site.yaml").read_text("utf-8")
    for before, after in (("preset: journal", f"preset: {preset}"), *changes):
        assert before in settings
        settings = settings.replace(before, after)
    (blog / "site.yaml").write_text(settings, "utf-8")
    with SiteServer(FolderBucket(out)) as server:
        build(blog, out, url=server.url, now=NOW)
        yield server.url


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine; without a browser, these tests fail."""
    expect.set_options(timeout=PATIENCE)
    with launched() as browser:
        yield browser


@pytest.fixture
def arriving(chromium: Browser) -> Iterator[Callable[[str], Reader]]:
    """Return a function that makes a reader of a site; the test fails if a page of a reader had an error."""
    readers: list[Reader] = []

    def arrive(site: str) -> Reader:
        readers.append(Reader(chromium, site))
        return readers[-1]

    yield arrive
    assert [wrong for reader in readers for wrong in reader.leaves()] == []


@pytest.fixture(scope="package")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """Serve the example blog as `presswork build` makes it, without an API."""
    out = tmp_path_factory.mktemp("example")
    with SiteServer(FolderBucket(out)) as server:
        build(EXAMPLE, out, url=server.url, now=NOW)
        yield server


@pytest.fixture
def reader(arriving: Callable[[str], Reader], example: SiteServer) -> Reader:
    """Return a reader of the example blog."""
    return arriving(example.url)


@pytest.fixture
def live() -> Iterator[LiveSite]:
    """Serve a small site with its API."""
    live = LiveSite()
    with live.server:
        yield live


@pytest.fixture
def visitor(live: LiveSite, arriving: Callable[[str], Reader]) -> Reader:
    """Return a visitor of the small site, which is there until its pages are closed."""
    return arriving(live.server.url)


@pytest.fixture
def another(live: LiveSite, arriving: Callable[[str], Reader]) -> Reader:
    """Return another visitor, with another browser."""
    return arriving(live.server.url)


@pytest.fixture
def rooms() -> Iterator[LiveRooms]:
    """Serve a site at whose desk its owner sits."""
    rooms = LiveRooms()
    with rooms.server:
        yield rooms


@pytest.fixture
def owner(rooms: LiveRooms, arriving: Callable[[str], Reader]) -> Reader:
    """Return Ann, who owns the site, at her browser; the site is there until its pages are closed."""
    reader = arriving(rooms.url)
    reader.expects(404, 409)  # the site has no icon; a conflict is told
    return reader
