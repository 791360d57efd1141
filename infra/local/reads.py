"""The local CDN's log: what was read on this site, as CloudFront would write it into the bucket of logs.

Every few seconds a W3C file, packed, with the columns that the deployed site notes (`FIELDS`). What isn't known here is `-`,
as in CloudFront's own lines. Nothing is noted of who reads but what the browser calls itself, which tells programs from people.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from secrets import token_hex
from urllib.parse import quote

from chalicelib.cloud.ports import Bucket, Clock, Object
from infra.local.serve import Reply, ReplyTo, Request
from infra.stack.access_logs import BETWEEN, FIELDS

EVERY = timedelta(seconds=3)
DISTRIBUTION = "EDEMO"
AS_WRITTEN = "/()+;,:"  # what CloudFront leaves as it is in a user agent


class ReadLog:
    """What was read since the last file; addresses that begin with `but` are left out. Of each line `tell` is told."""

    def __init__(
        self,
        bucket: Bucket,
        clock: Clock,
        every: timedelta = EVERY,
        but: str = "\0",
        tell: Callable[[], object] = lambda: None,
    ) -> None:
        self._bucket, self._clock, self._every, self._but, self._tell = bucket, clock, every, but, tell
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._written = clock.now()

    def noting(self, reply_to: ReplyTo) -> ReplyTo:
        """The same answers, each noted; many may be given at once."""

        def reply(request: Request) -> Reply:
            given = reply_to(request)
            if not request.path.startswith(self._but):
                self._lines.put(line(request, given, self._clock.now()))
                self._tell()
            return given

        return reply

    def write(self) -> int:
        """Write a file of what was noted, if there is anything and it is time; how many files that were."""
        now = self._clock.now()
        if now - self._written < self._every or not (lines := list(self._noted())):
            return 0
        self._written = now
        self._bucket.write(key(now), Object(packed(lines), "application/gzip"))
        return 1

    def _noted(self) -> Iterator[str]:
        while True:
            try:
                yield self._lines.get_nowait()
            except Empty:
                return


def line(request: Request, reply: Reply, time: datetime) -> str:
    """The line of one request."""
    told: Mapping[str, str] = {
        "date": f"{time.astimezone(UTC):%Y-%m-%d}",
        "time": f"{time.astimezone(UTC):%H:%M:%S}",
        "cs-method": request.method,
        "cs-uri-stem": request.path.partition("?")[0],
        "sc-status": str(int(reply.status)),
        "sc-bytes": str(len(reply.body)),
        "cs(User-Agent)": quote(request.headers.get("user-agent", "-"), safe=AS_WRITTEN),
    }
    return BETWEEN.join(told.get(name, "-") for name in FIELDS)


def packed(lines: list[str]) -> bytes:
    """A whole file of these lines."""
    head = ["#Version: 1.0", f"#Fields: {' '.join(FIELDS)}"]
    return gzip.compress("".join(f"{one}\n" for one in (*head, *lines)).encode())


def key(time: datetime) -> str:
    """A name that no other file has."""
    day = time.astimezone(UTC)
    return f"AWSLogs/123456789012/CloudFront/{day:%Y/%m/%d}/{DISTRIBUTION}.{day:%Y-%m-%d-%H}.{token_hex(4)}.gz"
