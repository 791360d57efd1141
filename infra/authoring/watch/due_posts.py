"""The posts that came due while a command ran, each told once it is live, or gone, as its author has scheduled it.

No clock is asked: the soonest posts of the schedule are remembered, and one that is no longer there was published or has expired,
unless an upload has changed it.
"""

from dataclasses import dataclass, field

from chalicelib.cloud.ports import Cloud
from chalicelib.publishing.progress import Awaited
from chalicelib.record import Record
from chalicelib.store import item_keys, records, site_files
from infra.authoring.push import push_events
from infra.authoring.push.liveness import Waiting
from infra.authoring.push.push_events import Event

SOONEST = 100  # posts of the schedule that are remembered


@dataclass
class DuePostWatcher:
    """Asks the site's table; the first look only remembers."""

    cloud: Cloud
    _soonest: dict[str, Record] = field(default_factory=dict)
    _due: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._waiting = Waiting(self.cloud)

    def look(self) -> list[Event]:
        """Return an event for each post that came due and is live, or has expired, since the last look."""
        previous = self._soonest
        listed = [item.at.sk.partition("#") for item in self.cloud.table.query(item_keys.DUE, limit=SOONEST)]
        times = {key: time for time, _, key in listed}
        self._soonest = {key: one for key, one in previous.items() if times.get(key) == one.wake}
        asked = (previous.keys() | times.keys()) - self._soonest.keys()
        due_records = records.read_many(self.cloud.table, asked) if asked else {}
        self._soonest |= {key: one for key, one in due_records.items() if times.get(key) == one.wake}
        for key, record in due_records.items():
            if key in previous and came_due(previous[key], record):
                self._waiting.expect([Awaited(key, record.digest, address=previous[key].address)])
                self._due[key] = previous[key].wake
        return self._arrived()

    def _arrived(self) -> list[Event]:
        arrivals = self._waiting.look() if self._waiting.left else []
        for key in self._waiting.overtaken:  # an upload has changed it since, whose author hears of it
            self._waiting.left.pop(key, None)
        if not arrivals:
            return []
        site = site_files.read(self.cloud).site
        due = {one.key: self._due.pop(one.key) for one in arrivals}
        return [
            push_events.refused(one.key, one.refusal)
            if one.refusal
            else push_events.arrived(one, site.url, None, site.zone, due[one.key])
            for one in arrivals
        ]


def came_due(previous: Record, now: Record) -> bool:
    """Return whether time has changed a post, and no upload. Pure."""
    return now.sequence == previous.sequence and now.state != previous.state
