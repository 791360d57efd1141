"""The page for missing pages: a CDN shows one for all addresses, so that one speaks every language of the site."""

from selectolax.lexbor import LexborHTMLParser

from chalicelib.edge.rule import NOT_FOUND_PAGE
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.pages.languages import NOT_FOUND
from tests.publishing.blog import Blog

SITE = "title: The Press\nlanguages: [pt, en, {code: ar, direction: rtl}]\n"


def said_in(blog: Blog, address: str) -> dict[str, list[str]]:
    """What the page at this address says, by language: its heading, its text, and where it leads."""
    tree = LexborHTMLParser(blog.page(address) or "")
    said = {"html": "main > h1, main > p:not(.at), main > ul a"} | {"main > section": "h2, p:not(:has(a)), a"}
    parts = [(part, part.css(inside)[:3]) for where, inside in said.items() for part in tree.css(where)]
    return {
        part.attrs["lang"] or "": [heading.text(), text.text(), link.attrs["href"] or ""] for part, (heading, text, link) in parts
    }


def test_the_page_that_a_cdn_shows_at_every_address_speaks_all_languages_of_the_site(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE})
    phrases, homes = Phrasebook(), {"pt": "/", "en": "/en/", "ar": "/ar/"}

    said = said_in(blog, f"/{NOT_FOUND_PAGE}")

    assert list(said) == ["pt", "en", "ar"]
    for lang, words in said.items():
        assert words == [*(phrases.gettext(lang, phrase) for phrase in NOT_FOUND[:2]), homes[lang]]
    assert 'lang="ar" dir="rtl"' in (blog.page(f"/{NOT_FOUND_PAGE}") or "")


def test_the_page_of_one_language_which_other_hosts_show_speaks_that_language_alone(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE})

    assert [list(said_in(blog, f"/{lang}/{NOT_FOUND_PAGE}")) for lang in ("en", "ar")] == [["en"], ["ar"]]


def test_it_speaks_a_language_that_the_site_gets_later(blog: Blog) -> None:
    blog.publish({"site.yaml": "languages: [pt]\n"})
    assert list(said_in(blog, f"/{NOT_FOUND_PAGE}")) == ["pt"]

    blog.publish({"site.yaml": SITE})

    assert list(said_in(blog, f"/{NOT_FOUND_PAGE}")) == ["pt", "en", "ar"]
