"""The list of posts as apps ask for it: published ones and drafts, newest first, a page at a time.

It is read from the pointers that ingest writes anyway: the listing of all posts, that of unlisted ones, and that of previews,
which has drafts and scheduled posts. A page costs one query for each of these and each language, one read of records, and one
of each file, however many posts there are. Private posts have no pointer, so they are only found by their addresses. Authors
with a folder of their own see the listing of their name, and of the other listings only the files in that folder.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import Grant, may_write
from chalicelib.cloud.limits import SK_BYTES
from chalicelib.cloud.ports import Table
from chalicelib.content.addresses.addresses import term
from chalicelib.errors import Refusal
from chalicelib.model import Listing, ListingKind, Post
from chalicelib.record import Record
from chalicelib.rendering.post_listings import preview_listing
from chalicelib.rendering.summaries import topics_of
from chalicelib.store import item_keys, records
from chalicelib.store.answers import summary_in

MOST = 100  # posts of a page
USUAL = 20
LOOKED_AT = 500  # previews among which a draft is looked for by its address
AT_ONCE = 100  # records of one read


class PostPage(NamedTuple):
    """Posts, newest first, with the marks of the pages of newer and of older ones; empty where there are none."""

    posts: Sequence[Post]
    before: str = ""
    after: str = ""


def page(context: AuthoringContext, grant: Grant, *, limit: int, after: str = "", before: str = "") -> PostPage:
    """Return so many posts that the person may change: those older than the mark `after`, or newer than the mark `before`."""
    limit = min(max(limit, 1), MOST)
    older, newer = unmarked(after), unmarked(before)
    keys = sort_keys(context, grant, limit, older, newer)
    chosen = keys[:limit] if not newer else keys[-limit:]
    stored = records.read_many(context.cloud.table, [key_of(sort_key) for sort_key in chosen])
    posts = [post for sort_key in chosen if (record := stored.get(key_of(sort_key))) and (post := post_at(record, sort_key))]
    own = [post for post in posts if may_write(grant, post.key)]
    more_older = len(keys) > limit if not newer else True
    more_newer = len(keys) > limit if newer else bool(older)
    return PostPage(own, marked(chosen[0]) if chosen and more_newer else "", marked(chosen[-1]) if chosen and more_older else "")


def sort_keys(context: AuthoringContext, grant: Grant, limit: int, older: str, newer: str) -> Sequence[str]:
    """Return the pointers' sort keys next to a mark, newest first; one more than `limit`, where there are so many.

    An author only gets those of their own files, since a mark tells a file's name and date; for them, more pointers are read.
    """
    keys: set[str] = set()
    most = LOOKED_AT if grant.role == "author" else limit + 1
    for listing in listings(context, grant):
        items = context.cloud.table.query(
            item_keys.pointers_to("list", str(listing)), after=newer, before=older, newest_first=not newer, limit=most
        )
        keys |= {item.at.sk for item in items if may_write(grant, key_of(item.at.sk))}
    ordered = sorted(keys, reverse=True)
    return ordered[-(limit + 1) :] if newer else ordered[: limit + 1]


def listings(context: AuthoringContext, grant: Grant) -> Iterator[Listing]:
    kind: ListingKind = "author" if grant.role == "author" else "all"
    name = term(grant.author).slug if kind == "author" else ""
    for lang in context.site.codes:
        yield Listing(kind, lang, name)
        yield Listing("unlisted", lang)
        yield preview_listing(lang)


def key_of(sort_key: str) -> str:
    return sort_key.partition("#")[2]


def post_at(record: Record, sort_key: str) -> Post | None:
    """Return the post or preview of a record, if a pointer with this sort key leads to it now."""
    shown = record.post or record.preview
    return shown if shown and shown.sort_key == sort_key else None


def preview_at(context: AuthoringContext, address: str) -> str:
    """Return the key of the draft or scheduled post that is to have this address, if it is among the newest."""
    for lang in context.site.codes:
        items = context.cloud.table.query(
            item_keys.pointers_to("list", str(preview_listing(lang))), newest_first=True, limit=LOOKED_AT
        )
        keys = [key_of(item.at.sk) for item in items]
        for start in range(0, len(keys), AT_ONCE):
            previews = records.read_many(context.cloud.table, keys[start : start + AT_ONCE]).values()
            if key := next((record.key for record in previews if record.preview and record.preview.address == address), ""):
                return key
    return ""


# ---- marks of pages


def marked(sort_key: str) -> str:
    return urlsafe_b64encode(sort_key.encode()).decode().rstrip("=")


def unmarked(mark: str) -> str:
    try:
        sort_key = urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
    except ValueError as error:
        raise Refusal("micropub", "`after` or `before` isn't a mark of a page") from error
    if len(sort_key.encode()) > SK_BYTES:
        raise Refusal("micropub", f"a mark of a page has {SK_BYTES:,} bytes at most")
    return sort_key


# ---- topics


def topic_names(table: Table, langs: Sequence[str], *kinds: ListingKind) -> dict[str, str]:
    """Return the names of the topics of these kinds that have posts, by slug."""
    names: dict[str, str] = {}
    for lang in langs:
        for item in table.query(topics_of(lang)):
            listing, _, what = item.at.sk.rpartition("#")
            kind, _, slug = listing.partition(":")
            value = summary_in(item).value if what == "name" and kind in kinds else None
            if isinstance(value, str):
                names.setdefault(slug, value)
    return names
