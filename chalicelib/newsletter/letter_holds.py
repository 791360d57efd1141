"""Hold a letter up: it is tried again, paused, failed, stopped or cancelled, and resumed.

A letter that can't be made is tried again in seconds, since most causes pass. If that fails, too, it is tried `TRIES` times with
long pauses; each try is noted before it begins, because it may kill its worker. Then the letter has failed: a report beside the
source says so, and the letter continues when the source changes or the author resumes it.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter.jobs import Deliver, OpenLetter, Settle, to_letters
from chalicelib.newsletter.rules.letter import CANCELLABLE, OPENABLE, RESUMABLE, Letter, resumed
from chalicelib.publishing import outbox
from chalicelib.rendering import failures
from chalicelib.rendering.failures import GIVEN_UP, Failure
from chalicelib.store import records, site_files
from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
LOOK = timedelta(minutes=15)  # how often the timer checks a letter under way
PAUSE = timedelta(hours=1)  # after this, a paused letter is tried again: a day's quota comes back bit by bit


def pause(cloud: Cloud, id: str, code: str, detail: str) -> None:
    """Pause the letter, if this error of the mail service asks for a pause; the timer checks the letter in any case."""
    letter, wake = letters.read(cloud.table, id), in_utc(cloud.clock.now() + PAUSE)
    if code in PAUSES and letter and letter.state == "sending":
        paused = replace(letter, state="paused", wake=wake, why=f"{PAUSES[code]} ({detail})")
        if letters.write(cloud.table, paused):
            letters.look_again(cloud.table, id, wake)
            log.warning("letter %s is paused: %s", id, paused.why)


PAUSES: Mapping[str, str] = {
    "quota": "the mail service's limit for today is reached; sending continues by itself, tomorrow at the latest",
    "paused": "the mail service has paused this site's mail; see its console. Presswork tries again every hour",
}

TRIES = 3  # of a letter that can't be made
NO_WORD = "its worker stopped each time, without a reason"
SOON = 5  # seconds before the first retry of a letter


def retry_soon(cloud: Cloud, letter: Letter, why: str, job: OpenLetter | Deliver | Settle) -> bool:
    """Queue the job again, to be done soon, if nothing failed before; return whether that is so.

    The failure is noted, but not counted as a try.
    """
    if letter.why:
        return False
    letters.write(cloud.table, replace(letter, why=why))
    cloud.letters.send([to_letters(job, SOON)])
    return True


def retry(cloud: Cloud, letter: Letter, why: str, job: Deliver | Settle) -> None:
    """Try a letter under way again that can't be made: soon, and then after a pause; let it fail after the last try."""
    if not retry_soon(cloud, letter, why, job):
        wake = in_utc(cloud.clock.now() + LOOK)
        record_failure(cloud, replace(letter, state="paused", wake=wake, why=why, tries=letter.tries + 1))


def record_failure(cloud: Cloud, letter: Letter) -> None:
    """Note why the letter could not be made; the timer tries it again, unless this was the last try."""
    written = letters.write(cloud.table, letter)
    if written and written.tries >= TRIES:
        fail(cloud, written, written.why)
    elif written:
        letters.look_again(cloud.table, letter.id, letter.wake or in_utc(cloud.clock.now() + LOOK))


def fail(cloud: Cloud, letter: Letter, why: str) -> None:
    """Report the failure beside the source, then close the letter; a crash in between is repaired by the next try."""
    if letters.read(cloud.table, letter.id) != letter:
        return
    record = records.read(cloud.table, letter.key) if letter.key else None
    failure = Failure(
        *("letter", letter.id, letter.key or "site.yaml", why), tries=failures.TRIES, digest=record.digest if record else ""
    )
    noted = site_files.read(cloud).failures
    if len(noted) < failures.MOST or failure.name in noted:
        outbox.clear(cloud, failures.summary(failure))
    if close(cloud, replace(letter, state="failed", why=why, again=letter.is_opened)):
        log.error("%s: letter %s can't be made: %s", GIVEN_UP, letter.id, why)
    else:
        _clear_report(cloud, letter)


def _clear_report(cloud: Cloud, letter: Letter) -> None:
    """Remove the report about a letter that is tried again, or never will be."""
    name = Failure("letter", letter.id, "", "").name
    if failure := site_files.read(cloud).failures.get(name):
        outbox.clear(cloud, failures.over(name, failure))


def stop(cloud: Cloud, id: str, why: str, *, again: bool = False) -> None:
    """Stop a letter until its author resumes it; with `again`, refused addresses are then tried once more."""

    def stopped(letter: Letter) -> Letter:
        return replace(letter, state="stopped", why=why, again=again) if letter.state in OPENABLE else letter

    if letters.change(cloud.table, id, stopped).changed:
        letters.look_no_more(cloud.table, id)
        log.error("letter %s is stopped: %s", id, why)


def close(cloud: Cloud, letter: Letter) -> Letter | None:
    """Write the letter in a state that needs no timer; return None where another worker wrote it first."""
    written = letters.write(cloud.table, letter)
    if written:
        letters.look_no_more(cloud.table, letter.id)
    return written


def cancel(cloud: Cloud, id: str) -> Letter | None:
    """Cancel a letter that is due, under way or stopped, for its author; return the letter as it is then."""

    def cancelled(letter: Letter) -> Letter:
        why = "its author cancelled it"
        return replace(letter, state="cancelled", why=why) if letter.state in CANCELLABLE else letter

    change = letters.change(cloud.table, id, cancelled, first=partial(_clear_report, cloud))
    if change.changed:
        letters.look_no_more(cloud.table, id)
    return change.now


def resume(cloud: Cloud, id: str) -> Letter | None:
    """Resume a letter that was paused, stopped, failed, withdrawn or cancelled; return the letter as it is then."""
    now = cloud.clock.now()

    def going(letter: Letter) -> Letter:
        return resumed(letter, now) if letter.state in RESUMABLE else letter

    def first(letter: Letter) -> None:
        _clear_report(cloud, letter)
        letters.put_on_list(cloud.table, letter)  # a digest finds its posts' letters by their due times

    change = letters.change(cloud.table, id, going, first=first)
    if change.changed:
        letters.look_again(cloud.table, id, in_utc(now))
    return change.now
