"""What it takes to find values by their hashes: in a table, and where equal values are left out.

Texts have hashes that nobody can foresee. Those of numbers follow from the numbers, so an author can choose thousands that are
all looked for in the same place, and each is compared with those before it. So each value that isn't a text counts as if it were.
"""

from collections.abc import ItemsView, Iterable, KeysView, Mapping, Set, Sized, ValuesView
from types import NoneType
from typing import Any

from chalicelib.rendering.templates.template_weights import effort

COMPARED = 40  # values that are compared with another in the time of a step
READABLE = (list, tuple, range, Mapping, Set, KeysView, ValuesView, ItemsView)
"""What can be read again and again."""


def of_keys(keys: Iterable[Any]) -> float:
    """Return the steps of putting values into a table: each may be compared with all different ones that aren't texts."""
    others = [key for key in keys if not isinstance(key, str | bytes)]
    numbers = {str(key) for key in others if isinstance(key, int | float | NoneType)}
    rest = sum(effort(key) for key in others if not isinstance(key, int | float | NoneType))
    return len(others) * (len(numbers) + rest) / COMPARED


def of_unique(items: Any, case_sensitive: Any = False, attribute: Any = None) -> float:  # noqa: ARG001, FBT002 - as Jinja2 calls it
    """Return the steps of leaving out equal items; the values of an attribute may be any, as big as the items."""
    if isinstance(items, str | bytes) or not isinstance(items, Sized):
        return 0
    if attribute is not None or not isinstance(items, READABLE):
        return len(items) * effort(items) / COMPARED
    return of_keys(items)


def of_pairs(*tables: Any, **_: Any) -> float:
    """Return the steps of making a table of another one, or of pairs."""
    return sum(
        of_keys(table if isinstance(table, Mapping) else map(_first, table)) for table in tables if isinstance(table, READABLE)
    )


def _first(pair: Any) -> Any:
    return pair[0] if isinstance(pair, list | tuple | str) and pair else pair


def of_lookup(table: Any, key: Any) -> float:
    """Return the steps of looking for a key in a table."""
    return 0 if isinstance(key, str) or not isinstance(table, Mapping) else effort(key) * (1 + len(table) / COMPARED)
