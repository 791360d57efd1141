"""Events that are handed over without a queue, as Lambda does it: kept, tried again, put away, and brought back by hand.

A worker may die at any call, like any other; then the event comes again, as if its function had failed.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.crashing_workers import Died

Event = Mapping[str, Any]
TRIES = 3


class Lambda:
    """Lambda, as far as it calls one function with events of its own queue."""

    def __init__(self, function: Callable[[Event], None]) -> None:
        self._function = function
        self.put_away: list[str] = []

    def hand(self, event: Event, tries: int = TRIES) -> int:
        """Call the function until it has done with the event, or put the event away; return how often it was called."""
        for tried in range(1, tries + 1):
            if self._does(event):
                return tried
        self.put_away.append(json.dumps({"requestPayload": event}))
        return tries

    def redrive(self) -> None:
        """Call the function again with what was put away."""
        away, self.put_away = self.put_away, []
        for body in away:
            self.hand(json.loads(body)["requestPayload"])

    def _does(self, event: Event) -> bool:
        try:
            self._function(event)
        except (Died, Exception):
            return False
        return True


def from_topic(*messages: str) -> Event:
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Type": "Notification", "Message": message}} for message in messages]}


def from_bucket(*keys: str) -> Event:
    return {"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": key, "sequencer": "1"}}} for key in keys]}
