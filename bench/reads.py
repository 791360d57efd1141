"""Counting reads: lines a second on a core, and the memory that a large file takes.

The log is made as it is read, never held: its lines differ in page, reader and user agent as a site's do (pages, their images
and styles, feeds, programs, errors), and a stretch of them is given again and again. Readers have 30,000 user agents, a few of
them very often and most of them seldom (Zipf); at worst, each line has another one.
"""

import random
import resource
import subprocess
import sys
import zlib
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from time import process_time
from typing import Any
from urllib.parse import quote

from bench.machine import judged, keep, show
from chalicelib.analytics import hours, top_posts
from chalicelib.analytics.log_lines import tally
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import PIECE, Cloud

NOW = datetime(2026, 11, 25, 12, 15, tzinfo=UTC)
SPEED, MEMORY = 200_000, 10.0  # lines a second of one core, at least; MB more than for a stretch, at most, whatever the size
STRETCH = 100_000  # lines that are made once
MEASURED = 1_000_000
SIZES = (1_000_000, 10_000_000)
ASSETS = ("/_/search.js", "/_/sidebar.en.html", "/posts/boat.jpg", "/feed/", "/favicon.ico", "/category/ink/feed/", "/robots.txt")
PAGES = tuple(f"/2026/{month:02}/{day:02}/post-{day}/" for month in range(1, 13) for day in range(1, 29))
AGENTS = 30_000
SPREAD = tuple(accumulate(1 / place for place in range(1, AGENTS + 1)))
PROGRAMS_SHARE = 0.3
PROGRAMS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "curl/8.4.0",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)",
    "-",
)


def run() -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    memory = [memory_row(size) for size in SIZES]  # first: a new process counts its parent's memory as its own
    speeds = [speed_row(name, MEASURED, act) for name, act in ACTS.items()]
    worst = speed_row(OTHERS, STRETCH, lambda number: parse(number, packed=False, worst=True))
    show("Lines a second on one core: a legacy file of 33 columns", [*speeds, worst])
    show("The most memory of a process that counts a file", memory)
    slowest, largest = min(row["lines a second"] for row in speeds), max(row["more than for a stretch"] for row in memory)
    targets = (
        ("seconds for as many lines as should be read in one", SPEED / slowest, 1.0),
        ("memory that a large file takes beyond a small one, MB", largest, MEMORY),
    )
    print("", *(judged(*target) for target in targets), sep="\n")
    keep("reads", [*speeds, worst], memory=memory)
    return all(value <= most for _, value, most in targets)


# ---- the log


def mostly(often: Sequence[str], seldom: Sequence[str], share: float) -> Callable[[random.Random], str]:
    """Return one of the first things, or, with this probability, one of the others."""
    return lambda dice: dice.choice(seldom if dice.random() < share else often)


def below(most: int) -> Callable[[random.Random], str]:
    return lambda dice: f"{dice.randrange(most):02}"


def browser(number: int) -> str:
    """Return a telephone's user agent, a different one for each number."""
    device = f"Android {8 + number % 9}; SM-{100 + number * 7 % 900}B Build/{number}"
    version = f"{90 + number % 50}.0.{number % 6000}.{number % 200}"
    return f"Mozilla/5.0 (Linux; {device}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version} Mobile Safari/537.36"


def agent(dice: random.Random) -> str:
    """A program's, now and then; else a browser's."""
    if dice.random() < PROGRAMS_SHARE:
        return dice.choice(PROGRAMS)
    return browser(bisect(SPREAD, dice.random() * SPREAD[-1]))


def always(text: str) -> Callable[[random.Random], str]:
    return lambda _: text


COLUMNS: Mapping[str, Callable[[random.Random], str]] = {
    "date": always("2026-11-25"),
    "time": lambda dice: f"{dice.randrange(12):02}:{dice.randrange(60):02}:{dice.randrange(60):02}",
    "x-edge-location": always("FRA56-P4"),
    "sc-bytes": below(90_000),
    "c-ip": lambda dice: f"203.0.113.{dice.randrange(256)}",
    "cs-method": mostly(("GET",), ("HEAD", "POST"), 0.02),
    "cs(Host)": always("d111111abcdef8.cloudfront.net"),
    "cs-uri-stem": mostly(ASSETS, PAGES, 0.3),
    "sc-status": mostly(("200", "200", "200", "200", "304"), ("301", "404", "403", "503"), 0.1),
    "cs(Referer)": always("https://press.example/"),
    "cs(User-Agent)": lambda dice: quote(agent(dice), safe="/()+;,:"),
    "cs-uri-query": always("-"),
    "cs(Cookie)": always("-"),
    "x-edge-result-type": mostly(("Hit",), ("Miss", "RefreshHit"), 0.2),
    "x-edge-request-id": lambda dice: dice.randbytes(28).hex(),
    "x-host-header": always("press.example"),
    "cs-protocol": always("https"),
    "cs-bytes": below(900),
    "time-taken": always("0.001"),
    "x-forwarded-for": always("-"),
    "ssl-protocol": always("TLSv1.3"),
    "ssl-cipher": always("TLS_AES_128_GCM_SHA256"),
    "x-edge-response-result-type": always("Hit"),
    "cs-protocol-version": always("HTTP/2.0"),
    "fle-status": always("-"),
    "fle-encrypted-fields": always("-"),
    "c-port": below(60_000),
    "time-to-first-byte": always("0.001"),
    "x-edge-detailed-result-type": always("Hit"),
    "sc-content-type": always("text/html;%20charset=utf-8"),
    "sc-content-len": always("-"),
    "sc-range-start": always("-"),
    "sc-range-end": always("-"),
}

