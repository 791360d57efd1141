"""The letters that were sent since a command began, each told once."""

from msgspec import Struct, field

from chalicelib.cloud.ports import Cloud
from chalicelib.store.newsletter import letters, subscribers
from infra.authoring.push.push_events import Event

SETTLED = ("sent", "cancelled")  # states in which nothing more comes of a letter


class LetterWatcher(Struct):
    """Asks what became of the letters that came due after a time (UTC, by the site's clock)."""

    cloud: Cloud
    since: str
    _told: set[str] = field(default_factory=set)
    _has_told_nobody: bool = False

    def look(self) -> list[Event]:
        """Return an event for each letter that has been sent since the last look.

        A letter that reached nobody is reported if there are subscribers. If there are none, that is said once.
        """
        new = [name for name in letters.listed(self.cloud.table, after=self.since) if name not in self._told]
        new_letters = letters.read_many(self.cloud.table, new) if new else {}
        over = {name: letter for name, letter in new_letters.items() if letter.state in SETTLED}
        self._told |= over.keys()
        events: list[Event] = [
            {"event": "mailed", "file": letter.key or letter.id, "title": letter.title, "to": self._reached(name)}
            for name, letter in sorted(over.items(), key=lambda row: row[1].due)
            if letter.state == "sent" and not letter.digests_only
        ]
        reached = [event for event in events if event["to"]]
        if len(reached) == len(events) or subscribers.followers(self.cloud.table):
            return events
        return [*reached, *self._to_nobody(events)]

    def _to_nobody(self, events: list[Event]) -> list[Event]:
        """Return an event for the first letter without subscribers, unless that is already reported."""
        first = next((event for event in events if not event["to"]), None)
        if first is None or self._has_told_nobody:
            return []
        self._has_told_nobody = True
        return [{**first, "subscribers": 0}]

    def _reached(self, letter: str) -> int:
        return sum(progress.sent for progress in letters.progress(self.cloud.table, letter).values())
