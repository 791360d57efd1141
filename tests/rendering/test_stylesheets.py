"""The styles of a page: the rules that its first screen needs, in parts, and a sheet for what stands below its text."""

import re
import subprocess
import sys
from hashlib import sha256

import pytest
from markupsafe import Markup

from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.site import Language, LocalizedText, Site, Widget
from chalicelib.content.site.stylesheet_parts import NO_RULES, SIGNS
from chalicelib.content.site.theme import COLOURS, FONTS, LENGTHS, Theme
from chalicelib.model import Page
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.look.fonts import all_slanted, faces_of
from chalicelib.rendering.look.stylesheets import (
    BAR,
    BELOW,
    DISCUSSION,
    LAYER,
    NOTES,
    OF_KINDS,
    OF_SHEET,
    OF_SITES,
    SHEET,
    SHEET_BELOW,
    files,
    parts_of,
    sheet_below,
    sheet_for,
    style,
    style_of,
    styles,
)
from chalicelib.rendering.page_kinds import FOR_EVER, KINDS
from chalicelib.rendering.pages import PAGES
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.template_samples import SAMPLES
from chalicelib.rendering.templates.templates import BUILT_IN, Templates
from chalicelib.rendering.view_models.comments import ShownDiscussion
from chalicelib.rendering.view_models.lists import ShownListing, ShownWidget
from chalicelib.rendering.view_models.post import ShownPost
from chalicelib.rendering.view_models.uses import USES
from tests.each import each
from tests.rendering.post_page import page

CODE = Markup('<pre><code class="highlight language-python"><span class="k">if</span></code></pre>')
PLAIN = parts_of("address", Site(), "en")
THEMED = SiteContext(Site(theme=Theme(light={"link": "#00008b"}, fonts={"text": '"Gill Sans",serif'})))


def sheet(context: SiteContext) -> str:
    """Return the styles of a page without code, of the theme and the sheet, as the browser reads them."""
    return "".join(str(one.css) for one in styles(context, PLAIN))


def test_only_a_page_with_code_has_the_colours_of_code() -> None:
    context = SiteContext(Site())

    plain, coloured = ([one.text or "" for one in page(context, html).iter("style")] for html in (Markup("<p>a</p>"), CODE))
    assert coloured[:-1] == plain
    assert ".highlight" not in "".join(plain)
    assert coloured[-1].count(".k,") == 3  # light, dark as the device is, dark as the reader chose


@pytest.mark.parametrize(
    "shown",
    [
        ShownPost("A", "/a/", lead=CODE),
        (ShownPost("A", "/a/"), ShownPost("B", "/b/", html=CODE)),
        ShownListing("category", text=CODE),
        (ShownWidget("recent"), ShownWidget("text", text=CODE)),
    ],
)
def test_code_is_found_in_each_text_of_a_page(shown: object) -> None:
    assert "code" in parts_of("address", Site(), "en", [None, "text", shown])


@pytest.mark.parametrize("shown", [None, (), ShownPost("A", "/a/", html=Markup("<code>x</code>")), Page("landing"), CODE])
def test_text_without_highlighted_code_needs_no_colours_of_code(shown: object) -> None:
    assert "code" not in parts_of("address", Site(), "en", [shown])


def test_styles_are_made_once_for_a_batch() -> None:
    context = SiteContext(Site())

    assert styles(context, PLAIN) is styles(context, PLAIN)
    assert styles(context, PLAIN | {"code"})[:-1] == styles(context, PLAIN)


def test_the_theme_has_a_style_of_its_own_before_the_sheet() -> None:
    grey, red = (SiteContext(Site(theme=Theme(light={"link": colour}))) for colour in ("#333333", "#990000"))

    (of_grey, *sheet_of_grey), (of_red, *sheet_of_red) = styles(grey, PLAIN), styles(red, PLAIN)

    assert (of_grey, of_red) == (style_of(grey.site.theme), style_of(red.site.theme))
    assert of_grey != of_red
    assert sheet_of_grey == sheet_of_red


