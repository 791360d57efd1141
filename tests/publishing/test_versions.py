"""Translations know each other: every page and every part of the sitemap that names another is named back by it."""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from lxml import etree

from chalicelib.rendering.paths import object_key
from tests.feed_rules import SITEMAPS, XHTML, sitemap_faults
from tests.jsonld_rules import graphs, jsonld_faults
from tests.publishing.blog import URL, Blog, MemoryBlog, Objects, as_new, post, standing

Alternates = Mapping[str, Mapping[str, str]]
"""By address: where it stands in each language."""

SITE = "title: The Press\nlanguages: [en, es, {code: ar, direction: rtl}]\nme: [https://elsewhere.example/@press]\n"
SOURCES = {
    "site.yaml": SITE,
    "about.en.md": "# About\n\nUs.",
    "about.es.md": "# Acerca\n\nNosotros.",
    "posts/ink.en.md": post(title="Ink", date="2026-11-20"),
    "posts/ink.es.md": post(title="Tinta", date="2026-10-02"),
    "posts/ink.ar.md": post(title="حبر", slug="حبر", date="2026-11-21"),
    "posts/a.es.md": post(title="Solo", date="2026-11-02", translation_key="k"),
    "posts/b.ar.md": post(title="وحده", date="2026-09-02", translation_key="k"),
    "posts/c.ar.md": post(title="نسخة", date="2026-09-03", translation_key="k"),
    "posts/alone.md": post(title="Alone", date="2026-11-22"),
}
INK = ("/2026/11/20/ink/", "/es/2026/10/02/ink/", "/ar/2026/11/21/حبر/")


def in_heads(objects: Objects) -> Alternates:
    """What the heads of pages say; redirects aside."""
    said = {}
    for key, shown in objects.items():
        if shown.type.startswith("text/html") and not key.startswith("_/") and "location" not in shown.meta:
            tree = html5lib.parse(shown.body.decode(), namespaceHTMLElements=False)
            links = [link for link in tree.findall(".//head/link[@rel='alternate']") if link.get("hreflang")]
            assert len(links) == len({link.get("hreflang") for link in links})
            said[key] = {link.get("hreflang") or "": link.get("href") or "" for link in links}
    return said


def in_sitemap(objects: Objects) -> Alternates:
    """What the sitemap says, by the object that stands at an address."""
    parts = [shown.body for key, shown in objects.items() if key.startswith("sitemap/")]
    assert [fault for part in parts for fault in sitemap_faults(part)] == []
    urls = [url for part in parts for url in etree.fromstring(part)]
    return {
        key_at(url.findtext(f"{SITEMAPS}loc") or ""): {
            str(link.get("hreflang")): str(link.get("href")) for link in url.iterfind(f"{XHTML}link")
        }
        for url in urls
    }


def key_at(url: str) -> str:
    assert url.startswith(f"{URL}/")
    return object_key(unquote(urlsplit(url).path))


def not_named_back(said: Alternates) -> list[tuple[str, str]]:
    """Who names somebody that doesn't stand, or doesn't say the same."""
    return [(key, url) for key, named in said.items() for url in named.values() if said.get(key_at(url)) != named]


def test_whoever_names_another_is_named_back(blog: Blog) -> None:
    blog.publish(SOURCES)

    heads, sitemap = in_heads(blog.objects()), in_sitemap(blog.objects())
    assert not_named_back(heads) == not_named_back(sitemap) == []
    assert {key: heads[key] for key in sitemap} == sitemap
    assert all(key in map(key_at, named.values()) for key, named in heads.items() if named)


