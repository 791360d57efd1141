"""Callouts: in every dialect and language each has the look of an alert, the name of its kind, and a title that stays bold."""

import re
from itertools import product

import pytest

from chalicelib.content.markdown.callouts import ALERTS, KINDS, NAMES, named
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.theme import SCHEMES, contrast
from chalicelib.rendering.language.phrases import CATALOGUES
from chalicelib.rendering.look.stylesheets import SHEET
from chalicelib.rendering.templates.templates import BUILT_IN
from tests.content.rendering import rendered

TYPED = {"commonmark": "> [!{kind}]\n> Mind this.", "python-markdown": "!!! {kind}\n    Mind this."}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_the_class_of_an_alert_its_name_and_a_bold_title(kind: str, dialect: str) -> None:
    html = rendered(TYPED[dialect].format(kind=kind), lang="es", dialect=dialect).html

    classes = " ".join(dict.fromkeys(("admonition", kind, KINDS[kind])))
    assert html.startswith(f'<div class="{classes}">\n<p class="admonition-title"><strong>{named(kind, "es")}</strong></p>')


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_title_of_its_own_stays_as_its_author_wrote_it(dialect: str) -> None:
    typed = {"commonmark": "> [!tip]- By *hand*\n> a", "python-markdown": '!!! tip "By *hand*"\n    a'}[dialect]

    assert "<strong>By <em>hand</em></strong>" in rendered(typed, lang="es", dialect=dialect).html


def test_a_kind_that_is_unknown_looks_like_a_note() -> None:
    html = rendered('<div class="admonition seealso">\n<p class="admonition-title">See also</p>\n<p>a</p>\n</div>').html

    assert html.startswith('<div class="admonition seealso note">\n<p class="admonition-title"><strong>See also</strong></p>')


@pytest.mark.parametrize("kind", KINDS)
def test_a_callout_without_a_title_has_the_look_of_its_kind(kind: str) -> None:
    html = rendered(f'!!! {kind} ""\n    Mind this.', dialect="python-markdown").html

    classes = " ".join(dict.fromkeys(("admonition", kind, KINDS[kind])))
    assert html == f'<div class="{classes}">\n<p>Mind this.</p>\n</div>'


@pytest.mark.parametrize("lang", [path.stem.lower() for path in CATALOGUES.glob("*.po")])
def test_each_language_has_five_names_that_differ(lang: str) -> None:
    assert len({*NAMES[lang]}) == len(ALERTS) == 5


@pytest.mark.parametrize(
    ("lang", "nearest"), [("zh-TW", "zh-hant"), ("zh-Hant-HK", "zh-hant"), ("zh-CN", "zh"), ("pt-BR", "pt"), ("it", "en")]
)
def test_a_region_has_the_names_of_its_language_and_script_and_an_unknown_language_those_of_english(
    lang: str, nearest: str
) -> None:
    assert tuple(named(alert, lang) for alert in ALERTS) == NAMES[nearest]


# ---- the look

RULES = "".join(
    re.findall(r"/\* part: admonitions \*/(.*?)/\* end \*/", (BUILT_IN / SHEET).read_text(encoding="utf-8"), re.DOTALL)
)
LOOK = re.compile(r"\.admonition(?:\.(\w+))? \{ --hue: light-dark\((#\w{6}), (#\w{6})\); --icon: (url\([^)]*\))")
LOOKS = {alert or "note": {"light": light, "dark": dark, "icon": icon} for alert, light, dark, icon in LOOK.findall(RULES)}
TINT = 0.07


def mixed(hue: str, paper: str) -> str:
    """Return the background of a callout: its hue on the page's own colour, as the sheet mixes them."""
    channels = zip(*([int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (hue, paper)), strict=True)
    return "#" + "".join(f"{round(of_hue * TINT + of_paper * (1 - TINT)):02x}" for of_hue, of_paper in channels)


def test_each_alert_has_a_colour_and_an_icon_of_its_own() -> None:
    assert {*LOOKS} == {*ALERTS}
    for part in ("light", "dark", "icon"):
        assert len({look[part] for look in LOOKS.values()}) == len(ALERTS)


@pytest.mark.parametrize(("alert", "preset", "scheme"), [*product(ALERTS, PRESETS, SCHEMES)])
def test_the_title_and_the_text_of_a_callout_are_readable_in_each_preset_and_scheme(alert: str, preset: str, scheme: str) -> None:
    colours, hue = getattr(PRESETS[preset], scheme), LOOKS[alert][scheme]
    background = mixed(hue, colours["paper"])

    assert f"var(--hue) {TINT:.0%}, var(--paper)" in RULES
    for text in (hue, colours["ink"], colours["link"]):
        assert contrast(text, background) >= 4.5
