"""Names that an author may try: addresses of Presswork's own or of another host, twins of another's address, and endless ones.

Whatever is written, an address that is taken is served as one object that nothing else writes, and the house comes to rest.
"""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.content.media.files import media_type
from chalicelib.content.site.site import Language, Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.edge.rule import MOVED, Redirect, Serve, respond, route
from chalicelib.errors import Refusal
from chalicelib.model import Post, Term
from chalicelib.publishing.parse import look
from chalicelib.publishing.upload import ParseContext, StoredObject
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.page_kinds import KINDS, key_of
from chalicelib.rendering.pages_showing import pages_showing
from chalicelib.rendering.paths import object_key
from tests.each import each
from tests.publishing.blog import MemoryBlog, post, report_of

KEY, OTHER = "posts/x.md", "posts/other.md"
SITE = Site(languages=(Language("en", "English"), Language("es", "Español")))
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOSTILE = (
    *("/", "/api/", "/api/subscriptions", "/API/x/", "/_/sidebar.en.html", "/_/x/", "/_inbox/", "/feed/", "/x/feed/"),
    "/x/Feed/atom/",
    *("/index.html", "/x/../", "/robots.txt", "/humans.txt", "/sitemap.xml", "/sitemap/en-2026-11.xml", "/404.html"),
    "/topics/",
    *("/category/x/", "/tag/x/", "/author/x/", "/2026/", "/2026/11/", "/search/", "/es/search/", "/es/", "/es/feed/"),
    "/es/2026/11/",
    *("/%61pi/x/", "/%5f/x/", "/%66eed/", "/api%2fx/", "/a/%2e%2e/api/", "/%252e%252e/x/", "/a%2541/"),
    "/.well-known/security.txt",
    *("//evil.example/", "/\\evil.example/", "/%5cevil.example/", "https://evil.example/", "javascript:alert(1)"),
    "/@evil.example/",
    *("/a%0d%0ab/", "/a\u2028b/", "/a\x7fb/", "/ /", "/a/ b/", "/x.png/", "/a.html/b/", "/x./", "/ſearch/", "/\u212aey/"),
    "/ＡＰＩ/x/",
)


def own_keys() -> Iterator[str]:
    """The objects that Presswork writes for itself, and for a post beside the post's own page."""
    term = (Term("x", "x"),)
    posts = [Post("y.md", "/y/", "Y", lang, "2026-11-20", authors=term, categories=term, tags=term) for lang in ("en", "es")]
    pages = {
        page for page in (*fixed_pages(SITE), *(page for one in posts for page in pages_showing(one))) if page.kind != "address"
    }
    yield from (key_of(page, SITE) for page in pages if KINDS[page.kind].bucket == "public")


OWN = frozenset(key.lower() for key in own_keys())


def read(key: str, source: str) -> Post | None:
    raw = source.encode()
    return look(key, StoredObject(raw, "etag", len(raw)), ParseContext(SITE, NOW)).post


def written_as(name: str, written: str) -> str:
    """A source that says this of itself."""
    front: dict[str, object] = {name: [written] if name == "aliases" else written}
    return post("Some text.", **front)


def is_a_file(key: str) -> bool:
    """Whether a file with this key would be published, under the same path."""
    try:
        return bool(media_type(key))
    except Refusal:
        return False


def faults(address: str) -> Iterator[str]:
    """What is wrong with an address that a source got."""
    key = object_key(address)
    if route("GET", quote(address)) != Serve(key):
        yield f"{address} is answered by {route('GET', quote(address))}"
    if respond({"location": quote(address)}) != Redirect(MOVED, quote(address)):
        yield f"a redirect to {address} leads nowhere, or elsewhere"
    if key.lower() in OWN or is_a_file(key):
        yield f"{key} is written by others, too"
    if unicodedata.normalize("NFC", address) != address:
        yield f"{address} has a twin"


@given(
    st.text(st.sampled_from("aApi_/.%2fF5ceEd\\\n\u0301\u1112\u1161?#:@ ") | st.characters(codec="utf-8"), max_size=24),
    st.sampled_from(("path", "permalink", "slug", "aliases", "lang")),
)
@pytest.mark.parametrize("key", ["posts/x.md", "x.es.md", "_a/index.md"])
def test_an_address_that_a_source_gets_is_served_as_one_object_that_nothing_else_writes(
    key: str, written: str, name: str
) -> None:
    told = read(key, written_as(name, written))

    assert [fault for address in ((told.address, *told.aliases) if told else ()) for fault in faults(address)] == []


@each("name", ["path", "permalink", "slug", "aliases"])
@each("written", HOSTILE)
def test_what_is_hostile_to_the_eye_gets_no_address_of_presswork_or_of_another_site(written: str, name: str) -> None:
    told = read(KEY, written_as(name, written))

    assert [fault for address in ((told.address, *told.aliases) if told else ()) for fault in faults(address)] == []


@given(st.text(st.sampled_from("ab/.%2eE_\\\n#") | st.characters(codec="utf-8"), min_size=1, max_size=24))
@example("about/index.html")
@example("feed/index.xml")
@example("_/search/en.json")
@example("api/x.png")
def test_a_file_takes_the_place_of_no_page(path: str) -> None:
    for key in (path, f"{path}.txt", f"{path}/x.png"):
        assert not (is_a_file(key) and (key.lower() in OWN or key.endswith((".html", ".xml", ".json", ".js"))))


