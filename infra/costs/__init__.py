"""What a month costs: prices and usage are two tables, and a bill is their product.

`usage` says how much of each thing a month takes, and `prices` what one of it costs. Both are keyed by the thing's name, so
whatever is counted is billed, and a new price is a new row. Nothing here asks anybody: the same traffic gives the same bill.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from infra.costs.prices import Price
from infra.costs.usage import Traffic, used


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the bill: how much of it, what that costs, and what is left to pay after the free allowance."""

    price: Price
    quantity: float

    @property
    def dollars(self) -> float:
        return self.price.of(self.quantity)

    @property
    def to_pay(self) -> float:
        return self.price.of(max(0.0, self.quantity - self.price.free))


@dataclass(frozen=True, slots=True)
class Bill:
    """A month's bill, by service, in the order of the price table."""

    traffic: Traffic
    lines: Sequence[Line]

    @property
    def dollars(self) -> float:
        return sum(line.dollars for line in self.lines)

    @property
    def to_pay(self) -> float:
        return sum(line.to_pay for line in self.lines)

    def services(self) -> Mapping[str, float]:
        """What is to pay to each service."""
        together = groupby(self.lines, key=lambda line: line.price.service)
        return {service: sum(line.to_pay for line in lines) for service, lines in together}

    def largest(self) -> tuple[str, float]:
        """The service that most of it goes to, and its share."""
        service, dollars = max(self.services().items(), key=lambda item: item[1])
        return service, dollars / self.to_pay if self.to_pay else 0.0


def bill(traffic: Traffic, prices: Iterable[Price]) -> Bill:
    """What the month costs; a thing that is used and has no price is an error."""
    table = {price.name: price for price in prices}
    quantities = used(traffic)
    if unpriced := quantities.keys() - table.keys():
        raise KeyError(f"no price for {', '.join(sorted(unpriced))}")
    return Bill(traffic, [Line(price, quantities.get(price.name, 0.0)) for price in table.values()])
