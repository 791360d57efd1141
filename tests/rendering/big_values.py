"""Big values, and every operation of a template on each of them: `python -m tests.rendering.big_values`.

It prints each operation before it is tried, and dies in the first that takes more than its seconds of CPU, so its cost is wrong.
"""

import signal
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.rendering.templates.template_costs import FILTERS, METHODS, TESTS
from chalicelib.rendering.templates.templates import TemplateFailed, Templates
from tests.thorough import sample

LETTERS, SECONDS = 30_000, 10
ONE_HASH = 2**61 - 1  # all numbers of which it is a part have the same hash


def nest(depth: int) -> list[Any]:
    """Return lists within lists."""
    return [nest(depth - 1), "x" * 100] if depth else []


SHAPES: Mapping[str, Callable[[int], Any]] = {
    "letters": lambda n: "x" * n,
    "wide letters": lambda n: "字" * n,
    "words": lambda n: "ab " * (n // 3),
    "lines": lambda n: "\n" * n,
    "tags": lambda n: "<>" * (n // 2),
    "open tags": lambda n: "<" * n,
    "comments": lambda n: "<!-- " * (n // 5),
    "images": lambda n: '<img src="a">' * (n // 13),
    "open images": lambda n: '<img src="' * (n // 10),
    "brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "closing brackets": lambda n: ")" * (n - 2) + "x)",
    "at signs": lambda n: "a@" * (n // 2),
    "dots": lambda n: "a@a" + ".a" * (n // 2),
    "hyphens": lambda n: "a-" * (n // 2),
    "dashes": lambda n: "!--" * (n // 3),
    "entities": lambda n: "&amp;" * (n // 5),
    "ampersands": lambda n: "&" * n,
    "escapes": lambda n: "%41" * (n // 3),
    "digits": lambda n: "9" * n,
    "fields": lambda n: "%s" * (n // 2),
    "an address": lambda n: "/" + "a/" * (n // 2) + "a.jpg",
    "a web address": lambda n: "https://e.x/" + "ü" * n,
    "numbers": lambda n: list(range(n // 50)),
    "a range": lambda n: range(n // 50),
    "names": lambda n: [f"name {number}" for number in range(n // 50)],
    "like names": lambda n: ["x" * 100 + str(number) for number in range(n // 200)],
    "tables": lambda n: [{"a": {"b": number}} for number in range(n // 50)],
    "a table": lambda n: {f"key {number}": number for number in range(n // 50)},
    "numbers of one hash": lambda n: list(range(0, ONE_HASH * (n // 50), ONE_HASH)),
    "pairs of one hash": lambda n: [(number, number) for number in range(0, ONE_HASH * (n // 100), ONE_HASH)],
    "tuples of one hash": lambda n: [(number, 0) for number in range(0, ONE_HASH * (n // 100), ONE_HASH)],
    "a table of one hash": lambda n: dict.fromkeys(range(0, ONE_HASH * (n // 50), ONE_HASH), 1),
    "large numbers": lambda n: [2**4_000 + number for number in range(n // 1_300)],
    "like lists": lambda n: [[1] * 100 + [number] for number in range(n // 5_000)],
    "closed comments": lambda n: "<!---->" * (n // 7),
    "letters of two bytes": lambda n: "š" * n,
    "letters of four bytes": lambda n: "\U00010330" * n,
    "letters that grow": lambda n: "ΐ" * n,
    "sigmas": lambda n: ("Σ" + "'" * 50) * (n // 51),
    "controls": lambda n: "\x01" * n,
    "a nest": lambda n: nest(min(n, 90)),
    "a large number": lambda n: 2 ** min(n, 4_000),
}
"""Values of about this size, each of which is the worst for some operation."""

ATTRIBUTE = "a" + ".b" * 1_000
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "map": ("", f"attribute='{ATTRIBUTE}'", f"attribute='{ATTRIBUTE}', default=big", "'upper'"),
    **dict.fromkeys(("select", "reject"), ("", "'string'")),
    **dict.fromkeys(("selectattr", "rejectattr"), ("'a'", f"'{ATTRIBUTE}'")),
    "groupby": ("'a'", "0", "'a', big", f"'{ATTRIBUTE}'"),
    **dict.fromkeys(("sort", "unique", "min", "max", "sum"), ("", "attribute='a'", "attribute=0", f"attribute='{ATTRIBUTE}'")),
    **dict.fromkeys(("round", "indent", "wordwrap", "truncate", "tojson"), ("1", "9999")),
    **dict.fromkeys(("batch", "slice"), ("1", "9999", "9999, big")),
    **dict.fromkeys(("strip", "lstrip", "rstrip", "trim"), ("", "big", "'!' * 30000 ~ big", "'ɡ' * 30000 ~ big")),
    **dict.fromkeys(("center", "ljust", "rjust", "zfill", "expandtabs"), ("9999",)),
    **dict.fromkeys(("join", "shows", "sized", "in", "eq", "==", "count", "index", "find"), ("big", "'x'")),
    **dict.fromkeys(
        ("rfind", "rindex", "rpartition", "rsplit", "split", "partition"),
        ("big", "'x'", "'y' ~ big[:40000]", "big[:40] ~ 'y' ~ big[:40]"),
    ),
    **dict.fromkeys(("replace",), ("'', big", "big, ''", "'x', 'yyyyyyyyyyyyyyyyyyyy'")),
    **dict.fromkeys(("format", "format_map"), ("big", "big, big")),
    **dict.fromkeys(("encode",), ("", "'punycode'", "'idna'", "'utf-7'", "'ascii', 'namereplace'")),
    **dict.fromkeys(("default", "d", "get", "attr"), ("big",)),
    **dict.fromkeys(("filter", "test"), ("",)),
    **dict.fromkeys(("int",), ("0", "0, 3")),
}
"""What an operation is given besides, where that may make it dear."""


class Act(NamedTuple):
    """An operation on `big`, as a template writes it."""

    kind: str
    name: str
    text: str


def acts() -> Iterator[Act]:
    for name in FILTERS:
        for given in ARGUMENTS.get(name, ("",)):
            yield Act("filter", name, f"{{{{ (big|{name}({given}))|string|length }}}}")
    for name in TESTS:
        for given in ARGUMENTS.get(name, ("", "big")):
            yield Act("test", name, f"{{{{ big is {name}({given}) }}}}" if name.isalpha() else f"{{{{ big {name} big }}}}")
    for name in sorted({name for methods in METHODS.values() for name in methods}):
        for given in ARGUMENTS.get(name, ("", "big")):
            yield Act("method", name, f"{{{{ big.{name}({given})|string|length }}}}")


def try_all() -> None:
    """Try a sample of the operations on all values; all of them where bounds are tried in full."""
    values = {shape: make(LETTERS) for shape, make in SHAPES.items()}
    for act, shape in sample("bounds", [(act, shape) for act in acts() for shape in SHAPES], 15):
        templates = Templates({"a.html": act.text})
        print(f"{act.text} with {shape}", flush=True)  # noqa: T201 - its reader learns which one has killed it
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            templates.render("a.html", "en", big=values[shape])
        except TemplateFailed:
            continue


if __name__ == "__main__":
    try_all()