def test_the_styles_of_a_page_without_code_load_no_pygments_and_no_parser() -> None:
    ask = (
        "import sys, chalicelib.rendering.look.stylesheets as sheets\n"
        "sheets.styles(sheets.SiteContext(sheets.Site()), frozenset())\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - our own code

    assert {"pygments", "yaml", "markdown", "lxml"} & set(loaded) == set()


# ---- the parts of the stylesheet

BUILT_IN_SHEET = "".join((BUILT_IN / name).read_text(encoding="utf-8") for name in (SHEET, SHEET_BELOW))
JAPANESE = Site(languages=(Language("en", "English"), Language("ja", "日本語")))


def in_sheet(part: str) -> list[str]:
    """Return the rules of a part, one behind the other."""
    return [rules for name, rules in OF_SHEET.findall(BUILT_IN_SHEET) if name == part]


def test_every_part_of_the_sheet_is_known_and_every_known_part_is_in_the_sheet() -> None:
    parts = {name for name, _ in OF_SHEET.findall(BUILT_IN_SHEET)}

    assert parts == {*SIGNS, *OF_KINDS, *OF_SITES, *PRESETS, DISCUSSION, NOTES} - NO_RULES
    assert BUILT_IN_SHEET.count("/* part: ") == BUILT_IN_SHEET.count("/* end */") == len(OF_SHEET.findall(BUILT_IN_SHEET))


@pytest.mark.parametrize(
    ("part", "html"),
    [
        ("admonitions", Markup('<div class="admonition note">')),
        ("embeds", Markup('<p class="embed">')),
        ("galleries", Markup('<div class="gallery">')),
        ("larger", Markup('<a href="/a.jpg" data-larger>')),
        ("math", Markup('<math display="block">')),
        ("scripts", Markup('<i lang="ja">')),
        ("tasks", Markup('<li class="task-list-item">')),
    ],
)
def test_a_page_has_a_part_of_the_sheet_only_where_it_shows_something_with_it(part: str, html: Markup) -> None:
    without, shown = (page(SiteContext(Site()), text) for text in (Markup("<p>a</p>"), html))

    for rules in in_sheet(part):
        small = str(style(rules).css)
        assert small not in "".join(one.text or "" for one in without.iter("style"))
        assert small in "".join(one.text or "" for one in shown.iter("style"))


def test_a_script_with_fonts_of_its_own_needs_its_part_on_every_page_of_the_site() -> None:
    assert "scripts" in parts_of("address", JAPANESE, "en")
    assert "scripts" not in parts_of("address", Site(), "en")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("templates", [Templates(), Templates({"post.html": "{{ post.title }}"})], ids=["built-in", "own"])
def test_a_site_has_the_part_of_its_preset_and_of_no_other(preset: str, templates: Templates) -> None:
    context = SiteContext(Site(theme=Theme(preset=preset)), templates)
    marked = re.sub(rf"/\* part: ({'|'.join(PRESETS)}) \*/", r"\g<0>.preset-\1{margin:0}", BUILT_IN_SHEET)

    assert {*re.findall(r"\.preset-(\w+)", sheet_for(marked, context, parts_of("address", context.site, "en")))} == {preset}


@each(("beside", "kinds"), [("everywhere", {"search", "address"}), ("home", {"search"}), ("none", set())])
def test_what_a_text_in_the_sidebar_needs_is_needed_by_the_pages_that_have_it(beside: str, kinds: set[str]) -> None:
    site = Site(sidebar=(Widget("text", text=LocalizedText({"en": "<math></math>"})),), beside=beside)

    assert {kind for kind in ("search", "address") if "math" in parts_of(kind, site, "en")} == kinds


@each("template", [name for name in USES if name.endswith(".html") and not name.startswith("mail/")])
def test_no_rule_that_is_left_out_is_for_anything_on_the_page(template: str) -> None:
    for lang, shown in SAMPLES[template]:
        kind = "visitor" if template.startswith("visitor/") else KIND_OF.get(template, template.partition(".")[0])
        bar = {BAR} if "page" in shown and shown["page"].preview else set()
        out = {*SIGNS, *OF_KINDS} - parts_of(kind, JAPANESE, "en", shown.values()) - {"code"} - bar - {"pager", BELOW}
        rules = "".join(rules for part in out for rules in in_sheet(part))

        names = {name for names in CLASSES.findall(Templates().render(template, lang, **shown)) for name in names.split()}

        assert [selector for selector in selectors_of(rules) if is_for(selector, names)] == []


def selectors_of(rules: str) -> list[str]:
    """Return the selectors of a sheet that have classes, without what an element must not have."""
    lists = re.findall(r"([^{};/]+)\{", re.sub(r":not\([^)]*\)", "", rules))
    return [one for some in lists for one in re.split(r",(?![^(]*\))", some) if "." in one]


def is_for(selector: str, names: set[str]) -> bool:
    """Return whether a page with elements of these classes may have one that the selector takes."""
    groups = [match[0] for match in re.finditer(r":is\([^)]*\)|\.[a-z][\w-]*", selector) if "." in match[0]]
    return bool(groups) and all(names & set(re.findall(r"\.([a-z][\w-]*)", group)) for group in groups)


CLASSES = re.compile(' class="([^"]*)"')
KIND_OF = {"post.html": "address", "404.html": "notfound", "listed.html": "landing", "series.html": "landing"}


def test_a_site_with_templates_of_its_own_has_the_whole_sheet_but_for_other_presets() -> None:
    own = sheet(SiteContext(Site(), Templates({"logo.html": "x"})))

    others = r"/\* part: (plain|news|classic) \*/.*?/\* end \*/"
    rules = faces_of(Site().theme, all_slanted(PLAIN)) + re.sub(others, "", BUILT_IN_SHEET, flags=re.DOTALL)
    assert own == str(style_of(Site().theme).css + style(rules, LAYER).css)
    assert len(own) > len(sheet(SiteContext(Site())))


# ---- the sheet below the text


@pytest.mark.parametrize("preset", PRESETS)
def test_a_post_names_the_sheet_of_its_preset_after_its_text_and_before_all_that_the_sheet_is_for(preset: str) -> None:
    tree = page(SiteContext(Site(theme=Theme(preset=preset))), Markup("<p>a</p>"))

    article = next(tree.iter("article"))
    (link,) = (one for one in tree.iter("link") if one.get("rel") == "stylesheet")
    children = list(article)
    assert children[children.index(link) - 1].get("class") == "text"
    assert link.get("href") in {f"/_/{name}" for name in files() if name.startswith(f"below-{preset}.")}


def test_a_page_whose_first_screen_shows_the_rules_has_them_within_it() -> None:
    context = SiteContext(Site())

    for kind in OF_KINDS[BELOW]:
        needed = parts_of(kind, context.site, "en")
        assert sheet_below(context, needed) == ""
        assert "section.follow{" in "".join(str(one.css) for one in styles(context, needed))
    assert "section.follow{" not in sheet(context)


@pytest.mark.parametrize("own", [{SHEET: "p { color: red }"}, {"logo.html": "x"}])
def test_a_site_with_templates_or_a_sheet_of_its_own_has_no_other_sheet(own: dict[str, str]) -> None:
    assert sheet_below(SiteContext(Site(), Templates(own)), PLAIN) == ""


def test_each_sheet_is_a_page_that_may_be_kept_for_ever_and_one_of_an_earlier_version_holds_nothing() -> None:
    pages = {page for page in fixed_pages(Site()) if page.kind == "sheet"}

    assert {KINDS["sheet"].address(page, Site()) for page in pages} == {f"/_/{name}" for name in files()}
    assert (KINDS["sheet"].cache, KINDS["sheet"].type) == (FOR_EVER, "text/css; charset=utf-8")
    assert all(name.split(".")[1] == sha256(body).hexdigest()[:10] for name, body in files().items())
    with pytest.raises(StopIteration) as stopped:
        PAGES["sheet"](Page("sheet", "below-plain.0123456789.css"), SiteContext(Site())).send(None)
    assert stopped.value.value.body is None


# ---- the stylesheet


def test_the_rules_of_extra_css_win_over_all_others() -> None:
    context = SiteContext(Site(), Templates({"extra.css": "a { color: teal }"}))

    *ours, extra = (str(one.css) for one in styles(context, PLAIN | {"code"}))

    assert extra == "a{color:teal}"
    assert all(one.startswith("@layer presswork{") and one.endswith("}") for one in [*ours, *map(bytes.decode, files().values())])


def test_a_style_is_minified_and_can_not_end_its_element() -> None:
    made = style("/* why */\na { b: c; }\nq::before { content: '</STYLE >'; }\n")

    assert str(made.css) == "a{b:c}q::before{content:'<\\/STYLE >'}"


def test_a_theme_sets_the_properties_before_the_sheet_uses_them() -> None:
    css = sheet(THEMED)

    assert css.startswith("@layer presswork{:root{--paper:")
    assert "--link:#00008b" in css
    assert '--text:"Gill Sans",serif' in css


def test_a_sites_own_sheet_replaces_the_built_in_sheet_and_follows_the_theme() -> None:
    own = SiteContext(Site(theme=Theme(light={"link": "#00008b"})), Templates({"static/style.css": "a { color: var(--link) }"}))

    assert sheet(own).startswith(str(style_of(own.site.theme).css))
    assert sheet(own).endswith("}a{color:var(--link)}}")


def test_the_built_in_sheet_uses_every_property_and_repeats_no_default() -> None:
    names = {one.name for one in COLOURS} | {one.name for one in LENGTHS} | set(FONTS)

    (first,) = re.findall(r"^:root \{(.*?)\}", BUILT_IN_SHEET, re.DOTALL | re.MULTILINE)[:1]
    assert set(re.findall(r"--(\w+):", first)) & names == set()
    assert set(re.findall(r"var\(--(\w+)\)", BUILT_IN_SHEET)) >= names


def test_only_pages_with_comments_have_their_rules_which_are_in_no_sheet_for_all() -> None:
    post = ShownPost("A", "/a/", discussion=ShownDiscussion())

    assert DISCUSSION in parts_of("address", Site(), "en", (post,)) - PLAIN
    assert [name for name, body in files().items() if b".discussion" in body] == []
