"""The usage of a month, by resource.

Each act is a row: its number in a month with this traffic, and its usage each time. What each act takes was measured
(`costs.measured_usage`). `ASSUMED` has what can't be measured; in doubt, it is assumed dearer.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from chalicelib.frozen import Frozen
from infra.costs.measured_usage import (
    COMMENT,
    COMMENT_JOBS,
    COMMENT_KB,
    COMMENT_VISITS,
    COUNTED,
    ENCODE,
    ENTRY_KB,
    EVENT,
    IDLE,
    LETTER,
    LETTER_JOBS,
    LETTER_SENDS,
    MAILED,
    MINUTES,
    PAGES_KB,
    POST_KB,
    PUBLISH,
    PUBLISH_BATCHES,
    RANKED,
    RANKINGS,
    RANKINGS_A_VIEW,
    RECORDS_KB,
    SIGN_UP,
    SIGN_UP_JOBS,
    SUBSCRIBER_KB,
    VIEW_KB,
    VISITS,
    WORKER_S,
    WRITTEN,
    WRITTEN_COLD_S,
    WRITTEN_KB,
    WRITTEN_REQUESTS,
    MeasuredUsage,
)
from infra.stack import dashboard
from infra.stack.alarms import ALARMS, MAIL
from infra.stack.functions import API, AUTHORING, IMAGES, INGEST, LETTERS, MAIL_NEWS, POPULAR, PRESS, TICK, Function
from infra.stack.queues import QUEUES, Queue

KB = 1e-6  # in GB


class Traffic(Frozen):
    """The traffic of a blog in a month; whether its account is new, so that it may run only a few functions at once; and whether
    its posts are written through the authoring API."""

    posts: int
    views: int
    subscribers: int
    comments: int = 0
    is_new_account: bool = False
    desk: bool = False


class Assumptions(Frozen):
    """Values that are assumed, not measured."""

    uploads: float = 3  # of a post: it is corrected twice
    months: float = 36  # of posts that the site holds
    picture_kb: float = 200  # one for each post, requested with each view
    variants_kb: float = 1500  # of the files that a picture is encoded in, all together
    sign_ups: float = 0.05  # of the subscribers, each month; as many leave
    requests: float = 6  # of a view: page, script, sidebar, icon, picture, and one of two fonts, which alone browsers keep
    font_kb: float = 31  # of each of the two, which the first view of a visit loads, and the second doesn't
    others: float = 2  # requests that programs make for each view: feed readers, search engines
    other_kb: float = 20  # what each of these gets
    call_s: float = 0.005  # that a function waits for each call of a service
    cold_s: float = 0.242  # of a whole processor, to start a function
    ledger_months: float = 3  # that the ledger of a letter is kept
    events: float = 2  # events of each mail: sent, delivered
    log_kb: float = 0.6  # of each call of a function
    logged_kb: float = 0.3  # of each request, in the logs of the API and of the CDN
    files: float = 12  # of page views, that the CDN writes each hour
    logged_days: float = 7  # that they are kept
    lines: float = 100_000  # of them that a whole processor counts in a second, half of what was measured


ASSUMED = Assumptions()

QUIET, BOUNDED, POLLS = 2, 5, 3
"""Lambda polls each queue, even an empty one: a quiet standard queue by as few as two pollers, one of bounded concurrency by five
(https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). The guide is silent on FIFO queues, so they are assumed
to be polled by five. Each poller asks three times a minute, as https://github.com/getlift/lift/issues/132 counted."""

FREE_DASHBOARD = 50  # metrics: https://aws.amazon.com/cloudwatch/pricing/


def gb_seconds(function: Function, cpu_s: float, calls: float, starts: float = 0) -> float:
    """Return the billed GB-seconds of calls: a function with less memory has a smaller share of a processor."""
    share = min(1.0, function.memory / 1769)
    seconds = (cpu_s + starts * ASSUMED.cold_s) / share + calls * ASSUMED.call_s
    return seconds * function.memory / 1024


Quantities = Mapping[str, float]
"""Quantities by their names in the price list."""


class MonthlyAct(NamedTuple):
    """One row: an act, its number in a month, and its usage each time."""

    name: str
    times: Callable[[Traffic], float]
    takes: Quantities


def sum_of(*several: Quantities) -> Quantities:
    names = dict.fromkeys(name for taken in several for name in taken)
    return {name: sum(taken.get(name, 0.0) for taken in several) for name in names}


def of_services(one: MeasuredUsage) -> Quantities:
    return {
        "read units": one.reads,
        "write units": one.writes,
        "requests that write": one.puts,
        "requests that read": one.gets,
        "mails": one.mails,
        "GB of mail": one.mail_kb * KB,
    }


def of_functions(calls: float, gb_s: float) -> Quantities:
    return {"calls": calls, "GB-seconds on arm64": gb_s, "GB of logs": calls * ASSUMED.log_kb * KB}


def of_queue(taken: float, sent: float, name: str = "requests") -> Quantities:
    """Each received message is also deleted; sending may take fewer calls."""
    return {name: 2 * taken + sent}


