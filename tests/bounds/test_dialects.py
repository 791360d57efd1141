"""A text of any kind ends soon in each dialect, as HTML or as a refusal, in the memory that a function has.

The default dialect reads `TEXTS` in `test_hostile`, which publishes them.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.content.markdown.dialects import COMMONMARK, PYTHON_MARKDOWN
from tests.bounds.marks import MARKS
from tests.bounds.texts import TEXTS, halves
from tests.bounds.worker import in_child, rendered
from tests.thorough import sample

SECONDS = {COMMONMARK: 6, PYTHON_MARKDOWN: 11}  # of CPU time on a slow machine; the clock of a text ends at 10
SHORT = 20_000


@pytest.mark.slow
@pytest.mark.parametrize("name", sample("bounds", [*TEXTS, *MARKS], 16))
def test_a_hostile_text_ends_soon_in_python_markdown_at_each_size_up_to_the_largest_that_passes(name: str) -> None:
    told = in_child(
        lambda: {"sizes": [*until_published({**TEXTS, **MARKS}[name], PYTHON_MARKDOWN)]}, 2 * SECONDS[PYTHON_MARKDOWN]
    )

    assert_ended_soon(told, SECONDS[PYTHON_MARKDOWN])


@pytest.mark.slow
@pytest.mark.parametrize("name", sample("bounds", MARKS, 8))
def test_a_hostile_text_ends_soon_in_the_default_dialect_and_a_short_one_at_once(name: str) -> None:
    text = MARKS[name]

    told = in_child(lambda: {"short": rendered(text[:SHORT], COMMONMARK), "sizes": [*until_published(text, COMMONMARK)]})

    assert_ended_soon(told, SECONDS[COMMONMARK])
    assert told["short"]["seconds"] <= 1, told


def until_published(text: str, dialect: str) -> Iterator[dict[str, Any]]:
    """Yield what becomes of the text at each size, beginning with the largest; one shorter than what passes takes less."""
    for part in halves(text):
        ended = rendered(part, dialect)
        yield ended | {"length": len(part)}
        if ended["state"] == "published":
            return


def assert_ended_soon(told: dict[str, Any], seconds: float) -> None:
    assert "sizes" in told, told  # else the child died
    assert [size for size in told["sizes"] if size["seconds"] > seconds] == []
