"""Floods of comments: a day in which strangers send 10,000 from so many networks, and now and then somebody an honest one.

The site is in memory, its clock virtual. Its API and its worker are the real ones, whose calls are metered and priced like those
of a month (`infra.costs`), at list prices: a flood uses up what is free.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from bench.comments import Discussed
from bench.counting import Tally, counted, size_of
from bench.machine import judged, keep, show
from bench.metering import metered
from chalicelib import schedule
from chalicelib.cloud.memory import FixedClock
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.newsletter import consumers
from chalicelib.store import comments
from infra.costs.floods import WARM_S, of_job, to_api
from infra.costs.measured_usage import MeasuredUsage
from infra.costs.prices import US_EAST_1
from infra.costs.usage import Quantities, of_events, of_services, stored, sum_of

FLOOD, HONEST = 10_000, 20
NETWORKS: Mapping[int, int] = {1: 0, 100: 0, 10_000: HONEST}
"""From how many networks a flood comes, and how many honest comments may be refused meanwhile."""
MOST_DOLLARS = 0.5
A_DAY_S, AT_ONCE = 86_400, 50
PRICES = {price.name: price for price in US_EAST_1}


class Outcome(NamedTuple):
    """What a flood left: comments that wait, mails to the moderator, items, dollars, and honest comments that were taken."""

    networks: int
    waiting: int
    mails: int
    items: int
    dollars: float
    honest: int


class Flooded(Discussed):
    """A site under a flood, whose requests and jobs are metered."""

    def __init__(self) -> None:
        super().__init__(0)
        self.meters, self.jobs, self.requests = Counter[str](), Tally(), Tally()
        self.done = self.asked = 0
        self.table = cast(MemoryTable, self.bare.table)
        self.before = self.stored()

    def stored(self) -> tuple[int, int]:
        """Return how many items there are, and their bytes."""
        items = list(self.table.items())
        return len(items), sum(map(size_of, items))

    def sends(self, text: str, ip: str) -> bool:
        """Send a comment; return whether it was taken."""
        self.cloud, self.asked = counted(metered(self.bare, self.meters), self.requests), self.asked + 1
        return self.send("Somebody", text, ip)

    def work(self) -> None:
        self.cloud = counted(metered(self.bare, self.meters), self.jobs)
        while jobs := self.letters.take():
            for job in jobs:
                consumers.run(self.cloud, job.body)
            self.done += len(jobs)

    def passes(self, networks: int) -> Outcome:
        """Let the day pass."""
        honest, every = 0, FLOOD // HONEST
        for number in range(FLOOD):
            self.sends("Buy!", ip_of(number % networks))
            if number % every == every - 1:
                honest += self.sends("Honest.", f"203.0.{number // every}.7")
            if number % AT_ONCE == AT_ONCE - 1:
                self.work()
                cast(FixedClock, self.bare.clock).sleep(A_DAY_S / FLOOD * AT_ONCE)
                schedule.tick(self.bare)
                self.work()
        waiting, (items, _) = comments.number_held(self.table, FLOOD), self.stored()
        return Outcome(networks, waiting, self.meters["mails"], items - self.before[0], self.dollars(), honest)

    def dollars(self) -> float:
        """Return what the requests and their jobs cost, and a month of what they left in the table."""
        of_request, of_each_job = (
            MeasuredUsage(calls=tally.calls.total() / number)
            for tally, number in ((self.requests, self.asked), (self.jobs, self.done))
        )
        mails, kb = self.meters["mails"], self.meters["mail bytes"] / 1000
        services = MeasuredUsage(self.meters["table reads"], self.meters["table writes"], mails=mails, mail_kb=kb)
        taken = sum_of(
            times(self.asked, to_api(WARM_S, of_request)),
            times(self.done, of_job(of_each_job)),
            of_services(services),
            of_events(mails),
            stored(table_kb=(self.stored()[1] - self.before[1]) / 1000),
        )
        return sum(PRICES[name].of(quantity) for name, quantity in taken.items())


def times(number: float, one: Quantities) -> Quantities:
    return {name: number * quantity for name, quantity in one.items()}


def ip_of(network: int) -> str:
    return f"{20 + network // 65_536}.{network // 256 % 256}.{network % 256}.7"


def rows() -> Iterator[Mapping[str, Any]]:
    """Yield a line for each flood."""
    for networks in NETWORKS:
        yield Flooded().passes(networks)._asdict()


def targets(found: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    """Return how many honest comments were refused, and the dollars of the dearest flood."""
    refused = [
        (f"honest comments that were refused, of {HONEST}, from {row['networks']:,} networks", HONEST - row["honest"], most)
        for row in found
        if (most := NETWORKS[row["networks"]]) < HONEST
    ]
    return [*refused, ("dollars of a flood", max(row["dollars"] for row in found), MOST_DOLLARS)]


def run() -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    found = list(rows())
    show(f"{FLOOD:,} comments in a day, by the number of networks they come from", found)
    print("", *(judged(*target) for target in targets(found)), sep="\n")
    keep("floods", found)
    return all(value <= most for _, value, most in targets(found))
