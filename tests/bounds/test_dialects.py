"""A text of any kind ends soon in each dialect, as HTML or as a refusal, in the memory that a function has."""

from typing import Any

import pytest

from chalicelib.content.markdown.dialects import COMMONMARK, DIALECTS, PYTHON_MARKDOWN
from chalicelib.content.safe_html import render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from tests.bounds.cases import TEXTS
from tests.bounds.marks import MARKS
from tests.bounds.worker import in_child

SIZES = (1 << 20, 200_000, 20_000)  # what is let pass takes most at some size below the one that is refused
SECONDS = {COMMONMARK: 6, PYTHON_MARKDOWN: 11}  # of CPU time on a slow machine; the clock of a text ends at 10


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", [*TEXTS, *MARKS])
def test_a_hostile_text_ends_soon_in_each_dialect(name: str, dialect: str) -> None:
    text = {**TEXTS, **MARKS}[name]
    for size in SIZES:
        told = in_child(lambda: ended(text[:size], dialect))  # noqa: B023 - it is called at once

        assert told["state"] in ("published", "refused"), told
        assert told["seconds"] <= SECONDS[dialect], told
        if told["state"] == "published":  # a shorter one takes less
            break


@pytest.mark.parametrize("name", [*MARKS])
def test_a_short_hostile_text_costs_little_in_the_default_dialect(name: str) -> None:
    told = in_child(lambda: ended(MARKS[name][:20_000], COMMONMARK))

    assert told["state"] in ("published", "refused"), told
    assert told["seconds"] <= 1, told


def ended(text: str, dialect: str) -> dict[str, Any]:
    try:
        made = render(text, key="posts/a.md", lang="en", site=Site(markdown=dialect), title="Known")
    except Refusal as refusal:
        return {"state": "refused", "code": refusal.code}
    return {"state": "published", "length": len(made.html)}
