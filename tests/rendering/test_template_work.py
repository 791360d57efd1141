"""The steps of a template grow at least as its work does, counted in comparisons and in calls, and not in seconds."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest
from jinja2 import DictLoader

from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.sandbox import Sandbox
from chalicelib.rendering.templates.template_costs import FILTERS, METHODS, PASSED, TESTS
from chalicelib.rendering.templates.template_keys import COMPARED
from tests.each import each

NO_END = 10**12
PER_STEP = 2 * COMPARED  # comparisons: one of a number is done twice where a sort and a search do it
CALLS = 60  # of Python's functions in a step


class Number(int):
    """A number whose hash is that of all others, and which counts how often one is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Number.compared += 1
        return int(self) == other

    def __lt__(self, other: int) -> bool:
        Number.compared += 1
        return int(self) < int(other)

    def __hash__(self) -> int:
        return 1


SHAPES: Mapping[str, Callable[[int], object]] = {
    "numbers": lambda n: [Number(i) for i in range(n)],
    "pairs": lambda n: [(Number(i), 1) for i in range(n)],
    "tuples": lambda n: [(Number(0), Number(i)) for i in range(n)],
    "pairs of tuples": lambda n: [((Number(0), Number(i)), 1) for i in range(n)],
    "repeated": lambda n: [Number(i) for i in range(n // 8)] * 8,
    "tables": lambda n: [{"a": Number(i), "b": (Number(0), Number(i))} for i in range(n)],
}
OPERATIONS = (
    *(f"big|{name}" for name in FILTERS),
    *(
        f"big|{name}(attribute={of})"
        for name in ("unique", "sort", "groupby", "min", "max", "map")
        for of in ("0", "'a'", "'b'", "'1'")
    ),
    *(f"big is {name}(one)" for name in TESTS if name.isalpha()),
    *(f"big.{name}(one)" for kind in (list, tuple) for name in METHODS[kind]),
    *("dict(big)", "namespace(big)", "one in big", "big == other", "big < other", "big|select('in', other)", "big|unique(true)"),
    *("big|map('unique')", "other|select('in', big)", "{}|attr(one)"),
)


def used(source: str, **context: object) -> float:
    """Return the steps of rendering a template; how it fails is no matter."""
    sandbox = Sandbox(DictLoader({"a.html": source}), NO_END, Phrasebook())
    template = sandbox.get_template("a.html")
    Number.compared = 0
    with suppress(Exception):  # many operations want other values
        template.render(lang="en", **context)
    return NO_END - sandbox.left


@each("shape", SHAPES)
@each("operation", OPERATIONS)
def test_an_operation_pays_for_comparing_values_of_one_hash(operation: str, shape: str) -> None:
    make = SHAPES[shape]

    steps = used(f"{{% set x = {operation} %}}", big=make(240), other=make(240), one=Number(-1))

    assert Number.compared <= PER_STEP * steps


def test_values_of_one_hash_are_compared_with_all_others() -> None:
    used("{% set x = big|unique %}", big=SHAPES["numbers"](240))

    assert Number.compared >= 240 * 239 / 2


def test_a_table_pays_for_its_keys_and_a_key_for_its_table() -> None:
    names = {f"k{i}": Number(i) for i in range(240)}
    literal = f"{{% set x = {{{', '.join(f'{name}: 1' for name in names)}}} %}}"
    lookups = "{% for i in range(100) %}{% if big[key] %}{% endif %}{% endfor %}"

    making = used(literal, **names), Number.compared
    finding = used(lookups, big=dict.fromkeys(names.values(), 0), key=Number(239)), Number.compared

    for steps, compared in (making, finding):
        assert 20_000 <= compared <= PER_STEP * steps


@pytest.mark.parametrize("strip", ["(text|trim(letters))", "text.strip(letters)", "text.lstrip(letters)", "text.rstrip(letters)"])
def test_a_strip_pays_for_each_letter_and_each_that_it_may_be(strip: str) -> None:
    text, letters = "a" * 20_000, "b" * 30_000 + "a"

    assert used(f"{{{{ {strip} }}}}", text=text, letters=letters) >= len(text) * len(letters) / PASSED


BODIES = {
    "an empty value": "{{ a }}",
    "a condition": "{% if a %}{% endif %}",
    "a field": "{% if post.title %}{% endif %}",
    "a deep field": "{% if t.a.b.c %}{% endif %}",
    "an item": "{% if t['a'] %}{% endif %}",
    "a variable": "{% set x = a %}",
    "a choice": "{% if a or not a and a != 1 %}{% endif %}",
    "a test": "{% if a is string %}{% endif %}",
    "a filter": "{% if a|upper %}{% endif %}",
    "a list": "{% set x = [] %}",
    "a table": "{% set x = {} %}",
    "joined texts": "{% set x = a ~ a %}",
    "a slice": "{% set x = a[1:] %}",
    "arithmetic": "{% set x = 1 + i %}",
    "a loop over nothing": "{% for y in a %}{% endfor %}",
    "a call": "{{ m() }}",
    "a captured text": "{% set x %}{% endset %}",
    "a block of a filter": "{% filter upper %}{% endfilter %}",
    "an included template": "{% include 'b.html' %}",
    "an imported template": "{% import 'c.html' as c %}",
}
PLACES = {
    "a loop": "{% macro m() %}{% endmacro %}{% for i in range(50) %}BODY{% endfor %}",
    "a macro": "{% macro m() %}{% endmacro %}{% macro n() %}BODY{% endmacro %}{% for i in range(50) %}{{ n() }}{% endfor %}",
    "a block": "{% macro m() %}{% endmacro %}{% block b %}{% macro m() %}{% endmacro %}BODY{% endblock %}"
    "{% for i in range(50) %}{{ self.b() }}{% endfor %}",
    "a call with a body": "{% macro m() %}{% endmacro %}{% macro n() %}{{ caller() }}{% endmacro %}"
    "{% for i in range(50) %}{% call n() %}BODY{% endcall %}{% endfor %}",
    "a loop's condition": "{% macro m() %}{% endmacro %}{% for i in range(50) if i or a is string %}BODY{% endfor %}",
}


@each("place", PLACES)
@each("body", BODIES)
def test_all_that_runs_again_and_again_pays_each_time(body: str, place: str) -> None:
    text = PLACES[place].replace("BODY", BODIES[body] * 100)
    others = {"b.html": "{% if a %}{% endif %}" * 100, "c.html": "{% macro a() %}{% endmacro %}" * 20}
    sandbox = Sandbox(DictLoader({"a.html": text, **others}), NO_END, Phrasebook())
    template = sandbox.get_template("a.html")
    called = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        template.render(lang="en", a="", i=1, post={"title": ""}, t={"a": {"b": {"c": ""}}})
    finally:
        sys.setprofile(None)

    assert called <= CALLS * (NO_END - sandbox.left)
