"""A blog of one post, and what its import wrote."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from infra.importers.blog import Entry, Item, SiteFacts
from infra.importers.output.writer import write
from tests.importers.moving import NOW, keys

FACTS = SiteFacts("The Oven", "Bread and salt", "https://oven.example", ("en",), "Europe/Madrid")
POST = Entry(
    "1",
    "Rye: a beginning",
    "<p>Flour, <em>water</em>, and a week.</p>",
    slug="rye",
    address="https://oven.example/2011/04/28/rye/",
    date=datetime(2011, 4, 28, 9, 30, tzinfo=timezone(timedelta(hours=2))),
    authors=("ines",),
    categories=("Bread",),
    tags=("rye", "3.10"),
    feed_id="https://oven.example/?p=1",
)


def texts(folder: Path) -> dict[str, str]:
    """Return the files that Presswork would see, by key."""
    return {key: (folder / key).read_text() for key in sorted(keys(folder))}


def whys(items: list[Item], into: Path) -> list[tuple[str, str]]:
    return [(note.what, note.why) for note in write(items, into, NOW).notes if note.outcome != "imported"]
