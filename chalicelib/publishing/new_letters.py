"""Which posts get a letter: a post that appears for the first time gets one, due when its grace period is over.

A post may also appear because it came back, or because its source was renamed: its twin (the same bytes under another key), or
the letter of its address, shows that. Then it gets no letter of its own; but a letter that was never opened follows it.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Newsletter
from chalicelib.newsletter.rules.letter import Letter, announced, id_of, taken_over
from chalicelib.publishing import outbox
from chalicelib.record import Record
from chalicelib.rendering import failures
from chalicelib.rendering.failures import Failures
from chalicelib.store import records, site_files
from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc

log = logging.getLogger(__name__)


def announce(cloud: Cloud, record: Record) -> None:
    """Store the letter of this record's post and its timer, if it gets one; doing it again changes nothing."""
    if record.post is None or announced(record.post, cloud.clock.now(), 0) is None:
        return
    twins = _twins(cloud, record)
    if inherited := next(_inherited(cloud, record, twins), None):
        _take_over(cloud, inherited, record.key)
        return
    is_known = record.former or any(twin.post or twin.former for twin in twins)
    if is_known or not letters.is_ours(cloud.table, record.address, record.key):
        return
    newsletter = site_files.read(cloud).site.newsletter
    if newsletter.on and (letter := announced(record.post, cloud.clock.now(), _grace(cloud, newsletter))):
        letters.announce(cloud.table, letter)
        log.info("%s: its letter %s is due at %s", record.key, letter.id, letter.due)


def hand_over(cloud: Cloud, old: Record, new: Record) -> None:
    """Move a letter that was never opened to the post's new key, after a rename."""
    letter = letters.read(cloud.table, id_of(old.key))
    if letter and letter.follows and letter.key == old.key:
        _take_over(cloud, letter, new.key)


def try_again(cloud: Cloud, record: Record, noted: Failures) -> None:
    """Make the failed letter of a changed source due again, and remove the report about it.

    A letter that was opened keeps its edition, whatever became of its source, and stays failed until it is resumed.
    """
    for name, failure in noted.items():
        if (failure.kind, failure.key) == ("letter", record.key) and (failure.digest != record.digest or not record.post):
            letter = letters.read(cloud.table, failure.of)
            if letter and letter.state == "failed" and letter.is_opened:
                continue
            if letter:
                _take_over(cloud, letter, record.key)
            outbox.clear(cloud, failures.over(name, failure))


def _grace(cloud: Cloud, newsletter: Newsletter) -> int:
    return newsletter.grace if cloud.grace is None else cloud.grace


def _twins(cloud: Cloud, record: Record) -> tuple[Record, ...]:
    """Return the other sources that were uploaded with the same bytes."""
    keys = [key for key in records.followers(cloud.table, "twin", record.digest) if key != record.key]
    return tuple(records.read_many(cloud.table, sorted(keys)).values()) if keys else ()


def _inherited(cloud: Cloud, record: Record, twins: tuple[Record, ...]) -> Iterator[Letter]:
    """Yield the unopened letters that may follow this post: its own, and those of sources that are gone."""
    keys = [record.key, *(twin.key for twin in twins if twin.post is None)]
    for address in (record.address, *record.former):
        owner = letters.whose(cloud.table, address)
        if owner and owner not in keys and not _is_published(cloud, owner):
            keys.append(owner)
    letters_by_id = letters.read_many(cloud.table, map(id_of, keys))
    yield from (letter for letter in letters_by_id.values() if letter.follows and letter.key in keys)


def _is_published(cloud: Cloud, key: str) -> bool:
    record = records.read(cloud.table, key)
    return record is not None and record.post is not None


def _take_over(cloud: Cloud, inherited: Letter, key: str) -> None:
    """Move the letter to this source, unless it was opened meanwhile."""
    due = in_utc(cloud.clock.now() + timedelta(seconds=_grace(cloud, site_files.read(cloud).site.newsletter)))

    def decide(letter: Letter) -> Letter:
        return taken_over(letter, key, due) if letter.follows else letter

    list_it = partial(letters.put_on_list, cloud.table)
    change = letters.change(cloud.table, inherited.id, decide, first=list_it, seen=inherited)
    letter = change.now
    if letter is None or not letter.follows:
        return
    if not change.changed:  # the worker that wrote it may have died before this
        list_it(letter)
    letters.look_again(cloud.table, letter.id, letter.due)
    log.info("%s: letter %s goes on with it, due at %s", key, letter.id, letter.due)
