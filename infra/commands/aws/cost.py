"""`presswork cost`: estimate a month's bill by service, before deployment."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import click
from msgspec.structs import asdict

from infra.commands.options import as_json
from infra.costs import Bill, BillLine, bill
from infra.costs.floods import FloodLine, flood
from infra.costs.prices import FIREWALL, REGIONS, seen
from infra.costs.usage import Traffic
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, document, laid_out, say

HOME = "us-east-1"


class TrafficNumber(NamedTuple):
    """One row: an option, what it counts, its default, and the largest sensible value."""

    name: str
    help: str
    usual: int
    most: int


NUMBERS: tuple[TrafficNumber, ...] = (
    TrafficNumber("posts", "new posts a month", 8, 10_000),
    TrafficNumber("views", "page views a month", 3_000, 10_000_000_000),
    TrafficNumber("subscribers", "people who get each post by email", 100, 100_000_000),
    TrafficNumber("comments", "comments a month", 0, 100_000_000),
)


def numbers(work: Callable[..., int]) -> Callable[..., int]:
    """Give the command an option for each number."""
    for number in reversed(NUMBERS):
        meaning = f"{number.help[0].upper()}{number.help[1:]} (default: {number.usual:,})."
        work = click.option(f"--{number.name}", metavar="N", default=str(number.usual), help=meaning)(work)
    return work


@click.command(epilog="Example: presswork cost --views 50,000 --subscribers 1,000 --region eu-central-1")
@numbers
@click.option("--region", default=HOME, metavar="REGION", help=f"The region whose prices to use (default: {HOME}).")
@click.option("--new-account", is_flag=True, help="Estimate for a new account, which may run fewer than 100 functions at once.")
@click.option("--desk", is_flag=True, help="Include the authoring API, through which all posts are then written.")
@click.option("--flood", "is_flood", is_flag=True, help="Print what a million requests from strangers cost, and what stops them.")
@as_json
def command(*, region: str, new_account: bool, desk: bool, is_flood: bool, as_json: bool, **counts: str) -> int:
    """Estimate what a month on AWS costs, by service."""
    if is_flood:
        return print_flood(flood(prices_of(region)), region, as_json=as_json)
    numbers = {number.name: read(number, counts[number.name]) for number in NUMBERS}
    traffic = Traffic(**numbers, is_new_account=new_account, desk=desk)
    estimate = bill(traffic, prices_of(region))
    if as_json:
        document(as_document(estimate, region))
    else:
        say(as_text(estimate, region))
    return 0


def read(number: TrafficNumber, text: str) -> int:
    """Read a number, with or without commas."""
    digits = text.replace(",", "").replace("_", "")
    if not (digits.isascii() and digits.isdigit()):
        raise CannotError(f"--{number.name} {text}: use a whole number, such as {number.usual:,}", UNABLE)
    if len(digits) > len(str(number.most)) or int(digits) > number.most:
        raise CannotError(f"--{number.name} {text}: the most is {number.most:,}", UNABLE)
    return int(digits)


def prices_of(region: str) -> tuple[Any, ...]:
    if region not in REGIONS:
        raise CannotError(f"--region {region}: its prices aren't known; use {', '.join(REGIONS)}", UNABLE)
    return REGIONS[region]


def as_text(estimate: Bill, region: str) -> str:
    return "\n".join([title(estimate.traffic, region), "", *table(estimate), "", *remarks(estimate, region)])


def title(traffic: Traffic, region: str) -> str:
    named = [f"{number:,} {row.name}" for row in NUMBERS if (number := getattr(traffic, row.name)) or row.usual]
    where = ", in a new account" if traffic.is_new_account else ""
    through = ", written through the authoring API" if traffic.desk else ""
    first, *others, last = named
    return f"A month of {', '.join([first + through, *others])} and {last}, in {region}{where}, in dollars before tax"


HEAD = ("service", "what", "quantity", "price", "listed", "to pay")
SIDES = ("<", "<", ">", ">", ">", ">")


def table(estimate: Bill) -> Iterator[str]:
    rows = [
        HEAD,
        *(cells(line) for line in estimate.lines),
        ("total", "", "", "", money(estimate.dollars), money(estimate.to_pay)),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [laid_out(row, widths, SIDES) for row in rows]
    rule = "-" * max(map(len, lines))
    yield from (lines[0], rule, *lines[1:-1], rule, lines[-1])


def cells(line: BillLine) -> tuple[str, ...]:
    price = line.price
    return price.service, price.name, amount(line.quantity), price.shown, money(line.dollars), money(line.to_pay)


def money(dollars: float) -> str:
    return f"{dollars:,.2f}"


def amount(quantity: float) -> str:
    """Return the number, without decimals from a hundred on."""
    return f"{quantity:,.0f}" if quantity >= 100 or quantity == int(quantity) else f"{quantity:,.2f}"  # noqa: PLR2004 - said above


def remarks(estimate: Bill, region: str) -> Iterator[str]:
    service, share = estimate.largest()
    first, last = seen(REGIONS[region])
    yield f"{service} is the largest part: {share:.0%} of what you pay."
    yield '"To pay" leaves out what AWS gives every account for free each month, if nothing else in the account uses it.'
    yield f"A thousand comments, all approved, take {money(of_a_thousand_comments(region))} at list prices (--comments)."
    each, rule, requests = FIREWALL
    yield (
        f"A firewall before the API (`firewall` in presswork.toml) adds {money(each.dollars + rule.dollars)},"
        f" and {requests.shown} requests to it."
    )
    yield f"List prices, looked up between {first} and {last}; --json names the sources. Not included: the domain, and tax."


def of_a_thousand_comments(region: str) -> float:
    """Return the dollars that a thousand comments a month take, with nothing free."""
    with_them, without = (bill(Traffic(0, 0, 0, comments=comments), REGIONS[region]) for comments in (1_000, 0))
    return with_them.dollars - without.dollars


def print_flood(lines: Sequence[FloodLine], region: str, *, as_json: bool) -> int:
    if as_json:
        document({"region": region, "doors": [flood_document(line) for line in lines]})
    else:
        say("\n".join(flood_text(lines, region)))
    return 0


def flood_text(lines: Sequence[FloodLine], region: str) -> Iterator[str]:
    yield f"What a million requests from strangers cost in {region} (dollars, before tax and free tiers)"
    yield ""
    rows = [("asked for", "a million", "a month at most"), *(flood_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    head, *laid = (laid_out(row, widths, "<>>") for row in rows)
    yield from (head, "-" * len(head))
    for text, line in zip(laid, lines, strict=True):
        yield text
        yield f"    stopped by: {line.door.stopped_by}"


def flood_cells(line: FloodLine) -> tuple[str, str, str]:
    return line.door.name, money(line.per_million), "no limit" if line.per_month is None else money(line.per_month)


def flood_document(line: FloodLine) -> dict[str, Any]:
    return {
        "door": line.door.name,
        "dollars_a_million": line.per_million,
        "dollars_a_month_at_most": line.per_month,
        "stopped_by": line.door.stopped_by,
    }


def as_document(estimate: Bill, region: str) -> dict[str, Any]:
    return {
        "region": region,
        **{name.removeprefix("is_"): value for name, value in asdict(estimate.traffic).items()},
        "lines": [
            {
                "service": line.price.service,
                "what": line.price.name,
                "quantity": line.quantity,
                "dollars": line.dollars,
                "to_pay": line.to_pay,
                "price": {"dollars": line.price.dollars, "per": line.price.per, "free": line.free},
                "seen": line.price.seen,
                "source": line.price.source,
            }
            for line in estimate.lines
        ],
        "dollars": estimate.dollars,
        "to_pay": estimate.to_pay,
    }
