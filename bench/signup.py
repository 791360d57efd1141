"""The cost of a sign-up: cloud calls, the processor's time in a warm function, and the time until a cold function answers.

The requests go through the real Chalice app, with its table and queue in memory. A cold time is the processor's, from the moment
the interpreter runs: the fastest of several processes of each kind, which take turns. The floor is boto3 with the clients of
DynamoDB and SQS, and Chalice.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any

from bench import visiting, waking
from bench.counting import timed
from bench.filling import settled
from bench.machine import judged, keep, show
from bench.visiting import FORM, JSON, Visited

CALLS, WARM_MS, COLDER = 7, 5.0, 1.25  # the most that may be
WARMING, MEASURED = 20, 200  # sign-ups
SHOWN = 16  # lines of the imports
FLOOR = "boto3, Chalice"


def run() -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    asked, warm, cold, modules = calls(), [warm_row(FORM), warm_row(JSON)], cold_rows(), waking.imported("sign-up")
    show("Cloud calls", asked)
    show("The processor's time of a sign-up in a warm function, without the ports' own", warm)
    show("A cold function: the processor's time from an interpreter that is up, the fastest of some processes", cold)
    show("What is imported for a sign-up beyond boto3 and Chalice, each by itself", modules[:SHOWN])
    targets = (
        ("cloud calls of a sign-up", max(row["calls"] for row in asked[:2]), CALLS),
        ("the processor's time of a sign-up, ms", max(row["ms"] for row in warm), WARM_MS),
        ("cold until a sign-up is answered, against boto3's clients and Chalice", cold[2]["times"], COLDER),
    )
    print("", *(judged(*target) for target in targets), sep="\n")
    keep("signup", asked, warm=warm, cold=cold, imported=modules)
    return all(value <= most for _, value, most in targets)


# ---- calls


def calls() -> list[Mapping[str, Any]]:
    """Return a line for each act: the number of its calls, and their names."""
    site, rows = Visited(), list[Mapping[str, Any]]()

    def note(act: str) -> None:
        made = ", ".join(f"{number} {name}" for name, number in sorted(site.tally.calls.items()))
        rows.append({"act": act, "calls": site.tally.calls.total(), "which": made})
        site.tally.clear()

    site.tally.clear()
    site.ask(visiting.sign_up(1, JSON))
    note("sign-up, JSON")
    site.letters.take(1)
    site.ask(visiting.sign_up())
    note("sign-up, form")
    site.work()
    note("the mail that asks to confirm")
    site.ask(site.link("confirm"))
    note("confirm")
    site.work()
    note("the welcome")
    site.ask(site.link("unsubscribe"))
    note("unsubscribe")
    return rows


# ---- the processor


def warm_row(type: str) -> Mapping[str, Any]:
    """The median time of sign-ups of other addresses in other networks; the first few warm the function."""
    site = Visited()
    requests = [visiting.sign_up(number, type) for number in range(WARMING + MEASURED)]
    settled()
    times = [timed(partial(site.ask, one), site.tally) for one in requests][WARMING:]
    return {"type": type, "ms": median(times), "slowest ms": max(times)}


# ---- cold


def cold_rows() -> Sequence[Mapping[str, Any]]:
    took = waking.seconds()
    return [{"until": UNTIL[name], "ms": took[name] * 1000, "times": took[name] / took[FLOOR]} for name in waking.PROGRAMS]


UNTIL: Mapping[str, str] = {
    FLOOR: "boto3 with clients for DynamoDB and SQS, and Chalice",
    "clients": "the app and its clients",
    "sign-up": "the same, and a sign-up answered",
    "page": "the same, and a page shown",
}