def of_readers(requests: float, kb: float, edge: float) -> Quantities:
    """Requests to the CDN, each with so many edge functions, and logged."""
    return {
        "requests of readers": requests,
        "GB to readers": kb * KB,
        "edge function calls": edge * requests,
        "GB of the CDN's logs": requests * ASSUMED.logged_kb * KB,
    }


def of_pages(requests: float, kb: float) -> Quantities:
    """Requests for pages, as if the CDN cached nothing."""
    return sum_of(of_readers(requests, kb, edge=2), {"requests that read": requests})


def of_events(mails: float) -> Quantities:
    """The mail service's events of mails, each alone: by a topic and a function, whose call the topic doesn't charge."""
    events = mails * ASSUMED.events
    each = sum_of(
        {"reports about mail": 1},
        of_functions(1, gb_seconds(MAIL_NEWS, EVENT.cpu_s, EVENT.calls)),
        of_services(EVENT),
    )
    return {name: events * quantity for name, quantity in each.items()}


def of_counting(lines: float) -> Quantities:
    """The storage and counting of lines of the CDN's files."""
    stored_gb = lines * ASSUMED.logged_kb * KB * ASSUMED.logged_days / 30
    return {"GB kept in buckets": stored_gb, "GB-seconds on arm64": gb_seconds(POPULAR, lines / ASSUMED.lines, calls=0)}


def stored(buckets_kb: float = 0, table_kb: float = 0) -> Quantities:
    table = table_kb * KB
    return {"GB kept in buckets": buckets_kb * KB, "GB kept in the table": table, "GB restorable to any second": table}


def of_polling(queues: Iterable[Queue]) -> Quantities:
    """The polls of a minute, in an account that isn't new."""
    return sum_of(*({requests_to(queue): POLLS * (BOUNDED if queue.fifo else QUIET)} for queue in queues))


def of_more_polling(queues: Iterable[Queue]) -> Quantities:
    """The polls of a minute that only a new account has, where the concurrency of all queues is bounded (`IsNew`)."""
    return sum_of(*({requests_to(queue): POLLS * (BOUNDED - QUIET)} for queue in queues if not queue.fifo))


def requests_to(queue: Queue) -> str:
    return "requests to the FIFO queue" if queue.fifo else "requests"


WATCHED = "metrics that alarms watch"


def watched(condition: str = "") -> int:
    """The metrics of the alarms that are made under this condition; without one, of those that always are."""
    return sum(len(alarm.metrics) for alarm in ALARMS if alarm.condition == condition)


def of_watching() -> Quantities:
    shown = sum(len(picture.metrics) for picture in dashboard.PICTURES)
    return {
        WATCHED: watched(),
        "custom metrics": 1,  # what was given up
        "dashboards of up to 50 metrics": int(shown <= FREE_DASHBOARD),
        "larger dashboards": int(shown > FREE_DASHBOARD),
    }


