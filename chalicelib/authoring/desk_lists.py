"""The desk's lists: which posts there are in a state, and the topics that a post may have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from chalicelib.authoring import post_list
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import Grant, folder, may_write
from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Listing, ListingKind, Post
from chalicelib.partitions import LIST
from chalicelib.record import Record
from chalicelib.store import item_keys, records

PAGE = 50  # posts of one answer
AT_MOST = 400  # pointers that are read for it: an author's posts may be rare among those of others


class ShownRefusal(Frozen):
    """Why a file is refused, and what to do."""

    why: str
    remedy: str
    line: int = 0


class ListedPost(Frozen):
    """A post in a list."""

    key: str
    title: str
    lang: str
    date: str
    state: str
    address: str = ""
    refusal: ShownRefusal | None = None


class PostList(Frozen):
    """Posts, newest first; `next` says where the rest begins, and is empty at the end."""

    posts: tuple[ListedPost, ...]
    next: str = ""


REPORT = ".error.txt"
AT_ONCE, LISTINGS = 1_000, 20  # names of one listing of the bucket, and such listings

KINDS: Mapping[str, ListingKind] = {"published": "all"}
"""The listing that leads to the posts of a list; `preview`, where nothing else is said."""
STATES: Mapping[str, tuple[str, ...]] = {
    "drafts": ("draft",),
    "scheduled": ("due",),
    "published": ("published",),
}
"""The lists, and the states of the records in each."""


def posts(context: AuthoringContext, grant: Grant, state: str, before: str) -> PostList:
    """Return the posts of a list that this person may change, of all languages, the newest before a sort key."""
    if state == "refused":
        return PostList(tuple(_listed(record, context.site) for record in _refused(context, grant)))
    listed: list[tuple[str, ListedPost]] = []
    for lang in context.site.codes:
        for sort_key, record in _records(context.cloud, Listing(KINDS.get(state, "preview"), lang), before):
            if record.state in STATES.get(state, ()) and may_write(grant, record.key):
                listed.append((sort_key, _listed(record, context.site)))
    newest = sorted(listed, key=lambda pair: pair[0], reverse=True)
    return PostList(tuple(post for _, post in newest[:PAGE]), newest[PAGE - 1][0] if len(newest) > PAGE else "")


def _records(cloud: Cloud, listing: Listing, before: str) -> Iterator[tuple[str, Record]]:
    """Yield the records that a listing leads to, newest first, with their sort keys."""
    pointers = cloud.table.query(f"{LIST}{listing}", before=before, newest_first=True, limit=AT_MOST)
    sort_keys = {item_keys.key_in("list", item.at.sk): item.at.sk for item in pointers}
    current = records.read_many(cloud.table, sort_keys)
    yield from ((sort_keys[key], record) for key, record in current.items())


def _refused(context: AuthoringContext, grant: Grant) -> Iterable[Record]:
    """Return the records of refused posts, by the reports beside them: no pointer leads to a file that was never accepted."""
    keys: list[str] = []
    prefix, after = folder(grant, "posts"), ""
    for _ in range(LISTINGS):
        names = list(context.files.etags(prefix, after, AT_ONCE))
        keys += [name.removesuffix(REPORT) for name in names if name.endswith(REPORT)]
        if len(names) < AT_ONCE:
            break
        after = names[-1]
    current = records.read_many(context.cloud.table, keys[:AT_MOST])
    return [record for record in current.values() if record.refusal]


def _listed(record: Record, site: Site) -> ListedPost:
    post = record.post or record.preview
    address = f"{site.url}{record.address}" if record.post else ""
    refusal = shown_refusal(record.refusal) if record.refusal else None
    return ListedPost(record.key, *_about(post), record.state, address, refusal)


def _about(post: Post | None) -> tuple[str, str, str]:
    return (post.title, post.lang, post.date) if post else ("", "", "")


def shown_refusal(refusal: Refusal) -> ShownRefusal:
    return ShownRefusal(str(refusal), refusal.reason.remedy(refusal.found), refusal.line)


def topics(context: AuthoringContext) -> Mapping[str, Sequence[str]]:
    """Return the names of the categories, tags and authors that the site's posts have, by the key in front matter."""
    table, codes = context.cloud.table, context.site.codes
    return {key: sorted(post_list.topic_names(table, codes, kind).values(), key=str.casefold) for kind, key in KEYS.items()}


KEYS: Mapping[ListingKind, str] = {"category": "categories", "tag": "tags", "author": "authors"}
