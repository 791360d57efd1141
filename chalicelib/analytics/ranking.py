"""The ranking: the most read addresses of each language, looked up a few at a time, until enough of them are posts.

Most addresses that are read are posts. The address of a listing, a year or a month is recognized by its form and not looked up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from chalicelib.content.addresses.addresses import is_reserved
from chalicelib.content.site.site import Site

SHOWN = 30  # posts of a language at most: the lines of `/top/`
SPARE = 10  # more posts than the longest box has lines, because some may be removed before the next ranking
LOOKED_UP = 600  # addresses at most, of all languages and periods
AT_ONCE = 40  # of each list of addresses


class Home(NamedTuple):
    """The post at an address: its key and its language."""

    key: str
    lang: str


class Board(NamedTuple):
    """A list of the most read posts of a language in a number of hours."""

    lang: str
    hours: int


Homes: TypeAlias = Mapping[str, Home | None]
"""The posts at the addresses that were looked up; None: no post."""


def wanted(site: Site) -> int:
    """Return how many posts a board has at most."""
    return max(SHOWN, SPARE + max(widget.count for widget in site.top))


def by_language(addresses: Iterable[str], site: Site) -> Mapping[str, Sequence[str]]:
    """Return for each language the first addresses that may be posts', by prefix; no prefix is the default language."""
    languages = {language.code: language.code for language in site.languages if site.prefix(language.code)}
    ranked: dict[str, list[str]] = {language.code: [] for language in site.languages}
    for address in addresses:
        lang = languages.get(address.split("/", 2)[1], site.lang)
        below = address.removeprefix(f"{site.prefix(lang)}/").strip("/")
        if len(ranked[lang]) < LOOKED_UP and not is_reserved(below):
            ranked[lang].append(address)
    return ranked


def look_up(boards: Mapping[Board, Sequence[str]], number: int, living: Callable[[Iterable[str]], Homes]) -> Homes:
    """Look up the first addresses of each board with `living`, until each has `number` posts."""
    homes: dict[str, Home | None] = {}
    short, at = list(boards), 0
    while short and len(homes) < LOOKED_UP:
        asked = dict.fromkeys(address for board in short for address in boards[board][at : at + AT_ONCE])
        homes |= living([address for address in asked if address not in homes][: LOOKED_UP - len(homes)])
        at += AT_ONCE
        short = [board for board in short if at < len(boards[board]) and len(posts_of(board, boards[board], homes)) < number]
    return homes


def posts_of(board: Board, addresses: Iterable[str], homes: Homes) -> list[str]:
    """Return the keys of the board's posts at these addresses, each once, in this order."""
    posts = (homes.get(address) for address in addresses)
    return list(dict.fromkeys(home.key for home in posts if home and home.lang == board.lang))
