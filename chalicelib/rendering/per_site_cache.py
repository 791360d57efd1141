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
    cache: dict[tuple[int, str], tuple[Any, T]] = {}

    @wraps(make)
    def cached_call(site: Any, name: str) -> T:
        cached = cache.get((id(site), name))  # a kept site is alive, so no other has its identity
        if cached is None:
            if len(cache) >= AT_MOST:
                cache.clear()
            cached = cache[id(site), name] = (site, make(site, name))
        return cached[1]

    return cached_call