WORST: Mapping[str, Callable[[random.Random], str]] = {  # every line is a read, as far as its user agent is a person's
    "cs-method": always("GET"),
    "cs-uri-stem": lambda dice: dice.choice(PAGES),
    "sc-status": always("200"),
    "cs(User-Agent)": lambda dice: quote(browser(dice.randrange(1 << 60)), safe="/()+;,:"),
}


@cache
def stretch(*, packed: bool, worst: bool = False) -> tuple[bytes, ...]:
    """Return the head of a log and a stretch of its lines, the same lines each time; packed, each is a member."""
    dice = random.Random(1)  # noqa: S311 - the same lines each time, not secrets
    columns = {**COLUMNS, **WORST} if worst else COLUMNS
    lines = ("\t".join(said(dice) for said in columns.values()) for _ in range(STRETCH))
    head = f"#Version: 1.0\n#Fields: {' '.join(COLUMNS)}\n"
    return tuple(b"".join(pieces(part, packed=packed)) for part in ([head], (f"{line}\n" for line in lines)))


def pieces(texts: Iterable[str], *, packed: bool) -> Iterator[bytes]:
    """These texts, as a member of a gzip file if they are to be packed; never held all at once."""
    packer = zlib.compressobj(wbits=31) if packed else None
    for text in texts:
        yield packer.compress(text.encode()) if packer else text.encode()
    if packer:
        yield packer.flush()


def log(number: int, *, packed: bool, worst: bool = False) -> Iterator[bytes]:
    """A file of so many lines, in pieces."""
    head, made = stretch(packed=packed, worst=worst)
    yield head
    for _ in range(number // STRETCH):
        yield from (made[start : start + PIECE] for start in range(0, len(made), PIECE))


# ---- the measurements


class Endless(MemoryBucket):
    """A bucket of logs; the name of an object says how many lines it has."""

    def stream(self, key: str) -> Iterator[bytes] | None:
        return log(int(key.removesuffix(".gz")), packed=True)


def cloud() -> Cloud:
    queue = MemoryQueue()
    bucket = MemoryBucket()
    ports = (MemoryTable(), bucket, bucket, queue, queue, queue, MemoryMail(), FixedClock(NOW))
    return Cloud(*ports, logs=Endless())


def parse(number: int, *, packed: bool, worst: bool = False) -> None:
    tally(log(number, packed=packed, worst=worst), {hours.written(name): name for name in hours.window(NOW)})


ACTS: Mapping[str, Callable[[int], None]] = {
    "read": lambda number: parse(number, packed=False),
    "unpacked and read": lambda number: parse(number, packed=True),
    "counted, into a table in memory": lambda number: top_posts.count(cloud(), f"{number}.gz"),
}
OTHERS = "read, every line a read, and by another user agent"


def speed_row(name: str, number: int, act: Callable[[int], None]) -> Mapping[str, Any]:
    """The fastest of three; the lines are made before."""
    act(STRETCH)
    taken = min(seconds(act, number) for _ in range(3))
    return {"what": name, "lines": number, "lines a second": round(number / taken), "seconds": taken}


def seconds(act: Callable[[int], None], number: int) -> float:
    began = process_time()
    act(number)
    return process_time() - began


def memory_row(number: int) -> Mapping[str, Any]:
    """Return the most memory that a new process takes for a file, beyond that for a stretch of a file."""
    small, large = (peak(lines) for lines in (STRETCH, number))
    return {"lines": number, "MB": large, "more than for a stretch": large - small}


def peak(number: int) -> float:
    """The most memory, in MB, of a process that counts so many lines."""
    program = f"from bench import reads; reads.popular.count(reads.cloud(), '{number}.gz'); print(reads.resident())"
    ended = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return int(ended.stdout) / 1000


def resident() -> int:
    """The most memory that this process has had, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
