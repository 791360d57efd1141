"""The cost of a text: a refusal depends on the text, not on the speed of the machine."""

import signal
import threading
import time
from contextlib import suppress

import pytest

from chalicelib.content.markdown.budget import GROWTH, ROOM, SECONDS, STEPS, Overdue, Work, within
from chalicelib.content.markdown.dialects import COMMONMARK, PYTHON_MARKDOWN
from chalicelib.content.markdown.python_markdown_cost import weigh_inline
from chalicelib.content.markdown_to_html import Rendered, render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal

MANY = 40_000
UNLIMITED = 10**12
TRIES = 5  # a busy machine makes this or that one slow, and an estimate that is too low makes all of them
A_STEP = SECONDS / STEPS  # the most that a step may take, else the clock refuses before the budget


def rendered(text: str, dialect: str = PYTHON_MARKDOWN) -> Rendered:
    return render(text, key="posts/a.md", lang="en", site=Site(markdown=dialect))


def cost(text: str) -> float:
    """Return the seconds of CPU that the text takes."""
    begun = time.process_time()
    rendered(text)
    return time.process_time() - begun


SLOW = {
    "brackets": "[" * MANY,
    "images": "![" * MANY,
    "closed brackets": "[" * MANY + "]" * MANY,
    "links without end": "[a](<" * MANY,
    "tags without end": "<a " * MANY,
    "values without end": '<a b="' * MANY,
    "autolinks without end": "<http://" * MANY,
    "backticks": "``a`" * MANY,
    "backticks in a table": "a|b\n-|-\n" + "|`" * MANY,
    "headings": "# a\n" * MANY,
    "underlined headings": "a\n=\n" * MANY,
    "rules": "a\n---\n" * MANY,
    "abbreviations": "*[a]: b\n" * MANY,
    "abbreviations apart": "*[a]: b\n\n" * MANY,
    "footnotes": "[^1]" * MANY + "\n\n[^1]: x",
    "emphasis": "*a*" * MANY,
    "escapes": "\\*" * MANY,
    "attributes": "# a " + "{: " * MANY,
    "cells": "a|" * 400 + "\n" + "-|" * 400 + "\n" + "a|\n" * MANY,
    "lines": "> a\n>\n" * 4 * MANY,
    "pieces of code": "```\n```\n" * 2 * MANY,
    "tables of contents": "[TOC]\n\n" * MANY,
    "a paragraph without end": "ab " * 8 * MANY + "\n\n*[ab]: x",
    "elements left open": "".join(f"<b class=c{i}>" for i in range(90)) + "<p>x</p>" * 3 * MANY,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_what_would_take_too_long_is_refused_at_once(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        rendered(text)
    assert refused.value.code == "too-slow"
    assert refused.value.found
    assert time.process_time() - begun < 5


BEFORE_BRACKETS = {"nothing": "", "escapes": "\\*", "code": "`a` ", "links": "[a](b) ", "images": "![a](b) "}
"""Texts that stand among open brackets; Python-Markdown replaces each by a placeholder, which is longer."""


@pytest.mark.parametrize("among", BEFORE_BRACKETS.values(), ids=BEFORE_BRACKETS)
@pytest.mark.parametrize("bracket", ["[", "!["])
def test_a_text_with_open_brackets_costs_no_more_than_estimated(bracket: str, among: str) -> None:
    text = bracket * 800 + among * 800
    work = Work(UNLIMITED)
    weigh_inline(text, work)

    most = 0.2 + A_STEP * (UNLIMITED - work.left)

    assert any(cost(text) < most for _ in range(TRIES))


@pytest.mark.parametrize("among", BEFORE_BRACKETS.values(), ids=BEFORE_BRACKETS)
@pytest.mark.parametrize("bracket", ["[", "!["])
def test_a_kilobyte_with_open_brackets_is_not_refused(bracket: str, among: str) -> None:
    size = len(bracket + among)
    assert rendered((bracket * (1000 // size)) + among * (1000 // size)).html


DEEP = {
    "quotes": "> " * 150 + "a",
    "more quotes": "> " * 2000 + "a",
    "lists": "- " * 150 + "a",
    "more lists": "1. " * 2000 + "a",
    "emphasis": "*a " * 150 + "a* " * 150,
    "definitions": "a\n: b\n" * 600,
    "lists by indentation": "".join("    " * i + "- a\n" for i in range(110)),
    "html": "<div>" * 150,
    "markdown in html": '<div markdown="1">\n' * 2000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        rendered(text)
    assert refused.value.code == "too-deep"


DEEP_IN_COMMONMARK = {name: DEEP[name] for name in ("quotes", "more quotes", "lists", "more lists", "emphasis", "html")}


@pytest.mark.parametrize("text", DEEP_IN_COMMONMARK.values(), ids=DEEP_IN_COMMONMARK)
def test_deep_nesting_is_refused_in_the_default_dialect(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        rendered(text, COMMONMARK)
    assert refused.value.code == "too-deep"


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_what_is_slow_in_python_markdown_is_refused_or_rendered_soon_in_the_default_dialect(text: str) -> None:
    begun = time.process_time()
    with suppress(Refusal):
        assert rendered(f"a\n\n{text}", COMMONMARK).html
    assert time.process_time() - begun < 5


def test_a_reference_is_repeated_only_so_often() -> None:
    text = "[a][x] [[x]] " * 2_000 + f"\n\n[x]: https://e.x/{'A' * 20_000}"
    assert len(rendered(text, COMMONMARK).html) < 4 * len(text) + 200_000


def test_long_honest_texts_are_not_refused() -> None:
    table = "a | b\n--|--\n" + "`c` | [d](e.md)\n" * 1000
    items = "- [link](x.md) with *words* and `code`\n" * 1000
    text = "\n\n".join([table, items, "Word (see [note](n.md)). " * 500] * 2)
    assert rendered(text).html
    assert rendered(text, COMMONMARK).html


LONG = "A" * 20_000
SWOLLEN = {
    "references": ("[a][x]" * 2000 + f"\n\n[x]: https://e.x/{LONG}", 3),
    "references apart": ("[a][x]\n\n" * 2000 + f"[x]: https://e.x/{LONG}", 4001),
    "titles": ("[a][x]" * 2000 + f'\n\n[x]: /a "{LONG}"', 3),
    "images": ("![a][x]" * 2000 + f"\n\n[x]: /a.png '{LONG}'", 3),
    "abbreviations": ("HT " * 2000 + f"\n\n*[HT]: {LONG}", 3),
    "tables of contents": ("".join(f"# {i}\n\n" for i in range(2000)) + "[TOC]\n\n" * 1000, 0),
    "addresses of frames": (f"<iframe src={'&' * 100_000}></iframe>", 0),
}


@pytest.mark.parametrize(("text", "line"), SWOLLEN.values(), ids=SWOLLEN)
def test_what_would_grow_too_much_is_refused_and_its_line_named(text: str, line: int) -> None:
    with pytest.raises(Refusal) as refused:
        rendered(text)
    assert (refused.value.code, refused.value.line) == ("swollen", line)


def test_a_text_that_grows_a_little_is_not_refused() -> None:
    text = "[a][x] " * 20 + f"\n\n[x]: https://e.x/{'A' * 3000}"
    assert len(text) < len(rendered(text).html) < GROWTH * len(text) + ROOM


def test_colours_are_left_out_where_there_is_no_room_for_them() -> None:
    code = "```python\n" + "1+1+1\n" * 800 + "```\n\n"
    assert "<span" in rendered(code).html
    assert "<span" not in rendered(code * 20).html


ATTRIBUTES = {
    "plain": " ".join(f"a{i}" for i in range(100_000)),
    "with values": " ".join(f"a{i}=v" for i in range(100_000)),
    "with values that hold a >": " ".join(f'a{i}=">"' for i in range(80_000)),
    "after a quote that doesn't close": "title=it's " + " ".join(f"a{i}" for i in range(100_000)),
    "with slashes between": "/".join(f"a{i}='>'" for i in range(80_000)),
    "with quotes in names": " ".join(f"a{i}\"'" for i in range(100_000)),
}


@pytest.mark.parametrize("text", ATTRIBUTES.values(), ids=ATTRIBUTES)
@pytest.mark.parametrize("around", ["<p {}>x</p>", 'x\n\n<!-- <a b=" -->\n\n<div {}>x</div>', "x <b {}>x</b>"])
def test_very_many_attributes_are_refused(text: str, around: str) -> None:
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        rendered(around.format(text))
    assert refused.value.code == "too-slow"
    assert time.process_time() - begun < 5


def test_a_time_limit_ends_what_runs_on_without_blaming_it() -> None:
    def run_on() -> None:
        while True:
            pass

    with pytest.raises(Overdue):
        within(0.05, run_on)


def test_the_time_limit_leaves_no_trace() -> None:
    before = signal.getsignal(signal.SIGPROF)
    assert within(5, lambda: "made") == "made"
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_off_the_main_thread_a_text_is_rendered_without_a_clock() -> None:
    results: list[str] = []
    thread = threading.Thread(target=lambda: results.append(rendered("*a*").html))
    thread.start()
    thread.join()
    assert results == ["<p><em>a</em></p>"]
