"""Answers to what pages need: the needs of a round, merged into few calls.

A need that asks for single items is a row of `ITEMS` (all of a round are read in one batch); one that asks for part of a
partition is a row of `QUERIES`. Equal needs are answered once.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chalicelib.catalog import layout, records, subscribers
from chalicelib.cloud.ports import At, Item, Table
from chalicelib.press.needs import (
    Beside,
    Bodies,
    Claimed,
    Claims,
    Drop,
    Followers,
    Need,
    One,
    Overtaken,
    Records,
    Redirects,
    Siblings,
    Spots,
    Summaries,
    Summary,
    Vocabularies,
)
from chalicelib.press.summaries import redirect_of
from chalicelib.record import Pointer, owed_again, plain_owed

Items = Mapping[At, Item]
FEW = 4  # summaries to read where one or two are wanted


def answer(table: Table, needs: Iterable[Need]) -> Mapping[Need, Any]:
    """The answer to each of these needs; `Overtaken` in place of one whose items have changed under the reader."""
    wanted = dict.fromkeys(needs)
    of_items = {need: ITEMS[type(need)][0](need) for need in wanted if type(need) in ITEMS}
    addresses = {at for many in of_items.values() for at in many}
    found: Items = table.get_many(addresses) if addresses else {}
    answers: dict[Need, Any] = {need: ITEMS[type(need)][1](need, found) for need in of_items}
    for need in wanted:
        if need not in answers:
            answers[need] = QUERIES[type(need)](table, need)
    return answers


# ---- single items


def _records(need: Records, found: Items) -> Mapping[str, Any]:
    return {key: records.record_in(found[at]) for key in need.keys if (at := layout.at_record(key)) in found}


def _bodies(need: Bodies, found: Items) -> Any:
    held = {key: found.get(layout.at_body(key, name)) for key, name in need.names}
    if not all(held.values()):
        return Overtaken(", ".join(sorted(key for key, item in held.items() if item is None)))
    return {key: records.body_in(item) for key, item in held.items() if item}


def _vocabularies(need: Vocabularies, found: Items) -> Mapping[str, Any]:
    return {key: records.words_in(found[at]) for key, name in need.names if (at := layout.at_words(key, name)) in found}


def summary_in(item: Item) -> Summary:
    owes = frozenset(json_pages(str(item.has.get("owes", ""))))
    return Summary(item.at.pk, item.at.sk, json.loads(str(item.has["value"])), owes)


def json_pages(text: str) -> Iterable[Any]:
    return owed_again(json.loads(text)) if text else ()


def item_of(summary: Summary) -> Item:
    """The item that keeps a summary, with its debts."""
    owes = {"owes": json.dumps(sorted(plain_owed(summary.owes)))} if summary.owes else {}
    return Item(layout.at_summary(summary.of, summary.name), {"value": json.dumps(summary.value, ensure_ascii=False), **owes})


def _one(need: One, found: Items) -> Summary:
    item = found.get(layout.at_summary(need.of, need.name))
    return summary_in(item) if item else Summary(need.of, need.name)


def _redirects(need: Redirects, found: Items) -> Mapping[str, Summary]:
    at = {address: layout.at_summary(*redirect_of(address)) for address in need.addresses}
    return {address: summary_in(found[place]) for address, place in at.items() if place in found}


ITEMS: Mapping[type, tuple[Callable[[Any], Iterable[At]], Callable[[Any, Items], Any]]] = {
    Records: (lambda need: [layout.at_record(key) for key in need.keys], _records),
    Bodies: (lambda need: [layout.at_body(key, name) for key, name in need.names], _bodies),
    Vocabularies: (lambda need: [layout.at_words(key, name) for key, name in need.names], _vocabularies),
    One: (lambda need: [layout.at_summary(need.of, need.name)], _one),
    Redirects: (lambda need: [layout.at_summary(*redirect_of(address)) for address in need.addresses], _redirects),
}

# ---- parts of a partition


def _spots(table: Table, need: Spots) -> tuple[str, ...]:
    partition = layout.pointers_to("list", need.listing)
    found = table.query(partition, after=need.after, before=need.before, newest_first=need.newest_first, limit=need.limit)
    return tuple(item.at.sk for item in found)


def _claims(table: Table, need: Claims) -> Claimed:
    items = {item.at.sk: item for item in table.query(layout.at_claim(need.address).pk)}
    owner = str(items["-"].has["owner"]) if "-" in items else ""
    leads = tuple(sk.removeprefix(layout.LEAD) for sk in items if sk.startswith(layout.LEAD))
    of, name = redirect_of(need.address)
    return Claimed(owner, leads, summary_in(items[name]) if name in items else Summary(of, name))


def _siblings(table: Table, need: Siblings) -> tuple[str, ...]:
    return records.followers(table, "sibling", need.group)


def _summaries(table: Table, need: Summaries) -> Mapping[str, Summary]:
    """Only those that have something to tell: a summary without a value is about to go."""
    found = table.query(need.of, after=need.prefix, before=need.prefix and need.prefix + "~")
    return {item.at.sk: summary for item in found if (summary := summary_in(item)).value is not None}


def _beside(table: Table, need: Beside) -> tuple[str, str]:
    """Mostly the newest few are enough to tell: the one asked for is among them."""
    newest = table.query(need.of, newest_first=True, limit=FEW)
    if len(newest) < FEW or newest[-1].at.sk < need.name:
        told = [item.at.sk for item in newest if summary_in(item).value is not None]
        return max((name for name in told if name < need.name), default=""), min(
            (name for name in told if name > need.name), default=""
        )
    return _next(table, need, newest_first=True), _next(table, need, newest_first=False)


def _next(table: Table, need: Beside, *, newest_first: bool) -> str:
    name = need.name
    while True:
        before, after = (name, "") if newest_first else ("", name)
        found = table.query(need.of, before=before, after=after, newest_first=newest_first, limit=FEW)
        told = (item.at.sk for item in found if summary_in(item).value is not None)
        if (first := next(told, "")) or len(found) < FEW:
            return first
        name = found[-1].at.sk


def _drop(table: Table, need: Drop) -> None:
    for place, stamp in sorted(need.places):
        records.drop_pointer(table, layout.at_pointer(Pointer("list", place.listing, place.spot)), stamp)


def _followers(table: Table, _need: Followers) -> int:
    return subscribers.followers(table)


QUERIES: Mapping[type, Callable[[Table, Any], Any]] = {
    Spots: _spots,
    Claims: _claims,
    Siblings: _siblings,
    Summaries: _summaries,
    Drop: _drop,
    Beside: _beside,
    Followers: _followers,
}
