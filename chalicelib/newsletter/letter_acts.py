"""What a person who writes does with a letter: cancel it, resume it, or have a test of it sent.

A test is made by the same code as the letter itself, and isn't in the ledger. It goes to the person's own address.
"""

import logging
from collections.abc import Callable, Mapping
from uuid import uuid4

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.newsletter import letter_holds
from chalicelib.newsletter.jobs import LetterAct
from chalicelib.newsletter.letter_editions import NoLetterError, edition_of
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.personalization import letter_to
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.mailbox import Mailbox, read_mailbox
from chalicelib.store import site_files
from chalicelib.store.authoring import people
from chalicelib.store.newsletter import pace, subscribers

log = logging.getLogger(__name__)
TEST = "test"  # the letter's id in the tags of test letters; no real letter has it, so their events are ignored


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
