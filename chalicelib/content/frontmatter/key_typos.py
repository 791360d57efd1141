"""Keys of front matter that look like typing errors of known keys: `titel`, `catagories`, `tag`.

An author may have keys of his own, and nobody should complain of them. So a key counts as a typing error only if it is very much
like a known one, begins with the same letter, and the field that it would give is missing.
"""

import re
from collections.abc import Container, Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.limits import limit
from chalicelib.content.unknown_keys import unknown_key
from chalicelib.diagnostics import Diagnostic
from chalicelib.frozen import Frozen

CLOSE = 0.8
"""How much alike two keys are, by `difflib`."""
COMPARED = limit("keys compared")
SHORTEST, LONGEST = len("tag"), limit("key with a typing error")
OFTEN_OWN = frozenset(
    {
        "created_by",
        "dated",
        "images",
        "languages",
        "local",
        "paths",
        "published_by",
        "published_in",
        "publisher",
        "redirect_to",
        "stats",
        "summaries",
        "titles",
        "translation",
        "translations",
        "updated_by",
        "urls",
    }
)
"""Keys of other systems and of themes that are near to a known one, and mean something else."""


class Typo(Frozen):
    """An unknown key, the known one that its author probably meant, and its line."""

    name: str
    meant: str
    line: int

    @property
    def diagnostic(self) -> Diagnostic:
        return Diagnostic("key", unknown_key(self.name, self.meant), self.line)


def mistyped(front: FrontMatter, unknown: Iterable[str], names: tuple[str, ...], missing: Container[str]) -> tuple[Typo, ...]:
    """Return the unknown keys that are probably known ones, if those are missing."""
    doubtful = (name for name in islice(unknown, COMPARED) if not is_own(name.lower(), names))
    pairs = ((name, near(name.lower(), names)) for name in doubtful)
    return tuple(Typo(name, meant, front.lines.get(name, 0)) for name, meant in pairs if meant in missing)


def is_own(name: str, names: Container[str]) -> bool:
    """Return whether the name is surely the author's own: a usual name, or composed of a known key (`newsletter_list`)."""
    return name in OFTEN_OWN or re.split("[_-]", name, maxsplit=1)[0] in names


@lru_cache(1_000)  # posts of a site have the same keys
def near(name: str, names: tuple[str, ...]) -> str:
    """Return the known name that the author probably meant, or nothing; both begin with the same letter."""
    if not SHORTEST <= len(name) <= LONGEST:
        return ""
    alike = [word for word in names if word[0] == name[0]]
    swapped = (word for word in alike if sorted(word) == sorted(name))  # `tgas`: short, so hardly alike
    return next(swapped, None) or next(iter(get_close_matches(name, alike, 1, CLOSE)), "")
