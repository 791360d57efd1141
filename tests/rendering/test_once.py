"""What follows from a site and a name is made once, and never given to another site."""

import pytest
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from msgspec.structs import replace

from chalicelib.content.site.site import LocalizedText, Site
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.per_site_cache import AT_MOST, once_for_each_site
from chalicelib.rendering.templates.bytecode_cache import CompiledTemplates
from chalicelib.rendering.templates.sandbox import TrustedEnvironment
from chalicelib.rendering.templates.templates import BUILT_IN
from tests.rendering.pages import PAGE, SITE


def titled(title: str) -> Site:
    return Site(title=LocalizedText({"en": title}))


def test_a_result_is_made_once_for_each_site_and_name() -> None:
    made: list[str] = []

    def made_now(site: Site, name: str) -> str:
        made.append(name)
        return site.title.get(name)

    title = once_for_each_site(made_now)
    one, other = titled("One"), titled("Other")

    results = [title(site, name) for site in (one, other, one) for name in ("en", "es", "en")]

    assert results == ["One"] * 3 + ["Other"] * 3 + ["One"] * 3
    assert made == ["en", "es"] * 2


def test_sites_that_come_and_go_never_get_the_result_of_another() -> None:
    title = once_for_each_site(lambda site, name: site.title.get(name))

    assert [title(titled(str(number)), "en") for number in range(3 * AT_MOST)] == [str(number) for number in range(3 * AT_MOST)]


@pytest.mark.parametrize("name", ["parts.html", "presswork/frame.html"])
def test_what_all_pages_of_a_language_say_is_made_once_for_each_site_and_language(name: str) -> None:
    built_in = FileSystemLoader(BUILT_IN)
    loader = ChoiceLoader([PrefixLoader({"presswork": built_in}), built_in])
    environment = TrustedEnvironment(loader, Phrasebook(), CompiledTemplates(BUILT_IN))

    def imported(lang: str, address: str, site: object = SITE) -> object:
        page = replace(PAGE, address=address)
        return environment.get_template(name).make_module({"site": site, "lang": lang, "page": page})

    assert imported("en", "/a/") is imported("en", "/b/")
    assert imported("en", "/a/") is not imported("es", "/a/")
    assert imported("en", "/a/") is not imported("en", "/a/", replace(SITE, title="Another"))
