"""A source becomes a post, or is refused with a reason that helps its author."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import codec
from chalicelib.content import source, source_checks
from chalicelib.content.markdown_to_html import Rendered
from chalicelib.content.site.site import Language, Site
from chalicelib.content.source import Source, read_source
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import REASONS, Refusal
from chalicelib.model import Post, Term

KEY = "posts/2026-11-25-hello.md"
SITE = Site(
    zone="Europe/Berlin", languages=(Language("en", "English"), Language("es", "Español"), Language("fa", "فارسی", "rtl"))
)


def read(key: str = KEY, text: str = "Hello.", site: Site = SITE, **keys: Any) -> Source:
    """The source with these keys in its front matter, and a title unless the keys say otherwise."""
    lines = [f"{name}: {value}" for name, value in {"title": "Hello", **keys}.items() if value]
    return read_source(key, "\n".join(["---", *lines, "---", text]).encode(), site)


def refused(*args: Any, **keys: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(*args, **keys)
    return caught.value


def test_a_post_says_all_that_its_author_said() -> None:
    said = read(
        title="Good news",
        date="2026-11-25 09:30",
        updated="2026-11-26",
        slug="news",
        aliases="[/old/, x.html, /old/]",
        authors="[jane, Joe Doe]",
        category="Big Machines",
        tags="a, A, b",
        summary="In short.",
        image="photo.jpg",
        translation_key="news",
        expires="2027-01-01",
        comments="yes",
        newsletter="no",
        id="tag:1",
        hero="no",
    )

    assert said.post == Post(
        key=KEY,
        address="/2026/11/25/news/",
        title="Good news",
        lang="en",
        date="2026-11-25T09:30:00+01:00",
        updated="2026-11-26T00:00:00+01:00",
        id="tag:1",
        authors=(Term("jane", "jane"), Term("joe-doe", "Joe Doe")),
        categories=(Term("big-machines", "Big Machines"),),
        tags=(Term("a", "a"), Term("b", "b")),
        excerpt="In short.",
        image="/posts/photo.jpg",
        translation="news",
        aliases=("/old/", "/x.html"),
        images=("posts/photo.jpg",),
        comments=True,
        newsletter=False,
        standfirst=True,
    )
    assert said.body.extra == {"hero": False}
    assert (said.draft, said.publishes, said.expires) == (False, "2026-11-25T08:30:00+00:00", "2026-12-31T23:00:00+00:00")


def test_what_an_author_leaves_out_is_known_from_the_key_and_the_text() -> None:
    said = read_source(KEY, b"# Hello\n\nOne.\n\n<!--more-->\n\nTwo.\n", SITE)

    assert said.post == Post(
        key=KEY,
        address="/2026/11/25/hello/",
        title="Hello",
        lang="en",
        date="2026-11-25T00:00:00+01:00",
        updated="2026-11-25T00:00:00+01:00",
        excerpt=said.post.excerpt,
        translation="posts/2026-11-25-hello",
        lead=True,
    )
    assert said.post.excerpt.startswith("One.")
    assert said.body.html[: said.body.more].strip() == "<p>One.</p>"


@pytest.mark.parametrize(
    ("key", "keys", "date"),
    [
        (KEY, {"date": "2026-01-01"}, "2026-01-01"),
        (KEY, {"path": "2026/03/26/slug"}, "2026-03-26"),
        (KEY, {}, "2026-11-25"),
        ("posts/160626-hello.markdown", {}, "2016-06-26"),
        ("posts/2026-11-25-hello/index.md", {}, "2026-11-25"),
        ("posts/2026/03/26/hello.md", {}, "2026-03-26"),
        ("notes/2026-11-25-hello.md", {}, "2026-11-25"),
        ("about.md", {}, ""),
    ],
)
def test_a_date_stands_in_the_front_matter_the_path_the_name_or_the_folders(key: str, keys: dict[str, Any], date: str) -> None:
    assert read(key, **keys).post.date[:10] == date


def test_a_source_of_a_site_of_one_language_shares_no_name_with_translations() -> None:
    assert read("posts/2026-11-25-a.md", site=Site()).post.translation == ""


@pytest.mark.parametrize(
    ("key", "keys", "lang", "address", "translation"),
    [
        ("posts/2026-11-25-a.md", {}, "en", "/2026/11/25/a/", "posts/2026-11-25-a"),
        ("posts/2026-11-25-a.es.md", {}, "es", "/es/2026/11/25/a/", "posts/2026-11-25-a"),
        ("es/posts/2026-11-25-a.md", {}, "es", "/es/2026/11/25/a/", "posts/2026-11-25-a"),
        ("es/posts/2026-11-25-a.md", {"lang": "fa"}, "fa", "/fa/2026/11/25/a/", "posts/2026-11-25-a"),
        ("about.md", {"lang": "es-PR"}, "es", "/es/about/", "about"),
        ("about.es.md", {"path": "/es/acerca/"}, "es", "/es/acerca/", "about"),
        ("about.es.md", {"path": "acerca"}, "es", "/es/acerca/", "about"),
        ("_docs/es/index.md", {}, "es", "/es/docs/", "_docs/index"),
        ("about.md", {"slug": "us"}, "en", "/us/", "about"),
    ],
)
def test_an_address_is_below_its_language_s_prefix(
    key: str, keys: dict[str, Any], lang: str, address: str, translation: str
) -> None:
    post = read(key, **keys).post

    assert (post.lang, post.address, post.translation) == (lang, address, translation)


def test_the_html_address_that_a_path_was_written_with_leads_to_the_source() -> None:
    post = read("about.md", path="/info/about.html").post

    assert (post.address, post.aliases) == ("/info/about/", ("/info/about.html",))


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("photo.jpg", "/posts/photo.jpg"),
        ("../img/a%20b.jpg?v=2", "/img/a b.jpg"),
        ("/img/a.jpg", "/img/a.jpg"),
        ("https://example.org/a.jpg", "https://example.org/a.jpg"),
        ("//example.org/a.jpg", "https://example.org/a.jpg"),
        ("", ""),
    ],
)
def test_an_image_is_beside_the_source_or_from_the_root_or_elsewhere(image: str, address: str) -> None:
    assert read(image=image).post.image == address


def test_a_language_in_the_front_matter_says_that_none_is_meant_in_the_name() -> None:
    post = read(key="posts/2026-11-25-heise.de.md", lang="en").post

    assert (post.lang, post.address) == ("en", "/2026/11/25/heisede/")


def test_a_slug_of_several_parts_stands_below_the_date() -> None:
    assert read(slug="/bread/salt/").post.address == "/2026/11/25/bread/salt/"


def test_a_post_is_not_published_before_hugo_s_publish_date() -> None:
    both = read(key="posts/hello.md", date="2026-11-20", publishDate="2026-11-25")
    one = read(key="posts/2026-11-01-hello.md", publishDate="2026-11-25")

    assert (both.post.date[:10], both.publishes[:10]) == ("2026-11-20", "2026-11-24")  # in UTC
    assert (one.post.date[:10], one.publishes[:10]) == ("2026-11-25", "2026-11-24")


def test_the_day_of_a_note_counts_if_nothing_else_has_a_date() -> None:
    assert read(key="posts/hello.md", created="2026-11-20").post.date[:10] == "2026-11-20"
    assert read(created="2026-11-20").post.date[:10] == "2026-11-25"


def test_a_source_carries_what_its_author_should_know() -> None:
    assert read(catagory="x").diagnostics == (Diagnostic("key", "Unknown key `catagory`. Did you mean `category`?", 3),)


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("![A boat](my%20boat%20(1).jpg)\n\n![Another](b.jpg)", "/posts/my boat (1).jpg"),
        ("![A boat](https://a.example/boat.jpg)", "https://a.example/boat.jpg"),
        ("Some words.\n\n![A boat](boat.jpg)", "/posts/boat.jpg"),
        (f"![A boat](https://a.example/{'a' * 3_000}.jpg)", ""),
        ("![A dot](data:image/png;base64,AAAA)", ""),
        ("![A page](boat.html)", ""),
        ("# A heading only", ""),
    ],
)
def test_a_post_without_an_image_has_the_first_picture_of_its_text(text: str, image: str) -> None:
    assert read(text=text).post.image == image
    assert read(text=text, image="own.jpg").post.image == "/posts/own.jpg"


def test_an_update_is_never_before_the_date() -> None:
    assert read(date="2026-11-25 14:00", updated="2026-11-25").post.updated == "2026-11-25T14:00:00+01:00"
    assert read("about.md").post.updated == ""
    assert read("about.md", updated="2026-11-25").post.updated == "2026-11-25T00:00:00+01:00"


def test_comments_are_as_the_site_says_where_the_source_does_not() -> None:
    assert read(site=Site(comments=True)).post.comments
    assert not read(site=Site(comments=True), comments="no").post.comments


def test_comments_are_closed_only_if_the_source_or_the_site_says_so() -> None:
    closed = Site(comments_closed=True)

    assert read(comments="closed").post.comments_closed
    assert read(site=closed).post.comments_closed
    assert not read(comments="no").post.comments_closed
    assert not read(site=closed, comments="no").post.comments_closed
    assert not read(site=closed, comments="yes").post.comments_closed


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        ({"key": "posts/hello.md", "dat": "2026-11-25"}, Refusal("no-date", "Unknown key `dat`. Did you mean `date`?", 3)),
        ({"date": "2026-02-30"}, Refusal("bad-date", "2026-02-30", 3)),
        ({"expires": "soon"}, Refusal("bad-date", "soon", 3)),
        ({"key": "posts/2026-02-30-x.md"}, Refusal("bad-date", "2026-02-30")),
        ({"key": "posts/hello.md"}, Refusal("no-date", "posts/hello.md")),
        ({"key": "es/_posts/hello.md"}, Refusal("no-date", "es/_posts/hello.md")),
        ({"lang": "fr"}, Refusal("language", "fr", 3)),
        ({"slug": "../x"}, Refusal("climbs-out", "../x", 3)),
        ({"slug": "feed"}, Refusal("reserved", "/2026/11/25/feed/", 3)),
        ({"path": "a/../b"}, Refusal("climbs-out", "a/../b", 3)),
        ({"path": "/api/x"}, Refusal("reserved", "/api/x/", 3)),
        ({"path": "/_x"}, Refusal("reserved", "/_x/", 3)),
        ({"path": "/es/hola"}, Refusal("reserved", "/es/hola/", 3)),
        ({"path": "/2011/04"}, Refusal("reserved", "/2011/04/", 3)),
        ({"aliases": "[/ok/, /feed/]"}, Refusal("reserved", "/feed/", 3)),
        ({"aliases": "https://x.org/a"}, Refusal("value", "https://x.org/a", 3)),
        ({"image": "../../a.jpg"}, Refusal("climbs-out", "image: ../../a.jpg", 3)),
        ({"image": "javascript:x"}, Refusal("value", "image: javascript:x", 3)),
        ({"draft": "perhaps"}, Refusal("value", 'draft: "perhaps" (write, for example, `draft: yes`)', 3)),
        ({"key": "posts/2026-11-25-bonjour.fr.md"}, Refusal("language-name", "fr")),
        ({"key": "zh_cn/2026-11-25-hello.md"}, Refusal("language-name", "zh_cn")),
        ({"key": "index.md"}, Refusal("reserved", "/")),
        ({"key": "a/../b.md"}, Refusal("climbs-out", "a/../b.md")),
    ],
)
def test_a_refusal_quotes_what_stood_there_and_names_its_line(keys: dict[str, str], refusal: Refusal) -> None:
    assert refused(**keys) == refusal


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"x" * (source.SOURCE_LIMIT + 1), "too-big", 0),
        (b"---\ntitle: caf\xe9\n---\n", "encoding", 2),
        ("---\ntitle: x\n---\n".encode("utf-16"), "encoding", 1),
        (b"---\ntitle: [\n---\n", "front-matter", 2),
        (b"---\ntitle: x\n", "front-matter-open", 1),
        (b"", "empty", 0),
    ],
)
def test_what_is_wrong_with_the_file_itself_is_said_first(raw: bytes, code: str, line: int) -> None:
    with pytest.raises(Refusal) as caught:
        read_source(KEY, raw, SITE)

    assert (caught.value.code, caught.value.line) == (code, line)


def test_the_lines_of_what_markdown_refuses_are_those_of_the_file() -> None:
    def deep(text: str, **_: Any) -> Rendered:
        raise Refusal("too-deep", ">>>", 2)

    with pytest.raises(Refusal) as caught:
        read_source(KEY, b"---\ntitle: x\n---\n\n>>>\n", SITE, render=deep)

    assert caught.value == Refusal("too-deep", ">>>", 5)


def test_a_body_that_no_item_could_hold_is_refused() -> None:
    noise = random.Random(1).randbytes(source_checks.BODY_LIMIT).hex()  # noqa: S311 - it only has to be hard to compress
    html = f"<p>{noise}{noise[::-1]}</p>"

    with pytest.raises(Refusal) as caught:
        read_source(KEY, b"# x\n", SITE, render=lambda *_, **__: Rendered(html, title="x"))

    assert caught.value.code == "body-too-big"


def test_a_body_that_compresses_well_may_be_long() -> None:
    html = "<p>la</p>" * source_checks.BODY_LIMIT

    assert read_source(KEY, b"# x\n", SITE, render=lambda *_, **__: Rendered(html, title="x")).body.html == html


def test_characters_that_feeds_refuse_never_get_into_a_post() -> None:
    said = read_source(KEY, b'---\ntitle: "a\\x07b"\ntags: ["c\\x00d"]\n---\nx\x0cy &#7;z\n', SITE)

    assert said.post.title == "ab"
    assert said.post.tags == (Term("cd", "cd"),)
    assert not {chr(code) for code in range(32) if chr(code) not in "\t\n\r"} & set(said.body.html)


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"---\ntitle: x\n{text}\n---\n".encode())))
def test_whatever_the_bytes_a_source_is_a_post_or_a_refusal(raw: bytes) -> None:
    try:
        said = read_source(KEY, raw, SITE)
    except Refusal as refusal:
        code, quotation = refusal.code, refusal.found
    else:
        code, quotation = "encoding", ""
        assert codec.from_plain(Post, codec.plain(said.post)) == said.post

    assert code in REASONS
    assert len(quotation) <= 80
    assert "\n" not in quotation


@pytest.mark.parametrize(
    ("summary", "text", "shown"),
    [
        ("Of lead.", "It melts early.", True),
        ("It melts", "It *melts* early.", False),
        ("It melts…", "It melts early.", False),
        ("", "It melts early.", False),
    ],
    ids=["another text", "its beginning", "its beginning, cut", "none"],
)
def test_a_summary_is_a_standfirst_unless_the_text_begins_with_it(summary: str, text: str, shown: bool) -> None:
    assert read(text=text, summary=summary).post.standfirst is shown
