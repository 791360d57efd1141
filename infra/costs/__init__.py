"""The bill of a month, the product of two tables.

`usage` has the quantities of a month, and `prices` the price of each, by the same names. The same traffic gives the same bill.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from chalicelib.frozen import Frozen
from infra.costs.prices import Price
from infra.costs.usage import Traffic, used


class BillLine(Frozen):
    """A quantity on the bill, with its cost before and after the free allowance."""

    price: Price
    quantity: float
    free: float

    @property
    def dollars(self) -> float:
        return self.price.of(self.quantity)

    @property
    def to_pay(self) -> float:
        return self.price.of(max(0.0, self.quantity - self.free))


class Bill(Frozen):
    """A month's bill, by service, in the order of the price table."""

    traffic: Traffic
    lines: Sequence[BillLine]

    @property
    def dollars(self) -> float:
        return sum(line.dollars for line in self.lines)

    @property
    def to_pay(self) -> float:
        return sum(line.to_pay for line in self.lines)

    def services(self) -> Mapping[str, float]:
        """Return the costs by service, after the free allowance."""
        together = groupby(self.lines, key=lambda line: line.price.service)
        return {service: sum(line.to_pay for line in lines) for service, lines in together}

    def largest(self) -> tuple[str, float]:
        """Return the service with the largest cost, and its share."""
        service, dollars = max(self.services().items(), key=lambda item: item[1])
        return service, dollars / self.to_pay if self.to_pay else 0.0


def bill(traffic: Traffic, prices: Iterable[Price]) -> Bill:
    """Return the month's bill. Raises KeyError for a quantity without a price."""
    table = {price.name: price for price in prices}
    quantities = used(traffic)
    if unpriced := quantities.keys() - table.keys():
        raise KeyError(f"no price for {', '.join(sorted(unpriced))}")
    free = {price.name: free_of(price, table, quantities) for price in table.values()}
    return Bill(traffic, [BillLine(price, quantities.get(name, 0.0), free[name]) for name, price in table.items()])


def free_of(price: Price, table: Mapping[str, Price], quantities: Mapping[str, float]) -> float:
    """Return the free quantity of this price: its own allowance, or what another's quantity leaves of the one they share."""
    if price.free_with in table:
        return max(0.0, table[price.free_with].free - quantities.get(price.free_with, 0.0))
    return price.free
