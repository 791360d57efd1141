"""The local CDN's log: page views of this site, as CloudFront would write them into the bucket of logs.

Every few seconds it writes a compressed W3C file with the columns that the deployed site logs (`FIELDS`). Unknown values are `-`,
as in CloudFront's own lines. Of the visitor, only the user agent is logged, which distinguishes programs from people.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from secrets import token_hex
from urllib.parse import quote

from chalicelib.cloud.ports import Bucket, Clock, Object
from chalicelib.edge.responses import Reply, ReplyTo, Request
from infra.stack.access_logs import FIELDS, SEPARATOR

EVERY = timedelta(seconds=3)
DISTRIBUTION = "EDEMO"
AS_WRITTEN = "/()+;,:"  # what CloudFront leaves as it is in a user agent


class AccessLog:
    """The page views since the last file, except of addresses that begin as `but`; `notify` is called after each line."""

    def __init__(
        self,
        bucket: Bucket,
        clock: Clock,
        every: timedelta = EVERY,
        but: tuple[str, ...] = (),
        notify: Callable[[], object] = lambda: None,
    ) -> None:
        self._bucket, self._clock, self._every, self._but, self._notify = bucket, clock, every, but, notify
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._written = clock.now()

    def noting(self, reply_to: ReplyTo) -> ReplyTo:
        """Return an answer function that also logs each request; it may be called by many threads."""

        def reply(request: Request) -> Reply:
            response = reply_to(request)
            if not request.path.startswith(self._but):
                self._lines.put(line(request, response, self._clock.now()))
                self._notify()
            return response

        return reply

    def write(self) -> int:
        """Write a file of the lines, if there are any and it is time; return how many files that were."""
        now = self._clock.now()
        if now - self._written < self._every or not (lines := list(self._waiting_lines())):
            return 0
        self._written = now
        self._bucket.write(key(now), Object(packed(lines), "application/gzip"))
        return 1

    def _waiting_lines(self) -> Iterator[str]:
        while not self._lines.empty():
            yield self._lines.get_nowait()


def line(request: Request, reply: Reply, time: datetime) -> str:
    values: Mapping[str, str] = {
        "date": f"{time.astimezone(UTC):%Y-%m-%d}",
        "time": f"{time.astimezone(UTC):%H:%M:%S}",
        "cs-method": request.method,
        "cs-uri-stem": request.path.partition("?")[0],
        "sc-status": str(int(reply.status)),
        "sc-bytes": str(len(reply.body)),
        "cs(User-Agent)": quote(request.headers.get("user-agent", "-"), safe=AS_WRITTEN),
    }
    return SEPARATOR.join(values.get(name, "-") for name in FIELDS)


def packed(lines: list[str]) -> bytes:
    head = ["#Version: 1.0", f"#Fields: {' '.join(FIELDS)}"]
    return gzip.compress("".join(f"{text}\n" for text in (*head, *lines)).encode())


def key(time: datetime) -> str:
    """Return a name that no other file has."""
    day = time.astimezone(UTC)
    return f"AWSLogs/123456789012/CloudFront/{day:%Y/%m/%d}/{DISTRIBUTION}.{day:%Y-%m-%d-%H}.{token_hex(4)}.gz"
