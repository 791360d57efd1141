"""The fonts of pages: what a page names, what it loads, and how little."""

import re
from hashlib import sha256

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.content.html.tag_patterns import SLANTED_TEXT
from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.site import Language, Site
from chalicelib.content.site.theme import Theme
from chalicelib.model import Page, PageKind
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.look.fonts import (
    FAMILIES,
    FOLDER,
    all_slanted,
    faces_of,
    families_of,
    files,
    parts_of_text,
    scripts_in,
    scripts_of,
)
from chalicelib.rendering.look.stylesheets import SHEET, SHEET_BELOW, first_fonts, parts_of, styles
from chalicelib.rendering.page_kinds import FOR_EVER, KINDS
from chalicelib.rendering.pages import PAGES
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import BUILT_IN, Templates
from chalicelib.rendering.view_models.lists import ShownListing
from chalicelib.rendering.view_models.post import ShownAuthor, ShownPost

MOST = {"serif-latin": 40_000, "serif-italic-latin": 45_000, "sans-latin": 40_000, "sans-italic-latin": 40_000}
"""The most bytes of the files that most pages need."""
SCRIPTS = frozenset({"latin", "latin-ext", "vietnamese", "cyrillic", "greek"})
OWN = {"text": "Georgia,serif", "ui": "Arial,sans-serif"}


def named(addresses: tuple[str, ...]) -> set[str]:
    """Return what the files at these addresses hold: family and script."""
    return {address.rpartition("/")[2].partition(".")[0] for address in addresses}


def rules(theme: Theme, scripts: frozenset[str] = SCRIPTS) -> str:
    """Return the faces for these scripts, upright and slanted."""
    return faces_of(theme, all_slanted(scripts))


# ---- what a page names


@pytest.mark.parametrize(
    ("theme", "families"),
    [
        (Theme(), ("Presswork Serif", "Presswork Sans")),
        (Theme(preset="plain"), ()),
        (Theme(fonts={"text": OWN["text"]}), ("Presswork Sans",)),
        (Theme(fonts=OWN), ()),
        (Theme(fonts={**OWN, "heading": '"Presswork Serif",serif'}), ("Presswork Serif",)),
    ],
    ids=["journal", "plain", "a text of its own", "fonts of its own", "ours for headings"],
)
def test_a_page_has_the_rules_of_the_families_that_its_theme_names(theme: Theme, families: tuple[str, ...]) -> None:
    assert families_of(theme) == families
    assert set(re.findall(r'@font-face{font-family:"(\w+ \w+)"', rules(theme))) == {*families}


@pytest.mark.parametrize("preset", PRESETS)
def test_behind_each_of_our_fonts_stand_those_that_take_the_same_room(preset: str) -> None:
    css = rules(Theme(preset=preset))
    texts = Theme(preset=preset).families()["text"] + Theme(preset=preset).families()["heading"]

    for family in families_of(Theme(preset=preset)):
        assert f'"{family}","{family} 1","{family} 2",' in Theme(preset=preset).css()
        for number in (1, 2):
            fallback = re.findall(rf'@font-face{{font-family:"{family} {number}"[^}}]*}}', css)
            assert len(fallback) == (3 if family in texts else 2)
            assert all("size-adjust:" in rule and "ascent-override:" in rule and "src:local(" in rule for rule in fallback)


def test_no_page_is_painted_in_one_font_and_then_in_another() -> None:
    faces = [rule for rule in re.findall("@font-face{[^}]*}", rules(Theme())) if "url(" in rule]

    assert {name for name in files() if name in "".join(faces)} == {name for name in files() if "sans-italic" not in name}
    assert all("font-display:optional" in rule and "unicode-range:" in rule for rule in faces)


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("Plain, “curly” – and 12 €.", set()),
        ("Erdős", {"latin-ext"}),
        ("Việt Nam", {"vietnamese"}),
        ("Война и мир", {"cyrillic"}),
        ("λόγος", {"greek"}),
        ("Erdős Pál, λόγος", {"latin-ext", "greek"}),
        ("東京", set()),
    ],
)
def test_a_page_has_the_faces_of_the_letters_that_it_shows_wherever_they_stand(text: str, scripts: set[str]) -> None:
    post = ShownPost("A", "/a/")

    assert scripts_in(text) == scripts
    assert scripts_in((replace(post, title=text), None)) == scripts
    assert scripts_in([{"list": (replace(post, by=(ShownAuthor("A", text=Markup(text)),)),)}]) == scripts  # noqa: S704 - a sample


