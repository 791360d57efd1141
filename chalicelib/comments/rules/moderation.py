"""What a site's rules find in a comment: each rule is a row, and a hit names the rule and what was found.

A comment is held in any case; its hits are shown to whoever looks at it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.comment_text import html_of, spoken_line
from chalicelib.comments.rules.confusables import skeleton, skeleton_of_name
from chalicelib.content.addresses.language_names import letters_of
from chalicelib.content.site.comment_rules import CommentRules
from chalicelib.content.site.site import Site
from chalicelib.content.text.excerpts import plain
from chalicelib.model import Post

Names: TypeAlias = tuple[str, ...]
Rule: TypeAlias = Callable[[Comment, CommentRules, Names], str]


def _word(comment: Comment, rules: CommentRules, _names: Names) -> str:
    """Return the first of the site's words in the comment, as it is written or as it is shown; empty without one."""
    parts = (spoken_line(comment.writer), spoken_line(comment.text), plain(html_of(comment.text)), comment.website)
    said = skeleton("\n".join(parts))
    return next((word for word in rules.words if re.search(rf"(?<!\w){re.escape(skeleton(word))}(?!\w)", said)), "")


def _links(comment: Comment, rules: CommentRules, _names: Names) -> str:
    number = html_of(comment.text).count("<a ")
    return str(number) if number > rules.links else ""


def _name(comment: Comment, _rules: CommentRules, names: Names) -> str:
    """Return the name of the site's that the writer's looks like."""
    seen = skeleton_of_name(spoken_line(comment.writer))
    return next((name for name in names if seen and skeleton_of_name(name) == seen), "")


def _script(comment: Comment, rules: CommentRules, _names: Names) -> str:
    """Return the script of most letters, if none of the languages that the site takes comments in is written in it."""
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in comment.text if letter.isalpha())
    known = frozenset().union(*map(letters_of, rules.languages))
    foreign = {script: number for script, number in scripts.items() if script not in known}
    is_mostly_foreign = bool(known) and 2 * sum(foreign.values()) > scripts.total()
    return max(foreign, key=lambda script: (foreign[script], script)).capitalize() if is_mostly_foreign else ""


RULES: Mapping[str, Rule] = {"words": _word, "links": _links, "languages": _script, "names": _name}


def names_of(site: Site, post: Post) -> Names:
    """Return the names that readers take for the site: its own, and those of its authors and of the post's."""
    return tuple(dict.fromkeys((*_profiles(site), *(author.name for author in post.authors), *site.title.by_lang.values())))


def _profiles(site: Site) -> Iterator[str]:
    for slug, profile in site.authors.items():
        yield from profile.name.by_lang.values() or (slug,)


def hits_of(comment: Comment, rules: CommentRules, names: Names = ()) -> tuple[str, ...]:
    """Return what the rules find, each as `rule: what was found`."""
    return tuple(f"{name}: {hit}" for name, rule in RULES.items() if (hit := rule(comment, rules, names)))
