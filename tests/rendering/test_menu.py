"""The menu as templates see it."""

from msgspec.structs import replace

from chalicelib.content.site.menu import PAGES
from chalicelib.content.site.site import Language, ListingProfile, LocalizedText, MenuEntry, MenuTarget, Site
from chalicelib.rendering.menu import menu_of
from chalicelib.rendering.page_kinds import IN_EVERY_LANGUAGE
from chalicelib.rendering.templates.template_samples import SAMPLES
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.links import Anchor

LANGUAGES = (Language("en", "English"), Language("ar", "العربية", "rtl"))


def site(*entries: MenuEntry) -> Site:
    return Site(languages=LANGUAGES, categories={"ink": ListingProfile(LocalizedText({"en": "Ink", "ar": "حبر"}))}, menu=entries)


def test_listings_are_named_as_the_site_presents_them_else_as_they_are_written() -> None:
    menu = menu_of(
        site(MenuEntry("category/ink", leads=(MenuTarget("ar", "", ""),)), MenuEntry("tag/Old Type"), MenuEntry("series/S")), "ar"
    )

    assert menu == (
        Anchor("حبر", "/ar/category/ink/"),
        Anchor("Old Type", "/ar/tag/old-type/"),
        Anchor("S", "/ar/series/s/"),
    )


def test_a_page_of_every_language_is_that_of_the_reader() -> None:
    assert menu_of(site(MenuEntry("home"), MenuEntry("follow"), MenuEntry("archives", LocalizedText({"en": "All"}))), "ar") == (
        Anchor("", "/ar/"),
        Anchor("", "/ar/follow/"),
        Anchor("All", "/ar/archives/"),
    )


def test_a_file_without_a_translation_is_shown_in_its_own_language() -> None:
    about = MenuEntry("about.md", leads=(MenuTarget("en", "About", "/about/"),))

    assert menu_of(site(about), "ar") == (Anchor("About", "/about/", lang="en", direction="ltr"),)
    assert menu_of(site(MenuEntry("about.md", LocalizedText({"ar": "من نحن"}), leads=about.leads)), "ar")[0].text == "من نحن"
    assert menu_of(site(MenuEntry("gone.md")), "en") == ()


def test_each_page_that_an_entry_may_lead_to_stands_in_every_language_and_has_a_name() -> None:
    pages = site(*map(MenuEntry, PAGES))

    lang, shown = SAMPLES["404.html"][0]
    html = Templates().render("404.html", lang, **{**shown, "site": replace(shown["site"], menu=menu_of(pages, lang))})

    assert "/follow/" in html
    assert '"></a>' not in html.partition('<ul class="menu">')[2].partition("</ul>")[0]
    assert {"home", *IN_EVERY_LANGUAGE} == set(PAGES)
