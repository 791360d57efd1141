"""What a person who writes does with a letter: cancel it, resume it, or have a test of it sent.

A test is made by the same code as the letter itself, and isn't in the ledger. It goes to the person's own address.
"""

import logging
from collections.abc import Callable, Mapping
from uuid import uuid4

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.newsletter import campaign, letter_holds
from chalicelib.newsletter.jobs import LetterAct
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.personalization import letter_to
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.letter import OPENABLE, RESUMABLE, Letter
from chalicelib.newsletter.rules.letter import id_of as letter_of
from chalicelib.newsletter.rules.mailbox import Mailbox, read_mailbox
from chalicelib.rendering.queries import StaleRead
from chalicelib.store import records, site_files
from chalicelib.store.authoring import people
from chalicelib.store.newsletter import letters, pace, subscribers

log = logging.getLogger(__name__)
TEST = "test"  # the letter's id in the tags of test letters; no real letter has it, so their events are ignored
UNDER_WAY = tuple(state for state in (*OPENABLE, *RESUMABLE) if state != "due")


class NoLetterError(Exception):
    """There is nothing to send; the text says why."""


def carry_out(cloud: Cloud, job: LetterAct) -> None:
    """Carry out the act of a job; a job that comes twice changes nothing more, but sends a test twice."""
    ACTS[job.act](cloud, job)


def _cancel(cloud: Cloud, job: LetterAct) -> None:
    letter_holds.cancel(cloud, job.letter)


def _resume(cloud: Cloud, job: LetterAct) -> None:
    letter_holds.resume(cloud, job.letter)


def _test(cloud: Cloud, job: LetterAct) -> None:
    person = people.read(cloud.table, job.person)
    if person is None or not person.address:
        return
    try:
        send_test(cloud, edition_of(cloud, job.letter), read_mailbox(person.address))
    except (NoLetterError, UnsentError) as error:
        log.warning("no test of letter %s is sent: %s", job.letter, error)


ACTS: Mapping[str, Callable[[Cloud, LetterAct], None]] = {"cancel": _cancel, "resume": _resume, "test": _test}


# ---- a test


def send_test(cloud: Cloud, edition: Edition, mailbox: Mailbox) -> str:
    """Send one letter, with links that work for its recipient; return its subject."""
    reader_id_ = reader_id(cloud.pepper, mailbox.key)
    reader = subscribers.read(cloud.table, reader_id_)
    if reader and reader.state == "suppressed":
        raise NoLetterError(f"{mailbox.address} is suppressed, so nothing can be sent to it")
    test_edition = replace(edition, subject=f"[Test] {edition.subject}")
    # a new seed each time: a mailbox shows two letters with the same Message-ID as one
    site = site_files.read(cloud).site
    raw = letter_to(cloud, site, test_edition, mailbox.address, reader_id_, f"{TEST}-{uuid4().hex}")
    pace.wait_for_turn(cloud)
    cloud.mail.send(Outgoing(site.sender("letters").address, mailbox.address, raw, {"letter": TEST, "reader": reader_id_}))
    return test_edition.subject


def edition_of(cloud: Cloud, key: str) -> Edition:
    """Return the edition that would be sent now: the fixed one of an opened letter, else a new one of the post.

    The letter is named by its source's key, or by its id.
    """
    letter = read_letter(cloud, key)
    if letter and letter.kind != "each":
        raise NoLetterError(f"{key} is a digest, which is different for each reader; preview its posts instead")
    text = letters.edition(cloud.table, letter) if letter and letter.state in UNDER_WAY else None
    return codec.loads(Edition, text) if text else _new_edition(cloud, letter.key if letter else key)


def _new_edition(cloud: Cloud, key: str) -> Edition:
    record = records.read(cloud.table, key)
    if record is None:
        raise NoLetterError(f"{key}: there's no file or letter with this name")
    post = record.post or record.preview
    if post is None:
        raise NoLetterError(f"{key} isn't on the site: it is {record.state}")
    try:
        return campaign.edition_of(cloud, post)
    except StaleRead as stale:
        raise NoLetterError(f"{key} has just changed; try again") from stale


def read_letter(cloud: Cloud, key: str) -> Letter | None:
    return letters.read(cloud.table, letter_of(key)) or letters.read(cloud.table, key)