@pytest.mark.parametrize("pattern", ["//evil.example/{slug}/", "/a//{slug}/", "/../{slug}/", "/\\evil/{slug}/", "/api/{slug}/"])
def test_a_pattern_of_addresses_leads_neither_off_the_site_nor_to_what_is_kept(pattern: str) -> None:
    with pytest.raises(Refusal, match="permalink"):
        read_site(f"permalink: '{pattern}'\n".encode(), lambda text, _lang: text)


# ---- in a house


TWINS = {"a slug": ("slug", "한"), "a path": ("path", "/é/"), "a sign": ("slug", "\u212b")}


@pytest.mark.parametrize(("name", "written"), TWINS.values(), ids=list(TWINS))
def test_two_ways_to_write_one_address_are_one_address(memory_blog: MemoryBlog, name: str, written: str) -> None:
    memory_blog.publish({KEY: post(**{name: unicodedata.normalize("NFC", written)})})

    memory_blog.publish({OTHER: post(**{name: unicodedata.normalize("NFD", written)})})

    assert "another file already has this address" in (memory_blog.report(OTHER) or "")


LONG = "漢" * 980
LONG_PATH = "/".join(["漢" * 80] * 12)
FIELDS = (
    *("title", "slug", "path", "aliases", "authors", "categories"),
    *("tags", "translation_key", "summary", "image", "id", "lang"),
)
TEXTS = (f"[x]({LONG_PATH}.md)", f"[x](/{LONG}.md)", f"![x]({LONG_PATH}.png)", f"![x](/{LONG}.png)", f"[x]({LONG_PATH}/)")
ENDLESS = {
    **{f"{name} of one part": post(**{name: LONG}) for name in FIELDS},
    **{f"{name} of several": post(**{name: LONG_PATH}) for name in FIELDS},
    **{f"the text {number}": post(text) for number, text in enumerate(TEXTS)},
    "an image from the root": post(image=f"/{LONG_PATH}.png"),
}


@pytest.mark.parametrize("source", ENDLESS.values(), ids=list(ENDLESS))
def test_a_name_that_is_too_long_is_refused_or_does_no_harm(memory_blog: MemoryBlog, source: str) -> None:
    memory_blog.publish({KEY: source})
    memory_blog.publish({KEY: source.replace("2026-11-20", "2026-11-21")})

    assert memory_blog.hidden == []
    assert memory_blog.owing() == ()
    assert memory_blog.report(KEY) or "2026/11/21/" in "".join(memory_blog.objects()) or "漢" in "".join(memory_blog.objects())


def test_a_site_that_shows_an_image_of_an_endless_name_does_no_harm(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": f"title: Site\nsidebar:\n  - {{type: text, text: '![x](/{LONG_PATH}.png)'}}\n"})

    assert memory_blog.hidden == []


def test_the_longest_address_can_be_left_and_led_to(memory_blog: MemoryBlog) -> None:
    longest = "/".join(["漢" * 70] * 3)
    memory_blog.publish({KEY: post(path=f"/{longest}/")})
    memory_blog.publish({KEY: post(path=f"/{longest[:-1]}/", aliases=["/old/"])})

    assert memory_blog.leads(f"/{longest}/") == memory_blog.leads("/old/") == quote(f"/{longest[:-1]}/")
    assert memory_blog.hidden == []

    memory_blog.publish({KEY: post(path="/" + "漢" * 80 + "/" + longest + "/")})
    assert memory_blog.report(KEY)


def test_an_address_with_a_percent_sign_is_led_to_as_it_is_linked_to(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(path="/a%2541/", aliases=["/old/"])})

    assert memory_blog.leads("/old/") == "/a%2541/"
    assert route("GET", "/a%2541/") == Serve("a%41/index.html")
    assert memory_blog.page("/a%41/")


def test_a_key_with_a_hash_speaks_for_itself_and_for_nobody_else(memory_blog: MemoryBlog) -> None:
    site = {"site.yaml": "languages: [en, es]\n"}
    hashed = "posts/y#posts/other.es.md"
    memory_blog.publish({**site, OTHER: post(title="Other"), hashed: post(title="Otra", translation_key="other", slug="otra")})
    assert 'href="/es/2026/11/20/otra/"' not in (memory_blog.page("/2026/11/20/other/") or "")

    memory_blog.publish({OTHER: post(title="Other", translation_key="other")})
    assert 'href="/es/2026/11/20/otra/"' in (memory_blog.page("/2026/11/20/other/") or "")

    memory_blog.publish({"posts/z#w.md": post("The same."), "posts/v.md": post("The same.")})
    memory_blog.publish({"posts/z#w.md": None})
    assert memory_blog.report("posts/v.md") is None
    assert memory_blog.hidden == []


def test_a_report_that_an_author_forges_is_published_nowhere_and_gives_way_to_the_real_one(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({f"{KEY}.error.txt": "Error: by me", KEY: post(date="yesterday")})

    assert (memory_blog.report(KEY) or "").startswith(report_of("bad-date", f"{KEY}, line 3", "yesterday"))
    assert [key for key in memory_blog.objects() if key.endswith(".txt") and "x.md" in key] == []
