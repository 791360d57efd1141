"""Every page is valid, safe and plain, and has what all pages have."""

from collections.abc import Mapping
from typing import Any

import html5lib
import pytest
from msgspec.structs import replace

from chalicelib.policy import FIRST_SCRIPT
from chalicelib.rendering.templates.template_filters import href
from chalicelib.rendering.templates.template_samples import FEEDS, SAMPLES
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.links import Anchor, FeedLink, ShownNotFound
from chalicelib.rendering.view_models.lists import (
    ShownGroup,
    ShownLine,
    ShownListing,
    ShownPart,
    ShownTopic,
    ShownWidget,
    ShownYear,
)
from chalicelib.rendering.view_models.newsletter import ShownChoice, ShownMail, ShownVisit
from chalicelib.rendering.view_models.page import ShownPage
from chalicelib.rendering.view_models.post import ShownPost
from chalicelib.rendering.view_models.site import ShownSite
from tests.each import each
from tests.rendering.pages import PAGE, POST, SITE, post_page

EVIL = """<script>alert(1)</script>" onload='x' &amp; {{ 7*7 }} %(name)s"""
FRAGMENTS = {"listed.html", "sidebar.html"}
SCRIPTS = {"/_/site.js", "/_/search.js", "/_/lost.js"}


CASES = [(name, *sample) for name, samples in SAMPLES.items() for sample in samples]
PAGES = [name for name in SAMPLES if name.endswith(".html")]


@each(("name", "lang", "context"), [case for case in CASES if case[0] in PAGES])
def test_every_page_is_valid_html(templates: Templates, name: str, lang: str, context: Mapping[str, Any]) -> None:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = templates.render(name, lang, **context)

    tree = parser.parseFragment(page) if name in FRAGMENTS else parser.parse(page)

    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    if name not in FRAGMENTS:
        assert (tree.get("lang"), tree.get("dir")) == (lang, context["site"].direction)
        assert len(tree.findall(".//h1")) == 1
        assert len(tree.findall(".//title")) == 1


@each(("name", "lang", "context"), CASES)
def test_a_page_ends_with_one_newline_and_is_the_same_each_time(
    templates: Templates, name: str, lang: str, context: Mapping[str, Any]
) -> None:
    page = templates.render(name, lang, **context)

    assert page == page.strip("\n") + "\n"
    assert page == Templates().render(name, lang, **context)


def evil_context() -> Mapping[str, Any]:
    anchor = Anchor(EVIL, f"/{EVIL}/", lang=EVIL, direction=EVIL, count=2)
    many = (anchor, replace(anchor, address="", url="javascript:alert(1)"))
    feeds = (FeedLink(EVIL, f"/{EVIL}/", EVIL),)
    topics = (ShownTopic(EVIL, f"/{EVIL}/", f"/{EVIL}/feed/", 3, feeds),)
    choices = (ShownChoice(EVIL, EVIL, lang=EVIL, direction=EVIL),)
    tokens = dict.fromkeys(("preferences", "unsubscribe", "data", "erase"), EVIL)
    post = ShownPost(
        *(EVIL, f"/{EVIL}/", EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, many, many, many, EVIL),
        image=f"/{EVIL}",
        translations=many,
        older=anchor,
        newer=anchor,
    )
    return {
        "site": ShownSite(EVIL, EVIL, EVIL, f"/{EVIL}/", "en", EVIL, many, feeds),
        "page": ShownPage(EVIL, EVIL, EVIL, EVIL, EVIL, feeds, EVIL),
        "post": post,
        "posts": (post,),
        "listing": ShownListing("category", EVIL, address=f"/{EVIL}/", feeds=feeds),
        "month_text": EVIL,
        "older": anchor,
        "newer": anchor,
        "years": (ShownYear(EVIL, f"/{EVIL}/", 1, many),),
        "parts": (ShownPart(EVIL, f"/{EVIL}/", 2, (ShownLine(EVIL, f"/{EVIL}/", EVIL, EVIL),)), ShownPart(EVIL, f"/{EVIL}/", 2)),
        "count": 2,
        "lines": (ShownLine(EVIL, f"/{EVIL}/", EVIL, EVIL),),
        "titles": (ShownPart(EVIL, f"/{EVIL}/", 1, (ShownLine(EVIL, f"/{EVIL}/", EVIL, EVIL),)),),
        "groups": (ShownGroup(EVIL, EVIL, topics),),
        "widgets": (ShownWidget(EVIL, EVIL, many, feeds=feeds, groups=(ShownGroup(EVIL, "", topics),)),),
        "elsewhere": (ShownNotFound(EVIL, EVIL, Anchor(EVIL, EVIL, lang=EVIL, direction=EVIL)),),
        "target": EVIL,
        "latest": post,
        "sender": EVIL,
        "mail": ShownMail(EVIL, EVIL, EVIL, (EVIL,), EVIL, EVIL, (EVIL,), text=EVIL, cut=True, why=EVIL, postal=EVIL),
        "visit": ShownVisit(
            EVIL, categories=choices, languages=choices * 2, tokens=tokens, browser=EVIL, why=EVIL, field=EVIL, chosen=EVIL
        ),
    }


