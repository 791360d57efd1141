"""Answers to queries: the queries of a round, merged into few calls.

A query for single items is a row of `ITEMS` (all items of a round are read in one batch); a query for part of a partition is a
row of `PARTITIONS`. Equal queries are answered once. A row is made by a function whose signature has mypy check that what answers
a query returns the type that the query promises.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.content.media.image_variants import Picture
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Body, Listing, Page
from chalicelib.record import Pointer, Record
from chalicelib.rendering.page_kinds import FORMER
from chalicelib.rendering.queries import (
    Bodies,
    Claimed,
    Claims,
    CommentCounts,
    CommentsOf,
    CurrentPictures,
    DropPointers,
    Encoded,
    Followers,
    ListingKeys,
    MonthsOf,
    NamesBeside,
    OneSummary,
    Query,
    Records,
    Redirects,
    Siblings,
    Spellings,
    StaleRead,
    Summaries,
    Summary,
    Vocabularies,
    nearest,
)
from chalicelib.rendering.summaries import COMMENTED, KEEPER, comments_at, number_in, picture_of, redirect_of, spelling_of
from chalicelib.store import comments, item_keys, pictures, records
from chalicelib.store.newsletter import subscribers

T = TypeVar("T")
Items: TypeAlias = Mapping[At, Item]
AnyQuery: TypeAlias = type[Query[Any]]
FEW = 4  # summaries to read at once where one or two are wanted


def answer(
    table: Table, queries: Iterable[Query[T]], read: dict[At, Item | None] | None = None
) -> Mapping[Query[T], T | StaleRead]:
    """The answer to each of these queries; `StaleRead` in place of an answer whose items have changed meanwhile.

    Single items that were `read` before are not read again; those that are read now are added (None: there is no item).
    """
    read = {} if read is None else read
    wanted = dict.fromkeys(queries)
    of_items = {query: ITEMS[type(query)] for query in wanted if type(query) in ITEMS}
    places = {query: tuple(row.places(query)) for query, row in of_items.items()}
    unread = {at for several in places.values() for at in several} - read.keys()
    read |= {**dict.fromkeys(unread), **(table.get_many(unread) if unread else {})}
    items = {at: item for several in places.values() for at in several if (item := read[at])}
    answers: dict[Query[T], T | StaleRead] = {query: row.answer(query, items) for query, row in of_items.items()}
    for query in wanted:
        if query not in answers:
            answers[query] = PARTITIONS[type(query)](table, query)
    return answers


def is_answered_by(query: Query[Any], read: Mapping[At, Item | None]) -> bool:
    """Return whether the items that were read answer the query."""
    return type(query) in ITEMS and all(at in read for at in ITEMS[type(query)].places(query))


# ---- single items


def _records(query: Records, items: Items) -> Mapping[str, Record]:
    return {key: records.record_in(items[at]) for key in query.keys if (at := item_keys.at_record(key)) in items}


def _bodies(query: Bodies, items: Items) -> Mapping[str, Body] | StaleRead:
    held = {key: items.get(item_keys.at_body(key, name)) for key, name in query.names}
    if not all(held.values()):
        return StaleRead(", ".join(sorted(key for key, item in held.items() if item is None)))
    return {key: records.body_in(item) for key, item in held.items() if item}


def _vocabularies(query: Vocabularies, items: Items) -> Mapping[str, tuple[str, ...]]:
    return {key: records.words_in(items[at]) for key, name in query.names if (at := item_keys.at_words(key, name)) in items}


def summary_in(item: Item) -> Summary:
    owes = codec.from_plain(frozenset[Page], json.loads(str(item.has.get("owes", "[]"))))
    pages = frozenset(page for page in owes if page.kind not in FORMER)
    return Summary(item.at.pk, item.at.sk, json.loads(item.text("value")), pages, frozenset(item.text("causes", "").split()))


def item_of(summary: Summary) -> Item:
    owes = {"owes": json.dumps([codec.plain(page) for page in sorted(summary.owes)])} if summary.owes else {}
    owes |= {"causes": " ".join(sorted(summary.causes))} if summary.owes and summary.causes else {}
    return Item(At(summary.of, summary.name), {"value": json.dumps(summary.value, ensure_ascii=False), **owes})


def _one_summary(query: OneSummary, items: Items) -> Summary:
    item = items.get(At(query.of, query.name))
    return summary_in(item) if item else Summary(query.of, query.name)


def _months(query: MonthsOf) -> Sequence[At]:
    return [At(query.of, f"{query.year}-{month:02}") for month in range(1, 13)]


def _months_of(query: MonthsOf, items: Items) -> Mapping[str, Summary]:
    summaries = (summary_in(items[at]) for at in _months(query) if at in items)
    return {summary.name: summary for summary in summaries if summary.value is not None}


def _spellings(query: Spellings, items: Items) -> Mapping[Listing, str]:
    summaries = {topic: summary_in(items[at]) for topic in query.topics if (at := At(*spelling_of(topic))) in items}
    return {topic: str(summary.value) for topic, summary in summaries.items() if summary.value is not None}


def _redirects(query: Redirects, items: Items) -> Mapping[str, Summary]:
    at = {address: At(*redirect_of(address)) for address in query.addresses}
    return {address: summary_in(items[place]) for address, place in at.items() if place in items}


class ItemRow(Frozen):
    """The keys of the items that a query asks for, and the answer that they give."""

    places: Callable[[Any], Iterable[At]]
    answer: Callable[[Any, Items], Any]


def _row(
    query: type[Query[T]], places: Callable[[Any], Iterable[At]], answer: Callable[[Any, Items], T | StaleRead]
) -> tuple[AnyQuery, ItemRow]:
    return query, ItemRow(places, answer)


def _encoded(query: Encoded, items: Items) -> Picture | Refusal | None:
    item = items.get(pictures.at(query.name))
    return pictures.attempt_in(item).became if item else None


def _current_pictures(query: CurrentPictures, items: Items) -> Mapping[str, Picture]:
    summaries = {key: summary_in(items[at]) for key in query.keys if (at := At(*picture_of(key))) in items}
    return {key: codec.from_plain(Picture, summary.value) for key, summary in summaries.items() if summary.value is not None}


def _comment_counts(query: CommentCounts, items: Items) -> Mapping[str, int]:
    numbers = {
        address: number_in(summary_in(items[at])) for address in query.addresses if (at := At(*comments_at(address))) in items
    }
    return {address: number for address, number in numbers.items() if number}


ITEMS: Mapping[AnyQuery, ItemRow] = dict(
    (
        _row(Records, lambda query: [item_keys.at_record(key) for key in query.keys], _records),
        _row(Bodies, lambda query: [item_keys.at_body(key, name) for key, name in query.names], _bodies),
        _row(Vocabularies, lambda query: [item_keys.at_words(key, name) for key, name in query.names], _vocabularies),
        _row(OneSummary, lambda query: [At(query.of, query.name)], _one_summary),
        _row(MonthsOf, _months, _months_of),
        _row(Spellings, lambda query: [At(*spelling_of(topic)) for topic in query.topics], _spellings),
        _row(Encoded, lambda query: [pictures.at(query.name)], _encoded),
        _row(CurrentPictures, lambda query: [At(*picture_of(key)) for key in query.keys], _current_pictures),
        _row(CommentCounts, lambda query: [At(*comments_at(address)) for address in query.addresses], _comment_counts),
        _row(Redirects, lambda query: [At(*redirect_of(address)) for address in query.addresses], _redirects),
    )
)

# ---- parts of a partition


def _listing_keys(table: Table, query: ListingKeys) -> tuple[str, ...]:
    partition = item_keys.pointers_to("list", str(query.listing))
    items = table.query(partition, after=query.after, before=query.before, newest_first=query.newest_first, limit=query.limit)
    return tuple(item.at.sk for item in items)


def beside(address: str) -> tuple[tuple[str, str], ...]:
    """Return the partition and name of each summary beside the claim of an address."""
    return redirect_of(address), comments_at(address)


def _claims(table: Table, query: Claims) -> Claimed:
    items = {item.at.sk: item for item in table.query(item_keys.at_claim(query.address).pk)}
    owner = str(items["-"].has["owner"]) if "-" in items else ""
    leads = tuple(sk.removeprefix(item_keys.LEAD) for sk in items if sk.startswith(item_keys.LEAD))
    summaries = {name: summary_in(items[name]) if name in items else Summary(of, name) for of, name in beside(query.address)}
    return Claimed(owner, leads, summaries[KEEPER], summaries[COMMENTED])


def _summaries(table: Table, query: Summaries) -> Mapping[str, Summary]:
    """The summaries that have a value; one without is about to be deleted."""
    items = table.query(query.of, after=query.prefix, before=query.prefix and query.prefix + "~")
    return {item.at.sk: summary for item in items if (summary := summary_in(item)).value is not None}


def _names_beside(table: Table, query: NamesBeside) -> tuple[str, str]:
    """The names before and after; mostly the name asked for is among the newest few, so that one read is enough."""
    newest = table.query(query.of, newest_first=True, limit=FEW)
    if len(newest) < FEW or newest[-1].at.sk < query.name:
        return nearest(query.name, (item.at.sk for item in newest if summary_in(item).value is not None))
    return _next(table, query, newest_first=True), _next(table, query, newest_first=False)


def _next(table: Table, query: NamesBeside, *, newest_first: bool) -> str:
    name = query.name
    while True:
        before, after = (name, "") if newest_first else ("", name)
        items = table.query(query.of, before=before, after=after, newest_first=newest_first, limit=FEW)
        names = (item.at.sk for item in items if summary_in(item).value is not None)
        if (first := next(names, "")) or len(items) < FEW:
            return first
        name = items[-1].at.sk


def _drop_pointers(table: Table, query: DropPointers) -> None:
    for place, version in sorted(query.places):
        records.drop_pointer(table, item_keys.at_pointer(Pointer("list", str(place.listing), place.sort_key)), version)


def _part(query: type[Query[T]], read: Callable[[Table, Any], T]) -> tuple[AnyQuery, Callable[[Table, Any], Any]]:
    return query, read


PARTITIONS: Mapping[AnyQuery, Callable[[Table, Any], Any]] = dict(
    (
        _part(ListingKeys, _listing_keys),
        _part(Claims, _claims),
        _part(Siblings, lambda table, query: records.followers(table, "sibling", query.group)),
        _part(Summaries, _summaries),
        _part(DropPointers, _drop_pointers),
        _part(NamesBeside, _names_beside),
        _part(Followers, lambda table, _query: subscribers.followers(table)),
        _part(CommentsOf, lambda table, query: comments.shown(table, query.thread)),
    )
)
