"""What a text may cost: refused by what it is, not by how fast the machine is."""

import signal
import threading
import time

import pytest

from chalicelib.content.budget import within
from chalicelib.content.markdown import Rendered, render
from chalicelib.content.site import Site
from chalicelib.refusals import Refusal

MANY = 40_000


def rendered(text: str) -> Rendered:
    return render(text, key="posts/a.md", lang="en", site=Site())


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


def test_long_honest_texts_are_not_refused() -> None:
    table = "a | b\n--|--\n" + "`c` | [d](e.md)\n" * 1000
    items = "- [link](x.md) with *words* and `code`\n" * 1000
    assert rendered("\n\n".join([table, items, "Word (see [note](n.md)). " * 500] * 2)).html


def test_a_time_limit_ends_what_runs_on() -> None:
    def run_on() -> None:
        while True:
            pass

    with pytest.raises(Refusal) as refused:
        within(0.05, run_on)
    assert refused.value.code == "too-slow"


def test_the_time_limit_leaves_no_trace() -> None:
    before = signal.getsignal(signal.SIGPROF)
    assert within(5, lambda: "made") == "made"
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_off_the_main_thread_a_text_is_rendered_without_a_clock() -> None:
    made: list[str] = []
    thread = threading.Thread(target=lambda: made.append(rendered("*a*").html))
    thread.start()
    thread.join()
    assert made == ["<p><em>a</em></p>"]
