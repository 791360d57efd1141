"""`presswork letters`: list the letters, preview one, send a test, cancel and resume.

A letter is named by its source's key, or by the id in the list. A preview and a test letter are made by the same code as the
letter itself; neither is in the ledger.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Cloud, UnsentError
from chalicelib.frozen import Frozen
from chalicelib.newsletter import letter_acts, letter_editions, letter_holds
from chalicelib.newsletter import signup_halts as signups
from chalicelib.newsletter.letter_editions import NoLetterError
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.personalization import letter_to
from chalicelib.newsletter.rules.ledger import Progress
from chalicelib.newsletter.rules.letter import RESUMABLE, Letter
from chalicelib.rendering.strict_text import line
from chalicelib.store import site_files
from chalicelib.store.newsletter import letters, signup_halts
from infra.running import local, mailbox_of, zone
from infra.terminal import writer
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, counted, document, documents, laid_out, say, say_line

NEWEST = 20


class LetterStatus(Frozen):
    """A letter, its progress, and its bounces and complaints."""

    letter: Letter
    progress: Sequence[Progress]
    troubles: Mapping[str, int]

    def total(self, name: str) -> int:
        return sum(int(getattr(one, name)) for one in self.progress)


class Column(NamedTuple):
    """One column of the list: its name, its content, and its alignment."""

    name: str
    cell: Callable[[LetterStatus, ZoneInfo], str]
    side: str = "<"


COLUMNS: tuple[Column, ...] = (
    Column("LETTER", lambda one, _: line(one.letter.key) or one.letter.id),
    Column("STATE", lambda one, _: one.letter.state),
    Column("DUE", lambda one, where: local(one.letter.due, where)),
    Column("SENT", lambda one, _: f"{one.total('sent'):,}", ">"),
    Column("FAILED", lambda one, _: f"{one.total('failed'):,}", ">"),
    Column("UNCERTAIN", lambda one, _: f"{one.total('unsettled'):,}", ">"),
    Column("BOUNCED", lambda one, _: f"{one.troubles['bounced']:,}", ">"),
    Column("COMPLAINED", lambda one, _: f"{one.troubles['complained']:,}", ">"),
    Column("UNREACHED", lambda one, _: f"{one.troubles['soft']:,}", ">"),
    Column("TITLE", lambda one, _: line(one.letter.title) or counted(len(one.letter.keys), "post")),
)


def list_(cloud: Cloud, *, all: bool = False, as_json: bool = False) -> int:
    """Print the letters, newest first, and why a letter doesn't continue."""
    where, all_stretches = zone(cloud), stretches(cloud, limit=None if all else NEWEST)
    if as_json:
        documents(facts(status) for stretch in all_stretches for status in stretch)
        return 0
    waiting = waiting_sign_ups(cloud, where)
    header = True
    for stretch in all_stretches:
        print_stretch(stretch, where, header=header)
        header = False
    if header:
        say("There are no letters yet. The next new post becomes one.")
    for sentence in waiting:
        say(f"\n{sentence}")
    return 0


SIGN_UPS = "sign-ups"
"""The argument of `resume` in place of a letter."""


def waiting_sign_ups(cloud: Cloud, where: ZoneInfo) -> Sequence[str]:
    """Return sentences about sign-ups that wait because too many of their mails came back, and how to go on sooner."""
    halts = signup_halts.in_force(cloud.table, cloud.clock.now())
    names = {signup_halts.SITE: "All sign-ups wait"}
    sentences = [
        f"{names.get(one.who, 'Sign-ups at one mail provider wait')} until {local(one.until, where)}: {one.why}." for one in halts
    ]
    return (
        [*sentences, f"Made-up addresses are the usual cause. `presswork letters resume {SIGN_UPS}` goes on now."]
        if sentences
        else ()
    )


def stretches(cloud: Cloud, limit: int | None) -> Iterator[Sequence[LetterStatus]]:
    """Yield the letters, newest first, so many at a time as are read by one call."""
    ids = letters.listed(cloud.table, limit=limit)
    for start in range(0, len(ids), NEWEST):
        stretch = ids[start : start + NEWEST]
        stored = letters.read_many(cloud.table, stretch)
        yield [status_of(cloud, stored[id_]) for id_ in stretch if id_ in stored]


def facts(status: LetterStatus) -> Mapping[str, object]:
    """Return the row of a letter for a program."""
    counts = {name: status.total(name) for name in ("sent", "failed", "unsettled")}
    troubles = {name: status.troubles[name] for name in ("bounced", "complained", "soft")}
    names = {
        "letter": status.letter.key or status.letter.id,
        "title": status.letter.title,
        "posts": list(status.letter.keys),
    }
    return {
        **names,
        "state": status.letter.state,
        "due": status.letter.due,
        **counts,
        **troubles,
        "remarks": list(remarks(status)),
    }


def status_of(cloud: Cloud, letter: Letter) -> LetterStatus:
    progress = tuple(letters.progress(cloud.table, letter.id).values())
    return LetterStatus(letter, progress, letters.troubles(cloud.table, letter.id))


def print_stretch(statuses: Sequence[LetterStatus], where: ZoneInfo, *, header: bool) -> None:
    """Print one line for each letter, in columns, with its remarks below."""
    names, sides = zip(*((column.name, column.side) for column in COLUMNS), strict=True)
    rows = [[column.cell(status, where) for column in COLUMNS] for status in statuses]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    if header:
        say(laid_out(names, widths, sides))
    for row, status in zip(rows, statuses, strict=True):
        say_line(laid_out(row, widths, sides))
        for remark in remarks(status):
            say_line(f"    {remark}")