def test_everybody_else_gets_the_default_language_or_the_first_there_is(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(SOURCES)

    said = in_heads(memory_blog.objects())
    assert said["index.html"]["x-default"] == said["ar/topics/index.html"]["x-default"].removesuffix("topics/") == f"{URL}/"
    assert said[object_key(INK[2])]["x-default"] == f"{URL}{INK[0]}"
    assert said["ar/2026/09/02/b/index.html"]["x-default"] == f"{URL}/es/2026/11/02/a/"
    assert said["es/about/index.html"] == {"en": f"{URL}/about/", "es": f"{URL}/es/about/", "x-default": f"{URL}/about/"}


def test_who_has_no_other_language_or_is_second_in_its_own_names_nobody(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(SOURCES)

    said = in_heads(memory_blog.objects())
    assert said["2026/11/22/alone/index.html"] == said["ar/2026/09/03/c/index.html"] == said["404.html"] == {}


CHANGES: dict[str, dict[str, str | bytes | None]] = {
    "one comes": {"posts/alone.ar.md": post(title="X", date="2025-01-01")},
    "one goes": {"posts/ink.es.md": None},
    "one moves": {"posts/ink.es.md": post(title="Tinta", date="2026-10-02", slug="tinta")},
    "one moves to another month": {"posts/ink.ar.md": post(title="حبر", slug="حبر", date="2026-08-21")},
    "one is hidden": {"posts/ink.en.md": post(title="Ink", date="2026-11-20", draft=True)},
    "one leaves the group": {"posts/ink.ar.md": post(title="حبر", slug="حبر", date="2026-11-21", translation_key="other")},
    "the first in its language goes": {"posts/b.ar.md": None},
    "one comes before the first": {"posts/0.ar.md": post(title="Y", date="2024-01-01", translation_key="k")},
    "a page comes": {"about.ar.md": "# حول"},
    "another language is the default": {"site.yaml": SITE.replace("en, es", "es, en")},
    "a language goes": {
        "site.yaml": "title: The Press\nlanguages: [en, es]\n",
        **dict.fromkeys(key for key in SOURCES if key.endswith(".ar.md")),
    },
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_after_a_change_of_one_version_the_others_and_their_months_name_it_as_it_is(
    memory_blog: MemoryBlog, change: dict[str, str | bytes | None]
) -> None:
    memory_blog.publish(SOURCES)

    memory_blog.publish(change)

    there = standing(memory_blog.objects())
    assert not_named_back(in_heads(there)) == not_named_back(in_sitemap(there)) == []
    left = {key: text for key, text in {**SOURCES, **change}.items() if text is not None}
    assert there == as_new(left)


def test_an_edit_of_a_text_leaves_the_other_languages_alone(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(SOURCES)
    before = memory_blog.objects()

    memory_blog.publish({"posts/ink.es.md": post("Otro.", title="Otra tinta", date="2026-10-02")})

    changed = {key for key, shown in memory_blog.objects().items() if shown != before[key]}
    assert object_key(INK[1]) in changed
    assert not {key for key in changed if key in (object_key(INK[0]), object_key(INK[2])) or key.startswith("sitemap")}


# ---- the rest of the head


def test_a_moved_address_and_a_missing_one_are_kept_from_search_engines(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20", aliases=["/old/"])})

    moved, missing = blog.page("/old/") or "", blog.page("/404.html") or ""
    assert f'<link rel="canonical" href="{URL}{INK[0]}">' in moved
    assert f'<meta http-equiv="refresh" content="0; url={URL}{INK[0]}">' in moved
    assert 'name="robots" content="noindex"' in moved
    assert 'name="robots" content="noindex"' in missing
    assert "canonical" not in missing
    assert "og:" not in missing


def test_a_site_says_where_else_it_is_found_and_who_its_authors_are(blog: Blog) -> None:
    people = "authors: {ann: {name: Ann, text: 'Prints *ink*.', url: 'https://ann.example/'}}\n"
    blog.publish({"site.yaml": SITE + people, "posts/ink.md": post(title="Ink", date="2026-11-20", author="ann")})

    home, author, ink = (blog.page(address) or "" for address in ("/", "/author/ann/", INK[0]))
    assert '<link rel="me" href="https://elsewhere.example/@press">' in home
    assert '<link rel="me" href="https://ann.example/">' in author
    assert '<meta name="description" content="Prints ink.">' in author
    assert '<link rel="author" href="https://ann.example/">' in ink
    assert 'rel="me"' not in ink
    assert "Ann\nhttps://ann.example/" in (blog.page("/humans.txt") or "")


@pytest.mark.parametrize("address", ["http://elsewhere.example/", "/about/", "javascript:alert(1)", "https://a b", "press"])
def test_where_else_a_site_is_found_is_a_whole_address_or_refused(memory_blog: MemoryBlog, address: str) -> None:
    memory_blog.publish({"site.yaml": f"title: The Press\nme: ['{address}']\n"})

    assert "https://… or mailto:…" in (memory_blog.report("site.yaml") or "")


def test_a_change_of_who_is_meant_reaches_every_page_that_says_it(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(SOURCES)

    memory_blog.publish({"site.yaml": SITE.replace("@press", "@other")})

    assert memory_blog.objects() == as_new({**SOURCES, "site.yaml": SITE.replace("@press", "@other")})


def test_what_every_page_tells_search_engines_passes_their_rules(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(
        {**SOURCES, "posts/x.md": post("![A](p.png)", title="</script><!--", author="Ann", categories=["Ink"], tags=["<b>"])}
    )

    pages = {key: shown.body.decode() for key, shown in memory_blog.objects().items() if shown.type.startswith("text/html")}
    told = {key: graph for key, page in pages.items() for graph in graphs(page)}
    assert {key: found for key, graph in told.items() if (found := jsonld_faults(graph))} == {}
    types = {thing["@type"] for graph in told.values() for thing in graph["@graph"]}
    assert types == {"BlogPosting", "BreadcrumbList", "WebPage", "WebSite", "Blog", "ProfilePage"}


def test_the_way_to_a_month_leads_through_the_year_and_that_to_a_post_through_its_topic(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SITE, "posts/x.md": post(title="X", date="2026-11-20", categories=["Ink"])})

    def way(address: str) -> list[str]:
        (graph,) = graphs(memory_blog.page(address) or "")
        steps = next(thing for thing in graph["@graph"] if thing["@type"] == "BreadcrumbList")["itemListElement"]
        return [f"{step['name']} {step['item'].removeprefix(URL)}" for step in steps]

    topic = ["The Press /", "Ink /category/ink/"]
    assert way("/category/ink/") == topic
    assert way("/2026/11/20/x/") == [*topic, "X /2026/11/20/x/"]
    assert way("/2026/11/") == ["The Press /", "2026 /2026/", "November 2026 /2026/11/"]


def test_every_kind_of_page_is_described_by_what_it_shows(memory_blog: MemoryBlog) -> None:
    site = f"{SITE}description: All about type\ncategories: {{ink: {{name: Ink, text: 'About *ink*.'}}}}\n"
    posts = {
        "posts/x.md": post("Type is cast.", title="Lead", date="2026-11-20", categories=["ink"], tags=["Old"]),
        "posts/y.md": post("Type is set.", title="Zinc", date="2026-10-20", tags=["Old"]),
    }
    memory_blog.publish({"site.yaml": site, **posts})

    def described(address: str) -> str:
        found = re.search(r'<meta name="description" content="([^"]*)">', memory_blog.page(address) or "")
        return found[1] if found else ""

    assert described("/") == "All about type"
    assert described("/2026/11/20/x/") == "Type is cast."
    assert described("/category/ink/") == "About ink."
    assert described("/tag/old/") == "Lead; Zinc"
    assert described("/2026/11/") == "Lead"
    assert described("/2026/") == "November 2026; October 2026"
    assert described("/archives/") == "November 2026; October 2026"
    assert described("/topics/") == "Ink; Old"
