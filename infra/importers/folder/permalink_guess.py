"""The pattern of old addresses, where no setting says it: it follows from the addresses and dates of the posts."""

from collections import Counter
from datetime import datetime
from urllib.parse import unquote

from chalicelib.content.site.site import Site

MOSTLY = 0.5  # of the posts' addresses


def pattern_of(address: str, moment: datetime, slug: str) -> str:
    """Return the address with its parts that come from date and slug as fields."""
    fields = {"year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}"}
    parts, remaining = [], list(fields)
    for part in unquote(address).strip("/").split("/"):
        bare = part.removesuffix(".html")
        name = next((name for name in remaining if fields[name] == part), "")
        if slug and bare == slug:
            parts.append("{slug}")
        elif name:
            remaining = remaining[remaining.index(name) + 1 :]
            parts.append(f"{{{name}}}")
        else:
            parts.append(part.replace("{", "").replace("}", ""))
    return f"/{'/'.join(parts)}/"


def slug_in(address: str) -> str:
    """Return the name of a post in its address: the last part."""
    return unquote(address).strip("/").rpartition("/")[2].removesuffix(".html")


def usual(patterns: Counter[str]) -> str:
    """Return the pattern of most posts if it tells them apart; else an empty text."""
    pattern, many = next(iter(patterns.most_common(1)), ("", 0))
    return pattern if many > MOSTLY * patterns.total() and pattern.count("{slug}") == 1 else ""


def unless_own(pattern: str) -> str:
    """Return the pattern as `site.yaml` needs it: empty if it is Presswork's own."""
    return pattern if pattern != Site().permalink else ""