@pytest.mark.parametrize("name", PAGES)
def test_no_text_becomes_markup(templates: Templates, name: str) -> None:
    context = evil_context()
    year = context["years"][0] if name == "year.html" else context["older"]

    page = templates.render(name, "en", **context, year=year)

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert not [element for element in tree.iter("script") if element.get("src") not in SCRIPTS and element.text != FIRST_SCRIPT]
    assert not [element for element in tree.iter() if element.get("onload") is not None]
    assert not [element for element in tree.iter() if (element.get("href") or "").startswith("javascript:")]
    assert "49" not in page


def test_a_page_has_all_links_and_its_form_without_script(templates: Templates) -> None:
    page = post_page(templates, POST, replace(SITE, home="/es/", lang="es"))

    for path in ("", "topics/", "archives/", "feeds/", "more/"):
        assert f'<a href="/es/{path}"' in page
    assert '<form action="/api/subscriptions" method="post">' in page
    assert '<input type="hidden" name="lang" value="es">' in page
    assert 'data-fragment="/_/sidebar.es.html"' in page
    assert "Las nuevas entradas, directamente en tu bandeja de entrada." in page


def test_a_page_has_its_canonical_address_and_each_feed_once(templates: Templates) -> None:
    own = FeedLink("One: RSS", "/category/one/feed/", "application/rss+xml")
    page = post_page(templates, POST, page=replace(PAGE, feeds=(own, *FEEDS), description="In short"))

    assert '<link rel="canonical" href="https://example.com/here/">' in page
    assert '<meta name="description" content="In short">' in page
    assert page.count('rel="alternate" type="application/rss+xml"') == 2
    assert page.count('type="application/feed+json"') == 1


def test_the_form_to_follow_has_the_text_of_its_answer(templates: Templates) -> None:
    page = html5lib.parse(post_page(templates, POST, replace(SITE, lang="es")), namespaceHTMLElements=False)

    (answer,) = page.findall(".//form//*[@data-asked]")
    assert answer.get("data-asked", "").startswith("Revisa tu bandeja de entrada")
    assert (answer.text, answer.get("role")) == (None, "status")


def test_the_page_of_a_redirect_links_to_its_target(templates: Templates) -> None:
    page = templates.render("moved.html", "en", site=SITE, page=PAGE, target="https://example.com/new/ä/")

    assert '<link rel="canonical" href="https://example.com/new/%C3%A4/">' in page
    assert '<meta http-equiv="refresh" content="0; url=https://example.com/new/%C3%A4/">' in page
    assert '<a href="https://example.com/new/%C3%A4/"' in page


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/2011/über uns/", "/2011/%C3%BCber%20uns/"),
        ("/100%/a?b#c/", "/100%25/a%3Fb%23c/"),
        ("https://example.com/a?b=c%20d#e", "https://example.com/a?b=c%20d#e"),
        ("https://example.com/ä", "https://example.com/%C3%A4"),
        ("//evil.example/", "//evil.example/"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("#follow", "#follow"),
        ("javascript:alert(1)", ""),
        (" JavaScript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
    ],
)
def test_addresses_are_percent_encoded_and_run_no_code(address: str, written: str) -> None:
    assert href(address) == written
