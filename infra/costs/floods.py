"""The bill of a flood: what a million requests from strangers cost at each door, and what stops them.

A door is whatever anybody may ask for without a key. A request takes quantities of the price list, as a month's acts do
(`usage`), and its price is the list price: a flood uses up what is free. Everything else of a site needs a right in its account.
What a request takes was measured on the real code in memory; `tests/costs/test_floods.py` compares.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from chalicelib.newsletter.rules.rate_limits import COMMENTS, LIMITS
from chalicelib.web.comments import FULL
from infra.costs.measured_usage import MINUTES, SIGN_UP, MeasuredUsage
from infra.costs.prices import MILLION, RECEIVING, Price
from infra.costs.usage import (
    ASSUMED,
    KB,
    Quantities,
    gb_seconds,
    of_counting,
    of_events,
    of_functions,
    of_queue,
    of_readers,
    of_services,
    stored,
    sum_of,
)
from infra.stack import api, firewall
from infra.stack.functions import API, LETTERS, MAIL_IN, SERVE

MONTH_S = MINUTES * 60

PAGE_KB = 10  # of the page of a post, of that for missing pages, or of the API, compressed
WARM_S = 0.005  # of a whole processor, to answer a request to the API: twenty times what was measured
SERVED_S = WARM_S + 2 * ASSUMED.call_s  # of the function of a trial without a CDN, which asks the bucket twice
SERVED_MB_S = 0.05  # of that function, to read a file of 1 MB from the bucket, and to write it in Base64, which takes a tenth
MB_IN_KB = 1000
WITHOUT_CDN = 0.09 / 0.085
"""The price of a GB to readers without a CDN, as a part of CloudFront's: https://aws.amazon.com/ec2/pricing/on-demand/"""
PAGE_REQUEST = MeasuredUsage(reads=2, calls=2)
"""The page behind the link in an email."""
SIGN_UP_REQUEST = MeasuredUsage(reads=6, writes=10, calls=25)
"""A sign-up of another address from another network each time, and its job, when the mails of the hour are used up."""
COMMENT_REQUEST = MeasuredUsage(reads=31, writes=13, calls=19)
"""A comment from another network each time, and its job, while as many wait as the site takes."""
RECEIVED_MAIL = MeasuredUsage(reads=1, writes=1, puts=1, gets=2, calls=5)
"""A reply to the author that a stack receives, after the most that it forwards in a day; SES puts it into a bucket."""


class Door(NamedTuple):
    """One row: what is asked for, what a request takes, how many are let through in a second (none: any), what stops them."""

    name: str
    takes: Quantities
    stopped_by: str
    per_second: float | None = None

    def dollars(self, requests: float, prices: Mapping[str, Price]) -> float:
        """Return the list price of so many requests. Raises KeyError for a quantity without a price."""
        return sum(prices[name].of(quantity * requests) for name, quantity in self.takes.items())

    @property
    def max_per_month(self) -> float | None:
        """The most requests that are let through in a month; None if nothing bounds them."""
        return None if self.per_second is None else self.per_second * MONTH_S


class FloodLine(NamedTuple):
    """A door with the dollars of a million requests, and of the most that it lets through in a month."""

    door: Door
    per_million: float
    per_month: float | None


def to_api(answer_s: float, usage: MeasuredUsage) -> Quantities:
    """A request to the API, by way of the CDN, which calls one function for it."""
    return sum_of(
        of_readers(1, PAGE_KB, edge=1),
        of_counting(1),
        {"requests to the API": 1, "GB of logs": ASSUMED.logged_kb * KB},
        of_services(usage),
        of_functions(1, gb_seconds(API, answer_s, usage.calls)),
    )


def from_function(kb: float) -> Quantities:
    """A request to the function of a trial without a CDN, for a page or file of this size."""
    seconds = SERVED_S + SERVED_MB_S * kb / MB_IN_KB
    readers = {"requests that read": 2, "GB to readers": kb * KB * WITHOUT_CDN}
    return sum_of(readers, of_functions(1, seconds * SERVE.memory / 1024))


