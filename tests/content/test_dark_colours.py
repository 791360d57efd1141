"""A colour of the other scheme: its hue, its lightness, and what can be read."""

from math import degrees

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.site.dark_colours import counterpart, nearest, oklch
from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.theme import OTHER, SCHEMES, Theme, contrast, unreadable

COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
BLUE = "#0b5cad"


def hue(colour: str) -> float:
    return degrees(oklch(colour)[2]) % 360


def anything(_colour: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma", "angle"),
    [("#ff0000", 0.62796, 0.25768, 29.234), ("#00ff00", 0.86644, 0.29483, 142.495), ("#0000ff", 0.45201, 0.31321, 264.052)],
)
def test_a_colour_is_as_css_reckons_it(colour: str, lightness: float, chroma: float, angle: float) -> None:
    converted = oklch(colour)

    assert converted[:2] == pytest.approx((lightness, chroma), abs=0.0002)
    assert hue(colour) == pytest.approx(angle, abs=0.1)


@given(COLOUR)
def test_a_colour_that_a_screen_shows_is_found_again(colour: str) -> None:
    assert nearest(*oklch(colour)) == colour


def test_the_counterpart_of_a_blue_is_a_light_blue() -> None:
    light_blue = counterpart(BLUE, "#f4a283", "#000000", anything)

    assert hue(light_blue) == pytest.approx(hue(BLUE), abs=3)
    assert oklch(light_blue)[0] == pytest.approx(oklch("#f4a283")[0], abs=0.01)


@pytest.mark.parametrize("on", ["#000000", "#ffffff"])
def test_a_counterpart_goes_as_far_from_its_background_as_it_must_to_fit(on: str) -> None:
    colour = counterpart(BLUE, "#777777", on, lambda tried: contrast(tried, on) >= 9)

    assert 9 <= contrast(colour, on) < 10


@pytest.mark.parametrize(("on", "last"), [("#000000", "#ffffff"), ("#ffffff", "#000000")])
def test_where_nothing_fits_the_counterpart_is_white_or_black(on: str, last: str) -> None:
    assert counterpart(BLUE, "#777777", on, lambda _: False) == last


# ---- in a theme


@given(COLOUR, st.sampled_from(SCHEMES), st.sampled_from(["link", "accent", "wrong"]), st.sampled_from([*PRESETS]))
def test_a_colour_of_one_scheme_alone_can_be_read_in_the_other(colour: str, scheme: str, name: str, preset: str) -> None:
    theme = Theme(**{scheme: {name: colour}}, preset=preset)  # type: ignore[arg-type]

    assert [one for one in unreadable(theme) if one.scheme == OTHER[scheme]] == []


def test_a_light_blue_link_alone_makes_the_dark_link_blue() -> None:
    theme = Theme(light={"link": BLUE})

    assert hue(theme.colours("dark")["link"]) == pytest.approx(hue(BLUE), abs=3)
    assert theme.colours("dark")["accent"] == Theme().colours("dark")["accent"]


def test_what_a_site_sets_in_both_schemes_stays_as_it_says() -> None:
    assert Theme(light={"link": BLUE}, dark={"link": "#ffffff"}).colours("dark")["link"] == "#ffffff"


def test_paper_and_ink_of_one_scheme_change_nothing_in_the_other() -> None:
    theme = Theme(light={"paper": "#f0f8ff", "ink": "#000033", "soft": "#333366", "line": "#ccccee", "shade": "#e0f0ff"})

    assert theme.colours("dark") == Theme().colours("dark")
