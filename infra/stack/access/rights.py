"""Rights: what each function may do, and with which items, objects and mails.

This one table says it, and everything else is written from it by `make docs`: the policies in `.chalice`
(`infra.stack.access.policies`) and the tables in docs/security.md. It only allows. A right to items names partitions of the
table, and the methods of its port (`chalicelib.cloud.ports.Table`); where a name follows a partition's own, only keys that
begin so are meant. A right to objects names a bucket, and patterns of keys. Which queues a function sends to, which it is
called by, and which functions it calls is in `infra.stack.functions` and `infra.stack.queues`.

Tests hold each right against the calls that a site's functions make: none is missing, and none is unused.
"""

from collections.abc import Mapping

from chalicelib.authoring.grants import FOLDERS, PAGES, SITE_FILE
from chalicelib.authoring.readable_items import PUSH_READS
from chalicelib.frozen import Frozen
from chalicelib.partitions import (
    ACTS,
    CLOCK,
    COMMENTERS,
    COMMENTS,
    DESK,
    DUE,
    FOLLOWERS,
    HALTS,
    HELD,
    HUB,
    IMAGE,
    LEDGER,
    LETTER,
    LETTERS,
    LIMIT,
    LINKS,
    LIST,
    MAILED,
    MAILS,
    MONTHS,
    OWING,
    OWING_TURN,
    PACE,
    PEOPLE,
    PHRASES,
    PICTURE,
    PROOF,
    PUBLISH,
    READERS,
    READS,
    REPEATS,
    SAID,
    SAME,
    SEGMENTS,
    SHARDS,
    SITE,
    SOURCE,
    TOKENS,
    TOP,
    TOPICS,
    TRANSLATIONS,
    URL,
    WAITING,
    WRITTEN,
    YEARS,
)

REPORTS = ("*.error.txt", "*.warning.txt")
"""The keys of reports, which functions write beside authors' uploads."""

AUTHORED = (*(f"{folder}/*" for folder in FOLDERS), PAGES)
"""The keys that people write through the authoring API."""


def counted(name: str) -> str:
    """Return what the keys of a counter begin with (`chalicelib.newsletter.rules.rate_limits`)."""
    return f"{LIMIT}{name}#"


class Objects(Frozen):
    """Actions of S3 on the objects of a bucket whose keys fit one of the patterns."""

    bucket: str
    actions: str
    keys: tuple[str, ...] = ("*",)


class Rights(Frozen):
    """What one function may do besides with its own queue, log and calls.

    `lists` are buckets whose keys it may list: without that, a missing object would be forbidden, and not missing. `versions` are
    the beginnings of keys in the content bucket whose versions it may list.
    """

    items: Mapping[str, str]
    objects: tuple[Objects, ...] = ()
    lists: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    mails: bool = False
    asks_for_quota: bool = False
    reads_secrets: bool = False


READ, COPIED = "GetObject", "GetObject GetObjectAnnotation GetObjectTagging"

