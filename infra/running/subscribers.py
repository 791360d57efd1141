"""`presswork subscribers`: list, add, import, export, erase and suppress subscribers.

The list is read by pages of its shards, so its length costs no memory. Changes are written as the API writes them: only where the
record is still the one that was read, and counted.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO
from zoneinfo import ZoneInfo

from tqdm import tqdm

from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import unsubscribe
from chalicelib.newsletter.rules import subscriber_import, subscription
from chalicelib.newsletter.rules.ses_events import suppressed
from chalicelib.newsletter.rules.subscriber import SHARDS, STATES, Subscriber, shard_of
from chalicelib.newsletter.rules.subscriber_import import (
    HeaderError,
    ImportContext,
    Imported,
    ImportRow,
    Refused,
    Table,
    imported,
)
from chalicelib.newsletter.rules.subscription import Removed
from chalicelib.store import site_files
from chalicelib.store.newsletter import subscribers
from chalicelib.times import in_utc
from infra.running import id_of, local, mailbox_of, zone
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, counted, document, documents, remark, say, say_line
from infra.terminal.writer import escaped, table_stream, write

PAGE = 100
ERASED = "-"  # in place of an erased address


# ---- the list


def count(cloud: Cloud, *, exact: bool = False, as_json: bool = False) -> int:
    """Print how many follow; with `exact`, count every record, by state."""
    counted_by_shards = subscribers.followers(cloud.table)
    numbers = Counter(subscriber.state for subscriber in subscribers_of(cloud)) if exact else {"following": counted_by_shards}
    states = {state: numbers[state] for state in sorted(STATES, key=lambda state: state != "following")} if exact else numbers
    if as_json:
        document(states)
    elif exact:
        write("".join(f"{state:<12}{number:>10,}\n" for state, number in states.items()), end="")
    else:
        say(counted(counted_by_shards, "subscriber"))
    if states["following"] != counted_by_shards:
        remark(f"presswork: the sidebar says {counted_by_shards:,}; the next letter corrects it")
    return 0


def list_(cloud: Cloud, *, state: str = "", as_json: bool = False) -> int:
    """Print all subscribers, or those of one state, one on a line."""
    where = zone(cloud)
    if as_json:
        documents({**facts_of(subscriber), "since": since_of(subscriber, where)} for subscriber in subscribers_of(cloud, state))
        return 0
    say(LINE.format("ADDRESS", "STATE", "SINCE", "LANGUAGE", "OFTEN", "CATEGORIES", "AUTHORS"))
    for subscriber in subscribers_of(cloud, state):
        facts = facts_of(subscriber)
        values = (facts[name] for name in ("language", "often", *TOPICS))
        say_line(LINE.format(subscriber.address or ERASED, subscriber.state, local(subscriber.since, where), *values).rstrip())
    return 0


LINE = "{:<40} {:<10} {:<16} {:<8} {:<6} {:<20} {}"
TOPICS = ("categories", "authors")


def export(cloud: Cloud, *, state: str = "following", out: TextIO | None = None, as_json: bool = False) -> int:
    """Write the subscribers of a state as CSV, which `import` reads; as JSON they are as in the list."""
    if as_json:
        return list_(cloud, state=state, as_json=True)
    where = zone(cloud)
    table = csv.DictWriter(
        out or table_stream(sys.stdout), [column.name for column in subscriber_import.COLUMNS], lineterminator="\n"
    )
    table.writeheader()
    for subscriber in subscribers_of(cloud, state):
        table.writerow({**facts_of(subscriber), "since": since_of(subscriber, where)})
    return 0


def since_of(subscriber: Subscriber, where: ZoneInfo) -> str:
    return datetime.fromisoformat(subscriber.since).astimezone(where).isoformat() if subscriber.since else ""


def facts_of(subscriber: Subscriber) -> Mapping[str, str]:
    """Return the facts about a subscriber, by column; without an address, there are no wishes either."""
    if not subscriber.address:
        return {"address": "", "state": subscriber.state, **dict.fromkeys(("language", "often", *TOPICS), "")}
    wishes = subscriber.wishes
    return {
        "address": subscriber.address,
        "state": subscriber.state,
        "language": wishes.lang,
        "all_languages": "yes" if wishes.all_languages else "",
        "categories": ", ".join(wishes.categories),
        "authors": ", ".join(wishes.authors),
        "often": wishes.often,
        "consent": subscriber.consent,
    }


EVERY_SHARD = range(SHARDS)  # waiting sign-ups may be in shards without followers


def subscribers_of(cloud: Cloud, state: str = "", shards: Iterable[int] = EVERY_SHARD) -> Iterator[Subscriber]:
    """Yield all subscribers, or those of one state, a page of a shard at a time, without expired ones."""
    now = cloud.clock.now()
    for shard in shards:
        after = ""
        while page := subscribers.page(cloud.table, shard, after, PAGE):
            yield from (
                subscriber for subscriber in page if subscription.unexpired(subscriber, now) and state in ("", subscriber.state)
            )
            after = page[-1].id


# ---- adding one address, importing many


def add(
    cloud: Cloud,
    *,
    address: str,
    consent: str,
    language: str = "",
    categories: str = "",
    authors: str = "",
    often: str = "",
    as_json: bool = False,
) -> int:
    """Add one follower, as an import of one row."""
    cells = {"address": address.strip(), "consent": consent.strip()}
    cells |= {"language": language, "categories": categories, "authors": authors, "often": often}
    row = subscriber_import.read_row(1, tuple(cells.values()), tuple(cells), import_context(cloud))
    if isinstance(row, Refused):
        raise CannotError(str(row))
    outcome = import_rows(cloud, [row], at_once=1)[0]
    if outcome in subscriber_import.WHY:
        raise CannotError(f"{row.address} {subscriber_import.WHY[outcome]}")
    result = OUTCOMES[outcome]
    return report(row.address, result.name, result.said, as_json=as_json)


class Outcome(NamedTuple):
    """The outcome for an address: its name for programs, and the words after the address."""

    name: str
    said: str


OUTCOMES: Mapping[str, Outcome] = {
    "follows": Outcome("new", " is now subscribed"),
    "already": Outcome("already", " was subscribed already"),
}


def report(address: str, outcome: str, said: str, *, as_json: bool) -> int:
    """Print the outcome for an address."""
    if as_json:
        document({"address": address, "outcome": outcome})
    else:
        say_line(f"{address}{said}")
    return 0


def import_(
    cloud: Cloud, *, file: Path, consent: str = "", dry_run: bool = False, at_once: int = 1, as_json: bool = False
) -> int:
    """Import the followers in a file, and report refused rows by number. A repeated import changes nothing more."""
    outcomes: Counter[str] = Counter()
    act = dry_run_outcomes if dry_run else partial(import_rows, at_once=at_once)
    with open_table(file, import_context(cloud, consent.strip())) as (table, beside):
        if table.unknown:
            beside(f"{file}: these columns are ignored: {', '.join(table.unknown)}")
        while stretch := tuple(islice(table.rows, PAGE)):
            for number, refusal in sorted(import_stretch(cloud, stretch, act, outcomes).items()):
                beside(f"{file}:{number}: {refusal}")
    if as_json:
        document(
            {"new": outcomes["follows"], "already": outcomes["already"], "rejected": outcomes["refused"], "dry_run": dry_run}
        )
        return 1 if outcomes["refused"] else 0
    numbers = f"{outcomes['follows']:,} new, {outcomes['already']:,} already subscribed, {outcomes['refused']:,} rejected"
    say(f"{numbers}; nothing was changed" if dry_run else numbers)
    return 1 if outcomes["refused"] else 0


Act = Callable[[Cloud, Sequence[ImportRow]], Sequence[str]]


def import_stretch(cloud: Cloud, stretch: Sequence[ImportRow | Refused], act: Act, outcomes: Counter[str]) -> Mapping[int, str]:
    """Import a batch of rows; return the counts of outcomes, and the refused rows by number."""
    rows = [row for row in stretch if isinstance(row, ImportRow)]
    refused = {row.number: str(row) for row in stretch if isinstance(row, Refused)}
    ends = dict(zip(rows, act(cloud, rows), strict=True))
    outcomes.update(end for end in ends.values() if end not in subscriber_import.WHY)
    refused |= {
        row.number: f"{row.address} {subscriber_import.WHY[end]}" for row, end in ends.items() if end in subscriber_import.WHY
    }
    outcomes["refused"] += len(refused)
    return refused


def import_context(cloud: Cloud, consent: str = "") -> ImportContext:
    return ImportContext(site_files.read(cloud).site, cloud.pepper, cloud.clock.now(), consent)


@contextmanager
def open_table(file: Path, import_context: ImportContext) -> Iterator[tuple[Table, Callable[[str], None]]]:
    """Open the table in a file; yield it with a function that prints a line beside the progress bar."""
    with ExitStack() as stack:
        try:
            lines = stack.enter_context(file.open(encoding="utf-8-sig", errors="surrogateescape", newline=""))
            size = file.stat().st_size
            bar = stack.enter_context(tqdm(total=size, unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False))
            table = subscriber_import.opened(with_progress(lines, bar), import_context)
        except (HeaderError, OSError) as error:
            raise CannotError(f"can't read {file}: {getattr(error, 'strerror', None) or error}", UNABLE) from error
        yield table, lambda said: bar.write(escaped(said), file=sys.stderr)


def with_progress(lines: TextIO, bar: Any) -> Iterator[str]:
    """Yield the lines, and advance the progress bar."""
    for line in lines:
        yield line
        bar.update(lines.buffer.tell() - bar.n)


def dry_run_outcomes(cloud: Cloud, rows: Sequence[ImportRow]) -> Sequence[str]:
    """Return the outcomes of the rows, without importing them."""
    current = subscribers.read_many(cloud.table, [row.id for row in rows])
    return [imported(current.get(row.id), row, cloud.clock.now()).outcome for row in rows]


def import_rows(cloud: Cloud, rows: Sequence[ImportRow], *, at_once: int) -> Sequence[str]:
    """Import the rows, some side by side; return the outcomes. New followers are counted even after an interruption."""
    current = subscribers.read_many(cloud.table, [row.id for row in rows])
    open_shards = frozenset(subscribers.shards(cloud.table))
    for shard in sorted({shard_of(row.id) for row in rows} - open_shards):
        subscribers.open_shard(cloud.table, shard)
    now = cloud.clock.now()
    threads = ThreadPoolExecutor(at_once)
    under_way = [threads.submit(import_row, cloud, current.get(row.id), row, now) for row in rows]
    try:
        return [future.result().outcome for future in under_way]
    finally:
        threads.shutdown(cancel_futures=True)
        done = [future.result() for future in under_way if not future.cancelled() and not future.exception()]
        new = Counter(future.new.shard for future in done if future.new and future.outcome == "follows")
        for shard, number in new.items():
            subscribers.count(cloud.table, shard, number)


def import_row(cloud: Cloud, current: Subscriber | None, row: ImportRow, now: datetime) -> Imported:
    """Write the effect of a row; if the record changed meanwhile, decide again."""
    return subscribers.carry_out(cloud.table, row.id, lambda stored: imported(stored, row, now), seen=current)


# ---- erasing and suppressing


def erase(cloud: Cloud, *, address: str, as_json: bool = False) -> int:
    """Erase an address; of a suppressed one, its keyed hash stays, which doesn't reveal the address."""
    mailbox = mailbox_of(address)
    removal = unsubscribe.remove(cloud, id_of(cloud, mailbox), subscription.erased)
    if removal.was is None:
        return report(mailbox.address, "unknown", ": nothing is stored about this address", as_json=as_json)
    if removal.new is None:
        return report(mailbox.address, "erased", " was erased", as_json=as_json)
    said = " stays suppressed: only its keyed hash is kept, so that it never gets mail again"
    return report(mailbox.address, "suppressed", said, as_json=as_json)


def suppress(cloud: Cloud, *, address: str, as_json: bool = False) -> int:
    """Never send to an address again, whether it is known or not."""
    mailbox = mailbox_of(address)
    reader_id, now = id_of(cloud, mailbox), in_utc(cloud.clock.now())

    def decide(current: Subscriber | None) -> Removed:
        subscriber = current or Subscriber(reader_id, "left")
        return Removed(subscriber if subscriber.state == "suppressed" else suppressed(subscriber, "author", now), current)

    subscribers.open_shard(cloud.table, shard_of(reader_id))
    unsubscribe.remove(cloud, reader_id, decide)
    said = " is now suppressed: it never gets mail again, and only its keyed hash is kept"
    return report(mailbox.address, "suppressed", said, as_json=as_json)
