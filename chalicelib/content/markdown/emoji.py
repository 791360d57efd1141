"""Emoji by their names, as GitHub has them: `:rocket:`.

The table is a part of `pymdown-extensions`; it is loaded when a text names an emoji.
"""

from functools import cache

from pymdownx import gemoji_db


@cache
def emoji(name: str) -> str:
    """Return the emoji with this name, or the name between its colons if there is none."""
    typed = f":{name}:"
    points = gemoji_db.emoji.get(gemoji_db.aliases.get(typed, typed), {}).get("unicode", "")
    return "".join(chr(int(point, 16)) for point in points.split("-")) if points else typed