ACTS: tuple[MonthlyAct, ...] = (
    MonthlyAct(
        "an upload, and the pages it changes",
        lambda traffic: traffic.posts * ASSUMED.uploads,
        sum_of(
            of_services(PUBLISH),
            {"requests that write": 1},  # the author's own
            of_queue(taken=1, sent=1),
            of_queue(PUBLISH_BATCHES, PUBLISH_BATCHES, "requests to the FIFO queue"),
            of_functions(1, gb_seconds(INGEST, cpu_s=0, calls=0, starts=1)),  # its own calls are among those of rendering
            of_functions(PUBLISH_BATCHES, gb_seconds(PRESS, PUBLISH.cpu_s, PUBLISH.calls, PUBLISH_BATCHES)),
        ),
    ),
    MonthlyAct(
        "an image",
        lambda traffic: traffic.posts,
        sum_of(
            of_services(ENCODE),
            of_queue(taken=1, sent=1),  # the source is looked at again
            of_queue(1, 1, "requests to the FIFO queue"),
            of_functions(1, gb_seconds(IMAGES, ENCODE.cpu_s, ENCODE.calls, starts=1)),
        ),
    ),
    MonthlyAct(
        "a letter, without its subscribers",
        lambda traffic: traffic.posts,
        sum_of(
            of_services(LETTER),
            of_queue(LETTER_JOBS, LETTER_SENDS),
            of_functions(LETTER_JOBS, gb_seconds(LETTERS, LETTER.cpu_s, LETTER.reads + LETTER.writes, LETTER_JOBS)),
        ),
    ),
    MonthlyAct(
        "a letter to one subscriber",
        lambda traffic: traffic.posts * traffic.subscribers,
        sum_of(
            of_services(MAILED),
            {"GB-seconds on arm64": WORKER_S * LETTERS.memory / 1024},
            of_events(MAILED.mails),
            stored(table_kb=ENTRY_KB * ASSUMED.ledger_months),
        ),
    ),
    MonthlyAct(
        "a sign-up, and a departure",
        lambda traffic: traffic.subscribers * ASSUMED.sign_ups,
        sum_of(
            of_services(SIGN_UP),
            of_readers(VISITS, VISITS * VIEW_KB, edge=1),
            {"requests to the API": VISITS, "GB of logs": VISITS * ASSUMED.logged_kb * KB},
            of_queue(SIGN_UP_JOBS, SIGN_UP_JOBS),
            of_functions(VISITS, gb_seconds(API, SIGN_UP.cpu_s, SIGN_UP.calls, VISITS)),
            of_functions(SIGN_UP_JOBS, gb_seconds(LETTERS, SIGN_UP.cpu_s, SIGN_UP.calls, SIGN_UP_JOBS)),
            of_events(SIGN_UP.mails),
        ),
    ),
    MonthlyAct(
        "a comment, and its approval",
        lambda traffic: traffic.comments,
        sum_of(
            of_services(COMMENT),
            of_readers(COMMENT_VISITS, COMMENT_VISITS * VIEW_KB, edge=1),
            {"requests to the API": COMMENT_VISITS, "GB of logs": COMMENT_VISITS * ASSUMED.logged_kb * KB},
            of_queue(COMMENT_JOBS, COMMENT_JOBS),
            of_queue(1, 1, "requests to the FIFO queue"),
            of_functions(COMMENT_VISITS, gb_seconds(API, COMMENT.cpu_s, COMMENT.calls, COMMENT_VISITS)),
            of_functions(COMMENT_JOBS, gb_seconds(LETTERS, COMMENT.cpu_s, COMMENT.calls, COMMENT_JOBS)),
            of_functions(1, gb_seconds(PRESS, COMMENT.cpu_s, COMMENT.calls, starts=1)),
            of_events(COMMENT.mails),
            stored(table_kb=COMMENT_KB * ASSUMED.months),
        ),
    ),
    MonthlyAct(
        "a post, or a change of it, that an app sends to the authoring API",
        lambda traffic: traffic.posts * ASSUMED.uploads * traffic.desk,
        sum_of(
            of_services(WRITTEN),
            of_readers(WRITTEN_REQUESTS, WRITTEN_KB, edge=1),
            {"requests to the API": WRITTEN_REQUESTS, "GB of logs": WRITTEN_REQUESTS * ASSUMED.logged_kb * KB},
            of_functions(WRITTEN_REQUESTS, gb_seconds(AUTHORING, WRITTEN.cpu_s + 2 * WRITTEN_COLD_S, WRITTEN.calls)),
        ),
    ),
    MonthlyAct("a subscriber", lambda traffic: traffic.subscribers, stored(table_kb=SUBSCRIBER_KB)),
    MonthlyAct(
        "a page that is viewed",
        lambda traffic: traffic.views,
        sum_of(
            of_pages(ASSUMED.requests, VIEW_KB + ASSUMED.picture_kb + ASSUMED.font_kb),
            of_pages(ASSUMED.others, ASSUMED.others * ASSUMED.other_kb),
            of_counting(ASSUMED.requests + ASSUMED.others),
        ),
    ),
    MonthlyAct(
        "a file of page views",
        lambda traffic: min(ASSUMED.files * MINUTES / 60, traffic.views * (ASSUMED.requests + ASSUMED.others)),
        sum_of(
            of_services(COUNTED),  # the bucket's events cost nothing
            of_functions(1, gb_seconds(POPULAR, COUNTED.cpu_s, COUNTED.calls, starts=1)),
        ),
    ),
    MonthlyAct(
        "the search for the most read posts",
        lambda traffic: min(RANKINGS, traffic.views * RANKINGS_A_VIEW),
        sum_of(
            of_services(RANKED),
            of_queue(1, 1, "requests to the FIFO queue"),
            of_functions(1, gb_seconds(PRESS, RANKED.cpu_s, RANKED.calls)),
        ),
    ),
    MonthlyAct(
        "a post that is kept, with its picture and what that was encoded in, each in two buckets",
        lambda traffic: traffic.posts * ASSUMED.months,
        stored(POST_KB + PAGES_KB + 2 * (ASSUMED.picture_kb + ASSUMED.variants_kb), RECORDS_KB),
    ),
    MonthlyAct(
        "a minute",
        lambda _: MINUTES,
        sum_of(
            {"scheduled runs": 1},
            of_services(IDLE),
            of_functions(1, gb_seconds(TICK, IDLE.cpu_s, IDLE.calls)),
            of_polling(QUEUES),
        ),
    ),
    MonthlyAct("a minute in a new account", lambda traffic: MINUTES * traffic.is_new_account, of_more_polling(QUEUES)),
    MonthlyAct("a month", lambda _: 1, sum_of(of_watching(), {"parameters": 1, "budgets": 1})),
    MonthlyAct("a month with mail", lambda traffic: min(1, traffic.subscribers), {WATCHED: watched(MAIL)}),
)


def used(traffic: Traffic) -> Quantities:
    """Return the quantities of a month with this traffic."""
    return sum_of(*({name: act.times(traffic) * quantity for name, quantity in act.takes.items()} for act in ACTS))
