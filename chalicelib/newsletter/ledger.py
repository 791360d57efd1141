"""The ledger: who got which letter.

Before a letter is sent to somebody, an entry is **claimed**, which only one worker can; after it, the entry is **sent**,
with the service's own id, or **failed**, if the service will never take it. Where it took nothing for now, the entry is
**open**, and whoever comes next claims it anew. An entry is never taken back: another worker may have passed it already.

A worker that dies after it claimed leaves a claim that tells nobody whether the letter went out. It is never sent again
at once: the service's own news of it settles it, and only where none came for `SILENCE`, and the service does tell of what
it sends, is it known to be lost, and claimed anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal, Self, TypeAlias, get_args

from chalicelib.codec import Stored

SILENCE = timedelta(minutes=15)
KEPT = timedelta(days=90)  # entries are forgotten after this; the letter itself stays, so nothing is sent again
State: TypeAlias = Literal["claimed", "sent", "failed", "open"]
STATES: tuple[State, ...] = get_args(State)
SETTLED: tuple[State, ...] = ("sent", "failed")


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one letter to one subscriber; `at` is when it was claimed, `trouble` what came back of it."""

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
    """The entry of a letter that the service took."""
    return replace(entry, state="sent", message=message, why="")


def failed(entry: Entry, why: str) -> Entry:
    """The entry of a letter that the service will never take."""
    return replace(entry, state="failed", why=why)


def opened(entry: Entry) -> Entry:
    """The entry of a letter that the service did not take, for now."""
    return replace(entry, state="open")


def claimed(entry: Entry, at: str) -> Entry:
    """An open or lost entry, claimed anew."""
    return replace(entry, state="claimed", at=at, tries=entry.tries + 1, why="")


def claim(standing: Entry | None, new: Entry) -> Entry:
    """The entry once a worker claims it: an open one is claimed anew, and what is another's stays."""
    if standing is None:
        return new
    return claimed(standing, new.at) if standing.state == "open" else standing


def is_unsent(entry: Entry, now: datetime, *, events: bool, again: bool = False) -> bool:
    """Whether the letter was certainly not sent, and is to be.

    It is open; or it was claimed long ago, and the service, which tells, told nothing; or (`again`) it failed by our fault.
    """
    silent = events and entry.state == "claimed" and now - datetime.fromisoformat(entry.at) >= SILENCE
    return entry.state == "open" or silent or (again and entry.state == "failed")


def with_event(entry: Entry, kind: str, message: str) -> Entry:
    """The entry once the service told of it: whatever it tells, it took the letter. Trouble of a kind counts once."""
    if kind == "rejected":
        return failed(entry, "the mail service took it, and then rejected it for what it says")
    known = sent(entry, entry.message or message) if entry.state in ("claimed", "open") else entry
    if kind not in COUNTED_AS:
        return known
    return replace(known, trouble=" ".join(sorted({*entry.trouble.split(), COUNTED_AS[kind]})))


COUNTED_AS: Mapping[str, str] = {"hard": "bounced", "soft": "soft", "complaint": "complained"}
"""What each kind of bad news is counted as."""


# ---- counting


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a letter has come in one shard: after whom to go on, and what became of those before.

    On its way it counts who follows, and notes how often the shard's own count had changed when it began. `unsettled` are
    letters that were neither sent nor failed when a worker passed; `checked` says that the ledger was gone through since;
    `lost` is how many workers in a row never came back from here.
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
        """The progress, with so many more of each state."""
        return replace(
            self,
            sent=self.sent + states.get("sent", 0),
            failed=self.failed + states.get("failed", 0),
            unsettled=self.unsettled + sum(number for state, number in states.items() if state not in SETTLED),
        )

    def recounted(self, states: Mapping[str, int]) -> Self:
        """The progress by a count of the whole ledger."""
        return replace(self, sent=0, failed=0, unsettled=0).counting(states)
