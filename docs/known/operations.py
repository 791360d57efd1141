"""What the code knows of `docs/operations.md`. Figures of growth are reckoned from what a month's bill is made of."""

from collections.abc import Callable, Iterator
from itertools import groupby

from chalicelib import settings
from chalicelib.newsletter import pace
from chalicelib.publishing import messages, rebuild
from chalicelib.web import forms
from docs.generate import WRITTEN, Row, coded
from docs.known.parsers import arguments, parsers
from infra.command import VERBS
from infra.costs.usage import (
    ASSUMED,
    MAILED,
    MINUTES,
    NEWS,
    PUBLISH,
    PUBLISH_BATCHES,
    SIGN_UP,
    VISITS,
    Traffic,
    gb_seconds,
    used,
)
from infra.deploying import rotating
from infra.deploying.names import Names
from infra.edge import functions as edge
from infra.package import archive
from infra.stack import alarms, api, buckets, cdn, queues
from infra.stack.alarms import Alarm
from infra.stack.functions import API, FUNCTIONS, LETTERS, MAIL_NEWS, PRESS, Function
from infra.stack.functions import KEPT_DAYS as LOGS_KEPT
from infra.verbs.cost import NUMBERS

NAMES = Names("presswork", "ACCOUNT", "REGION")
DEAD = {queue.dead: queue.dead_name for queue in queues.QUEUES} | {"TickDeadLetters": "tick-dead"}
SITES = ("--config", "--name", "--region")
"""Options of all commands that work on a deployed site; the table doesn't repeat them."""
WITHOUT_A_SITE = ("deploy", "package", "cost", "phrases")


def settings_rows() -> Iterator[Row]:
    for line, rows in groupby(settings.ROWS, key=lambda row: (row.without, row.names)):
        yield coded(*(row.name for row in rows)), *line


def threshold(alarm: Alarm) -> str:
    if alarm.metric == "ApproximateNumberOfMessagesVisible":
        return f"{alarm.most} message in `{DEAD[alarm.resource.removesuffix('Filled')]}`"
    if alarm.metric == "ApproximateAgeOfOldestMessage":
        return f"{alarm.most} seconds"
    return f"{alarm.most} in {alarm.period // 60} minutes" if alarm.statistic == "Sum" else f"{alarm.most * 100:g} %"


def commands() -> Iterator[Row]:
    for verb in VERBS:
        for name, parser in parsers(verb):
            positional, options = arguments(parser)
            own = [one for one in options if verb in WITHOUT_A_SITE or one not in SITES]
            yield coded(" ".join(["presswork", name, *positional])), coded(*own), WRITTEN


def functions() -> Iterator[Row]:
    for one in FUNCTIONS:
        yield coded(one.name), f"{one.seconds}", f"{one.memory}", *map(str, one.at_once or ("", "")), WRITTEN


def queue_rows() -> Iterator[Row]:
    for queue in queues.QUEUES:
        times = (f"{queue.tries}", f"{queue.hidden} s", f"{queue.late} s")
        yield coded(queue.full_name), coded(queue.function.name), *times, coded(queue.dead_name)


def logs() -> Iterator[Row]:
    request = api.resources()["RequestLog"]["Properties"]
    group = request["LogGroupName"]["Fn::Sub"].replace("${AWS::StackName}", "presswork")
    yield "`/aws/lambda/presswork-FUNCTION`", WRITTEN, f"{LOGS_KEPT} days"
    yield coded(group), WRITTEN, f"{request['RetentionInDays']} days"
    yield f"the bucket {coded(NAMES.buckets[2])}", WRITTEN, f"{buckets.LOGS_DAYS} days"


# ---- growth

TIMES = (1, 10, 100, 1000)
BUSY = 20  # times the month's mean
SES_RATE, SES_FAST = 14, 500
SES_S = 0.050  # that SES takes for a mail, as `bench/` has it
SMALL = Traffic(**{number.name: number.usual for number in NUMBERS})


def seconds(function: Function, cpu_s: float, calls: float, starts: float = 0) -> float:
    """How long such a call of the function takes."""
    return gb_seconds(function, cpu_s, calls, starts) / (function.memory / 1024)


def read_by(times: int) -> Traffic:
    """A small blog with so many times as many readers and subscribers."""
    return Traffic(SMALL.posts, SMALL.views * times, SMALL.subscribers * times)


def busy(name: str, times: int) -> float:
    return used(read_by(times))[name] / (MINUTES * 60) * BUSY


def uploads(times: int) -> float:
    return SMALL.posts * times * ASSUMED.uploads / (MINUTES * 60) * BUSY


