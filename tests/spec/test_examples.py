"""The default dialect reads the examples of CommonMark and GitHub as their specifications say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.content.markdown.budget import Room, Work
from chalicelib.content.markdown.commonmark import parse
from chalicelib.content.markdown.dialects import TextContext
from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from tests.each import each
from tests.spec.differences import COMMONMARK, GFM, MORE_OF_GFM, PARSED, RENDERED, listed
from tests.spec.trees import (
    plain_tasks,
    resolved,
    stepped_down,
    tree,
    without_colours,
    without_ids,
    without_smart_quotes,
)

KEY, TITLE = "a.md", "Known"  # with a known title, no heading of an example is the title


def examples() -> Iterator[Any]:
    for file in (COMMONMARK, GFM, MORE_OF_GFM):
        for row in json.loads(Path(__file__).with_name(f"{file}.json").read_text("utf-8")):
            yield file, row


EXAMPLES = list(examples())


@each(("file", "row"), EXAMPLES)
def test_an_example_is_parsed_as_specified_unless_its_reason_is_listed(file: str, row: dict[str, Any]) -> None:
    text = row["markdown"]

    html = parse(text, TextContext(KEY, "en", TITLE), Work(), Room(text)).html

    same = tree(html, without_ids, plain_tasks) == tree(row["html"], plain_tasks)
    assert same != ((file, row["example"]) in listed(PARSED)), html


@each(("file", "row"), EXAMPLES)
def test_an_example_is_published_as_specified_unless_its_reason_is_listed(file: str, row: dict[str, Any]) -> None:
    html = render(row["markdown"], key=KEY, lang="en", site=Site(), title=TITLE).html

    published = tree(html, without_ids, plain_tasks, without_colours, without_smart_quotes)
    same = published == tree(row["html"], plain_tasks, stepped_down, resolved, without_colours)
    assert same != ((file, row["example"]) in listed(RENDERED)), html


def test_all_examples_are_here() -> None:
    counts = {file: sum(1 for example in EXAMPLES if example[0] == file) for file in (COMMONMARK, GFM, MORE_OF_GFM)}
    assert counts == {COMMONMARK: 652, GFM: 24, MORE_OF_GFM: 29}
