"""What the code knows of `docs/costs.md`."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from docs.generate import Row
from infra.commands.aws.cost import HOME, NUMBERS, flood_cells, money, of_a_thousand_comments
from infra.costs import bill
from infra.costs.flat_rate import FEATURES, FREE, smallest
from infra.costs.floods import flood
from infra.costs.prices import US_EAST_1
from infra.costs.usage import WATCHED, Traffic

SMALL = Traffic(*(number.usual for number in NUMBERS))
BILLS = {
    "idle": bill(Traffic(posts=0, views=0, subscribers=0), US_EAST_1),
    "small": bill(SMALL, US_EAST_1),
    "middling": bill(Traffic(posts=30, views=100_000, subscribers=5_000), US_EAST_1),
    "large": bill(Traffic(posts=120, views=3_000_000, subscribers=100_000), US_EAST_1),
}


def blogs() -> Iterator[Row]:
    for number in (number for number in NUMBERS if number.usual):
        yield f"{number.name}: {number.help}", *(f"{getattr(one.traffic, number.name):,}" for one in BILLS.values())
    services = {service for one in BILLS.values() for service, dollars in one.services().items() if round(dollars, 2)}
    for service in dict.fromkeys(price.service for price in US_EAST_1 if price.service in services):
        yield service, *(f"${money(one.services()[service])}" for one in BILLS.values())
    yield "**to pay, a month**", *(f"**${money(one.to_pay)}**" for one in BILLS.values())
    yield "at list prices, with nothing free", *(f"${money(one.dollars)}" for one in BILLS.values())


def floods() -> Iterator[Row]:
    for line in flood(US_EAST_1):
        asked_for, million, month = flood_cells(line)
        yield asked_for, f"${million}", month if line.per_month is None else f"${month}", line.door.stopped_by


def plans() -> Iterator[Row]:
    """The parts of the CDN that the free plan lacks."""
    yield from ((part.name, f"{part.first.name}, ${part.first.dollars}") for part in FEATURES if part.first.dollars)


TABLES = {"blogs": blogs, "floods": floods, "plans": plans}


def in_new_account(name: str) -> str:
    """The dollars that this blog pays in an account that is new."""
    return f"${money(bill(replace(BILLS[name].traffic, is_new_account=True), US_EAST_1).to_pay)}"


def alarms_of_mail() -> str:
    """The dollars for the alarms that a site with mail has besides."""
    (watched,) = (line for line in bill(Traffic(posts=0, views=0, subscribers=1), US_EAST_1).lines if line.price.name == WATCHED)
    (without,) = (line for line in BILLS["idle"].lines if line.price.name == WATCHED)
    return f"${money(watched.to_pay - without.to_pay)}"


VALUES: Mapping[str, Callable[[], object]] = {
    **{name: partial("${}".format, money(one.to_pay)) for name, one in BILLS.items()},
    **{f"{name}-new": partial(in_new_account, name) for name in ("idle", "small")},
    "alarms-of-mail": alarms_of_mail,
    "thousand-comments": lambda: f"${money(of_a_thousand_comments(HOME))}",
    "free-plan": lambda: f"{FREE.millions} million requests and {FREE.gb} GB a month",
    "first-plan": lambda: f"{smallest().name}, at ${smallest().dollars} a month",
}
