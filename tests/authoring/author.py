"""An author at a machine of their own: a folder, and a site on memory keepers that it is pushed to."""

import copy
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from msgspec.structs import replace

from bench.watching import watched
from chalicelib.cloud.ports import Cloud, Object
from infra.authoring.push.dry_run import forecast
from infra.authoring.push.push import PushOptions, begin, push
from infra.authoring.push.push_events import SAID, Tell
from infra.authoring.push.push_session import PushEnvironment, Pushing
from infra.authoring.target.content_bucket import ChangedError, EditedError
from infra.authoring.target.destination import Destination
from infra.files.blog_folder import every_key
from tests.publishing.blog import MemoryBlog

GOOD = "---\ntitle: Hello\ndate: 2026-11-20\n---\nSome text.\n"


@dataclass(frozen=True)
class MemorySite(Destination):
    """A site whose cloud is in memory."""

    of: Cloud | None = None
    is_trusted: bool = True

    @cached_property
    def cloud(self) -> Cloud:
        assert self.of is not None
        return self.of

    @cached_property
    def trusted(self) -> Cloud:
        return replace(self.cloud, keys=("a key",), pepper="pepper") if self.is_trusted else self.cloud


@dataclass
class MemoryContents:
    """The content bucket of a blog in memory, on conditions; `before_put` runs before each upload."""

    blog: MemoryBlog
    before_put: Callable[[str], object] = lambda _: None
    puts: list[str] = field(default_factory=list)
    listings: int = 0

    def listed(self) -> Mapping[str, str]:
        self.listings += 1
        return {key: self.etag(key) for key in every_key(self.blog.cloud.content)}

    def etag(self, key: str) -> str:
        stat = self.blog.cloud.content.stat(key)
        return stat.etag if stat else ""

    def put(self, key: str, file: Path, digest: str, over: str | None) -> str:
        self.before_put(key)
        body = file.read_bytes()
        if hashlib.md5(body, usedforsecurity=False).hexdigest() != digest:
            raise EditedError(key)
        self._check(key, over)
        self.puts.append(key)
        self.blog.cloud.content.write(key, Object(body, "text/plain"))
        return digest

    def delete(self, key: str, over: str | None) -> None:
        self._check(key, over)
        self.blog.cloud.content.delete(key)

    def now(self) -> datetime:
        return self.blog.cloud.clock.now()

    def _check(self, key: str, over: str | None) -> None:
        if over is not None and self.etag(key) != over:
            raise ChangedError(key, self.etag(key))


class Author:
    """What an author does, and what is said to them. Time goes by only while something is waited for."""

    def __init__(self, folder: Path, blog: MemoryBlog) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.blog, self.contents = folder, blog, MemoryContents(blog)
        self.events: list[Mapping[str, Any]] = []
        self.asked: list[str] = []
        self.answer = True
        self.is_trusted = True
        self.time = 0.0
        self.meanwhile: Callable[[], object] = blog.settle

    @property
    def site(self) -> MemorySite:
        own = {"CONTENT_BUCKET": "content"}
        return MemorySite("press", "stack", self.folder, own, of=self.blog.cloud, is_trusted=self.is_trusted)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for key, text in files.items():
            path = self.folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)

    def may_not(self, *methods: str) -> None:
        """From now on this author, but not the site itself, is denied these methods of the table."""

        def call(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
            if port == "table" and method in methods:
                raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, method)
            return act()

        self.blog = copy.copy(self.blog)
        self.blog.cloud = watched(self.blog.cloud, call)

    def push(self, *paths: str, **options: Any) -> int:
        self.events, self.asked = [], []
        asked = PushOptions(tuple(self.folder / path for path in paths), agree=self._agree, **options)
        return push(self.site, asked, PushEnvironment(self.contents, self.events.append, lambda: self.time, self._sleep))

    def begin(self, paths: tuple[Path, ...], tell: Tell) -> Pushing:
        """Upload these, as a watch does, and wait for nothing."""
        return begin(
            self.site, PushOptions(paths, agree=self._agree), PushEnvironment(self.contents, tell, lambda: self.time, self._sleep)
        )

    def forecast(self, **options: Any) -> int:
        self.events, self.asked = [], []
        return forecast(self.site, PushOptions(agree=self._agree, **options), PushEnvironment(self.contents, self.events.append))

    @property
    def said(self) -> list[str]:
        """The lines that were told."""
        return [SAID[event["event"]].text(event) for event in self.events]

    def told(self, name: str) -> list[Mapping[str, Any]]:
        return [event for event in self.events if event["event"] == name]

    def _agree(self, question: str, *, needed: bool) -> bool:
        assert isinstance(needed, bool)
        self.asked.append(question)
        return self.answer

    def _sleep(self, seconds: float) -> None:
        self.time += seconds
        self.meanwhile()