RIGHTS: Mapping[str, Rights] = {
    "ingest": Rights(
        items={
            SOURCE: "get get_many put put_many delete",
            URL: "get query put delete",
            LIST: "query put delete",
            TRANSLATIONS: "query put delete",
            LINKS: "query put delete",
            SAME: "query put delete",
            DUE: "put delete",
            OWING: "get put delete",
            SITE: "get query put put_many delete",
            PHRASES: "get get_many put",
            PICTURE: "get",
            LETTER: "get get_many put",
            LETTERS: "put",
            MAILED: "get put",
            CLOCK: "get put",
            PUBLISH: "change",
        },
        objects=(Objects("content", READ),),
        lists=("content",),
    ),
    "press": Rights(
        items={
            SITE: "query put_many delete",
            PHRASES: "get_many",
            SOURCE: "get_many",
            URL: "get get_many query put_many delete",
            LIST: "query delete",
            TRANSLATIONS: "query",
            LINKS: "query",
            MONTHS: "get_many query put_many delete",
            YEARS: "get_many query put_many delete",
            TOPICS: "get_many query put_many delete",
            SEGMENTS: "get_many put_many delete",
            IMAGE: "get_many put_many delete",
            PICTURE: "get_many",
            TOP: "get_many",
            FOLLOWERS: "query",
            PROOF: "get_many put_many",
            SAID: "query",
            HUB: "get_many put_many",
            CLOCK: "get_many put_many",
            PUBLISH: "get_many change",
        },
        objects=(
            Objects("public", "AbortMultipartUpload DeleteObject GetObject PutObject PutObjectAnnotation PutObjectTagging"),
            Objects("content", COPIED),
            Objects("content", "DeleteObject PutObject", REPORTS),
            Objects("encoded", COPIED),
        ),
        lists=("content", "public"),
    ),
    "images": Rights(
        items={SOURCE: "get", PICTURE: "get put add"},
        objects=(Objects("content", READ), Objects("encoded", "PutObject")),
        lists=("content",),
    ),
    "tick": Rights(
        items={
            SITE: "get query put",
            PHRASES: "get_many",
            SOURCE: "get get_many",
            URL: "get_many",
            SAME: "query",
            DUE: "query delete",
            OWING: "query put delete",
            OWING_TURN: "get put",
            READS: "query",
            TOP: "query put_many delete",
            HUB: "query put delete",
            LETTER: "put",
            LETTERS: "query put",
            WAITING: "query delete",
            counted("site-hour"): "get",
            CLOCK: "query put delete",
        },
        reads_secrets=True,
    ),
    "letters": Rights(
        items={
            SITE: "query put_many delete",
            PHRASES: "get_many",
            SOURCE: "get get_many",
            URL: "get query",
            COMMENTS: "get get_many query put delete",
            SAID: "query put delete",
            HELD: "query put delete",
            COMMENTERS: "get query put delete",
            SAME: "query",
            LIST: "query delete",
            TOPICS: "get_many",
            IMAGE: "get_many",
            LETTER: "get get_many query put delete",
            LETTERS: "query put",
            LEDGER: "get query put",
            READERS: "get get_many query put",
            SHARDS: "query put",
            FOLLOWERS: "get put add",
            MAILS: "get get_many put",
            WAITING: "put",
            counted("mailbox-day"): "add",
            counted("provider-hour"): "add",
            counted("large-provider-hour"): "add",
            counted("unresolved-hour"): "add",
            counted("site-hour"): "add",
            counted("desk-mails-hour"): "add",
            PEOPLE: "query get",
            DESK: "put",
            counted("turns-week"): "add",
            counted("signups"): "add",
            counted("blocked"): "get put",
            HALTS: "get_many",
            PACE: "get put",
            CLOCK: "get put delete",
        },
        mails=True,
        asks_for_quota=True,
        reads_secrets=True,
    ),
    "mail_news": Rights(
        items={
            READERS: "get put",
            FOLLOWERS: "add",
            LEDGER: "get put",
            LETTER: "get query put add",
            CLOCK: "put delete",
            counted("signups"): "add",
            HALTS: "get get_many put",
        },
    ),
    "mail_in": Rights(
        items={
            SITE: "query",
            PHRASES: "get_many",
            READERS: "get put",
            FOLLOWERS: "add",
            counted("replies-day"): "add",
            CLOCK: "put",
        },
        objects=(Objects("inbound", "DeleteObject GetObject"),),
        lists=("inbound",),
        mails=True,
        reads_secrets=True,
    ),
    "popular": Rights(
        items={READS: "get put", CLOCK: "get put"},
        objects=(Objects("logs", READ),),
        lists=("logs",),
    ),
    "api_handler": Rights(
        items={
            SITE: "query",
            PHRASES: "get_many",
            TOPICS: "get_many query",
            READERS: "get put delete",
            SHARDS: "put",
            FOLLOWERS: "add",
            MAILS: "get put",
            COMMENTS: "get get_many query",
            HELD: "query delete",
            COMMENTERS: "get put delete",
            counted("host-hour"): "add",
            counted("home-hour"): "add",
            counted("network-hour"): "add",
            counted("network-day"): "add",
            counted("comments-host-hour"): "add",
            counted("comments-home-hour"): "add",
            counted("comments-network-hour"): "add",
            counted("comments-network-day"): "add",
            counted("comments-flood-day"): "add",
            counted("proof"): "add",
            CLOCK: "put",
        },
        reads_secrets=True,
    ),
    "authoring": Rights(
        items={
            **dict.fromkeys(PUSH_READS, "get_many query"),
            PEOPLE: "get",
            TOKENS: "get query put delete",
            DESK: "get query put delete",
            ACTS: "put",
            counted("desk-host-hour"): "add",
            counted("desk-home-hour"): "add",
            counted("desk-network-hour"): "add",
            counted("desk-network-day"): "add",
            counted("desk-acts-hour"): "add",
            counted("desk-failed-hour"): "add",
            SOURCE: "get get_many query",
            URL: "get get_many query",
            TOPICS: "query",
            FOLLOWERS: "query",
            COMMENTS: "get_many",
            HELD: "query delete",
            LETTER: "get get_many query",
            LETTERS: "query",
            WRITTEN: "get put",
            REPEATS: "get put",
        },
        objects=(
            Objects("content", "DeleteObject GetObject GetObjectVersion PutObject", AUTHORED),
            Objects("content", "GetObject GetObjectVersion PutObject", (SITE_FILE,)),
            Objects("public", READ),
        ),
        lists=("content", "public"),
        versions=(*AUTHORED, SITE_FILE),
        reads_secrets=True,
    ),
    "serve": Rights(items={}, objects=(Objects("public", READ),), lists=("public",)),
}
"""By the function's name."""

READING, WRITING = ("get", "get_many", "query"), ("put", "put_many", "delete", "add", "change")


def rows(function: str, methods: tuple[str, ...]) -> frozenset[str]:
    """Return what the function may do any of these methods to."""
    return frozenset(row for row, allowed in RIGHTS[function].items.items() if set(allowed.split()) & set(methods))


PUSHES: tuple[str, ...] = tuple(sorted(rows("ingest", READING) | {DUE, PUBLISH}))
"""The partitions that whoever pushes may read.

`--dry-run` rehearses an ingest, a push waits until a publish is done, and a watch for what is due.
"""
