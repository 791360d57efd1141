"""The example blog in memory, at whose desk its owner sits, for the pictures of the desk."""

from pathlib import Path

from chalicelib.store.newsletter import subscribers
from tests.browser.live_rooms import LiveRooms

EXAMPLE = Path(__file__).resolve().parents[1] / "example"
URL = "https://composing-room.example"
FOLLOWERS = 223
OTHER = "posts/ann/a.md"  # of the site beneath
DRAFT = "posts/2026-11-25-the-roller-is-back.md"
TEXT = """\
---
title: The roller is back
draft: true
---

It left in May with a dent the size of a thumb. Last night it came back on the milk lorry, **round again**, in a blanket.

> Don’t lean on it.

So says the note that the foundry put in. We won’t: it hangs where it belongs, and tomorrow we print the tide table.

- ink the forme at nine
- pull the first sheet at ten
"""


class MuseumDesk(LiveRooms):
    """The desk of the example: its posts in English, a draft, and those who follow it."""

    def fill(self) -> None:
        sources = {file.relative_to(EXAMPLE).as_posix(): file.read_bytes() for file in EXAMPLE.rglob("*.*") if is_text(file)}
        self.blog.publish_at_once({**sources, OTHER: None})
        self.write(DRAFT, TEXT)
        subscribers.count(self.blog.cloud.table, 0, FOLLOWERS)


def is_text(file: Path) -> bool:
    """Return whether the desk of one language needs this file."""
    return file.suffix in (".md", ".yaml", ".svg") and not file.stem.endswith((".ar", ".es"))
