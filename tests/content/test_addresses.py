"""Slugs, languages in keys, addresses, and reserved addresses."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions.toc import slugify_unicode

from chalicelib.content.addresses import addresses
from chalicelib.content.addresses.addresses import Spoken
from chalicelib.content.site.site import Language, Site
from chalicelib.errors import Refusal
from chalicelib.model import Term
from tests.each import each

SITE = Site(
    languages=(Language("en", "English"), Language("es", "Español"), Language("zh-Hant", "中文"), Language("pt-BR", "Português"))
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("Überall  Straßen", "überall-straßen"),
        ("u\u0308ber", "über"),
        ("हिन्दी में", "हिन्दी-में"),
        ("你好 世界", "你好-世界"),
        ("Python 3.10", "python-3-10"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C", "c"),
        ("snake_case", "snake_case"),
        ("🎉", "1f389"),
        ("❤️", "2764"),
        ("🛠️ Tools 🛠️", "tools"),
        ("\ufe0f", "fe0f"),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_of_any_script(text: str, slug: str) -> None:
    assert addresses.slug(text) == slug


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="+#."), max_size=60))
def test_a_slug_of_plain_words_is_the_one_of_headings(text: str) -> None:
    assert addresses.slug(text) == slugify_unicode(text, "-").strip("-") or not slugify_unicode(text, "-").strip("-")


@given(st.text(min_size=1).filter(str.strip))
def test_a_slug_is_never_empty_and_is_its_own_slug(text: str) -> None:
    slug = addresses.slug(text)

    assert slug
    assert len(slug.encode()) <= addresses.SLUG_LIMIT
    assert "/" not in slug


def test_tags_within_each_other_have_one_address_each() -> None:
    assert [addresses.term(name).slug for name in ("recipes/bread", "a/bc", "ab/c")] == ["recipes-bread", "a-bc", "ab-c"]


@given(st.text(st.characters(codec="utf-8"), max_size=9), st.text(st.characters(codec="utf-8"), max_size=9))
def test_no_character_that_shows_nothing_makes_an_address_look_like_another(before: str, after: str) -> None:
    for character in SHOWING_NOTHING:
        if addresses.is_within(name := f"x{before}{character}{after}x"):
            assert character in JOINERS or character == "\ufe0f", ascii(name)


@each("character", ["\u3164", "\u115f", "\u1160", "\uffa0", "\u034f", "\u17b4", "\u180e", "\u206f", "\u2800", "\ufe0f"])
@each("name", ["about{}.pdf", "{}about", "about{}", "a{}b/c", "字{}", "म{}", "👍{}", "می{}خواهم"])
def test_a_name_with_what_shows_nothing_is_no_address(name: str, character: str) -> None:
    assert not addresses.is_within(name.format(character))


@pytest.mark.parametrize(
    "name", ["ad\u200dmin", "می\u200c.pdf", "a\u200c", "\u200da", "❤\ufe0f\ufe0f", "1\ufe0f", "می\u200c\u200cخواهم"]
)
def test_a_joiner_or_a_mark_of_emoji_in_another_place_is_no_part_of_an_address(name: str) -> None:
    assert not addresses.is_within(name)


@pytest.mark.parametrize(
    "name",
    ["می\u200cخواهم", "کار\u200cها.pdf", "क\u094d\u200dष", "❤\ufe0f.png", "👩\u200d👧", "🕵\ufe0f\u200d♂\ufe0f", "1\ufe0f\u20e3"],
)
def test_joiners_and_marks_of_emoji_stay_where_they_belong(name: str) -> None:
    assert addresses.is_within(name)


SHOWING_NOTHING = regex.findall(r"[\p{Default_Ignorable_Code_Point}--\p{Cn}]", "".join(map(chr, range(0xD800))), regex.V1)
JOINERS = "\u200c\u200d"


@pytest.mark.parametrize("alias", ["/old/", "old-name", "2014/09/Rust-1.0.html", "old.html", "../up", "https://x.org/a", "/Q&A/"])
def test_an_alias_with_a_slash_or_like_a_slug_is_an_address(alias: str) -> None:
    assert addresses.is_alias(alias)


@pytest.mark.parametrize("alias", ["Bread", "Bread, the first year", "A / B testing", "C#/.NET", "Why?", "Brot & Salz"])
def test_any_other_alias_is_a_name(alias: str) -> None:
    assert not addresses.is_alias(alias)


def test_a_listing_called_feed_does_not_stand_where_feeds_do() -> None:
    assert addresses.term("Feed") == Term("feeds", "Feed")


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("es", "es"),
        ("ES", "es"),
        ("es-PR", "es"),
        ("es_PR", "es"),
        ("zh-hant", "zh-Hant"),
        ("pt", "pt-BR"),
        ("zh-Hans", ""),
        ("fr", ""),
        ("", ""),
    ],
)
def test_a_language_is_known_by_its_nearest_code(code: str, named: str) -> None:
    assert addresses.language_named(code, SITE.languages) == named


@pytest.mark.parametrize(
    ("key", "apart"),
    [
        ("posts/hello.md", Spoken("", "posts/hello")),
        ("posts/hello.es.md", Spoken("es", "posts/hello")),
        ("posts/hello.ES-pr.markdown", Spoken("es", "posts/hello")),
        ("_articles/zh-hant/why.md", Spoken("zh-Hant", "_articles/why")),
        ("es/posts/hello.en.md", Spoken("en", "posts/hello")),
        ("posts/release-1.2.md", Spoken("", "posts/release-1.2")),
        ("posts/hello.fr.md", Spoken("", "posts/hello.fr")),
        ("es.md", Spoken("", "es")),
        ("es_mx/hello.md", Spoken("es", "hello")),
        ("pt-pt/hello.md", Spoken("", "pt-pt/hello")),
        ("pt/hello.md", Spoken("pt-BR", "hello")),
        ("en-route/hello.md", Spoken("", "en-route/hello")),
        ("es-luxe/hello.md", Spoken("", "es-luxe/hello")),
    ],
)
def test_a_key_may_name_a_language_by_suffix_or_by_folder(key: str, apart: Spoken) -> None:
    assert addresses.spoken(key, SITE) == apart


@pytest.mark.parametrize(
    ("key", "unknown"),
    [
        ("posts/bonjour.fr.md", "fr"),
        ("posts/bonjour/index.fr-CA.md", "fr-CA"),
        ("zh_cn/hello.md", "zh_cn"),
        ("posts/zh-CN/hello.md", "zh-CN"),
        ("fr/hello.md", "fr"),
        ("pt-pt/hello.md", "pt-pt"),
        ("en/bonjour.fr.md", "fr"),
        ("fr/hello.en.md", ""),
        ("es/fr/hello.md", ""),
        ("posts/hello.ES-pr.md", ""),
        ("posts/node.js.md", ""),
        ("posts/v1.2.md", ""),
        ("posts/socket.io.md", ""),
        ("posts/notes.to.self.md", ""),
        ("docs/img/api/hello.md", ""),
        ("my/cv/ml/hello.md", ""),
        ("IT/hello.md", ""),
        ("to-do/no-code/hello.md", ""),
        ("fr.md", ""),
    ],
)
def test_a_key_may_name_a_language_that_the_site_does_not_have(key: str, unknown: str) -> None:
    assert addresses.unknown_language(key, SITE) == unknown


@pytest.mark.parametrize(
    ("stem", "address"),
    [
        ("about", "/about/"),
        ("docs/index", "/docs/"),
        ("docs/_index", "/docs/"),
        ("_articles/Getting Started", "/articles/getting-started/"),
        ("docs/_private", "/docs/_private/"),
        ("_/x", "/_/x/"),
        ("index", "/"),
    ],
)
def test_a_page_outside_the_flow_lives_by_its_key(stem: str, address: str) -> None:
    assert addresses.by_key(stem, "") == address


@pytest.mark.parametrize(
    ("stem", "given", "address"),
    [
        ("posts/2026-11-25-Hello There", "", "/2026/11/25/hello-there/"),
        ("posts/2026-11-25-hello/index", "", "/2026/11/25/hello/"),
        ("posts/2026-11-25", "", "/2026/11/25/its-title/"),
        ("posts/2026-11-25-hello", "Mine", "/2026/11/25/Mine/"),
    ],
)
def test_a_post_lives_by_the_site_s_pattern(stem: str, given: str, address: str) -> None:
    assert addresses.by_date(stem, "2026-11-25T00:00:00+00:00", given, "Its title", Site()) == address


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("2026/03/26/Rust-1.0", "/2026/03/26/Rust-1.0/"),
        ("/about.html", "/about/"),
        ("/docs/index.html", "/docs/"),
        ("/caf%C3%A9/", "/café/"),
        ("/", "/"),
    ],
)
def test_a_written_path_is_kept_as_it_is(written: str, path: str) -> None:
    assert addresses.written_path(written) == path


@pytest.mark.parametrize(
    ("written", "alias"),
    [
        ("2014/09/15/Rust-1.0.html", "/2014/09/15/Rust-1.0.html"),
        ("releases/1.12.0", "/releases/1.12.0/"),
        ("http://localhost/old/", "/old/"),
        ("/old/index.html", "/old/"),
    ],
)
def test_an_alias_is_an_address_of_this_site(written: str, alias: str) -> None:
    assert addresses.written_alias(written, SITE) == alias


@pytest.mark.parametrize("written", ["https://elsewhere.example/old/", "/?p=12", "/old/#part", "http://[", "ftp://localhost/x"])
def test_an_alias_elsewhere_is_refused(written: str) -> None:
    with pytest.raises(Refusal, match="isn't valid for this key"):
        addresses.written_alias(written, SITE)


@pytest.mark.parametrize("path", ["../x", "a/../b", "a/./b", "a//b", "a\\b", "a/%2e%2e/b", "a\x00b", "a/ b", "%ff"])
def test_a_path_that_climbs_out_is_refused(path: str) -> None:
    with pytest.raises(Refusal) as caught:
        addresses.written_path(path)

    assert caught.value.code == "climbs-out"


@pytest.mark.parametrize(
    ("slug", "kept"),
    [("Rust-1.0", "Rust-1.0"), ("two words", "two-words"), ("schön", "schön"), ("/a/two words/", "a/two-words")],
)
def test_a_written_slug_is_kept_where_it_can_stand(slug: str, kept: str) -> None:
    assert addresses.written_slug(slug) == kept


@pytest.mark.parametrize("slug", ["../x", "a//b", "a/./b", "a\\b", "..", ".", "/"])
def test_a_slug_stays_below_the_address_of_its_post(slug: str) -> None:
    with pytest.raises(Refusal) as caught:
        addresses.written_slug(slug)

    assert caught.value.code == "climbs-out"


KEPT = [
    "/",
    "/api/",
    "/api/x/",
    "/_x/",
    "/_/",
    "/topics/",
    "/archives/",
    "/feeds/",
    "/more/",
    "/top/",
    "/follow/",
    "/search/",
    "/404.html",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap/",
    "/feed/",
    "/feed/x/",
    "/x/feed/",
    "/x/Feed/",
    "/category/x/",
    "/tag/x/",
    "/author/x/",
    "/2011/",
    "/2011/04/",
    "/API/",
]
FREE = [
    "/about/",
    "/apiary/",
    "/topics/x/",
    "/2011/04/28/",
    "/2011/04/28/x/",
    "/20111/",
    "/feedback/",
    "/x/_y/",
    "/404/",
    "/x/2011/",
]


@each("prefix", ["", "/es", "/zh-hant"])
@each("address", KEPT)
def test_the_addresses_of_presswork_s_own_pages_are_kept_in_every_language(prefix: str, address: str) -> None:
    with pytest.raises(Refusal) as caught:
        addresses.check_address(prefix + address, SITE)

    assert caught.value == Refusal("reserved", prefix + address)


@pytest.mark.parametrize("address", FREE)
def test_other_addresses_are_free(address: str) -> None:
    addresses.check_address(address, SITE, "en")
    addresses.check_address(f"/es{address}", SITE, "es")


def test_a_language_s_prefix_is_kept_for_its_own_sources() -> None:
    addresses.check_address("/es/hola/", SITE)

    with pytest.raises(Refusal):
        addresses.check_address("/es/hola/", SITE, "en")


def test_a_prefix_is_not_said_twice() -> None:
    assert addresses.in_language("/about/", "es", SITE) == "/es/about/"
    assert addresses.in_language("/es/about/", "es", SITE) == "/es/about/"
    assert addresses.in_language("/essay/", "es", SITE) == "/es/essay/"
    assert addresses.in_language("/about/", "en", SITE) == "/about/"


@pytest.mark.parametrize("address", [f"/{'a/' * 600}", f"/{'x' * 256}/", f"/{'é' * 128}/"])
def test_an_address_that_no_store_could_hold_is_refused(address: str) -> None:
    with pytest.raises(Refusal, match="bytes"):
        addresses.check_address(address, SITE)
