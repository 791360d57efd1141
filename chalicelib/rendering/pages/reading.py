"""Ways to read that several kinds of pages share: the members of a listing, and the bodies and links of posts.

A pointer proves nothing: a post is a member when its record says so. Pointers that lead nowhere are dropped on sight.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, takewhile
from urllib.parse import quote, unquote

from chalicelib.content.gate import passed
from chalicelib.content.images import UNKNOWN, Size, dressed
from chalicelib.content.limits import limit
from chalicelib.model import Body, Listing, Place, Post
from chalicelib.rendering.page_kinds import stands
from chalicelib.rendering.presenters import Text
from chalicelib.rendering.queries import Bodies, DropPointers, ListingKeys, Records
from chalicelib.rendering.site_context import SiteContext

STRIDE = 4  # how many pointers to read when one member is wanted: mostly the first one is right
LAST = "~"  # sorts behind all digits and dashes: `2011-04~` bounds the spots of April 2011
ID = re.compile(r'(<[a-z][a-z0-9]*(?: [^<>]*?)?) id="[^"]*"')
WIDE = re.compile(r"<(pre|table)(?=[ >])")
SOURCE_LINK = re.compile(r' (cite|href)="source:([^"#<>]*)(#[^"<>]*)?"(?=[^<>]*>)')  # within a tag: text may look the same
SPOT_LINK = re.compile(r' href="#(?=[^<>]*>)')
MISSING: Mapping[str, str] = {"cite": "", "href": ' class="missing"'}


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest members of a listing; `whole` when there are no others."""

    posts: tuple[Post, ...]
    whole: bool

    def covers(self, bound: str) -> bool:
        """Whether every member newer than `bound` is among them, and at least one that isn't (or there is none)."""
        return self.whole or bool(self.posts and self.posts[-1].sort_key < bound)


async def members(listing: Listing, sort_keys: Iterable[str]) -> tuple[Post, ...]:
    """The posts behind these spots that belong there."""
    places = [Place(listing, sort_key) for sort_key in sort_keys]
    records = await Records(frozenset(place.key for place in places))
    stale = [place for place in places if place.key in records and not stands(records[place.key], place)]
    if stale:
        await DropPointers(frozenset((place, records[place.key].version) for place in stale))
    standing = (records[place.key].post for place in places if place.key in records and place not in stale)
    return tuple(post for post in standing if post)


async def newest(listing: Listing, context: SiteContext) -> Newest:
    """The newest posts, as many as anything that shows the newest may want."""
    found: tuple[Post, ...] = ()
    before = ""
    while True:
        sort_keys = await ListingKeys(listing, before=before, limit=context.reach)
        found += await members(listing, sort_keys)
        if len(sort_keys) < context.reach:
            return Newest(found, whole=True)
        if len(found) >= context.reach:
            return Newest(found, whole=False)
        before = sort_keys[-1]


async def within(listing: Listing, month: str, known: Newest) -> tuple[Post, ...]:
    """The posts of a month, newest first."""
    if known.covers(month):
        return tuple(post for post in known.posts if post.month == month)
    sort_keys = await ListingKeys(listing, after=month, before=month + LAST)
    return await members(listing, sort_keys)


async def older_than(listing: Listing, bound: str, known: Newest) -> Post | None:
    """The newest member older than this bound."""
    if found := next((post for post in known.posts if post.sort_key < bound), None):
        return found
    return None if known.whole else await _nearest(listing, bound, newest_first=True)


async def newer_than(listing: Listing, bound: str, known: Newest) -> Post | None:
    """The oldest member newer than this bound."""
    newer = list(takewhile(lambda post: post.sort_key > bound, known.posts))
    if (newer and len(newer) < len(known.posts)) or known.covers(bound):
        return newer[-1] if newer else None
    return await _nearest(listing, bound, newest_first=False)


async def _nearest(listing: Listing, bound: str, *, newest_first: bool) -> Post | None:
    while True:
        before, after = (bound, "") if newest_first else ("", bound)
        sort_keys = await ListingKeys(listing, after=after, before=before, newest_first=newest_first, limit=STRIDE)
        found = await members(listing, sort_keys)
        if found or len(sort_keys) < STRIDE:
            return found[0] if found else None
        bound = sort_keys[-1]


ROOM = limit("texts on a page")


async def texts(posts: Iterable[Post]) -> Mapping[str, Text]:
    """The texts of these posts by key: links between sources are addresses, and images have their sizes.

    The first ones that there is room for on a page; of the others its readers see the excerpt.
    """
    wanted = list(posts)
    if not wanted:
        return {}
    found = await Bodies(frozenset((post.key, post.body) for post in wanted))
    sums = accumulate(len(found[post.key].html) for post in wanted)
    wanted = [post for post, sum_ in zip(wanted, sums, strict=True) if sum_ <= ROOM]
    targets = frozenset(target for post in wanted for target in (*post.links, *post.images))
    records = await Records(targets) if targets else {}
    addresses = {key: record.address for key, record in records.items() if record.post}
    sizes = {key: (record.media.width, record.media.height) for key, record in records.items() if record.media}
    return {
        post.key: _text(found[post.key], addresses, {key: sizes[key] for key in post.images if key in sizes}, post)
        for post in wanted
    }


def _text(body: Body, addresses: Mapping[str, str], sizes: Mapping[str, Size], post: Post) -> Text:
    """The lead stands on other pages than its post's, so a link to a part of the text (a footnote) leads to the post's page."""
    lead = _finished(body.html[: body.more], addresses, sizes) if body.more > 0 else ""
    lead = ID.sub(r"\1", lead)  # two leads on a page may have the same headings
    lead = SPOT_LINK.sub(f' href="{quote(post.address)}#', lead)
    return Text(passed(_finished(body.html, addresses, sizes)), passed(lead), body.extra, sizes.get(post.image[1:], UNKNOWN))


def _finished(html: str, addresses: Mapping[str, str], sizes: Mapping[str, Size]) -> str:
    """With all that depends on other sources; and what may be wider than its column can be scrolled with the keyboard."""
    return WIDE.sub(r'<\1 tabindex="0"', dressed(linked(html, addresses), sizes))


def linked(html: str, addresses: Mapping[str, str]) -> str:
    """The HTML with links to sources made addresses; a link to a source that isn't there is left as plain text."""

    def to_address(found: re.Match[str]) -> str:
        name, key, sort_key = found.groups("")
        address = addresses.get(unquote(key))
        return f' {name}="{quote(address)}{sort_key}"' if address else MISSING[name]

    return SOURCE_LINK.sub(to_address, html)
