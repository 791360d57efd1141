"""The local CDN's log: real requests become a W3C file as CloudFront writes it, and nothing of the reader stands in it."""

import gzip
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from chalicelib.analytics.hours import written
from chalicelib.analytics.log_lines import tally
from chalicelib.cloud.memory import FixedClock, MemoryBucket
from chalicelib.cloud.ports import Object
from infra.demo.access_log import EVERY, AccessLog
from infra.serve.server import SiteServer
from infra.stack.access_logs import FIELDS
from tests.analytics.lines import FIREFOX, GOOGLEBOT, of

NOW = datetime(2026, 11, 25, 11, 30, 5, tzinfo=UTC)
HOUR = "2026-11-25T11"


class Town:
    """A site with one post, whose requests are noted."""

    def __init__(self) -> None:
        self.logs, self.clock = MemoryBucket(), FixedClock(NOW)
        self.log = AccessLog(self.logs, self.clock, but=("/_inbox/",))
        public = MemoryBucket()
        public.write("2026/11/20/a/index.html", Object(b"<p>A.</p>", "text/html"))
        self.server = SiteServer(public, beside={"/_inbox/": lambda *_: (200, {}, b"")}, noting=self.log.noting)

    def read(self, path: str, agent: str = FIREFOX, headers: Mapping[str, str] | None = None) -> int:
        connection = HTTPConnection(urlsplit(self.server.url).netloc)
        try:
            connection.request("GET", path, headers={"User-Agent": agent, **(headers or {})})
            return connection.getresponse().status
        finally:
            connection.close()

    def files(self) -> list[str]:
        """The files that are there a while later."""
        self.clock.time += EVERY
        self.log.write()
        found = (self.logs.read(key) for key in sorted(self.logs.keys()))
        return [gzip.decompress(one[0]).decode() for one in found if one]


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    with town.server:
        yield town


def test_what_was_read_is_counted_as_the_cdns_own_files_are(town: Town) -> None:
    asked = [town.read(path) for path in ("/2026/11/20/a/", "/2026/11/20/a/?from=x", "/2026/11/20/b/")]

    [file] = town.files()
    found = tally([file.encode()], {written(HOUR): HOUR})

    assert asked == [200, 200, 404]
    assert (found.reads, found.unread) == ({(HOUR, "/2026/11/20/a/"): 2}, 0)


def test_the_columns_are_those_of_the_deployed_site(town: Town) -> None:
    town.read("/2026/11/20/a/")

    version, fields, line = town.files()[0].splitlines()

    assert (version, fields) == ("#Version: 1.0", f"#Fields: {' '.join(FIELDS)}")
    actual = dict(zip(FIELDS, line.split("\t"), strict=True))
    assert (actual["date"], actual["time"], actual["sc-status"], actual["sc-bytes"]) == ("2026-11-25", "11:30:05", "200", "9")
    assert actual["cs(User-Agent)"].startswith("Mozilla/5.0%20(X11;%20Linux%20x86_64;")


def test_a_program_is_noted_and_not_counted(town: Town) -> None:
    for agent in (GOOGLEBOT, "curl/8.4.0"):
        town.read("/2026/11/20/a/", agent)

    [file] = town.files()

    assert file.count("/2026/11/20/a/") == 2
    assert of(tally([file.encode()], {written(HOUR): HOUR})) == {}


def test_nothing_of_a_reader_is_written(town: Town) -> None:
    theirs = {"X-Forwarded-For": "203.0.113.77", "Cookie": "id=tell-tale", "Referer": "http://elsewhere.example/tell-tale"}
    town.read("/2026/11/20/a/?t=tell-tale", headers=theirs)

    [file] = town.files()

    assert "tell-tale" not in file
    assert "203.0.113.77" not in file
    assert "127.0.0.1" not in file


def test_what_stands_beside_the_site_is_not_noted(town: Town) -> None:
    assert town.read("/_inbox/") == 200

    assert town.files() == []


def test_a_file_is_written_only_every_few_seconds_and_only_if_something_was_read(town: Town) -> None:
    town.read("/2026/11/20/a/")
    town.clock.time += EVERY - timedelta(milliseconds=1)
    early = town.log.write()

    once, again = len(town.files()), len(town.files())

    assert (early, once, again) == (0, 1, 1)


def test_a_tab_that_a_browser_sends_makes_no_column(town: Town) -> None:
    town.read("/2026/11/20/a/%09/", "Mozilla/5.0\tX")

    _version, _fields, line = town.files()[0].splitlines()

    assert len(line.split("\t")) == len(FIELDS)
