"""`presswork logs`: the functions' logs, in the order of time."""

import heapq
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.frozen import Frozen
from infra.deploying import UndeployableError
from infra.deploying.site import Site, SiteChoice, checked_name, chosen_site
from infra.stack import outputs
from infra.stack.functions import EVERY
from infra.terminal.exit_codes import UNABLE

NAMES: Mapping[str, str] = {function.name: function.resource for function in EVERY}
"""The functions' resources, by their names on the command line."""

PAUSE = 2.0
LATE = 10_000  # milliseconds by which an event may come after a newer one
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def requested_lines(asked: SiteChoice, function: str, since: str, *, follows: bool) -> "Iterator[LogLine]":
    """Yield the lines that were asked for. Raises UndeployableError for an unknown function or span."""
    start = int((datetime.now(UTC) - span(since)).timestamp() * 1000)
    name = checked_name("function", function, NAMES)
    site = chosen_site(asked)
    read = follow if follows else lines
    yield from read(site.aws.logs, groups(site, name), start)


class LogLine(Frozen, order=True):
    """One event of a log; the order is that of time."""

    milliseconds: int
    function: str
    stream: str
    text: str

    def __str__(self) -> str:
        return f"{self.at} {self.function:<11} {self.text}"

    @property
    def at(self) -> str:
        return f"{datetime.fromtimestamp(self.milliseconds / 1000, UTC):%Y-%m-%dT%H:%M:%S}Z"

    @property
    def facts(self) -> Mapping[str, object]:
        return {"at": self.at, "function": self.function, "stream": self.stream, "text": self.text}


def span(text: str) -> timedelta:
    """Read a span of time: 90s, 30m, 1h, 2d. Raises UndeployableError."""
    match = re.fullmatch(r"([0-9]{1,5})([smhd])", text)
    if not match:
        raise UndeployableError(f"--since can't be {text!r}: say 90s, 30m, 1h or 2d", UNABLE)
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def groups(site: Site, name: str = "") -> Mapping[str, str]:
    """Return the log groups of all functions, or of one."""
    deployed = {each: site.outputs.get(outputs.FUNCTION + resource, "") for each, resource in NAMES.items()}
    return {each: f"/aws/lambda/{function}" for each, function in deployed.items() if function and name in ("", each)}


def lines(client: Any, groups: Mapping[str, str], since: int) -> Iterator[LogLine]:
    """Yield the lines since a time in milliseconds, the oldest first."""
    yield from heapq.merge(*(_of(client, name, group, since) for name, group in groups.items()))


def _of(client: Any, name: str, group: str, since: int) -> Iterator[LogLine]:
    for page in client.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since):
        for event in page["events"]:
            yield LogLine(event["timestamp"], name, event.get("logStreamName", ""), event["message"].rstrip())


def follow(client: Any, groups: Mapping[str, str], since: int, sleep: Callable[[float], None] = time.sleep) -> Iterator[LogLine]:
    """Yield the same, and new lines as they come, until interrupted."""
    seen: Sequence[LogLine] = ()
    while True:
        reported = frozenset(seen)
        new = [line for line in lines(client, groups, since) if line not in reported]
        yield from new
        newest = max((line.milliseconds for line in (*seen, *new)), default=since)
        since = max(since, newest - LATE)
        seen = [line for line in (*seen, *new) if line.milliseconds >= since]
        sleep(PAUSE)
