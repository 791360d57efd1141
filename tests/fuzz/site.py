"""The site whose readers are fuzzed, and an input as text."""

from datetime import UTC, datetime

from chalicelib.content.site.site import Language, Site

KEY, NOW = "posts/2026-11-20-x.md", datetime(2026, 11, 25, 12, tzinfo=UTC)
SITE = Site(url="https://press.example", languages=(Language("en", "English"), Language("es", "Español")), frames=("a.example",))
URL, PAGE = "https://press.example", "https://press.example/a/"


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
