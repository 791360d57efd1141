from urllib.robotparser import RobotFileParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from chalicelib.content.site.ai_crawlers import NAMES
from chalicelib.content.site.site import Robots
from chalicelib.rendering.formats.sitemap import Located, index, robots, segment
from chalicelib.rendering.view_models.links import Anchor
from tests.feed_rules import SITEMAPS, XHTML, sitemap_faults

SITE = "https://example.org"


def versions(*pairs: tuple[str, str]) -> tuple[Anchor, ...]:
    return tuple(Anchor("", url=url, lang=lang) for lang, url in pairs)


HELLO = Located(
    f"{SITE}/hello/",
    "2011-04-28T09:30:00+02:00",
    versions(("en", f"{SITE}/hello/"), ("zh", f"{SITE}/zh/你好/"), ("x-default", f"{SITE}/hello/")),
)


def test_a_segment_is_a_valid_sitemap() -> None:
    assert sitemap_faults(segment([HELLO, Located(f"{SITE}/about/")])) == []


def test_an_index_is_a_valid_sitemap_of_sitemaps() -> None:
    assert (
        sitemap_faults(index([Located(f"{SITE}/sitemap/2011-04.xml"), Located(f"{SITE}/sitemap/2011-05.xml", "2011-05-01")]))
        == []
    )


def test_a_segment_has_the_address_and_the_time_of_a_post() -> None:
    url = etree.fromstring(segment([HELLO]))[0]
    assert url.findtext(f"{SITEMAPS}loc") == f"{SITE}/hello/"
    assert url.findtext(f"{SITEMAPS}lastmod") == "2011-04-28T09:30:00+02:00"


def test_a_segment_has_the_alternates_of_a_post() -> None:
    links = etree.fromstring(segment([HELLO])).iterfind(f".//{XHTML}link")
    assert [(link.get("hreflang"), link.get("href")) for link in links] == [
        ("en", f"{SITE}/hello/"),
        ("zh", f"{SITE}/zh/%E4%BD%A0%E5%A5%BD/"),
        ("x-default", f"{SITE}/hello/"),
    ]


def test_a_sitemap_keeps_the_order_it_is_given() -> None:
    urls = [f"{SITE}/{name}/" for name in "cab"]
    locs = etree.fromstring(segment(map(Located, urls))).iterfind(f".//{SITEMAPS}loc")
    assert [loc.text for loc in locs] == urls


def test_an_empty_sitemap_is_valid() -> None:
    assert sitemap_faults(segment([])) == sitemap_faults(index([])) == []


@given(st.lists(st.text(st.characters(exclude_categories=())), unique_by=lambda text: segment([Located(f"{SITE}/{text}")])))
def test_a_sitemap_of_random_addresses_is_valid(texts: list[str]) -> None:
    urls = [f"{SITE}/{text}" for text in texts]
    assert sitemap_faults(segment(Located(url, "", versions(("en", url))) for url in urls)) == []


def test_robots_txt_allows_all_but_the_api_and_searches_and_names_the_sitemap() -> None:
    assert robots(f"{SITE}/", ["", "/es"]).decode().splitlines() == [
        *("User-agent: *", "Disallow: /api/", "Disallow: /search/?q=", "Disallow: /es/search/?q=", ""),
        f"Sitemap: {SITE}/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("agent", "address", "may"),
    [
        ("GPTBot", "/", False),
        ("ClaudeBot", "/2026/", False),
        ("Googlebot", "/", True),
        ("Googlebot", "/drafts/x/", False),
        ("Somebot", "/api/x", False),
    ],
)
def test_robots_txt_forbids_what_the_site_forbids(agent: str, address: str, may: bool) -> None:
    rules = RobotFileParser()
    rules.parse(robots(SITE, wishes=Robots("forbid", ("/drafts/",))).decode().splitlines())

    assert rules.can_fetch(agent, f"{SITE}{address}") is may


def test_each_crawler_for_language_models_is_named_once() -> None:
    assert len(set(map(str.lower, NAMES))) == len(NAMES)


@pytest.mark.parametrize(
    ("address", "may"),
    [("/", True), ("/search/", True), ("/search/?q=ink", False), ("/es/search/?q=x", False), ("/api/x", False)],
)
def test_a_parser_of_robots_txt_allows_the_same_addresses(address: str, may: bool) -> None:
    rules = RobotFileParser()
    rules.parse(robots(SITE, ["", "/es"]).decode().splitlines())

    assert rules.can_fetch("Somebot", f"{SITE}{address}") is may
