"""A blog that counts its reads: S3 reports each object of the logs bucket with an event, and it is counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from moto import mock_aws
from msgspec.structs import replace

from bench.watching import watched
from chalicelib import schedule
from chalicelib.analytics import top_posts
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object
from chalicelib.cloud.s3 import AwsBucket
from tests.analytics.lines import line, packed
from tests.function_rights import granted
from tests.publishing.blog import Blog, MemoryBlog, event, post
from tests.publishing.blog_on_moto import AwsBlog

SITE = """\
title: The Press
languages: [en, es]
sidebar: [{widget: top, count: 2}]
"""
TITLES = {"a": "Anchors", "b": "Boats", "c": "Currents", "d": "Docks"}
BUCKET = "what-was-read"  # moto takes the host of one called `logs` for another service
POSTS = {f"posts/{name}.md": post(title=title, date="2026-11-20") for name, title in TITLES.items()}


def address(name: str) -> str:
    return f"/2026/11/20/{name}/"


def reads(**times: int) -> bytes:
    """A file in which posts were read so often."""
    return packed(*(line(address(name)) for name, number in times.items() for _ in range(number)))


class Reading:
    """A blog, its readers and its clock."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog

    def open(self, sidebar: str = SITE, **more: str) -> None:
        self.blog.publish({"site.yaml": sidebar, **POSTS, **more})

    def bring(self, key: str, body: bytes, *, times: int = 1) -> None:
        """The CDN writes a file, and S3 reports it."""
        assert self.blog.cloud.logs is not None
        self.blog.cloud.logs.write(key, Object(body, "application/gzip"))
        for _ in range(times):
            self.tell(key)

    def tell(self, *keys: str) -> frozenset[str]:
        bodies = {str(number): event(key, "1") for number, key in enumerate(keys)}
        return top_posts.logs(granted(self.blog.cloud, "popular"), bodies)

    def wait(self, **time: float) -> None:
        """Minute after minute the clock looks."""
        until = self.blog.clock.time + timedelta(**time)
        while self.blog.clock.time < until:
            self.blog.clock.time += timedelta(minutes=1)
            self.tick()

    def tick(self) -> None:
        schedule.tick(granted(self.blog.cloud, "tick"))
        self.blog.settle()

    def sidebar(self, lang: str = "en") -> str:
        return self.object(f"_/sidebar.{lang}.html")

    def top(self, lang: str = "en") -> str:
        return self.object("top/index.html" if lang == "en" else f"{lang}/top/index.html")

    def object(self, key: str) -> str:
        found = self.blog.cloud.public.read(key)
        return found[0].decode() if found else ""

    def shown(self, html: str | None = None) -> list[str]:
        """The posts that the sidebar (or this HTML) names, in its order."""
        text = self.sidebar() if html is None else html.partition("<main")[2].partition("</main>")[0]
        places = {title: text.find(f">{title}<") for title in (*TITLES.values(), "Anclas", "Barcos")}
        return sorted((title for title, place in places.items() if place >= 0), key=places.__getitem__)

    def alarms(self) -> list[str]:
        return [item.at.sk for item in self.blog.cloud.table.query("CLOCK") if item.at.sk.startswith("top")]


@contextmanager
def on_memory() -> Iterator[Reading]:
    blog = MemoryBlog()
    blog.cloud = replace(blog.cloud, logs=MemoryBucket())
    yield Reading(blog)


def on_memory_and_open() -> Reading:
    with on_memory() as made:
        made.open()
        return made


@contextmanager
def on_aws() -> Iterator[Reading]:
    with mock_aws():
        blog = AwsBlog()
        s3 = blog.cloud.content._client  # type: ignore[attr-defined]
        s3.create_bucket(Bucket=BUCKET)
        blog.cloud = replace(blog.cloud, logs=AwsBucket(s3, BUCKET))
        yield Reading(blog)


GROUNDS = {"memory": on_memory, "aws": on_aws}
EITHER = ["memory", pytest.param("aws", marks=pytest.mark.slow)]


@contextmanager
def around_calls(blog: Blog, around: Callable[..., Any]) -> Iterator[None]:
    """Every call to the cloud goes through `around`, also those to the logs."""
    unwatched = blog.cloud
    blog.cloud = watched(unwatched, around)
    try:
        yield
    finally:
        blog.cloud = unwatched
