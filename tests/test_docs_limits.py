"""What `docs/operations.md` says of limits is reckoned here from the quantities that a month's bill is made of."""

from collections.abc import Callable
from functools import partial

from chalicelib.newsletter import pace
from chalicelib.publishing import messages, rebuild
from chalicelib.web import forms
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
from infra.edge import functions as edge
from infra.package import archive
from infra.stack import api, cdn
from infra.stack.functions import API, FUNCTIONS, LETTERS, MAIL_NEWS, PRESS, Function
from infra.verbs.cost import NUMBERS
from tests.docs import OPERATIONS, prose_of, table_in

PROSE = prose_of(OPERATIONS)
rows = partial(table_in, OPERATIONS)

TIMES = (1, 10, 100, 1000)
BUSY = 20  # times the month's mean
SES_RATE = 14
SES_S = 0.050  # that SES takes for a mail, as `bench/` has it
MONTH_S = MINUTES * 60
SMALL = Traffic(**{number.name: number.usual for number in NUMBERS})


def seconds(function: Function, cpu_s: float, calls: float, starts: float = 0) -> float:
    """How long such a call of the function takes."""
    return gb_seconds(function, cpu_s, calls, starts) / (function.memory / 1024)


def read_by(times: int) -> Traffic:
    """A small blog with so many times as many readers and subscribers."""
    return Traffic(SMALL.posts, SMALL.views * times, SMALL.subscribers * times)


def busy(name: str, times: int) -> float:
    return used(read_by(times))[name] / MONTH_S * BUSY


def uploads(times: int) -> float:
    return SMALL.posts * times * ASSUMED.uploads / MONTH_S * BUSY


MEASURES: dict[str, Callable[[int], str]] = {
    "mails in a day with one post": lambda times: f"{read_by(times).subscribers:,}",
    f"minutes that a letter takes, at {SES_RATE} a second": lambda times: f"{read_by(times).subscribers / SES_RATE / 60:.1f}",
    "readers' requests in a busy second": lambda times: f"{busy('requests of readers', times):.1f}",
    "requests to the API in a busy second": lambda times: f"{busy('requests to the API', times):.4f}",
    "GB in the table": lambda times: f"{used(read_by(times))['GB kept in the table']:.3f}",
    "uploads in a busy second": lambda times: f"{uploads(times):.4f}",
    "units that uploads write to the table in a busy second": lambda times: f"{uploads(times) * PUBLISH.writes:.2f}",
}


def test_what_a_growing_site_takes_is_reckoned_from_what_a_month_costs() -> None:
    told = {what: numbers for what, *numbers, _ in rows("What")}

    assert told == {what: [measure(times) for times in TIMES] for what, measure in MEASURES.items()}
    assert f"{SMALL.posts} posts a month, {SMALL.views:,} views, {SMALL.subscribers} subscribers" in PROSE
    assert f"{BUSY} times the month's mean" in PROSE


def test_the_limits_of_the_stack_are_as_said() -> None:
    limits = {what: limit for what, *_, limit in rows("What")}
    groups = PRESS.at_once[0] if PRESS.at_once else 0
    publish = seconds(PRESS, PUBLISH.cpu_s, PUBLISH.calls)

    assert limits["requests to the API in a busy second"] == f"the stack: {api.RATE}, and {api.BURST} at once"
    assert limits["uploads in a busy second"] == f"the press: {groups / publish:.1f}"
    assert groups == messages.GROUPS
    assert f"makes one in {publish / PUBLISH_BATCHES:.2f} seconds" in PROSE


def test_the_workers_of_mail_keep_up_with_as_much_as_is_said() -> None:
    letter = SES_S + (MAILED.calls - MAILED.mails) * ASSUMED.call_s
    walkers, hearers = ((one.at_once or (0, 0))[0] for one in (LETTERS, MAIL_NEWS))
    heard = hearers / seconds(MAIL_NEWS, NEWS.cpu_s, NEWS.calls) / ASSUMED.news

    assert f"for about {letter * 1000:.0f} ms if SES answers in {SES_S * 1000:.0f} ms" in PROSE
    assert f"the {walkers} that `letters` has send up to {walkers / letter:.0f} a second" in PROSE
    assert f"the {hearers} that `mail_news` has hear of up to {heard:.0f} mails a second" in PROSE


def test_as_many_functions_run_at_once_as_is_said() -> None:
    ordinary, new = (sum(one.at_once[which] for one in FUNCTIONS if one.at_once) for which in (0, 1))
    warm = seconds(API, SIGN_UP.cpu_s, SIGN_UP.calls / VISITS)

    assert f"is bounded, {ordinary} functions at once in all" in PROSE
    assert f"There the stack takes {new} for its queues" in PROSE
    assert f"some {warm:.2f} seconds, {warm + seconds(API, 0, 0, 1):.1f} when its function starts cold" in PROSE


def test_letters_ask_as_much_of_the_table_as_is_said() -> None:
    assert f"takes {SES_RATE * MAILED.reads:.0f} read and {SES_RATE * MAILED.writes:.0f} write units" in PROSE
    assert f"at 500 it takes {500 * MAILED.reads:,.0f} and {500 * MAILED.writes:,.0f}" in PROSE
    assert f"written once for {pace.PAGE} letters" in PROSE


def test_limits_of_things_are_the_constants_that_hold() -> None:
    assert [(what, most) for what, most in rows("Limit of a thing")] == [
        ("bytes of a request to the API", f"{forms.MOST_BYTES:,}"),
        ("bytes of an edge function", f"{edge.LARGEST:,}"),
        ("bytes of the functions' zip", f"{archive.MOST:,}"),
        ("keys of links that are believed", f"{rotating.KEEP}"),
        ("posts of a message's walk at a time", f"{rebuild.STRETCH}"),
        ("pages in a message of the press queue", f"{messages.PAGES_A_MESSAGE}"),
        ("seconds until a missing address is looked for again", f"{cdn.MISSING}"),
    ]
