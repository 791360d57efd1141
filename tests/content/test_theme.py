"""A theme: what a site may set, the safety of its stylesheet, and the contrast of its colours."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import codec
from chalicelib.content.media import files
from chalicelib.content.presentation.highlighting import highlight_css
from chalicelib.content.site.presets import PRESETS, Preset
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import changed, read_site
from chalicelib.content.site.theme import (
    COLOURS,
    FONTS,
    ICONS,
    LENGTHS,
    PAIRS,
    PALEST_CODE,
    SCHEMES,
    Theme,
    contrast,
    luminance,
    unreadable,
)
from chalicelib.errors import Refusal
from tests.content.siteyaml import refused

MIDDLE = "#777777"  # nothing can be read on it that can be read on paper, and it can be read on nothing


def read(text: str) -> Theme:
    return read_site(text.encode(), lambda written, _: written).theme


def set_colour(scheme: str, name: str, colour: str) -> str:
    return f'title: T\ntheme:\n  {scheme}:\n    {name}: "{colour}"\n'


# ---- what is understood


def test_every_key_is_read_and_kept() -> None:
    theme = read(
        "theme:\n"
        '  light: {paper: "#FFF", link: 0b5cad}\n'
        '  dark: {link: "#7ab7f5"}\n'
        "  fonts: {text: 'Gill  Sans, sans-serif', code: \"'Noto Mono',ui-monospace\"}\n"
        "  measure: 34rem\n  sidebar: 15\n  size: 1.125rem\n  radius: 0\n"
        "  preset: news\n  logo: /pictures/our%20logo.svg\n  icon: /icon.png\n  image: /card.jpg\n"
    )

    assert theme == Theme(
        light={"paper": "#ffffff", "link": "#0b5cad"},
        dark={"link": "#7ab7f5"},
        fonts={"text": '"Gill Sans",sans-serif', "code": '"Noto Mono",ui-monospace'},
        lengths={"measure": 34, "sidebar": 15, "size": 1.125, "radius": 0},
        logo="/pictures/our logo.svg",
        icon="/icon.png",
        image="/card.jpg",
        preset="news",
    )
    assert codec.loads(Site, codec.dumps(Site(theme=theme))).theme == theme


def test_a_change_of_the_theme_touches_every_page() -> None:
    assert changed(Site(), Site(theme=Theme(lengths={"measure": 40}))) == {"theme"}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("light: {lnk: '#000'}", "Unknown key `lnk`. Did you mean `link`?"),
        ("light: {code: '#000'}", "Unknown key `code`. Known: paper, ink, soft, line, shade, link, accent, wrong."),
        ("light: {link: blue}", 'link: "blue" (a colour in quotes, such as "#9a2c14")'),
        ("light: {link: '#12345'}", 'link: "#12345" (a colour in quotes'),
        ("light: {link: '#0000ff80'}", 'link: "#0000ff80" (a colour in quotes'),
        ("light: {link: 'rgb(0,0,0)'}", 'link: "rgb(0,0,0)" (a colour in quotes'),
        ("dark: '#000'", 'dark: "#000"'),
        ("measure: 38px", 'measure: "38px" (from 25rem to 60rem)'),
        ("measure: 24", "measure: 24 (from 25rem to 60rem)"),
        ("sidebar: 31rem", 'sidebar: "31rem" (from 10rem to 30rem)'),
        ("size: 2", "size: 2 (from 0.9rem to 1.5rem)"),
        ("radius: -1", "radius: -1 (from 0rem to 2rem)"),
        ("logo: https://other.example/x.png", "(an image of this site, such as /logo.svg)"),
        ("logo: //other.example/x.png", "(an image of this site, such as /logo.svg)"),
        ("logo: logo.png", "(an image of this site, such as /logo.svg)"),
        ("icon: /book.pdf", "(an image of this site, such as /logo.svg)"),
        ("icon: /icon.jxl", 'icon: "/icon.jxl" (an icon ends in gif, ico, jpg, png, svg, webp)'),
        ("icon: /../icon.png", "../icon.png"),
        ("preset: jurnal", 'preset: "jurnal" ('),
    ],
)
def test_what_is_not_understood_is_refused(written: str, found: str) -> None:
    caught = refused(f"title: T\ntheme:\n  {written}\n")

    assert (caught.code, caught.line) == ("site", 3)
    assert found in caught.found


def test_a_key_that_no_theme_has_is_refused() -> None:
    assert refused("theme: {colours: 1}").found.startswith("Unknown key `colours`. Known: preset, light, dark, fonts, measure, ")


def test_a_colour_that_yaml_took_for_a_remark_is_missed() -> None:
    caught = refused("title: T\ntheme:\n  light:\n    link: #0b5cad\n")

    assert (caught.code, caught.line) == ("site", 4)
    assert caught.found == 'link: (nothing; a colour needs quotes, such as "#9a2c14")'


def test_an_icon_has_the_type_that_its_file_is_published_with() -> None:
    assert {ending: Theme(icon=f"/a.b.{ending.upper()}").icon_type for ending in ICONS} == {
        ending: files.KINDS[ending] for ending in ICONS
    }


# ---- nothing else gets into the stylesheet


@pytest.mark.parametrize(
    "written",
    [
        "a;color:red",
        "a}body{display:none",
        "url(https://other.example/)",
        'a"b',
        "a'b",
        '"a',
        r"\61 bc",
        "a/*b",
        "</style><script>",
        "a,,b",
        "var(--ink)",
        "@import",
        "",
        ",",
    ],
)
def test_a_font_that_is_more_than_a_name_is_refused(written: str) -> None:
    quoted = written.replace("'", "''")

    assert refused(f"theme: {{fonts: {{text: '{quoted}'}}}}").code == "site"


@given(st.text(max_size=40), st.sampled_from(["text", "ui"]))
def test_whatever_is_written_as_a_font_stays_within_its_property(written: str, font: str) -> None:
    quoted = "".join(f"\\U{ord(sign):08x}" for sign in written)
    try:
        css = read(f'theme: {{fonts: {{{font}: "{quoted}"}}}}').css()
    except Refusal:
        return

    assert css.count("{") == css.count("}") == Theme().css().count("{")
    assert css.count(";") == Theme().css().count(";")
    assert re.search(rf"--{font}:(\"[^\"\\<>]*\"|[a-z-]+)(,(\"[^\"\\<>]*\"|[a-z-]+))*;", css) or not written.strip()


def test_the_properties_are_the_sites_and_the_rest_are_the_defaults() -> None:
    css = read('theme: {dark: {ink: "#abcdef"}, fonts: {text: Georgia}, measure: 40}').css()

    light, dark, chosen = re.split(r"@media screen[^{]*", css)
    assert "--link:#9a2c14" in light
    assert "--ink:#abcdef" in dark
    assert '--text:"Georgia"' in light
    assert "--measure:40rem" in light
    assert set(re.findall(r"--(\w+):", light)) == {one.name for one in COLOURS} | {one.name for one in LENGTHS} | set(FONTS)
    assert set(re.findall(r"--(\w+):", dark)) == {one.name for one in COLOURS}
    assert re.findall(r"--\w+:[^;}]+", chosen) == re.findall(r"--\w+:[^;}]+", dark)


def test_a_preset_has_a_value_for_each_property_and_the_site_overrides_it() -> None:
    css = read('theme: {preset: news, light: {link: "#0b5cad"}, measure: 36}').css()

    assert {"--ink:#121212", "--link:#0b5cad", "--measure:36rem", "--radius:0rem"} <= set(re.findall(r"--\w+:[^;}]+", css))
    assert PRESETS["news"].light["link"] not in css


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_a_preset_leaves_no_property_without_a_value(preset: Preset) -> None:
    assert [*preset.light] == [*preset.dark] == [one.name for one in COLOURS]
    assert [*preset.fonts] == [*FONTS]
    assert {one.name for one in LENGTHS if one.least <= preset.lengths[one.name] <= one.most} == {*preset.lengths}


# ---- contrast


def test_contrast_is_as_wcag_reckons_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.005)
    assert contrast("#888888", "#ffffff") == contrast("#ffffff", "#888888") == pytest.approx(3.54, abs=0.005)
    assert luminance("#ff0000") == pytest.approx(0.2126)


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_can_be_read_in_both_schemes(preset: str) -> None:
    assert [str(one) for one in unreadable(Theme(preset=preset))] == []


def test_every_colour_but_thin_lines_is_in_a_pair() -> None:
    assert {name for pair in PAIRS for name in (pair.one, pair.on)} == ({one.name for one in COLOURS} | {"code"}) - {"line"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.one}-on-{pair.on}")
def test_a_pair_that_cannot_be_read_is_refused_with_its_ratio(scheme: str, pair: object) -> None:
    one, on, least = pair.one, pair.on, pair.least  # type: ignore[attr-defined]
    ours = on if one == "code" else one
    under = Theme().colours(scheme)[on]
    near = f"#{min(255, int(under[1:3], 16) + 40):02x}{under[3:]}"
    colour = MIDDLE if ours == on else near

    caught = refused(set_colour(scheme, ours, colour))

    assert (caught.code, caught.line) == ("contrast", 4)
    said = rf"{scheme}: {one} #\w{{6}} on {on} #\w{{6}} has a contrast of \d\.\d\d, but needs {least:g}"
    assert re.search(said, caught.found)
    assert colour in caught.found


def test_all_pairs_that_cannot_be_read_are_named_with_both_colours() -> None:
    caught = refused(set_colour("light", "link", "#888"))

    assert caught.found == (
        "light: link #888888 on paper #fffdf8 has a contrast of 3.48, but needs 4.5 (nearest that passes: link #6e6e6e); "
        "light: link #888888 on shade #f6f1e7 has a contrast of 3.14, but needs 4.5 (nearest that passes: link #6e6e6e)"
    )


COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SETTABLE = st.sampled_from([colour.name for colour in COLOURS if colour.name != "line"])


def themed(preset: str, scheme: str, own: dict[str, str]) -> Theme:
    return Theme(preset=preset, light=own if scheme == "light" else {}, dark=own if scheme == "dark" else {})


@given(preset=st.sampled_from(list(PRESETS)), scheme=st.sampled_from(SCHEMES), own=st.dictionaries(SETTABLE, COLOUR, max_size=3))
def test_the_nearest_colour_that_is_named_passes(preset: str, scheme: str, own: dict[str, str]) -> None:
    for pair in unreadable(themed(preset, scheme, own)):
        name, colour = pair.remedy
        if colour and pair.scheme == scheme:
            mended = themed(preset, scheme, {**own, name: colour})
            assert [str(one) for one in unreadable(mended) if one.scheme == scheme and name in (one.pair.one, one.pair.on)] == []


@given(preset=st.sampled_from(list(PRESETS)), scheme=st.sampled_from(SCHEMES), name=SETTABLE, colour=COLOUR)
def test_a_text_colour_that_cannot_be_read_has_a_nearest_one_of_the_same_hue(
    preset: str, scheme: str, name: str, colour: str
) -> None:
    for pair in unreadable(themed(preset, scheme, {name: colour})):
        if pair.scheme == scheme and name not in ("paper", "shade"):
            assert pair.remedy[0] == name
            assert contrast(pair.remedy[1], pair.colours[1]) >= pair.pair.least


def test_the_line_is_that_of_the_colour_that_the_site_sets() -> None:
    assert refused('theme:\n  light:\n    ink: "#000"\n    paper: "#999"\n').line == 4


def test_a_ratio_is_never_rounded_up_to_what_would_do() -> None:
    quotation = refused('theme: {light: {link: "#777777", paper: "#ffffff", shade: "#ffffff"}}').found

    assert "link #777777 on paper #ffffff has a contrast of 4.47, but needs 4.5" in quotation


def palette() -> Iterator[tuple[str, list[str]]]:
    for scheme, css in zip(SCHEMES, highlight_css().split("@media"), strict=False):
        rules = [rule for rule in css.split("\n") if "background-color" not in rule]
        yield (
            scheme,
            [f"#{f if len(f) == 6 else ''.join(c * 2 for c in f)}" for f in re.findall(r" color: #(\w+)", "\n".join(rules))],
        )


def test_the_palest_colour_of_code_is_the_one_that_is_checked() -> None:
    for scheme, colours in palette():
        paper = Theme().colours(scheme)["paper"]
        assert min((contrast(one, paper), one.lower()) for one in colours)[1] == PALEST_CODE[scheme]
