"""What a site's rules find in a comment: each rule is a row, and a hit names the rule and what was found.

A comment is held in any case; its hits are shown to whoever looks at it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeAlias

from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.comment_text import TYPED
from chalicelib.content.addresses.language_names import letters_of
from chalicelib.content.site.comment_rules import CommentRules

Rule: TypeAlias = Callable[[Comment, CommentRules], str]


def _word(comment: Comment, rules: CommentRules) -> str:
    """Return the first of the site's words in the comment; empty without one."""
    said = _folded(f"{comment.writer}\n{comment.text}\n{comment.website}")
    return next((word for word in rules.words if re.search(rf"(?<!\w){re.escape(_folded(word))}(?!\w)", said)), "")


def _links(comment: Comment, rules: CommentRules) -> str:
    number = len(TYPED.findall(comment.text))
    return str(number) if number > rules.links else ""


def _script(comment: Comment, rules: CommentRules) -> str:
    """Return the script of most letters, if none of the languages that the site takes comments in is written in it."""
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in comment.text if letter.isalpha())
    known = frozenset().union(*map(letters_of, rules.languages))
    foreign = {script: number for script, number in scripts.items() if script not in known}
    is_mostly_foreign = bool(known) and 2 * sum(foreign.values()) > scripts.total()
    return max(foreign, key=lambda script: (foreign[script], script)).capitalize() if is_mostly_foreign else ""


RULES: Mapping[str, Rule] = {"words": _word, "links": _links, "languages": _script}


def _folded(text: str) -> str:
    """Return a text as rules compare it: letters that only look different are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def hits_of(comment: Comment, rules: CommentRules) -> tuple[str, ...]:
    """Return what the rules find, each as `rule: what was found`."""
    return tuple(f"{name}: {hit}" for name, rule in RULES.items() if (hit := rule(comment, rules)))