def of_job(usage: MeasuredUsage) -> Quantities:
    return sum_of(of_queue(taken=1, sent=1), of_functions(1, gb_seconds(LETTERS, WARM_S, usage.calls)))


BY_DESTROYING = "you, by `presswork destroy`"
BY_HAND = "you, when you disable the CDN"
GATEWAY = f"API Gateway, at {api.RATE} a second of all visitors; with `firewall`, at {firewall.MOST} a minute of each address"
# As AWS's experts say: https://repost.aws/questions/QU5y4fo-e3RWyU5r4VmyPIzA
UNCHARGED = "API Gateway doesn't charge for requests it refuses"
MAILS = MeasuredUsage(mails=1, mail_kb=SIGN_UP.mail_kb / SIGN_UP.mails)

DOORS: tuple[Door, ...] = (
    Door("a page, from the CDN", sum_of(of_readers(1, PAGE_KB, edge=2), of_counting(1)), BY_HAND),
    Door(
        "a missing page, another each time",
        sum_of(of_readers(1, PAGE_KB, edge=1), {"requests that read": 1}, of_counting(1)),
        BY_HAND,
    ),
    Door("a file of 1 MB, from the CDN", sum_of(of_readers(1, 1 / KB / 1000, edge=2), of_counting(1)), BY_HAND),
    Door("a page, from the function of a trial", from_function(PAGE_KB), BY_DESTROYING),
    Door("a file of 1 MB, from the function of a trial", from_function(MB_IN_KB), BY_DESTROYING),
    Door("a page of the API", to_api(WARM_S, PAGE_REQUEST), GATEWAY, api.RATE),
    Door(
        "a sign-up, each from another network",
        sum_of(to_api(WARM_S, SIGN_UP_REQUEST), of_job(SIGN_UP_REQUEST), stored(table_kb=1)),
        f"the same, and Presswork, at {LIMITS['network-day'].most} a day of each network",
        api.RATE,
    ),
    Door(
        "a comment, each from another network",
        sum_of(to_api(WARM_S, COMMENT_REQUEST), of_job(COMMENT_REQUEST), stored(table_kb=6)),
        f"Presswork, at {LIMITS[f'{COMMENTS}network-day'].most} a day of each network, and none while {FULL:,} wait",
        api.RATE,
    ),
    Door(
        "an email that answers a sign-up",
        sum_of(of_services(MAILS), of_events(MAILS.mails)),
        f"Presswork, at {LIMITS['site-hour'].most} an hour",
        LIMITS["site-hour"].most / LIMITS["site-hour"].seconds,
    ),
    Door(
        "the API, past its limit",
        sum_of(of_readers(1, 1, edge=1), of_counting(1), {"GB of logs": ASSUMED.logged_kb * KB}),
        f"{BY_HAND}; {UNCHARGED}",
    ),
    Door(
        "the API's own address",
        {"GB of logs": ASSUMED.logged_kb * KB},
        f"a key of the CDN's; {UNCHARGED}",
    ),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/ErrorCodeBilling.html
    Door("a bucket's own address", {}, "S3, which refuses strangers, and doesn't charge for it"),
    Door(
        "a mail that the stack receives",
        sum_of(
            {"received mails": 1, "pieces of received mail": 1},
            of_services(RECEIVED_MAIL),
            of_functions(1, gb_seconds(MAIL_IN, WARM_S, RECEIVED_MAIL.calls)),
        ),
        'you, with `receiving = "no"`',
    ),
)


def flood(prices: Iterable[Price]) -> tuple[FloodLine, ...]:
    """Return the bill of a million requests at each door, and of a month of as many as it lets through."""
    table = {price.name: price for price in (*prices, *RECEIVING)}
    return tuple(
        FloodLine(door, door.dollars(MILLION, table), door.dollars(door.max_per_month, table) if door.max_per_month else None)
        for door in DOORS
    )
