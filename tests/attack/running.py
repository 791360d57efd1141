"""Run an attack: random cases from a seed, each of which the house must withstand.

An attack makes its cases of a `Random` and judges them with means of its own (a browser, another parser, the policies). It counts
how each case ended, and collects those that broke something. The same seed gives the same cases on every machine.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

SHOWN = 5  # breaches that are printed
LONGEST = 1_500  # characters of a case that is printed


@dataclass
class Result:
    """How the cases of an attack ended, by a word for each end, and those that broke something, each with the reason."""

    ended: Counter[str] = field(default_factory=Counter)
    breaches: list[tuple[str, str]] = field(default_factory=list)

    def end(self, how: str) -> None:
        self.ended[how] += 1

    def breach(self, why: str, case: object) -> None:
        self.breaches.append((why, str(case)))

    @property
    def cases(self) -> int:
        return self.ended.total()

    def __str__(self) -> str:
        ends = ", ".join(f"{number:,} {how}" for how, number in sorted(self.ended.items(), key=lambda row: -row[1]))
        first = [f"\n  {why}\n    {case[:LONGEST]}" for why, case in self.breaches[:SHOWN]]
        more = f"\n  and {len(self.breaches) - SHOWN:,} more" if len(self.breaches) > SHOWN else ""
        return f"{self.cases:,} cases: {ends}{''.join(first)}{more}"


@dataclass(frozen=True, slots=True)
class Attack:
    """One row: the attack's name, what it tries and what must become of it (for `docs/security.md`), and how many cases
    `make attack` tries; `make test` tries a third of them."""

    name: str
    tries: str
    becomes: str
    run: Callable[[Random, int], Result]
    cases: int
    sample: int


def launch(attack: Attack, seed: int, cases: int) -> Result:
    """Try so many cases of the attack."""
    return attack.run(Random(f"{attack.name} {seed}"), cases)  # noqa: S311 - it must be the same each time
