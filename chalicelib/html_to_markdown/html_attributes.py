"""The attributes of elements, as text."""

from bs4 import Tag


def attribute(tag: Tag | None, *names: str) -> str:
    """Return the first of these attributes that says something."""
    values = (tag.get(name) for name in names) if tag else ()
    return next((" ".join(value) if isinstance(value, list) else str(value) for value in values if value), "")


def classes(tag: Tag) -> frozenset[str]:
    return frozenset(attribute(tag, "class").split())