@pytest.mark.parametrize(("lang", "scripts"), [("en", {"latin"}), ("ru", {"latin", "cyrillic"}), ("el", {"latin", "greek"})])
def test_a_page_has_the_faces_of_its_language_and_of_what_stands_on_all_pages(lang: str, scripts: set[str]) -> None:
    alone, czech = Site(languages=(Language(lang, "x"),)), Site(languages=(Language(lang, "x"), Language("cs", "Čeština")))

    assert scripts_of(alone, lang) == scripts
    assert scripts_of(czech, lang) == {*scripts, "latin-ext"}
    assert rules(Theme(), frozenset(scripts)).count("url(") == 3 * len(scripts)


# ---- what a page loads


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", {"serif-latin", "sans-latin"}),
        ("pt-BR", {"serif-latin", "sans-latin"}),
        ("ru", {"serif-cyrillic", "sans-cyrillic", "serif-latin", "sans-latin"}),
        ("el", {"serif-greek", "sans-greek", "serif-latin", "sans-latin"}),
        ("ja", set()),
        ("ar", set()),
    ],
)
def test_a_page_asks_at_once_for_the_letters_of_its_language(lang: str, wanted: set[str]) -> None:
    site = Site(languages=(Language(lang, lang),))

    assert named(first_fonts(SiteContext(site), parts_of("landing", site, lang))) == wanted


@pytest.mark.parametrize(
    ("lang", "preset", "html", "wanted"),
    [
        ("en", "journal", "<p>a <em>b</em></p>", {"serif-latin", "sans-latin", "serif-italic-latin"}),
        (
            *("ru", "journal", "<p>a <em>b</em></p>"),
            {f"{face}-{script}" for face in ("serif", "sans", "serif-italic") for script in ("cyrillic", "latin")},
        ),
        ("en", "plain", "<p>a <em>b</em></p>", set()),
        ("en", "news", "<p>a <em>b</em></p>", {"serif-latin", "sans-latin", "serif-italic-latin"}),
        ("en", "journal", "<p>a</p>", {"serif-latin", "sans-latin"}),
        ("ja", "journal", "<p>a <em>b</em></p>", set()),
    ],
)
def test_a_page_with_emphasis_asks_at_once_for_its_letters_too(lang: str, preset: str, html: str, wanted: set[str]) -> None:
    site = Site(languages=(Language(lang, lang),), theme=Theme(preset=preset))
    parts = parts_of("address", site, lang, (ShownPost("A", "/a/", html=Markup(html)),))  # noqa: S704 - a sample

    assert named(first_fonts(SiteContext(site), parts)) == wanted


TEXTS = {
    "plain": "<p>a</p>",
    "emphasis": "<p>a <em>b</em></p>",
    "a title of a book": "<p>a <cite>b</cite></p>",
    "an idiom": "<p>a <i lang='fr'>b</i></p>",
    "a term": "<p>a <dfn>b</dfn> and <var>c</var></p>",
    "a foreign name": "<p>Erdős</p>",
    "a foreign name with emphasis": "<p>a <em>Erdős, <strong>λόγος</strong></em></p>",
    "Vietnamese in English": "<p>Việt <em>b</em></p>",
}


