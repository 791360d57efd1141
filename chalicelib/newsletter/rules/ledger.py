"""The ledger: the rules of its entries, one for each letter and subscriber. `store.newsletter.ledger` reads and writes them.

Before a letter is sent to a subscriber, its entry is **claimed**, which only one worker can do. After it, the entry is **sent**,
with the service's own id, or **failed**, if the service will never take it. If the service takes nothing for now, the entry is
**open**, and the next worker claims it anew. An entry is never removed: another worker may have passed it already.

A worker that dies after its claim leaves it unsettled: the letter may or may not have gone out. It is not sent again at once. The
service's event about it settles the claim; only where the service reports events, and none came for `SILENCE`, is the letter
known to be lost, and claimed anew.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Literal, Self, TypeAlias

from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen

SILENCE = timedelta(minutes=15)
KEPT = timedelta(days=90)  # entries are forgotten after this; the letter itself stays, so nothing is sent again
State: TypeAlias = Literal["claimed", "sent", "failed", "open"]
SETTLED: tuple[State, ...] = ("sent", "failed")


class Entry(Frozen):
    """The state of one letter to one subscriber; `at` is the time of the claim, `trouble` lists bounces and complaints."""

    STORED: ClassVar = Stored(beside=("letter", "reader", "nonce"), sparse=True, always=("tries",))

    letter: str
    reader: str
    state: State
    at: str
    nonce: str
    tries: int = 1
    message: str = ""
    why: str = ""
    trouble: str = ""


def sent(entry: Entry, message: str) -> Entry:
    """Return the entry of a letter that the service took."""
    return replace(entry, state="sent", message=message, why="")


def failed(entry: Entry, why: str) -> Entry:
    """Return the entry of a letter that the service will never take."""
    return replace(entry, state="failed", why=why)


def opened(entry: Entry) -> Entry:
    """Return the entry of a letter that the service did not take for now."""
    return replace(entry, state="open")


def claimed(entry: Entry, at: str) -> Entry:
    """Return an open or lost entry, claimed again."""
    return replace(entry, state="claimed", at=at, tries=entry.tries + 1, why="")


def claim(entry: Entry | None, new: Entry) -> Entry:
    """Return the entry after a worker's claim: an open entry is claimed again, another worker's stays."""
    if entry is None:
        return new
    return claimed(entry, new.at) if entry.state == "open" else entry


def is_unsent(entry: Entry, now: datetime, *, events: bool, again: bool = False) -> bool:
    """Return whether the letter was certainly not sent, and has to be.

    The entry is open; or it was claimed long ago, and a service that reports events reported none; or (`again`) it failed by our
    fault.
    """
    silent = events and entry.state == "claimed" and now - datetime.fromisoformat(entry.at) >= SILENCE
    return entry.state == "open" or silent or (again and entry.state == "failed")


def with_event(entry: Entry, kind: str, message: str) -> Entry:
    """Return the entry after an event: whatever the event, the service took the letter. Each kind of failure counts once."""
    if kind == "rejected":
        return failed(entry, "the mail service accepted it, and then rejected its content")
    sent_entry = sent(entry, entry.message or message) if entry.state in ("claimed", "open") else entry
    if kind not in COUNTED_AS:
        return sent_entry
    return replace(sent_entry, trouble=" ".join(sorted({*entry.trouble.split(), COUNTED_AS[kind]})))


COUNTED_AS: Mapping[str, str] = {"hard": "bounced", "soft": "soft", "complaint": "complained"}
"""How each kind of bounce and complaint is counted."""


# ---- counting


class Progress(Frozen):
    """How far a letter has come in one shard: the last subscriber handled, and the counts up to there.

    The delivery also counts followers, and notes how often the shard's own count had changed when it began. `unsettled` letters
    were neither sent nor failed when a worker passed; `checked` says that the ledger was read since; `lost` is how many workers
    in a row died here.
    """

    letter: str
    shard: int
    at: str
    nonce: str = ""
    after: str = ""
    done: bool = False
    checked: bool = False
    sent: int = 0
    failed: int = 0
    unsettled: int = 0
    following: int = 0
    changes: int = -1
    lost: int = 0

    def counting(self, states: Mapping[str, int]) -> Self:
        """Return the progress with so many more entries of each state."""
        return replace(
            self,
            sent=self.sent + states.get("sent", 0),
            failed=self.failed + states.get("failed", 0),
            unsettled=self.unsettled + sum(number for state, number in states.items() if state not in SETTLED),
        )

    def recounted(self, states: Mapping[str, int]) -> Self:
        """Return the progress with the counts of the whole ledger."""
        return replace(self, sent=0, failed=0, unsettled=0).counting(states)
