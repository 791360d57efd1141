"""What the code knows of `docs/operations.md`. Figures of growth are computed from the usage behind a month's bill."""

from collections.abc import Iterator
from itertools import groupby

from chalicelib import schedule, settings
from chalicelib.batch import SOON
from chalicelib.publishing import messages
from docs.generate import WRITTEN, Row, coded
from docs.known.costs import SMALL
from infra.costs.measured_usage import MINUTES, PUBLISH
from infra.costs.usage import ASSUMED, Traffic, gb_seconds, used
from infra.deploying.names import Names
from infra.deploying.operating import rotating
from infra.stack import alarms, api, buckets, events, queues
from infra.stack.alarms import Alarm
from infra.stack.functions import EVERY, PRESS, Function
from infra.stack.functions import KEPT_DAYS as LOGS_KEPT

NAMES = Names("presswork", "ACCOUNT", "REGION")
AT_MOST = {
    "PutAway": f"1 message in any of {', '.join(f'`{queue.dead_name}`' for queue in queues.QUEUES)}, `{events.DEAD_NAME}`",
    "Late": ", ".join(f"{queue.late:,} seconds in `{queue.full_name}`" for queue in queues.QUEUES),
}
"""What sets off the alarms that watch several queues."""
SITES = ("--config", "--name", "--region")
"""Options of all commands for a deployed site."""


def settings_rows() -> Iterator[Row]:
    for line, rows in groupby(settings.ROWS, key=lambda row: (row.without, row.names)):
        yield coded(*(row.name for row in rows)), *line


def threshold(alarm: Alarm) -> str:
    if alarm.together:
        return AT_MOST[alarm.resource]
    most = alarm.metrics[0].most
    return f"{most} in {alarm.period // 60} minutes" if alarm.statistic == "Sum" else f"{most * 100:g} %"


def functions() -> Iterator[Row]:
    for one in EVERY:
        yield coded(one.name), f"{one.seconds}", f"{one.memory}", str(one.in_new or ""), WRITTEN


def queue_rows() -> Iterator[Row]:
    for queue in queues.QUEUES:
        times = (f"{queue.tries}", f"{queue.hidden} s", f"{queue.late} s")
        yield coded(queue.full_name), coded(queue.function.name), *times, coded(queue.dead_name)


def handed_rows() -> Iterator[Row]:
    for handed in events.HANDED:
        tries = f"{handed.retries + 1}"
        put_away = coded(events.DEAD_NAME) if handed.is_kept else ""
        yield coded(handed.function.name), WRITTEN, tries, f"{handed.seconds:,} s", put_away


def logs() -> Iterator[Row]:
    request = api.resources()["RequestLog"]["Properties"]
    group = request["LogGroupName"]["Fn::Sub"].replace("${AWS::StackName}", "presswork")
    yield "`/aws/lambda/presswork-FUNCTION`", WRITTEN, f"{LOGS_KEPT} days"
    yield coded(group), WRITTEN, f"{request['RetentionInDays']} days"
    yield f"the bucket {coded(NAMES.buckets[buckets.STORES.index(buckets.LOGS)])}", WRITTEN, f"{buckets.LOGS_DAYS} days"


# ---- growth

TIMES = (1, 10, 100, 1000)
BUSY = 20  # times the month's mean
SES_RATE = 14
SES_S = 0.050  # that SES takes for a mail, as `bench/` assumes


def seconds(function: Function, cpu_s: float, calls: float, starts: float = 0) -> float:
    """Return the duration of such a call of the function."""
    return gb_seconds(function, cpu_s, calls, starts) / (function.memory / 1024)


def growth() -> Iterator[Row]:
    """Yield the usage of a small blog with 1, 10 … times as many readers and subscribers, and a limit of the stack's own."""
    traffic = [Traffic(SMALL.posts, SMALL.views * times, SMALL.subscribers * times) for times in TIMES]
    taken = [used(one) for one in traffic]
    busy = BUSY / (MINUTES * 60)
    uploads = [SMALL.posts * times * ASSUMED.uploads * busy for times in TIMES]
    yield "mails in a day with one post", *(f"{one.subscribers:,}" for one in traffic), WRITTEN
    minutes = (f"{one.subscribers / SES_RATE / 60:.1f}" for one in traffic)
    yield f"minutes that a letter takes, at {SES_RATE} a second", *minutes, WRITTEN
    yield "readers' requests in a busy second", *(f"{one['requests of readers'] * busy:.1f}" for one in taken), WRITTEN
    requests = (f"{one['requests to the API'] * busy:.4f}" for one in taken)
    yield "requests to the API in a busy second", *requests, f"the stack: {api.RATE}, and {api.BURST} at once"
    yield "uploads in a busy second", *(f"{one:.4f}" for one in uploads), f"the press: {publishes_a_second()}"


def publishes_a_second() -> str:
    return f"{messages.GROUPS / seconds(PRESS, PUBLISH.cpu_s, PUBLISH.calls):.1f}"


def waits(queue: queues.Queue) -> tuple[int, ...]:
    """Return the seconds after each failure of a message until it comes again, or is put away."""
    return (*SOON, *[queue.hidden] * (queue.tries - len(SOON)))


(FIFO,) = (queue for queue in queues.QUEUES if queue.fifo)

TABLES = {
    "settings": settings_rows,
    "alarms": lambda: [[coded(alarm.resource), threshold(alarm), WRITTEN, WRITTEN] for alarm in alarms.ALARMS],
    "queues": queue_rows,
    "handed": handed_rows,
    "logs": logs,
    "functions": functions,
    "growth": growth,
}
VALUES = {
    "hidden-times": lambda: queues.VISIBILITY_FACTOR,
    "recursive": lambda: ", ".join(coded(one.name) for one in queues.RECURSIVE),
    "waiting-days": lambda: queues.WAITING_DAYS,
    "dead-days": lambda: queues.DEAD_DAYS,
    "at-once": lambda: schedule.AT_ONCE,
    "groups": lambda: messages.GROUPS,
    "group-held": lambda: f"{sum(waits(FIFO)) // 60} minutes",
    "group-held-by-the-dead": lambda: f"{FIFO.tries} × {FIFO.hidden} seconds, {FIFO.tries * FIFO.hidden // 60} minutes",
    "patience": lambda: f"{min(sum(waits(queue)[:-1]) for queue in queues.QUEUES) // 60} minutes",
    "soon": lambda: ", ".join(map(str, SOON)),
    "old-versions-days": lambda: buckets.OLD_VERSIONS_DAYS,
    "keep": lambda: rotating.KEEP,
    "key-readers": lambda: " and ".join(coded(one.name) for one in rotating.READERS),
    "origin": lambda: coded(NAMES.origin),
    "small": lambda: f"{SMALL.posts} posts a month, {SMALL.views:,} views, {SMALL.subscribers} subscribers",
    "busy": lambda: f"{BUSY} times",
}
