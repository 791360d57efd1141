"""Best: the most read addresses of each language, looked up a few at a time, until enough of them are posts.

Most addresses that are read are posts; a listing's, a year's or a month's is known by its looks, and not looked up at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from chalicelib.content.addresses import is_reserved
from chalicelib.content.site import Site

SHOWN = 30  # posts of a language, at most: `/top/` has no more lines
SPARE = 10  # more than the longest box has lines, for some may go before the next look
LOOKED_UP = 600  # addresses, at most, of all languages and spans together
AT_ONCE = 40  # of each list of addresses


class Home(NamedTuple):
    """Whose address one is: the post's key, and its language."""

    key: str
    lang: str


class Board(NamedTuple):
    """A list of the most read posts: of a language, in so many hours."""

    lang: str
    hours: int


Homes: TypeAlias = Mapping[str, Home | None]
"""Who lives at addresses that were looked up; None: no post."""


def wanted(site: Site) -> int:
    """How many posts a board has, at most."""
    return max(SHOWN, SPARE + max(widget.count for widget in site.top))


def by_language(addresses: Iterable[str], site: Site) -> Mapping[str, Sequence[str]]:
    """The first of these addresses that may be posts', of each language, by its prefix; without one of the default language."""
    languages = {language.code: language.code for language in site.languages if site.prefix(language.code)}
    found: dict[str, list[str]] = {language.code: [] for language in site.languages}
    for address in addresses:
        lang = languages.get(address.split("/", 2)[1], site.lang)
        below = address.removeprefix(f"{site.prefix(lang)}/").strip("/")
        if len(found[lang]) < LOOKED_UP and not is_reserved(below):
            found[lang].append(address)
    return found


def look_up(boards: Mapping[Board, Sequence[str]], number: int, living: Callable[[Iterable[str]], Homes]) -> Homes:
    """Who lives at the first addresses of each board, until each has so many posts; `living` tells of some addresses."""
    homes: dict[str, Home | None] = {}
    short, at = list(boards), 0
    while short and len(homes) < LOOKED_UP:
        asked = dict.fromkeys(address for board in short for address in boards[board][at : at + AT_ONCE])
        homes |= living([address for address in asked if address not in homes][: LOOKED_UP - len(homes)])
        at += AT_ONCE
        short = [one for one in short if at < len(boards[one]) and len(posts_of(one, boards[one], homes)) < number]
    return homes


def posts_of(board: Board, addresses: Iterable[str], homes: Homes) -> list[str]:
    """The keys of the posts that live at these addresses, each once, in this order."""
    found = (homes.get(address) for address in addresses)
    return list(dict.fromkeys(home.key for home in found if home and home.lang == board.lang))
