"""`presswork logs`: what the functions say, in the order of time."""

import heapq
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.deploying import UndeployableError
from infra.deploying.site import Site
from infra.stack import outputs
from infra.stack.functions import FUNCTIONS

NAMES: Mapping[str, str] = {function.name: function.resource for function in FUNCTIONS}
"""The functions by the names that a person says."""

PAUSE = 2.0
LATE = 10_000  # milliseconds by which an event may come after a younger one
UNITS: Mapping[str, timedelta] = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One event of a log; the order is that of time."""

    milliseconds: int
    function: str
    stream: str
    text: str

    def __str__(self) -> str:
        at = datetime.fromtimestamp(self.milliseconds / 1000, UTC)
        return f"{at:%Y-%m-%dT%H:%M:%S}Z {self.function:<11} {self.text}"


def span(text: str) -> timedelta:
    """A span of time as a person says it: 90s, 30m, 1h, 2d. Raises UndeployableError."""
    said = re.fullmatch(r"([0-9]{1,5})([smhd])", text)
    if not said:
        raise UndeployableError(f"--since can't be {text!r}: say 90s, 30m, 1h or 2d")
    return int(said[1]) * UNITS[said[2]]


def known(name: str) -> str:
    """Return the function's name that was given, or none for all of them. Raises UndeployableError."""
    if name and name not in NAMES:
        raise UndeployableError(f"there is no function {name}: say one of {', '.join(NAMES)}")
    return name


def groups(site: Site, name: str = "") -> Mapping[str, str]:
    """The functions' groups of logs, of all or one."""
    told = {one: site.told.get(outputs.FUNCTION + resource, "") for one, resource in NAMES.items()}
    return {one: f"/aws/lambda/{function}" for one, function in told.items() if function and name in ("", one)}


def lines(client: Any, groups: Mapping[str, str], since: int) -> Iterator[Line]:
    """Everything since then, in milliseconds, the oldest first."""
    yield from heapq.merge(*(_of(client, name, group, since) for name, group in groups.items()))


def _of(client: Any, name: str, group: str, since: int) -> Iterator[Line]:
    for page in client.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since):
        for event in page["events"]:
            yield Line(event["timestamp"], name, event.get("logStreamName", ""), event["message"].rstrip())


def follow(client: Any, groups: Mapping[str, str], since: int, sleep: Callable[[float], None] = time.sleep) -> Iterator[Line]:
    """The same, and whatever comes; ends when it is interrupted."""
    seen: Sequence[Line] = ()
    while True:
        known = frozenset(seen)
        news = [line for line in lines(client, groups, since) if line not in known]
        yield from news
        newest = max((line.milliseconds for line in (*seen, *news)), default=since)
        since = max(since, newest - LATE)
        seen = [line for line in (*seen, *news) if line.milliseconds >= since]
        sleep(PAUSE)
