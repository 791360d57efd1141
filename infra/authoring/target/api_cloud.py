"""A site behind its authoring API as a cloud: its items and files take the place of the table and the bucket.

So a push to it is the same push. What the API doesn't give, such as queues, can't be reached, and whoever asks is told.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

from chalicelib.cloud import json_items
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Cloud
from chalicelib.content.media.media_types import BEGINNING
from infra.authoring.target.connection import LostError
from infra.authoring.target.content_bucket import TRIES, ChangedError, EditedError
from infra.authoring.target.destination import KEYS_NEEDED
from infra.authoring.target.site_api import SiteApi
from infra.files.parallel import stretches
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError

AT_ONCE = 100  # items of one request (`chalicelib.authoring.files_api`)
IN_A_REQUEST = 4_000_000  # bytes of a file; a larger one goes to the bucket itself


class Unreachable:
    """A port that the API doesn't offer."""

    def __init__(self, site: str) -> None:
        self._site = site

    def __getattr__(self, name: str) -> NoReturn:
        raise CannotError(KEYS_NEEDED.format(self._site), UNABLE)


class ApiTable(Unreachable):
    """The table, as far as the API lets this person read it (`chalicelib.authoring.readable_items`)."""

    def __init__(self, api: SiteApi) -> None:
        super().__init__(api.site)
        self._api = api

    def get(self, at: At) -> Item | None:
        return self.get_many([at]).get(at)

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        read = [item for asked in stretches(list(dict.fromkeys(at)), AT_ONCE) for item in self._items({"get": asked})[0]]
        return {item.at: item for item in read}

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        read: list[Item] = []
        is_over = False
        while not is_over and (limit is None or len(read) < limit):
            most = AT_ONCE if limit is None else limit - len(read)
            asked = {"query": pk, "after": after, "before": before, "newest_first": newest_first, "limit": most}
            items, next_one = self._items(asked)
            read += items
            after, before = (after, next_one) if newest_first else (next_one, before)
            is_over = not next_one
        return read

    def _items(self, asked: Mapping[str, Any]) -> tuple[Sequence[Item], str]:
        """Return the items of one request, and the sort key from which the next one goes on; empty where there are no more."""
        answer = self._api.ask_json("/items", asked)
        return [json_items.item_in(plain) for plain in answer["items"]], str(answer.get("next", ""))


class ApiContents:
    """The files of the site that this person may write (`content_bucket.Contents`)."""

    def __init__(self, api: SiteApi) -> None:
        self._api = api

    def listed(self) -> Mapping[str, str]:
        files: dict[str, str] = {}
        after, is_over = "", False
        while not is_over:
            answer = self._api.ask("GET", "/files", {"after": after})
            files |= answer["files"]
            after = str(answer["next"])
            is_over = not after
        return files

    def folders(self) -> tuple[str, ...]:
        """Return what the keys begin with that this person may write."""
        return tuple(self._api.ask("GET", "/files", {})["folders"])

    def etag(self, key: str) -> str:
        answer = self._api.ask("GET", "/files", {"key": key})
        return str(answer["files"].get(key, ""))

    def put(self, key: str, file: Path, digest: str, over: str | None) -> str:
        body = file.read_bytes()
        if hashlib.md5(body, usedforsecurity=False).hexdigest() != digest:
            raise EditedError(key)
        for _ in range(TRIES if over is None else 1):
            expected = self.etag(key) if over is None else over
            try:
                return self._put(key, body, digest, expected)
            except ChangedError as changed:
                etag = changed.etag
        raise ChangedError(key, etag)

    def _put(self, key: str, body: bytes, digest: str, over: str) -> str:
        asked = {"key": key, "over": over}
        if len(body) <= IN_A_REQUEST:
            return str(self._api.ask("POST", "/files", asked, body)["etag"])
        link = self._api.ask("POST", "/files/link", asked, body[:BEGINNING])
        status = self._api.send("PUT", link["address"], link["headers"], body).status
        if status in (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT):
            raise ChangedError(key, self.etag(key))
        if status >= HTTPStatus.BAD_REQUEST:
            raise LostError(f"the bucket answered {status} to the upload of {key}: run the same command again to continue")
        return digest

    def delete(self, key: str, over: str | None) -> None:
        self._api.ask("POST", "/files/deleted", {"key": key, "over": self.etag(key) if over is None else over})

    def now(self) -> datetime:
        date = self._api.date()
        return parsedate_to_datetime(date).astimezone(UTC) if date else datetime.now(UTC)


class LocalClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> NoReturn:
        raise NotImplementedError(f"nothing sleeps for {seconds} s here")


def cloud_of(api: SiteApi) -> Cloud:
    """Return the site as a cloud, whose table can be read."""
    nothing: Any = Unreachable(api.site)
    ports = dict.fromkeys(("content", "public", "uploads", "press", "letters", "mail"), nothing)
    table: Any = ApiTable(api)
    return Cloud(table=table, clock=LocalClock(), url=api.site, **ports)
