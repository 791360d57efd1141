"""What a hostile comment costs: steps of the parser and bytes of the page in proportion to its text, whatever it is made of."""

from collections.abc import Mapping
from time import process_time

import pyromark

from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.comment_text import html_of, spoken
from chalicelib.comments.rules.moderation import hits_of
from chalicelib.content.site.comment_rules import CommentRules
from chalicelib.web.comments import LONGEST
from tests.bounds.marks import MARKS
from tests.bounds.texts import TEXTS
from tests.each import each

LONG = LONGEST["text"]
WHOLE: Mapping[str, str] = {
    "a reference to a long address": "[a]" * 800 + "\n\n[a]: https://e.example/" + "A" * 2_400,
    "images of a long address": "![a]" * 600 + "\n\n[a]: https://e.example/" + "A" * 2_400,
    "links in links": "[" * 800 + "a" + "](https://e.example)" * 200,
    "quotes in lists": "> - " * (LONG // 4),
    "numbers": "1. " * (LONG // 3),
    "runs of backticks": "".join("`" * number + "a" for number in range(1, 98)),
    "parentheses of a link": "[a](" * (LONG // 4),
    "marks over letters": "a" + "\u0301" * (LONG - 1),
    "joiners": "\u200d" * LONG,
    "names of marks": "a" + "&#x301;" * (LONG // 8),
}
"""Texts as long as a comment may be, which would cost more if they were cut."""


def filled(text: str) -> str:
    """Return the text at the length of the longest comment."""
    return (text * (LONG // len(text) + 1))[:LONG]


HOSTILE = {**{name: filled(text) for name, text in {**TEXTS, **MARKS}.items()}, **WHOLE}


@each("name", HOSTILE)
def test_a_parser_takes_no_more_than_two_steps_for_a_letter(name: str) -> None:
    assert sum(1 for _ in pyromark.events(spoken(HOSTILE[name]))) <= 2 * LONG


@each("name", HOSTILE)
def test_a_page_has_at_most_thirteen_letters_for_one_of_a_comment(name: str) -> None:
    assert len(html_of(HOSTILE[name])) <= 13 * LONG


@each("name", [*WHOLE, *list(HOSTILE)[::8], "empty headings"])
def test_a_comment_is_written_and_judged_in_a_fraction_of_a_second(name: str) -> None:
    words, began = tuple(f"word{number}" for number in range(50)), process_time()

    hits_of(Comment("t", "n", "held", "", text=HOSTILE[name]), CommentRules(words=words))

    assert process_time() - began < 1  # a twentieth is the most that was seen
