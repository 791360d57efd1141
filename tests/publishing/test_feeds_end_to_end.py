"""What readers' programs find on a whole site: feeds that a strict validator passes, pages that parse, links that lead on."""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

from chalicelib.edge import rule
from chalicelib.policy import FIRST_SCRIPT
from tests.feed_rules import FORMATS, faults, sitemap_faults
from tests.publishing.blog import URL, MemoryBlog, Objects, post
from tests.publishing.calls import noting
from tests.publishing.sources import SOURCES

LANGUAGES = ("en", "es", "ar")


@pytest.fixture(scope="module")
def blog() -> MemoryBlog:
    made = MemoryBlog()
    made.publish(SOURCES)
    return made


def feeds_in(objects: Objects) -> Mapping[str, bytes]:
    return {key: shown.body for key, shown in objects.items() if key.endswith(tuple(FORMATS))}


def segments_in(objects: Objects) -> Mapping[str, bytes]:
    """The parts of the sitemap."""
    return {key: shown.body for key, shown in objects.items() if key.startswith("sitemap/")}


def html_in(objects: Objects) -> Mapping[str, str]:
    return {key: shown.body.decode() for key, shown in objects.items() if shown.type.startswith("text/html")}


def ids_in(objects: Objects, title: str) -> set[str]:
    """The ids under which this title stands in any feed."""
    feeds = [json.loads(body) for key, body in feeds_in(objects).items() if key.endswith(".json")]
    return {item["id"] for feed in feeds for item in feed["items"] if item["title"] == title}


# ---- feeds


def test_every_source_is_published(blog: MemoryBlog) -> None:
    assert {key: blog.report(key) for key in SOURCES if blog.report(key)} == {}


def test_every_feed_and_sitemap_is_valid(blog: MemoryBlog) -> None:
    objects = blog.objects()
    found = {key: wrong for key, shown in objects.items() if (wrong := faults(key, shown.body))}
    found |= {key: wrong for key, body in segments_in(objects).items() if (wrong := sitemap_faults(body))}

    assert found == {}
    assert len(segments_in(objects)) == 9
    assert len([key for key in feeds_in(objects) if "feed/" in key]) > 30


def test_every_listing_names_its_feeds_a_tag_one_and_the_others_three(blog: MemoryBlog) -> None:
    objects = blog.objects()
    landings = [
        key.removesuffix("index.html")
        for key in objects
        if re.fullmatch(r"(\w\w/)?((category|tag|author)/[^/]+/)?index.html", key)
    ]
    assert len(landings) > 10
    for base in landings:
        page = objects[f"{base}index.html"].body.decode()
        names = ("feed/index.xml", "feed/atom/index.xml", "feed/json/index.json")
        has = [f"{base}{name}" in objects for name in names]
        assert has == ([True, False, False] if "tag/" in base else [True, True, True])
        assert page.count('rel="alternate" type="application/') >= sum(has)


def test_the_sitemap_names_every_page_of_its_own_and_home_and_follow_page_of_each_language_once(blog: MemoryBlog) -> None:
    objects = blog.objects()
    located = re.findall(rb"<loc>([^<]*)</loc>", b"".join(segments_in(objects).values()))

    of_posts = [key for key in SOURCES if key.endswith(".md")]
    assert len(located) == len(set(located)) == len(of_posts) + 2 * len(LANGUAGES)
    assert [url for url in located if served(url.decode(), objects) is None] == []


def test_no_byte_of_a_feed_changes_when_a_post_outside_it_does(blog: MemoryBlog) -> None:
    before = feeds_in(blog.objects())

    with noting(blog) as written:
        blog.publish({"posts/plain.es.md": post("Otro texto.", title="Otro título", author="ann", categories=["ink"])})
    after = feeds_in(blog.objects())
    blog.publish({"posts/plain.es.md": SOURCES["posts/plain.es.md"]})

    spanish = {key for key in before if key.startswith("es/")}
    assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} <= spanish
    assert {key for key in written if key.endswith(tuple(FORMATS))} <= spanish
    assert feeds_in(blog.objects()) == before


def test_no_byte_of_a_feed_changes_when_a_post_too_old_for_it_comes(blog: MemoryBlog) -> None:
    before = feeds_in(blog.objects())

    blog.publish({"posts/ancient.md": post(title="Ancient", date="1999-01-01", categories=["ink"])})
    after = feeds_in(blog.objects())
    blog.publish({"posts/ancient.md": None})

    changed = {key for key in before if before[key] != after.get(key)}
    assert "feed/index.xml" not in changed
    assert {key for key in changed if "feed/" in key} <= {key for key in before if key.startswith("category/ink/")}
    assert feeds_in(blog.objects()) == before


