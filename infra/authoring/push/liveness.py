"""When an upload is live: read from the site's table, never from a clock of this machine.

When its own page is made (`publishing.progress`), an upload is live, and its seconds are over. The other pages follow: the report
waits for them for a moment, and counts those that are made by then.
"""

import time
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.content.addresses import preview_addresses
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.publishing.progress import Awaited, Before, PushProgress, is_overtaken, is_seen, progress_of
from chalicelib.record import Record, State
from chalicelib.store import publishes, records, site_files

AT_ONCE = 100  # sources looked at together: one call reads as many records
SOON = 5.0  # seconds that an upload which is live waits for the pages that follow


class Arrival(Frozen):
    """An upload that has arrived: its state, its address (empty: it has none), when its state changes (UTC), or its refusal.

    `preview` is the path of its secret address, if it has one; `left` is the address that it had before, and has no more.
    `live_at` is the time, by the clock of `Waiting`, at which it was first seen live; `progress` says what followed.
    """

    key: str
    state: State
    address: str = ""
    wake: str = ""
    refusal: Refusal | None = None
    preview: str = ""
    left: str = ""
    live_at: float = 0.0
    progress: PushProgress = PushProgress(is_live=True, is_done=True)


# ---- pure


def arrival_of(record: Record, awaited: Awaited, secret: str = "") -> Arrival:
    address = record.address or (f"/{record.key}" if record.media else "")
    left = awaited.address if awaited.address != address else ""
    preview = preview_addresses.address(preview_addresses.token(secret, record.key)) if record.preview and secret else ""
    return Arrival(record.key, record.state, address, record.turns, record.refusal, preview, left)


# ---- the table


def state_before(cloud: Cloud, keys: Iterable[str]) -> Mapping[str, Before]:
    """Return what is there of these sources; nothing of those that were never accepted."""
    return {key: Before(record.sequence, record.address) for key, record in records.read_many(cloud.table, keys).items()}


class Waiting(Struct):
    """The uploads of a push that haven't arrived, oldest first.

    `overtaken` are those for which the last look has found other bytes: the version of the record by source.
    """

    cloud: Cloud
    now: Callable[[], float] = time.monotonic
    left: dict[str, Awaited] = field(default_factory=dict)
    overtaken: dict[str, str] = field(default_factory=dict)
    _live_since: dict[str, float] = field(default_factory=dict)

    def expect(self, awaited: Iterable[Awaited]) -> None:
        """Wait for these as well."""
        for one in awaited:
            self.left[one.key] = one
            self._live_since.pop(one.key, None)

    def look(self) -> list[Arrival]:
        """Return what has arrived since the last look: with all that followed, or what has followed until now."""
        window = dict(list(self.left.items())[:AT_ONCE])
        current = records.read_many(self.cloud.table, window)
        self.overtaken = {key: record.version for key, record in current.items() if is_overtaken(record, window[key])}
        seen = [key for key, record in current.items() if not record.owed and is_seen(record, window[key])]
        publishes_now = publishes.read_of(self.cloud.table, seen) if seen else {}
        progress = {key: progress_of(current[key], publishes_now.get(key), window[key]) for key in seen}
        arrived = [key for key, one in progress.items() if self._has_arrived(key, one)]
        secret = site_files.read(self.cloud).previews.now if any(current[key].preview for key in arrived) else ""
        arrivals = [arrival_of(current[key], self.left.pop(key), secret) for key in arrived]
        self._turn(window)
        return [replace(one, live_at=self._live_since.pop(one.key), progress=progress[one.key]) for one in arrivals]

    def _has_arrived(self, key: str, progress: PushProgress) -> bool:
        """Whether the upload is live, and all that follows is made, or has had its time."""
        if not progress.is_live:
            return False
        since = self._live_since.setdefault(key, self.now())
        return progress.is_done or self.now() - since >= SOON

    def _turn(self, window: Iterable[str]) -> None:
        """Let those that were looked at in vain be the last, so that none holds up the others."""
        if len(self.left) > AT_ONCE:
            for key in window:
                if key in self.left:
                    self.left[key] = self.left.pop(key)
