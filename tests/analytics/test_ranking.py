"""The ranking: few addresses are looked up, and never those that can't be posts."""

from collections.abc import Iterable

import pytest

from chalicelib.analytics.ranking import AT_ONCE, LOOKED_UP, SHOWN, Board, Home, Homes, by_language, look_up, posts_of, wanted
from chalicelib.content.site.site import Language, Site, Widget

SITE = Site(languages=tuple(Language(code, code) for code in ("en", "es", "zh-Hant")))


class Looking:
    """Who lives where; notes what was asked."""

    def __init__(self, lang: str = "en", every: int = 1) -> None:
        self.lang, self.every, self.asked = lang, every, list[list[str]]()

    def __call__(self, addresses: Iterable[str]) -> Homes:
        self.asked.append(list(addresses))
        return {at: None if int(at.strip("/")) % self.every else Home(f"key{at}", self.lang) for at in self.asked[-1]}

    def all(self) -> list[str]:
        return [address for asked in self.asked for address in asked]


def addresses(number: int) -> list[str]:
    return [f"/{one}/" for one in range(10_000, 10_000 + number)]


def test_each_language_has_its_own_addresses_in_their_order() -> None:
    found = by_language(["/b/", "/es/z/", "/a/", "/zh-Hant/1/", "/es/a/", "/esperanto/"], SITE)
    assert found == {"en": ["/b/", "/a/", "/esperanto/"], "es": ["/es/z/", "/es/a/"], "zh-Hant": ["/zh-Hant/1/"]}


@pytest.mark.parametrize("prefix", ["", "/es", "/zh-Hant"])
@pytest.mark.parametrize("kept", ["/", "/2026/", "/2026/11/", "/category/ink/2026/11/", "/tag/x/", "/top/", "/search/", "/feed/"])
def test_what_nobody_may_live_at_is_not_looked_up(prefix: str, kept: str) -> None:
    assert not any(by_language([prefix + kept], SITE).values())


def test_no_more_is_looked_up_than_the_boards_need() -> None:
    looking = Looking()
    look_up({Board("en", 48): addresses(5_000)}, SHOWN, looking)
    assert looking.all() == addresses(AT_ONCE)


def test_an_address_is_looked_up_once_for_all_spans() -> None:
    looking = Looking(every=4)
    many = addresses(5_000)
    homes = look_up({Board("en", 24): many, Board("en", 168): many[::-1]}, SHOWN, looking)
    assert len(looking.all()) == len(set(looking.all()))
    assert len(posts_of(Board("en", 24), many, homes)) >= SHOWN


def test_a_site_of_many_languages_without_posts_ends_the_search_soon() -> None:
    looking = Looking(every=1_000_000)
    boards = {
        Board(f"l{number}", 48): [f"/{one}/" for one in range(number * 10_000, number * 10_000 + 600)] for number in range(14)
    }
    homes = look_up(boards, SHOWN, looking)
    assert len(looking.all()) == len(homes) == LOOKED_UP
    assert len(looking.asked) <= 3


def test_a_board_has_posts_of_its_language_alone_and_each_once() -> None:
    homes = {"/a/": Home("a", "en"), "/b/": Home("b", "es"), "/former/": Home("a", "en"), "/c/": None, "/d/": Home("d", "en")}
    assert posts_of(Board("en", 48), ["/a/", "/b/", "/former/", "/c/", "/unknown/", "/d/"], homes) == ["a", "d"]


def test_a_long_box_has_posts_to_spare() -> None:
    assert wanted(Site()) == SHOWN
    assert wanted(Site(sidebar=(Widget("top", count=100),))) == 110
