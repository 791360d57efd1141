"""Once for each site: what follows from a site and a name alone, mostly a language, is made once, however many pages show it.

A site is a frozen value that is read once while a function is warm, so it is known by its identity, which is cheaper than its
hash: it holds mappings.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")
AT_MOST = 64  # pairs of a site and a name


def once_for_each_site(make: Callable[[Any, str], T]) -> Callable[[Any, str], T]:
    """Return the same function of a site and a name, which keeps its last results."""
    kept: dict[tuple[int, str], tuple[Any, T]] = {}

    @wraps(make)
    def made(site: Any, name: str) -> T:
        found = kept.get((id(site), name))  # a kept site is alive, so no other has its identity
        if found is None:
            if len(kept) >= AT_MOST:
                kept.clear()
            found = kept[id(site), name] = (site, make(site, name))
        return found[1]

    return made
