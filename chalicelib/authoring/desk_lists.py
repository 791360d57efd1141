"""The desk's lists: which posts there are in a state, and the topics that a post may have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from chalicelib.authoring import post_list
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.desk import refusal_texts
from chalicelib.authoring.desk.refusal_texts import Say
from chalicelib.authoring.grants import Grant, folder, may_write_at_desk
from chalicelib.cloud.ports import Table
from chalicelib.content.addresses.addresses import term
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Listing, ListingKind, Post, slugs
from chalicelib.partitions import LIST
from chalicelib.publishing.progress import Awaited, progress_of
from chalicelib.record import Record, State
from chalicelib.store import publishes, records
from chalicelib.store.publishes import Publish
from chalicelib.times import in_utc

PAGE = 50  # posts of one answer
AT_ONCE = 100  # records of one read
LOOKED_AT = 1_000  # pointers that are read for an answer: what is searched for, or is an author's own, may be rare among them
LATELY = timedelta(minutes=10)
"""For so long, a list says what came of a publish."""


class ShownRefusal(Frozen):
    """Why a file is refused, and what to do."""

    why: str
    remedy: str
    line: int = 0


class ShownPublish(Frozen, rename="camel"):
    """How far the pages of a post's last change are: whether its own page is made, whether all are, and how many were written."""

    is_live: bool
    is_done: bool
    pages: int


class ListedPost(Frozen):
    """A post in a list; `publish` is missing where nothing has been published lately."""

    key: str
    title: str
    lang: str
    date: str
    state: str
    address: str = ""
    refusal: ShownRefusal | None = None
    publish: ShownPublish | None = None


class PostList(Frozen):
    """Posts, newest first; `next` says where the rest begins, and is empty at the end."""

    posts: tuple[ListedPost, ...]
    next: str = ""


class Wanted(Frozen):
    """Which posts are asked for: words that each has, a category, an author and a language; empty: any."""

    words: tuple[str, ...] = ()
    category: str = ""
    author: str = ""
    lang: str = ""

    def is_met(self, record: Record) -> bool:
        """Return whether the record's post, or its preview, is one of those."""
        post = record.post or record.preview
        if post is None:
            return not (self.category or self.author or self.lang) and self._are_in(record.key)
        topics = {"category": post.categories, "author": post.authors}
        named = (getattr(self, kind) in ("", *slugs(terms)) for kind, terms in topics.items())
        names = (term.name for terms in (*topics.values(), post.tags) for term in terms)
        return self.lang in ("", post.lang) and all(named) and self._are_in(post.title, post.excerpt, record.key, *names)

    def _are_in(self, *texts: str) -> bool:
        text = "\n".join(texts).casefold()
        return all(word in text for word in self.words)


def wanted_in(query: Mapping[str, str]) -> Wanted:
    """Return what a request asks for, with topics by the names that authors give them."""
    topics = {kind: term(query[kind]).slug for kind in ("category", "author") if query.get(kind)}
    return Wanted(tuple(query.get("words", "").casefold().split()), **topics, lang=query.get("lang", ""))


REPORT = ".error.txt"
NAMES_AT_ONCE, LISTINGS = 1_000, 20  # names of one listing of the bucket, and such listings


class PostKind(NamedTuple):
    """One list: the listings that lead to its posts, and the states of their records."""

    listings: tuple[ListingKind, ...]
    states: tuple[State, ...]


KINDS: Mapping[str, PostKind] = {
    "drafts": PostKind(("preview",), ("draft",)),
    "scheduled": PostKind(("preview",), ("due",)),
    "published": PostKind(("all", "unlisted"), ("published", "refused")),
    "pages": PostKind(("pages",), ("published", "refused")),
}
"""The lists; a refused change of a post that is on the site leaves the last good one there."""


