"""Houses: the site and its templates as they stand in the table, ready to make pages and letters with."""

from functools import lru_cache

from chalicelib.catalog import fixtures
from chalicelib.press.house import House
from chalicelib.press.templates import Templates


def house_of(fixed: fixtures.Fixtures) -> House:
    """The house that pages and letters are made in; furnished once while the function is warm."""
    return _house(fixed.text, fixed.site.url, tuple(sorted(fixed.templates.items())))


@lru_cache(maxsize=4)
def _house(site: str, url: str, templates: tuple[tuple[str, str], ...]) -> House:
    return House(fixtures.site_in(site, url), _templates(templates), _templates(()))


@lru_cache(maxsize=4)
def _templates(own: tuple[tuple[str, str], ...]) -> Templates:
    return Templates(dict(own))
