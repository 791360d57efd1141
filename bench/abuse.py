"""Abuse of the form by strangers: attackers and honest visitors play against the real API and worker, on a virtual clock.

Each attack is a row of `ATTACKS`: where its sign-ups come from, whose address they hold, how many an hour, and for how long.
Meanwhile honest visitors sign up, each from a network and with a mailbox of their own. A minute is a step: visitors ask, the
workers empty the queue, the clock ticks. No address is confirmed, so no mail was wanted.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast
from urllib.parse import urlencode

from bench.machine import judged, keep, show
from bench.visiting import FORM, NOW, Visited
from chalicelib import schedule
from chalicelib.cloud.memory import FixedClock
from chalicelib.newsletter import consumers
from chalicelib.newsletter.rules.mailbox_budget import A_WEEK, BUDGETS
from chalicelib.newsletter.rules.rate_limits import LIMITS
from chalicelib.web import api
from chalicelib.web.http import Request

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
HONEST_AN_HOUR = 3
LATE = timedelta(hours=36)  # a visitor who came later than so long before the end may still wait


@dataclass(frozen=True, slots=True)
class Attack:
    """One row: how long it lasts, how many sign-ups an hour, where the nth comes from, its address, and how often a queue
    delivers each."""

    name: str
    days: int
    an_hour: int
    ip: Callable[[Random, int], str]
    address: Callable[[Random, int], str]
    deliveries: int = 1


def anywhere(dice: Random, _number: int) -> str:
    return f"{dice.randrange(11, 100)}.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"


def one_of(number: int, seed: int = 7) -> Callable[[Random, int], str]:
    """So many machines, each with an address of its own."""
    machines = Random(seed)  # noqa: S311 - a simulation
    ips = [anywhere(machines, 0) for _ in range(number)]
    return lambda dice, _: dice.choice(ips)


def spelled(dice: Random, number: int) -> str:
    """Another spelling of one mailbox."""
    name = "".join(letter + dice.choice(("", ".")) for letter in "victi") + "m"
    return f"{name}+{number}@{dice.choice(('gmail.com', 'googlemail.com'))}"


def stranger(_dice: Random, number: int) -> str:
    """Return another address each time."""
    return f"stranger{number}@outlook.com"


ATTACKS: tuple[Attack, ...] = (
    Attack("no attack", 7, 0, anywhere, stranger),
    Attack("tags and dots of one mailbox, from anywhere", 7, 60, anywhere, spelled),
    Attack("one address, from anywhere", 7, 60, anywhere, lambda *_: "victim@example.org"),
    Attack("one address, each message delivered three times", 7, 60, anywhere, lambda *_: "victim@example.org", deliveries=3),
    Attack("all addresses of one domain, from anywhere", 7, 60, anywhere, lambda _, number: f"{number}@{number % 9}.victim.org"),
    Attack("256 networks of one /56", 2, 600, lambda _, number: f"2001:db8:1:{number % 256:x}::1", stranger),
    Attack("65,536 networks of one /48", 2, 600, lambda dice, _: f"2001:db8:1:{dice.randrange(65_536):x}::1", stranger),
    Attack("a botnet of 5,000 machines", 4, 1_000, one_of(5_000), stranger),
)


@dataclass
class Town:
    """A site under attack, with its requests, refusals and mails."""

    attack: Attack
    dice: Random
    site: Visited = field(default_factory=Visited)
    asked: Counter[str] = field(default_factory=Counter)
    honest: dict[str, datetime] = field(default_factory=dict)
    mails: list[tuple[datetime, str]] = field(default_factory=list)
    later: list[tuple[datetime, str]] = field(default_factory=list)

    def play(self, days: float) -> None:
        """Let so much time go by, a minute at a time."""
        for minute in range(int(days * 24 * 60)):
            time = cast(FixedClock, self.site.cloud.clock)
            time.time = max(time.time, NOW + minute * A_MINUTE)
            for number in due(minute, self.attack.an_hour):
                self.sign_up("attack", self.attack.ip(self.dice, number), self.attack.address(self.dice, number))
            for number in due(minute, HONEST_AN_HOUR):
                address = f"reader{number}@{self.dice.choice(('gmail.com', 'yahoo.fr', f'firm{number}.org'))}"
                self.honest[address] = time.time
                self.sign_up("honest", f"203.{number // 250}.{number % 250}.7", address)
            schedule.tick(self.site.cloud)
            self.work(time.time)

    def sign_up(self, who: str, ip: str, address: str) -> None:
        body = urlencode({"email": address, "lang": "en", "elapsed": "4000"}).encode()
        reply = api.answer(self.site.cloud, Request("POST", "/subscriptions", {}, {"content-type": FORM}, body, ip))
        self.asked[f"{who} {reply.status}"] += 1

    def work(self, now: datetime) -> None:
        """Do the queued jobs, and note the mails; a delayed message waits for its time."""
        ready = [body for at, body in self.later if at <= now]
        self.later = [one for one in self.later if one[0] > now]
        for message in self.site.letters.take(len(self.site.letters)):
            if message.delay:
                self.later.append((now + timedelta(seconds=message.delay), message.body))
            else:
                ready.append(message.body)
        for body in ready:
            for _ in range(self.attack.deliveries):
                consumers.run(self.site.cloud, body)
        sent = self.site.mail.sent
        self.mails += [(now, one.to) for one in sent]
        sent.clear()


def due(minute: int, an_hour: int) -> range:
    """The numbers of the sign-ups of this minute."""
    return range(minute * an_hour // 60, (minute + 1) * an_hour // 60)


# ---- the results


def mailbox_of(address: str) -> str:
    """Return the owner of a mailbox: the dots and tags above lead to the same mailbox."""
    local, _, domain = address.partition("@")
    return "victim@gmail.com" if domain in ("gmail.com", "googlemail.com") and local.startswith(("v", "V")) else address


def domain_of(address: str) -> str:
    return ".".join(address.rpartition("@")[2].split(".")[-2:])


def busiest(mails: list[tuple[datetime, str]], of: Callable[[str], str], span: timedelta) -> int:
    """Return the most mails that came to any of these within a span."""
    by_name: dict[str, list[datetime]] = {}
    for time, address in mails:
        by_name.setdefault(of(address), []).append(time)
    return max((held(times, span) for times in by_name.values()), default=0)


def held(times: list[datetime], span: timedelta) -> int:
    """Return the most of these times, in order, that a span holds."""
    most = begin = 0
    for end, time in enumerate(times):
        while time - times[begin] >= span:
            begin += 1
        most = max(most, end - begin + 1)
    return most


def outcome(attack: Attack, days: float | None = None, late: timedelta = LATE, seed: int = 1) -> Mapping[str, Any]:
    """One line of the table."""
    logging.disable(logging.WARNING)
    town = Town(attack, Random(seed))  # noqa: S311 - a simulation
    try:
        town.play(attack.days if days is None else days)
    finally:
        logging.disable(logging.NOTSET)
    mailed = {address: time for time, address in reversed(town.mails) if address in town.honest}
    end = max(town.honest.values(), default=NOW)
    early = {address: came for address, came in town.honest.items() if end - came >= late or address in mailed}
    attacked = [one for one in town.mails if one[1] not in town.honest]
    waits = sorted((mailed[address] - came) / AN_HOUR for address, came in early.items() if address in mailed)
    return {
        "attack": attack.name,
        "days": attack.days if days is None else days,
        "sign-ups": sum(number for name, number in town.asked.items() if name.startswith("attack")),
        "refused": town.asked["attack 429"],
        "mails": len(attacked),
        "a victim, a day": busiest(attacked, mailbox_of, timedelta(days=1)),
        "a week": busiest(attacked, mailbox_of, A_WEEK),
        "victim.org, a week": busiest([one for one in attacked if domain_of(one[1]) == "victim.org"], domain_of, A_WEEK),
        "the site, an hour": max(Counter(f"{time:%d %H}" for time, _ in town.mails).values(), default=0),
        "honest": len(early),
        "mailed": len(waits),
        "median h": waits[len(waits) // 2] if waits else 0.0,
        "longest h": max(waits, default=0.0),
    }


def lines() -> Iterator[Mapping[str, Any]]:
    for attack in ATTACKS:
        yield outcome(attack)


def targets(rows: list[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    mailbox, domain = (BUDGETS[name].most[-1][1] for name in ("mailbox", "domain"))
    return [
        ("mails to one mailbox in a week", max(row["a week"] for row in rows), mailbox),
        ("mails to one domain in a week", max(row["victim.org, a week"] for row in rows), domain),
        ("mails of the site in an hour", max(row["the site, an hour"] for row in rows), LIMITS["site-hour"].most),
        ("honest visitors without a mail", sum(row["honest"] - row["mailed"] for row in rows), 0),
    ]


def run() -> bool:
    """Play, show and keep the results; return whether every target is met."""
    rows = list(lines())
    show("What strangers can do with the form", rows)
    print("", *(judged(*target) for target in targets(rows)), sep="\n")
    keep("abuse", rows)
    return all(value <= most for _, value, most in targets(rows))