def remarks(status: LetterStatus) -> Sequence[str]:
    """Return the reason why the letter doesn't continue, and the meanings of unclear counts."""
    counts = {"uncertain": status.total("unsettled"), "unreached": status.troubles["soft"]}
    relevant = {"uncertain": status.letter.state != "sent"}  # a letter that was sent says it itself
    meanings = [f"{count:,} {name}: {MEANINGS[name]}" for name, count in counts.items() if count and relevant.get(name, True)]
    return [text for text in (status.letter.why, *meanings) if text]


MEANINGS: Mapping[str, str] = {
    "uncertain": "the mail service didn't say whether these letters were sent",
    "unreached": "the mailbox was full or couldn't be reached; the next letter tries again",
}
"""The meanings of some columns, printed below a letter with such a count."""


def preview(cloud: Cloud, *, key: str, html: Path | None = None, raw: Path | None = None, as_json: bool = False) -> int:
    """Print the letter as it would be sent now; write it as HTML or as a whole message on request."""
    site = site_files.read(cloud).site
    message = letter_to(cloud, site, edition_of(cloud, key), site.sender("letters").address, "", letter_acts.TEST)
    parsed = message_from_bytes(message, policy=policy.default)
    for path, content in ((html, part(parsed, "html").encode()), (raw, message)):
        if path:
            write(path, content)
    if as_json:
        bodies = {"text": part(parsed, "plain"), "html": part(parsed, "html")}
        document({"letter": key, "subject": str(parsed["Subject"]), **bodies})
    else:
        writer.write(f"Subject: {parsed['Subject']}\n\n{part(parsed, 'plain')}", end="")
    return 0


def part(parsed: EmailMessage, kind: str) -> str:
    """Return the text of this kind, with the line ends of files instead of those of mail."""
    body = parsed.get_body((kind,))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CannotError(f"can't write {path}: {error.strerror}", UNABLE) from error


def send(cloud: Cloud, *, key: str, to: str, as_json: bool = False) -> int:
    """Send one test letter, with links that work for its recipient."""
    mailbox, edition = mailbox_of(to), edition_of(cloud, key)
    try:
        subject = letter_acts.send_test(cloud, edition, mailbox)
    except NoLetterError as none:
        raise CannotError(str(none)) from none
    except UnsentError as refused:
        raise CannotError(f"the mail service refused it: {refused.found or refused.code}") from refused
    if as_json:
        document({"letter": key, "to": mailbox.address, "subject": line(subject)})
    else:
        say_line(f"Sent to {mailbox.address}: {line(subject)}")
    return 0


def edition_of(cloud: Cloud, key: str) -> Edition:
    """Return the edition that would be sent now."""
    try:
        return letter_editions.edition_of(cloud, key)
    except NoLetterError as none:
        raise CannotError(str(none)) from none


def cancel(cloud: Cloud, *, key: str, as_json: bool = False) -> int:
    letter = letter_holds.cancel(cloud, letter_named(cloud, key).id)
    return report(cloud, key, letter, "sent", as_json=as_json)


def resume(cloud: Cloud, *, key: str, as_json: bool = False) -> int:
    """Resume a letter that was paused, stopped or cancelled, or that could not be made; or sign-ups that wait."""
    if key == SIGN_UPS:
        return resume_sign_ups(cloud, as_json=as_json)
    letter = letter_named(cloud, key)
    if letter.state not in RESUMABLE:
        raise CannotError(f"{key} {state_text(cloud, letter)}, so there's nothing to resume")
    return report(cloud, key, letter_holds.resume(cloud, letter.id), "cancelled", as_json=as_json)


def resume_sign_ups(cloud: Cloud, *, as_json: bool) -> int:
    number = signups.resume(cloud)
    if not number:
        raise CannotError("no sign-ups wait because their mails came back, so there's nothing to resume")
    if as_json:
        document({"resumed": number})
    else:
        say("Sign-ups that waited are answered within the hour.")
    return 0


def letter_named(cloud: Cloud, key: str) -> Letter:
    letter = letter_editions.read_letter(cloud, key)
    if letter is None:
        raise CannotError(f"{key} has no letter; `presswork letters list --all` lists all of them")
    return letter


def report(cloud: Cloud, key: str, letter: Letter | None, unchanged: str, *, as_json: bool) -> int:
    """Print the letter's state. Raises CannotError for a letter that stayed in the `unchanged` state."""
    if letter is None or letter.state == unchanged:
        raise CannotError(f"{key} {state_text(cloud, letter) if letter else 'no longer has a letter'}")
    if as_json:
        document(facts(status_of(cloud, letter)))
    else:
        say_line(f"{key} {state_text(cloud, letter)}")
    return 0


def state_text(cloud: Cloud, letter: Letter) -> str:
    status, where = status_of(cloud, letter), zone(cloud)
    reached = counted(status.total("sent"), "subscriber")
    return STATE_TEXTS[letter.state].format(
        due=local(letter.due, where), wake=local(letter.wake, where), reached=reached, why=letter.why or "unknown reason"
    )


STATE_TEXTS: Mapping[str, str] = {
    "due": "is due at {due}",
    "withdrawn": "waits for its post: {why}",
    "sending": "is on its way, sent to {reached} so far",
    "paused": "continues at {wake}, sent to {reached} so far",
    "stopped": "was stopped after {reached}: {why}",
    "failed": "failed after {reached}: {why}",
    "cancelled": "was cancelled after {reached}",
    "sent": "was sent to {reached}",
}
"""The text about a letter in each state."""
