"""What the code knows of `docs/costs.md`."""

import argparse
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import partial
from io import StringIO

from docs.generate import Row
from infra.costs.prices import US_EAST_1
from infra.verbs import cost

BLOGS = {
    "small": (),
    "middling": ("--posts", "30", "--views", "100000", "--subscribers", "5000"),
    "large": ("--posts", "120", "--views", "3000000", "--subscribers", "100000"),
}


def bill(*words: str) -> str:
    """What `presswork cost` prints."""
    parser = argparse.ArgumentParser()
    cost.arguments(parser)
    with redirect_stdout(StringIO()) as printed:
        cost.run(parser.parse_args(words))
    return f"```\n{printed.getvalue()}```\n"


def to_pay(*words: str) -> str:
    """The last number of the bill."""
    (total,) = (line for line in bill(*words).splitlines() if line.startswith("total"))
    return f"${total.split()[-1]}"


def prices() -> Iterator[Row]:
    for price in US_EAST_1:
        free = f"{price.free:,.0f}" if price.free else ""
        yield price.service, price.name, price.told, free, price.seen, f"[{price.page}]({price.source})"


TABLES = {"prices": prices, **{name: partial(bill, *words) for name, words in BLOGS.items()}}
VALUES = {name: partial(to_pay, *words) for name, words in BLOGS.items()}