@pytest.mark.parametrize("html", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("lang", ["en", "ru", "el", "pl", "vi"])
@pytest.mark.parametrize("kind", ["address", "landing", "follow", "visitor"])
def test_no_first_view_mixes_fonts_because_a_page_asks_at_once_for_every_face_that_it_names(
    kind: PageKind, lang: str, html: str
) -> None:
    site = Site(languages=(Language(lang, lang),))
    context, post = SiteContext(site), ShownPost("A", "/a/", html=Markup(html))  # noqa: S704 - a sample
    parts = parts_of(kind, site, lang, (post,))
    beside = scripts_of(site, lang) - {part.removeprefix("text ") for part in parts if part.startswith("text ")}

    css = "".join(str(one.css) for one in styles(context, parts))
    asked, faces = first_fonts(context, parts), re.findall(r"@font-face{[^}]*url\((/_/fonts/[^)]*)\)", css)

    below = {face for face in faces if "italic" in face} if kind == "address" and not SLANTED_TEXT.search(html) else set()
    assert {face for face in faces if not any(f"-{script}." in face for script in beside)} - below == {*asked}
    assert any("italic" in face for face in asked) == bool(SLANTED_TEXT.search(html))
    if kind == "address" and html == TEXTS["a foreign name with emphasis"]:
        assert {"serif-italic-greek", "serif-italic-latin-ext", "serif-greek", "serif-latin-ext"} <= named(asked)


SLANTED_BY_SHEETS = {".home .description"}
"""What our sheets slant, besides emphasis: it is in the first view of the home page."""


def test_our_sheets_slant_only_what_the_fonts_of_pages_know_of() -> None:
    sheets = "".join((BUILT_IN / name).read_text(encoding="utf-8") for name in (SHEET, SHEET_BELOW))

    assert {*re.findall(r"(?m)^ *([^{}\n]+?) \{[^}]*\bitalic\b", sheets)} == SLANTED_BY_SHEETS


@pytest.mark.parametrize(("preset", "slanted"), [("journal", True), ("plain", False), ("news", False)])
def test_the_home_page_asks_at_once_for_the_face_of_its_slanted_description(preset: str, slanted: bool) -> None:
    site = Site(theme=Theme(preset=preset))
    listings = {kind: ShownListing(kind, "A", address="/a/") for kind in ("all", "category")}

    asked = {kind: first_fonts(SiteContext(site), parts_of("landing", site, "en", (listings[kind],))) for kind in listings}

    assert [any("italic" in face for face in asked[kind]) for kind in ("all", "category")] == [slanted, False]


def test_the_names_of_languages_alone_ask_for_no_font_at_once() -> None:
    site = Site(languages=(Language("en", "English"), Language("ru", "Русский")))

    assert named(first_fonts(SiteContext(site), parts_of("landing", site, "en"))) == {"serif-latin", "sans-latin"}


def test_with_a_sheet_of_its_own_a_site_loads_no_font_of_ours_at_once() -> None:
    parts = parts_of_text("en", frozenset())

    assert first_fonts(SiteContext(Site(), Templates({"static/style.css": "p{margin:0}"})), parts) == ()
    assert len(first_fonts(SiteContext(Site()), parts)) == 2


# ---- the files


def test_each_file_is_a_page_that_may_be_kept_for_ever() -> None:
    pages = {page for page in fixed_pages(Site()) if page.kind == "font"}

    assert pages == {Page("font", name) for name in files()}
    assert (KINDS["font"].cache, KINDS["font"].type) == (FOR_EVER, "font/woff2")
    assert {KINDS["font"].address(page, Site()) for page in pages} == {f"/_/fonts/{name}" for name in files()}


def test_every_file_is_named_by_a_rule_and_every_rule_has_its_file() -> None:
    assert {path.name for path in FOLDER.glob("*.woff2")} == {*files()}


def test_the_name_of_a_file_holds_a_digest_of_its_bytes() -> None:
    for name in files():
        assert name.split(".")[1] == sha256((FOLDER / name).read_bytes()).hexdigest()[:10]


def test_the_files_that_most_pages_need_are_small() -> None:
    sizes = {name.partition(".")[0]: (FOLDER / name).stat().st_size for name in files()}

    assert {name for name, most in MOST.items() if sizes[name] > most} == set()
    assert sum(sizes.values()) < 450_000


def test_a_page_of_a_font_holds_its_file_and_one_of_an_earlier_version_holds_nothing() -> None:
    def made(name: str) -> bytes | None:
        with pytest.raises(StopIteration) as stopped:
            PAGES["font"](Page("font", name), SiteContext(Site())).send(None)
        body: bytes | None = stopped.value.value.body
        return body

    assert made(files()[0]) == (FOLDER / files()[0]).read_bytes()
    assert made("serif-latin.0123456789.woff2") is None


def test_each_family_has_its_licence_beside_it() -> None:
    assert all("SIL OPEN FONT LICENSE" in (FOLDER / f"{prefix}.txt").read_text(encoding="utf-8") for prefix in FAMILIES.values())
