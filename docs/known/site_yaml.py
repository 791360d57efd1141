"""What the code knows of `docs/site-yaml.md`."""

from collections.abc import Callable, Iterator, Mapping

from chalicelib.analytics import ranking, top_posts
from chalicelib.content.site import nested_keys, sidebar, site_languages, siteyaml
from chalicelib.content.site.site import TOP, Widget
from chalicelib.content.site.value_reader import Part
from chalicelib.rendering.pages import topics
from chalicelib.rendering.summaries import FITS
from docs.generate import Row, coded


def parts(keys: Mapping[str, Part]) -> Callable[[], Iterator[Row]]:
    """Return the table of the keys within a key."""
    return lambda: ((coded(name), part.meaning) for name, part in keys.items())


def authors() -> Iterator[Row]:
    for name, part in nested_keys.AUTHOR.items():
        yield coded(name), "both" if name in nested_keys.NAMED else "authors", part.meaning


TABLES = {
    "site-yaml": lambda: [
        [coded(row.name), coded(row.default) if row.default else "", row.meaning] for row in siteyaml.SITE_KEYS
    ],
    "languages": parts(site_languages.LANGUAGE),
    "authors": authors,
    "link": parts(nested_keys.LINK),
    "feed": parts(nested_keys.FEED),
    "podcast": parts(nested_keys.PODCAST),
    "images": parts(nested_keys.IMAGES),
    "menu": parts(nested_keys.MENU),
    "sidebar": parts(sidebar.SIDEBAR),
    "boxes": lambda: [[coded(name), shows] for name, shows in sidebar.WIDGETS.items()],
    "box": parts(sidebar.WIDGET),
    "newsletter": parts(nested_keys.NEWSLETTER),
    "robots": parts(nested_keys.ROBOTS),
}
VALUES = {
    "lines": lambda: Widget("").count,
    "fits": lambda: FITS,
    "listed": lambda: topics.LISTED,
    "largest": lambda: topics.LARGEST,
    "newest": lambda: topics.NEWEST,
    "top-lines": lambda: TOP.count,
    "top-hours": lambda: TOP.hours,
    "top-shown": lambda: ranking.SHOWN,
    "top-spare": lambda: ranking.SPARE,
    "top-minutes": lambda: int(top_posts.EVERY.total_seconds()) // 60,
}
