"""Once for each site: what follows from a site and a language alone is made once, however many pages show it.

A site is a frozen value that is read once while a function is warm, so it is known by its identity, which is cheaper than its
hash: it holds mappings.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")
AT_MOST = 64  # pairs of a site and a language


def once_for_each_site(make: Callable[[Any, str], T]) -> Callable[[Any, str], T]:
    """Return the same function of a site and a language, which keeps its last results."""
    kept: dict[tuple[int, str], tuple[Any, T]] = {}

    @wraps(make)
    def made(site: Any, lang: str) -> T:
        found = kept.get((id(site), lang))  # a kept site is alive, so no other has its identity
        if found is None:
            if len(kept) >= AT_MOST:
                kept.clear()
            found = kept[id(site), lang] = (site, make(site, lang))
        return found[1]

    return made