def posts(context: AuthoringContext, grant: Grant, state: str, wanted: Wanted, before: str) -> PostList:
    """Return the posts of a list that this person may change, the newest before a sort key.

    It looks at so many pointers at most; where the rest may have more, `next` says so, however few posts there are.
    """
    if state == "refused":
        refused = [record for record in _refused(context, grant) if wanted.is_met(record)]
        return PostList(tuple(_listed(context, record) for record in refused))
    table, kind = context.cloud.table, KINDS.get(state, KINDS["drafts"])
    chosen: list[Record] = []
    for _ in range(LOOKED_AT // AT_ONCE):
        sort_keys = _next(table, _listings(context.site, kind, wanted), before)
        stored = records.read_many(
            table, [key for sort_key in sort_keys if may_write_at_desk(grant, key := post_list.key_of(sort_key))]
        )
        for sort_key in sort_keys:
            record = stored.get(post_list.key_of(sort_key))
            if record and record.state in kind.states and post_list.post_at(record, sort_key) and wanted.is_met(record):
                chosen.append(record)
            before = sort_key
            if len(chosen) == PAGE:
                return PostList(_shown(context, chosen), before)
        if len(sort_keys) < AT_ONCE:
            return PostList(_shown(context, chosen))
    return PostList(_shown(context, chosen), before)


def _listings(site: Site, kind: PostKind, wanted: Wanted) -> Iterator[Listing]:
    """Yield the listings that lead to what is wanted, those of a topic in place of that of all posts."""
    topic: ListingKind = "category" if wanted.category else "author"
    name = wanted.category or wanted.author
    for lang in site.codes:
        if wanted.lang in ("", lang):
            yield from (Listing(topic, lang, name) if name and of == "all" else Listing(of, lang) for of in kind.listings)


def _next(table: Table, listings: Iterable[Listing], before: str) -> Sequence[str]:
    """Return the next sort keys of the pointers of these listings, newest first; fewer than `AT_ONCE` at the end."""
    pointers = (table.query(f"{LIST}{listing}", before=before, newest_first=True, limit=AT_ONCE) for listing in listings)
    return sorted({item.at.sk for items in pointers for item in items}, reverse=True)[:AT_ONCE]


def _refused(context: AuthoringContext, grant: Grant) -> Iterable[Record]:
    """Return the records of refused posts, by the reports beside them: no pointer leads to a file that was never accepted."""
    keys: list[str] = []
    prefix, after = folder(grant, "posts") if grant.role == "author" else "", ""
    for _ in range(LISTINGS):
        names = list(context.files.etags(prefix, after, NAMES_AT_ONCE))
        keys += [
            key for name in names if name.endswith(f".md{REPORT}") and may_write_at_desk(grant, key := name.removesuffix(REPORT))
        ]
        if len(names) < NAMES_AT_ONCE:
            break
        after = names[-1]
    stored = records.read_many(context.cloud.table, keys[:AT_ONCE])
    return [record for record in stored.values() if record.refusal]


def _shown(context: AuthoringContext, chosen: Sequence[Record]) -> tuple[ListedPost, ...]:
    """Return the posts of these records, with what becomes of those that were changed lately."""
    table, since = context.cloud.table, in_utc(context.now - LATELY)
    stored = publishes.read_of(table, [record.key for record in chosen if record.state != "draft"])
    lately = {key: publish for key, publish in stored.items() if publish.pending or publish.at > since}
    return tuple(_listed(context, record, lately.get(record.key)) for record in chosen)


def _listed(context: AuthoringContext, record: Record, publish: Publish | None = None) -> ListedPost:
    address = f"{context.site.url}{record.address}" if record.post else ""
    refusal = shown_refusal(record.refusal, context.say) if record.refusal else None
    shown = _shown_publish(record, publish) if publish else None
    return ListedPost(record.key, *_about(record.post or record.preview), record.state, address, refusal, shown)


def _shown_publish(record: Record, publish: Publish) -> ShownPublish:
    how_far = progress_of(record, publish, Awaited(record.key, record.digest))
    return ShownPublish(is_live=how_far.is_live, is_done=how_far.is_done, pages=how_far.pages or 0)


def _about(post: Post | None) -> tuple[str, str, str]:
    return (post.title, post.lang, post.date) if post else ("", "", "")


def shown_refusal(refusal: Refusal, say: Say) -> ShownRefusal:
    return ShownRefusal(refusal_texts.why(refusal, say), refusal_texts.remedy(refusal, say), refusal.line)


def topics(context: AuthoringContext) -> Mapping[str, Sequence[str]]:
    """Return the names of the categories, tags and authors that the site's posts have, by the key in front matter."""
    table, codes = context.cloud.table, context.site.codes
    return {key: sorted(post_list.topic_names(table, codes, kind).values(), key=str.casefold) for kind, key in KEYS.items()}


KEYS: Mapping[ListingKind, str] = {"category": "categories", "tag": "tags", "author": "authors"}
