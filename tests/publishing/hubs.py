"""A house with a hub: what waits to be told to it, and what it has heard."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.cloud.memory import MemoryHub
from chalicelib.store import websub_feeds
from tests.function_rights import granted
from tests.publishing.blog import URL, Blog, post

ADDRESS = "https://hub.example/"
SITE = f"title: The Press\nsidebar: [recent]\nhub: {ADDRESS}\n"
KEY, OTHER = "posts/hello.md", "posts/other.md"
MINUTE = timedelta(minutes=1)


def told_by(blog: Blog) -> MemoryHub:
    """The hub of this house, from now on."""
    made = MemoryHub()
    blog.cloud = replace(blog.cloud, hub=made)
    return made


def tick(blog: Blog, time: timedelta = MINUTE) -> None:
    blog.clock.time += time
    schedule.tick(granted(blog.cloud, "tick"))
    blog.settle()


def feeds(*listings: str) -> set[str]:
    """The feeds of these listings: of a tag RSS alone."""
    forms = {
        listing: ("feed/",) if listing.startswith("/tag/") else ("feed/", "feed/atom/", "feed/json/") for listing in listings
    }
    return {f"{URL}{listing}{form}" for listing in listings for form in forms[listing]}


def heard(made: MemoryHub) -> list[set[str]]:
    """The feeds of each ping; then they are forgotten."""
    pings = [set(feeds) for address, feeds in made.told if address == ADDRESS]
    made.told.clear()
    return pings


def waiting(blog: Blog) -> set[str]:
    return {feed.url for feed in websub_feeds.waiting(blog.cloud.table, 1000)}


def opened(blog: Blog, site: str = SITE) -> MemoryHub:
    """A house with a post that no hub has to be told of any more."""
    made = told_by(blog)
    blog.publish({"site.yaml": site, OTHER: post(title="Other", categories=["Ink"], date="2026-10-01")})
    tick(blog)
    assert not waiting(blog)
    heard(made)
    return made
