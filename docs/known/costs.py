"""What the code knows of `docs/costs.md`."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from docs.generate import Row
from infra.commands.aws.cost import NUMBERS, money
from infra.costs import bill
from infra.costs.prices import US_EAST_1
from infra.costs.usage import BOUNDED, MINUTES, POLLS, QUIET, WATCHED, Traffic
from infra.stack.queues import QUEUES

SMALL = Traffic(**{number.name: number.usual for number in NUMBERS})
BILLS = {
    "idle": bill(Traffic(posts=0, views=0, subscribers=0), US_EAST_1),
    "small": bill(SMALL, US_EAST_1),
    "middling": bill(Traffic(posts=30, views=100_000, subscribers=5_000), US_EAST_1),
    "large": bill(Traffic(posts=120, views=3_000_000, subscribers=100_000), US_EAST_1),
}


def blogs() -> Iterator[Row]:
    for number in NUMBERS:
        yield f"{number.name}: {number.help}", *(f"{getattr(one.traffic, number.name):,}" for one in BILLS.values())
    services = {service for one in BILLS.values() for service, dollars in one.services().items() if round(dollars, 2)}
    for service in dict.fromkeys(price.service for price in US_EAST_1 if price.service in services):
        yield service, *(f"${money(one.services()[service])}" for one in BILLS.values())
    yield "**to pay, a month**", *(f"**${money(one.to_pay)}**" for one in BILLS.values())
    yield "at list prices, with nothing free", *(f"${money(one.dollars)}" for one in BILLS.values())


TABLES = {"blogs": blogs}


def polled_by_five() -> str:
    """The dollars that an idle blog pays more where Lambda polls its standard queues as often as the FIFO queue."""
    more = POLLS * (BOUNDED - QUIET) * MINUTES * sum(not queue.fifo for queue in QUEUES)
    requests, to_fifo = (price for price in US_EAST_1 if price.service == "SQS")
    asked, asked_fifo = (line.quantity for line in BILLS["idle"].lines if line.price.service == "SQS")

    def to_pay(asked: float) -> float:
        left = requests.free - asked
        return requests.of(max(0.0, -left)) + to_fifo.of(max(0.0, asked_fifo - max(0.0, left)))

    return f"${money(to_pay(asked + more) - to_pay(asked))}"


def alarms_of_mail() -> str:
    """The dollars for the alarms that a site with mail has besides."""
    (watched,) = (line for line in bill(Traffic(posts=0, views=0, subscribers=1), US_EAST_1).lines if line.price.name == WATCHED)
    (without,) = (line for line in BILLS["idle"].lines if line.price.name == WATCHED)
    return f"${money(watched.to_pay - without.to_pay)}"


VALUES: Mapping[str, Callable[[], object]] = {
    **{name: partial("${}".format, money(one.to_pay)) for name, one in BILLS.items()},
    "polled-by-five": polled_by_five,
    "alarms-of-mail": alarms_of_mail,
}