PUBLISH_S = seconds(PRESS, PUBLISH.cpu_s, PUBLISH.calls)
PRESSES = f"{PRESS.at_once[0] / PUBLISH_S:.1f}" if PRESS.at_once else ""
MEASURES: dict[str, tuple[Callable[[int], str], str]] = {
    "mails in a day with one post": (lambda times: f"{read_by(times).subscribers:,}", ""),
    f"minutes that a letter takes, at {SES_RATE} a second": (
        lambda times: f"{read_by(times).subscribers / SES_RATE / 60:.1f}",
        "",
    ),
    "readers' requests in a busy second": (lambda times: f"{busy('requests of readers', times):.1f}", ""),
    "requests to the API in a busy second": (
        lambda times: f"{busy('requests to the API', times):.4f}",
        f"the stack: {api.RATE}, and {api.BURST} at once",
    ),
    "GB in the table": (lambda times: f"{used(read_by(times))['GB kept in the table']:.3f}", ""),
    "uploads in a busy second": (lambda times: f"{uploads(times):.4f}", f"the press: {PRESSES}"),
    "units that uploads write to the table in a busy second": (lambda times: f"{uploads(times) * PUBLISH.writes:.2f}", ""),
}
"""What a growing site takes, and its limit where that is the stack's own."""


def growth() -> Iterator[Row]:
    for what, (measure, limit) in MEASURES.items():
        yield what, *map(measure, TIMES), limit or WRITTEN


def workers() -> Iterator[Row]:
    """What the site's own workers do, beside what AWS allows."""
    letter = SES_S + (MAILED.calls - MAILED.mails) * ASSUMED.call_s
    letters, news = ((one.at_once or (0, 0))[0] for one in (LETTERS, MAIL_NEWS))
    ordinary, new = (sum(one.at_once[which] for one in FUNCTIONS if one.at_once) for which in (0, 1))
    warm = seconds(API, SIGN_UP.cpu_s, SIGN_UP.calls / VISITS)
    per_hearer = seconds(MAIL_NEWS, NEWS.cpu_s, NEWS.calls) * ASSUMED.news
    yield f"milliseconds for a letter to one reader, if SES answers in {SES_S * 1000:.0f}", f"{letter * 1000:.0f}"
    yield f"letters a second, by the {letters} workers of `letters`", f"{letters / letter:.0f}"
    yield f"mails a second of whose news the {news} workers of `mail_news` hear", f"{news / per_hearer:.0f}"
    yield "functions at once that queues trigger", f"{ordinary}"
    yield "the same in a new account", f"{new}"
    yield "seconds of a request to the API", f"{warm:.2f}"
    yield "the same when its function starts cold", f"{warm + seconds(API, 0, 0, 1):.1f}"
    yield "publishes a second, by all groups", PRESSES
    yield "seconds between publishes that touch the same page", f"{PUBLISH_S / PUBLISH_BATCHES:.2f}"
    for rate in (SES_RATE, SES_FAST):
        units = f"{rate * MAILED.reads:,.0f} and {rate * MAILED.writes:,.0f}"
        yield f"read and write units of the table, at {rate} letters a second", units
    yield "letters for which the pace is written once", f"{pace.PAGE}"


def limits() -> Iterator[Row]:
    yield "bytes of a request to the API", f"{forms.MOST_BYTES:,}"
    yield "bytes of an edge function", f"{edge.LARGEST:,}"
    yield "bytes of the functions' zip", f"{archive.MOST:,}"
    yield "keys of links that are believed", f"{rotating.KEEP}"
    yield "posts of a message's walk at a time", f"{rebuild.STRETCH}"
    yield "pages in a message of the press queue", f"{messages.PAGES_A_MESSAGE}"
    yield "seconds until a missing address is looked for again", f"{cdn.MISSING}"


(FIFO,) = (queue for queue in queues.QUEUES if queue.fifo)

TABLES = {
    "commands": commands,
    "settings": settings_rows,
    "alarms": lambda: [[coded(alarm.resource), threshold(alarm), WRITTEN, WRITTEN] for alarm in alarms.alarms()],
    "queues": queue_rows,
    "logs": logs,
    "functions": functions,
    "growth": growth,
    "workers": workers,
    "limits": limits,
}
VALUES = {
    "budget-step": lambda: f"{dict(alarms.BUDGET_STEPS)['ACTUAL']} %",
    "hidden-times": lambda: queues.HIDDEN,
    "waiting-days": lambda: queues.WAITING_DAYS,
    "dead-days": lambda: queues.DEAD_DAYS,
    "groups": lambda: messages.GROUPS,
    "group-held": lambda: f"{FIFO.tries} × {FIFO.hidden} seconds, {FIFO.tries * FIFO.hidden // 60} minutes",
    "old-versions-days": lambda: buckets.OLD_VERSIONS_DAYS,
    "keep": lambda: rotating.KEEP,
    "key-readers": lambda: " and ".join(coded(one.name) for one in rotating.READERS),
    "origin": lambda: coded(NAMES.origin),
    "small": lambda: f"{SMALL.posts} posts a month, {SMALL.views:,} views, {SMALL.subscribers} subscribers",
    "busy": lambda: f"{BUSY} times",
}