@pytest.mark.parametrize(
    "edit",
    [
        post(title="Sought", slug="other"),
        post(title="Sought", date="2026-11-19"),
        post(title="Sought", path="/anywhere/"),
        post("Another text.", title="Sought", tags=["another"]),
    ],
)
def test_an_id_survives_a_new_title_slug_date_and_address(edit: str, memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/x.md": post(title="Before")})
    before = ids_in(memory_blog.objects(), "Before")

    memory_blog.publish({"posts/x.md": edit})

    assert len(before) == 1
    assert ids_in(memory_blog.objects(), "Sought") == before


def test_an_authors_own_id_survives_a_new_file(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/x.md": post(title="Before", id="mine"), "posts/z.md": post(title="Z", id="tag:a.example,2026:z")})
    before = ids_in(memory_blog.objects(), "Before")

    memory_blog.publish({"posts/x.md": None, "posts/y.md": post(title="After", id="mine")})

    assert ids_in(memory_blog.objects(), "After") == before
    assert ids_in(memory_blog.objects(), "Z") == {"tag:a.example,2026:z"}


def test_a_feed_says_when_its_posts_were_changed_and_not_when_it_was_made(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/x.md": post(date="2026-11-01 10:00", updated="2026-11-03 12:00")})
    before = memory_blog.page("/feed/atom/") or ""

    memory_blog.clock.time = memory_blog.clock.time.replace(year=2027)
    memory_blog.publish({"posts/x.md": post("Same dates.", date="2026-11-01 10:00", updated="2026-11-03 12:00")})

    assert re.findall(r"<updated>([^<]*)</updated>", before) == ["2026-11-03T12:00:00+00:00"] * 2
    assert re.findall(r"<updated>.*?</updated>", before) == re.findall(
        r"<updated>.*?</updated>", memory_blog.page("/feed/atom/") or ""
    )


# ---- pages


def test_every_page_parses_strictly(blog: MemoryBlog) -> None:
    pages = html_in(blog.objects())
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)

    for key, page in pages.items():
        parse = parser.parseFragment if key.startswith("_/") else parser.parse
        parse(page)

    assert len(pages) > 50


SEARCHING = '<script type="module" src="/_/search.js">'
LOST = '<script src="/_/lost.js" defer>'  # of the page for addresses without an object


def test_nothing_in_a_page_acts(blog: MemoryBlog) -> None:
    for page in html_in(blog.objects()).values():
        scripts = [tag for tag in re.findall(r"<script[^>]*>", page) if tag != '<script type="application/ld+json">']
        assert set(scripts) <= {"<script>", '<script src="/_/site.js" defer>', SEARCHING, LOST}
        assert re.findall("<script>(.*?)</script>", page) in ([], [FIRST_SCRIPT])
        assert not re.search(r"<[^>]*\son\w+=", page)


def links_in(key: str, page: str) -> Iterator[str]:
    """The addresses of this site that a page points at, as a browser makes them out."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    here = f"{URL}/{key.removesuffix('index.html')}"
    for element in tree.iter():
        for name in ("href", "src", "action", "data-fragment", "poster"):
            address = urljoin(here, element.get(name) or "")
            if element.get(name) is not None and address.startswith(f"{URL}/"):
                yield address


def served(address: str, objects: Objects) -> str | None:
    """The object with which the edge answers this address, if there is one."""
    answer = rule.route("GET", urlsplit(address).path)
    if isinstance(answer, rule.Forward):
        return "the API"
    return answer.key if isinstance(answer, rule.Serve) and answer.key in objects else None


def test_every_link_within_the_site_leads_to_an_object(blog: MemoryBlog) -> None:
    objects = blog.objects()
    pages = html_in(objects)
    links = {(key, link) for key, page in pages.items() for link in links_in(key, page)}

    assert sorted((key, link) for key, link in links if served(link, objects) is None) == []
    assert len(links) > 500


def test_every_link_to_a_part_of_a_page_finds_it(blog: MemoryBlog) -> None:
    objects = blog.objects()
    pages = html_in(objects)
    parts = {(key, link) for key, page in pages.items() for link in links_in(key, page) if "#" in link}

    def is_found(link: str) -> bool:
        page, part = objects[served(link, objects) or ""].body.decode(), unquote(urlsplit(link).fragment)
        return f'id="{part}"' in page

    assert sorted(link for _, link in parts if not is_found(link)) == []
