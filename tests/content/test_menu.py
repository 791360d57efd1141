"""The menu of `site.yaml`: what an entry may lead to, and which files it depends on."""

import pytest

from chalicelib.content.site.menu import entries_in, files_of, target_in, with_targets
from chalicelib.content.site.site import Language, LocalizedText, MenuEntry, MenuTarget, Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.errors import Refusal

LANGUAGES = (Language("en", "English"), Language("es", "Español"))


def read(menu: str) -> Site:
    return read_site(f"languages: [en, es]\nmenu: {menu}\n".encode(), lambda text, _: text)


def test_an_entry_is_a_target_or_a_target_with_a_title() -> None:
    there = "{to: /shop/, title: {en: Shop, es: Tienda}}, {to: 'https://a.example', title: A}"
    site = read(f"[topics, about.md, category/type, series/Sorting, {there}]")

    assert site.menu == (
        MenuEntry("topics"),
        MenuEntry("about.md"),
        MenuEntry("category/type"),
        MenuEntry("series/Sorting"),
        MenuEntry("/shop/", LocalizedText({"en": "Shop", "es": "Tienda"})),
        MenuEntry("https://a.example", LocalizedText({"en": "A"})),
    )


def test_each_language_may_have_a_menu_of_its_own_and_others_have_the_first() -> None:
    both = read("{en: [topics], es: [archives]}")
    one = read("{es: [archives]}")

    assert entries_in(both, "en") == (MenuEntry("topics", lang="en"),)
    assert entries_in(both, "es") == (MenuEntry("archives", lang="es"),)
    assert entries_in(one, "en") == (MenuEntry("archives", lang="es"),)


@pytest.mark.parametrize(
    "menu",
    [
        "topics",
        "[nowhere]",
        "[/shop/]",
        "[{title: Shop}]",
        "[category/]",
        "[//a.example]",
        "{fr: [topics]}",
        "[{to: topics, as: x}]",
    ],
)
def test_an_entry_that_leads_nowhere_is_refused(menu: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(menu)

    assert (refused.value.code, refused.value.line) == ("site", 2)


def test_a_menu_depends_on_its_files_and_on_all_that_may_be_their_translations() -> None:
    assert files_of(Site(languages=LANGUAGES, menu=(MenuEntry("about.md"), MenuEntry("topics")))) == (
        "about.md",
        "about.es.md",
        "es/about.md",
    )
    assert files_of(Site(languages=LANGUAGES, menu=(MenuEntry("about.es.md"),))) == (
        "about.es.md",
        "about.en.md",
        "en/about.md",
        "about.md",
    )
    assert files_of(Site(languages=LANGUAGES, menu=(MenuEntry("about.md", lang="es"),))) == ("about.md",)


def test_a_file_is_shown_by_its_translation_else_as_it_is() -> None:
    about, acerca = MenuTarget("en", "About", "/about/"), MenuTarget("es", "Acerca", "/es/about/")
    site = Site(languages=LANGUAGES, menu=(MenuEntry("about.md"),))

    (both,) = with_targets(site, {"about.md": about, "es/about.md": acerca}).menu
    (single,) = with_targets(site, {"about.md": about}).menu

    assert (target_in(both, "en"), target_in(both, "es")) == (about, acerca)
    assert (target_in(single, "en"), target_in(single, "es")) == (about, about)
    assert target_in(MenuEntry("gone.md"), "en") is None
