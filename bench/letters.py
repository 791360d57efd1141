"""The cost of a letter to many subscribers: how fast it goes out, in how many cloud calls, and the memory of its workers.

Time is simulated (`bench.mailing`): the mail service takes 50 ms a letter, every other call so much as is said, and workers
wait for no free machine. Each message is really written, so the processor's time is real.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from bench.machine import judged, keep, show
from bench.mailing import Mailed, mail, weigh
from bench.simulating import Takes

SUBSCRIBERS = 100_000
RATES = (14.0, 500.0)  # letters a second: of a new account at the mail service, and of a known account
CALL_MS = 5.0
SLOWER, CALLS, HEAVIER = 1 / 0.95, 4.0, 1.1  # the most that may be
TENTH = 10


def run(readers: int = SUBSCRIBERS, rates: Sequence[float] = RATES, call_ms: float = CALL_MS) -> bool:
    """Mail a letter at each rate, show and keep the results; return whether every target is met."""
    takes = Takes(other=call_ms / 1000)
    several = [mail(readers, rate, takes) for rate in rates]
    weighed = {many: weigh(many, max(rates), takes) for many in (readers // TENTH, readers)}
    rows, memory = [row(one) for one in several], [{"subscribers": many, "kB": most / 1000} for many, most in weighed.items()]
    show(f"One letter to {readers:,} subscribers, at the rate given; a cloud call takes {call_ms:g} ms", rows)
    show("Cloud calls of the letter, from the tick that opens it until it is sent", calls(several))
    show(f"Memory of all workers together, at {max(rates):g} letters a second", memory)
    targets = [target for one in several for target in targets_of(one)]
    targets.append((f"growth of the memory from {readers // TENTH:,} to {readers:,} subscribers", growth(weighed), HEAVIER))
    print("", *(judged(*target) for target in targets), sep="\n")
    keep("letters", rows, calls=calls(several), memory=memory, call_ms=call_ms)
    return all(value <= most for _, value, most in targets)


def row(one: Mailed) -> Mapping[str, Any]:
    return {
        "rate": one.rate,
        "state": one.state,
        "got it once": one.once,
        "simulated s": one.sending,
        "letters a second": one.a_second,
        "of the rate": one.a_second / one.rate,
        "fullest second": one.fullest,
        "workers": one.workers,
        "calls": sum(one.calls.values()),
        "calls a letter": one.calls_each,
        "CPU ms a letter": one.cpu / one.readers * 1000,
    }


def calls(several: Sequence[Mailed]) -> list[Mapping[str, Any]]:
    """Return a line for each method of a port, with a column for each rate."""
    names = sorted({name for one in several for name in one.calls})
    return [{"call": name, **{f"at {one.rate:g}": one.calls.get(name, 0) for one in several}} for name in names]


def targets_of(one: Mailed) -> list[tuple[str, float, float]]:
    """Return the names of the measurements, their results, and their targets."""
    at = f"at {one.rate:g} a second"
    return [
        (f"{at}: the rate, as a multiple of the letters a second", one.rate / one.a_second, SLOWER),
        (f"{at}: letters in the fullest second", one.fullest, ceil(one.rate) + 1),
        (f"{at}: cloud calls a letter", one.calls_each, CALLS),
        (f"{at}: subscribers who did not get it exactly once", one.readers - one.once, 0),
    ]


def growth(weighed: Mapping[int, int]) -> float:
    few, many = weighed.values()
    return many / few
