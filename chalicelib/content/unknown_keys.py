"""The report of an unknown key: a sentence about the key, and one about those that are known. Pure.

Front matter is accepted with such a key, and `site.yaml` is refused. A refusal has its report where others have a quotation.
"""

from collections.abc import Iterable

from chalicelib.content.plain_text import short

SUBJECT = "Unknown key `"


def unknown_key(name: str, meant: str, known: Iterable[str] = ()) -> str:
    """Return the report of an unknown key: with the known one that was perhaps meant, else with all that are known."""
    return short(f"{SUBJECT}{name}`. " + (f"Did you mean `{meant}`?" if meant else f"Known: {', '.join(known)}."))


def is_report(found: str) -> bool:
    """Return whether what a refusal found is the report of an unknown key."""
    return found.startswith(SUBJECT)
