"""The rules of the protocol, and how publishing goes without each.

Another function takes the place of the rule's own in every module of this process; it mostly calls that with less. So what is
tried is the code that is deployed, and a function that is renamed there is renamed here, too.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias

from msgspec.structs import replace

from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Cloud, Table
from chalicelib.comments import moderation_mail, state_changes
from chalicelib.comments.rules import comment
from chalicelib.content.addresses.preview_addresses import Secrets
from chalicelib.content.site.site import Site
from chalicelib.model import Listing, Page, Post
from chalicelib.publishing import (
    decide,
    ingest,
    neighbours,
    outbox,
    owed,
    pointers,
    rebuild,
    renames,
    render_batch,
    resolve_owed,
)
from chalicelib.publishing.messages import LinkedPosition
from chalicelib.record import Owed, Pointer, Record
from chalicelib.rendering import page_kinds
from chalicelib.rendering.pages import comments as comment_pages
from chalicelib.rendering.pages import post_or_redirect, topics
from chalicelib.rendering.pages_showing import previews_of
from chalicelib.rendering.post_listings import preview_listing
from chalicelib.rendering.queries import Summary
from chalicelib.store import blocked_commenters, comments, site_files, timers
from tests.histories.commenting import COMMENTS

Original: TypeAlias = Callable[..., Any]


def in_place_of(function: Original, other: Callable[..., Any]) -> Callable[[], None]:
    """Return what puts `other` in place of `function`, wherever a module, a class or a table of ours has it."""

    @wraps(function)
    def instead(*arguments: Any) -> Any:
        return other(function, *arguments)

    def put() -> None:
        modules = [vars(module) for name, module in sys.modules.items() if name.startswith(("chalicelib", "infra"))]
        tables = [value for names in modules for value in names.values() if isinstance(value, dict)]
        for names in [*modules, *tables]:
            names.update({name: instead for name, value in names.items() if value is function})
        for kind in {value for names in modules for value in names.values() if isinstance(value, type)}:
            for name in [name for name, value in vars(kind).items() if value is function]:
                setattr(kind, name, instead)

    return put


@dataclass(frozen=True)
class Rule:
    """A rule, what removes it, the plan that needs it (without a name, random plans do), and where the search for one begins."""

    says: str
    remove: Callable[[], None]
    plan: str = ""
    first: int = 0


# ---- publishing without a rule: each function gets the one in whose place it is


def forgetting_debts(owed_by: Original, old: Record | None, new: Record) -> Any:
    return owed_by(old and replace(old, owed=frozenset()), new)


def forgetting_the_last_record(owed_by: Original, old: Record | None, new: Record) -> Any:
    def shown(record: Record) -> frozenset[Owed]:
        return pointers.pointers_of(record) | owed.own_pages(record)

    return owed_by(old, new) - (shown(old) - shown(new) - old.owed if old else frozenset())


def next_to_nothing(_showing: Original, _listing: Listing, _older: Sequence[Post], _newer: Sequence[Post]) -> Any:
    return ()


def without_a_size(_shown_elsewhere: Original, record: Record | None) -> Any:
    return (record.address if record else "",)


def without_diagnostics(parsed: Original, attempt: Any, reading: Any) -> Any:
    upload = parsed(attempt, reading)
    known = attempt.current and upload.post and upload.post is attempt.current.post
    return replace(upload, diagnostics=()) if known else upload


def without_files(pointers_of: Original, record: Record) -> Any:
    def less(post: Post | None) -> Post | None:
        return post and replace(post, files=())

    return pointers_of(replace(record, post=less(record.post), preview=less(record.preview)))


def for_any_heir(may_inherit: Original, source: renames.Renamed, gone: Record) -> Any:
    return may_inherit(source, replace(gone, heir=""))


def without_a_new_origin(origin: Original, standing: Record | None, *others: Any) -> Any:
    return origin(standing and replace(standing, heir=""), *others)


async def warning_nobody(address: Original, page: Page, context: Any) -> Any:
    made = await address(page, context)
    return replace(made, summaries=owing_nothing(made.summaries))


def nothing_linked(_linked: Original, _cloud: Cloud, _record: Record, _dependents: Any) -> Any:
    return frozenset()


def owing_nothing(summaries: Iterable[Summary]) -> tuple[Summary, ...]:
    return tuple(replace(summary, owes=frozenset()) for summary in summaries)


def paying_nothing(pay: Original, cloud: Cloud, summaries: Sequence[Summary], *others: Any) -> None:
    pay(cloud, owing_nothing(summaries), *others)


async def telling_no_author(several_authors: Original, lang: str, authors: Collection[str]) -> Any:
    return owing_nothing(await several_authors(lang, authors))


def forgetting_the_picture(rebuild_linked: Original, cloud: Cloud, position: LinkedPosition) -> None:
    rebuild_linked(cloud, replace(position, former=""))


def pass_over_cards() -> None:
    rebuild.BY_POST -= {"card"}


def forgetting_cards(past: Original, current: Any, value: str) -> Any:
    return {name: value for name, value in past(current, value).items() if name != site_files.CARDS}


def drawing_nothing(_let_draw: Original, _cloud: Cloud, _made: Any, _causes: Any) -> None:
    pass


def at_this_address(at_addresses: Original, pages: frozenset[Page], secrets: Secrets) -> Any:
    return at_addresses(pages, Secrets("".join(secrets.ever[:1])))


def without_previews(own_pages: Original, record: Record) -> Any:
    return own_pages(record) - previews_of(record)


def unlisted_previews(pointers_of: Original, record: Record) -> Any:
    shown = record.post or record.preview
    listed = {Pointer("list", str(preview_listing(shown.lang)), shown.sort_key)} if shown and record.has_preview else set()
    return pointers_of(record) - listed


def where_they_were(_with_moved: Original, pages: frozenset[Page], _site: Site, _former: frozenset[str]) -> Any:
    return pages


def owing_no_feed(told: Original, *others: Any) -> Any:
    return owing_nothing(told(*others))


def without_a_timer(_expect: Original, _cloud: Cloud, thread: str, name: str) -> Any:
    return Item(timers.at("comment", f"{name} {thread}"), {"nonce": ""})


def without_threads(pointers_of: Original, record: Record) -> Any:
    return pointers_of(record) - {Pointer("twin", record.origin, record.key)}


def keeping_no_name(place: Original, table: Table, name: str, thread: str, expires: int) -> Any:
    return place(table, name, thread, expires) if thread else ""


def wherever_its_post_is(_place: Original, _table: Table, _name: str, thread: str, _expires: int) -> Any:
    return thread


def leaving_no_name(settled: Original, one: comment.Comment) -> Any:
    return settled(one) if one.state != "deleted" else None


def owing_no_copy(publish: Original, table: Table, thread: str, name: str) -> Any:
    found = comments.read(table, thread, name)
    return found if found and found.owes and found.state == "deleted" else publish(table, thread, name)


def blocking_nobody(_any_of: Original, *_: Any) -> bool:
    return False


def noting_nobody(expect: Original, *_: Any) -> None:
    pass


def bringing_back(decided: Original, current: Any, act: str) -> Any:
    return decided(current and replace(current, state="held"), act)


def told_by_nobody(_plan: Original, *_: Any, **__: Any) -> None:
    pass


RULES = (
    Rule("what was owed is still owed", in_place_of(owed.owed_by, forgetting_debts)),
    Rule("the last record's pages are owed", in_place_of(owed.owed_by, forgetting_the_last_record)),
    Rule("neighbours are owed", in_place_of(neighbours._naming, next_to_nothing), first=34),
    Rule("posts with related ones are owed", in_place_of(neighbours._relating, next_to_nothing), plan="related"),
    Rule("sources that link here are owed", in_place_of(resolve_owed._linked, nothing_linked), plan="links"),
    Rule("an image's pages are owed", in_place_of(owed.shown_elsewhere, without_a_size), plan="images"),
    Rule("the diagnostics of a known text stay", in_place_of(ingest._parsed, without_diagnostics)),
    Rule("links to files have pointers", in_place_of(pointers.pointers_of, without_files), plan="files"),
    Rule("an origin has one heir", in_place_of(renames.Renamed.may_inherit, for_any_heir), plan="copies"),
    Rule("a source that left its origin gets a new one", in_place_of(decide._origin, without_a_new_origin), plan="returns"),
    Rule("sources that name an alias are warned of it", in_place_of(post_or_redirect.address, warning_nobody), plan="aliases"),
    Rule("a summary owes its pages", in_place_of(outbox.pay, paying_nothing)),
    Rule("an author's page is told of other authors", in_place_of(topics.several_authors, telling_no_author), first=6),
    Rule("variants of a former picture go", in_place_of(resolve_owed.rebuild_linked, forgetting_the_picture), plan="replaced"),
    Rule("a rebuild reaches cards", pass_over_cards, plan="cards"),
    Rule("a site keeps in mind that it had cards", in_place_of(site_files._past, forgetting_cards), plan="cards"),
    Rule("a card that isn't drawn is asked for", in_place_of(render_batch._let_draw, drawing_nothing), plan="drawn"),
    Rule("previews at former addresses go", in_place_of(page_kinds.at_addresses, at_this_address), plan="previews"),
    Rule("previews are owed", in_place_of(owed.own_pages, without_previews), plan="previews"),
    Rule("a rebuild finds previews", in_place_of(pointers.pointers_of, unlisted_previews), plan="previews"),
    Rule("a former language's pages move", in_place_of(page_kinds.with_moved, where_they_were), plan="languages"),
    Rule("the comments of a post owe their feed", in_place_of(comment_pages.changed_summary, owing_no_feed), plan=COMMENTS),
    Rule("the schedule ends an act that was begun", in_place_of(state_changes.expect, without_a_timer), plan=COMMENTS),
    Rule("a deletion leaves the name behind", in_place_of(comment.settled, leaving_no_name), plan=COMMENTS),
    Rule("the copy for pages is owed with the item", in_place_of(comments.publish, owing_no_copy), plan=COMMENTS),
    Rule("a blocked writer's comments are dropped", in_place_of(blocked_commenters.any_of, blocking_nobody), plan=COMMENTS),
    Rule("whose comment comes is noted before it", in_place_of(comments.expect, noting_nobody), plan=COMMENTS),
    Rule("comments follow a post that is renamed", in_place_of(pointers.pointers_of, without_threads), plan=COMMENTS),
    Rule("the name of a comment that was taken back is kept", in_place_of(comments.place, keeping_no_name), plan=COMMENTS),
    Rule("a comment has one thread for good", in_place_of(comments.place, wherever_its_post_is), plan=COMMENTS),
    Rule("a deleted comment stays deleted", in_place_of(comment.decided, bringing_back), plan=COMMENTS),
    Rule("the moderator is told of what comes", in_place_of(moderation_mail.plan, told_by_nobody), plan=COMMENTS),
)
