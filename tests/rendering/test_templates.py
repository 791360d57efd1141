"""Pages are valid, safe and plain; a site's own templates are tried before they are accepted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import html5lib
import pytest
from markupsafe import Markup

from chalicelib.policy import FIRST_SCRIPT
from chalicelib.rendering.template_filters import href
from chalicelib.rendering.template_samples import FEEDS, SAMPLES
from chalicelib.rendering.templates import Templates
from chalicelib.rendering.view_models import (
    Anchor,
    FeedLink,
    ShownChoice,
    ShownGroup,
    ShownLine,
    ShownListing,
    ShownMail,
    ShownPage,
    ShownPart,
    ShownPost,
    ShownSite,
    ShownTopic,
    ShownVisit,
    ShownWidget,
    ShownYear,
)
from tests.rendering.pages import PAGE, POST, SITE, post_page, words

EVIL = """<script>alert(1)</script>" onload='x' &amp; {{ 7*7 }} %(name)s"""
FRAGMENTS = {"listed.html", "sidebar.html"}
SCRIPTS = {"/_/site.js", "/_/search.js", "/_/lost.js"}


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


def landing(templates: Templates, listing: ShownListing, *posts: ShownPost, older: Anchor | None = None) -> str:
    shown = {"listing": listing, "posts": posts, "older": older, "parts": (), "count": 0}
    return templates.render("landing.html", "en", site=SITE, page=ShownPage("landing"), **shown)


# ---- every page


CASES = [
    pytest.param(name, *sample, id=f"{name}-{number}")
    for name, samples in SAMPLES.items()
    for number, sample in enumerate(samples)
]
PAGES = [name for name in SAMPLES if name.endswith(".html")]


@pytest.mark.parametrize(("name", "lang", "context"), [case for case in CASES if case.values[0] in PAGES])
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


@pytest.mark.parametrize(("name", "lang", "context"), CASES)
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
        "groups": (ShownGroup(EVIL, EVIL, topics),),
        "widgets": (ShownWidget(EVIL, EVIL, many, feeds=feeds, groups=(ShownGroup(EVIL, "", topics),)),),
        "target": EVIL,
        "latest": post,
        "sender": EVIL,
        "mail": ShownMail(EVIL, EVIL, EVIL, (EVIL,), EVIL, EVIL, (EVIL,), text=EVIL, cut=True, why=EVIL, postal=EVIL),
        "visit": ShownVisit(EVIL, categories=choices, languages=choices * 2, tokens=tokens, browser=EVIL, why=EVIL, field=EVIL),
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


# ---- a post


def test_a_post_shows_its_authors_and_its_date(templates: Templates) -> None:
    page = post_page(templates, replace(POST, authors=(Anchor("Ada", "/author/ada/"), Anchor("Grace"))))

    assert "Ada and Grace April 28, 2011" in words(page)
    assert '<a href="/author/ada/" rel="author">Ada</a>' in page
    assert '<time datetime="2011-04-28">' in page


def test_a_post_without_an_author_or_a_text_has_no_empty_elements(templates: Templates) -> None:
    page = post_page(templates, POST)

    assert "A title April 28, 2011" in words(page)
    assert 'class="text"' not in page
    assert "<img" not in page
    assert 'class="terms"' not in page
    assert 'class="pager"' not in page


def test_a_post_links_to_its_neighbours_topics_and_translations(templates: Templates) -> None:
    page = post_page(
        templates,
        replace(
            POST,
            tags=(Anchor("rust", "/tag/rust/"),),
            translations=(Anchor("Español", "/es/a/", lang="es", direction="ltr"),),
            older=Anchor("Before", "/before/"),
            newer=Anchor("After", "/after/"),
        ),
    )

    assert '<a href="/tag/rust/" rel="tag">rust</a>' in page
    assert '<a href="/before/" rel="prev">Before</a>' in page
    assert '<a href="/after/" rel="next">After</a>' in page
    assert '<a href="/es/a/" rel="alternate" lang="es">Español</a>' in page


def test_only_the_texts_of_a_post_have_the_language_of_the_post(templates: Templates) -> None:
    page = post_page(templates, replace(POST, lang="ar", direction="rtl", html=Markup("<p>نص</p>")))

    assert '<h1 lang="ar" dir="rtl">A title</h1>' in page
    assert '<div class="text" lang="ar" dir="rtl">' in page
    assert '<p class="byline">' in page


def test_only_a_post_whose_comments_were_closed_says_so(templates: Templates) -> None:
    assert "Sorry, the comment form is closed at this time." in post_page(templates, replace(POST, comments_closed=True))
    assert "comment" not in post_page(templates, replace(POST, comments=False))


def test_a_page_outside_the_flow_shows_no_byline_and_no_comments(templates: Templates) -> None:
    page = post_page(templates, ShownPost("About", "/about/", authors=(Anchor("Ada"),), in_flow=False))

    assert 'class="byline"' not in page
    assert 'class="share"' not in page
    assert "Comments" not in page


def test_an_update_on_the_day_of_the_post_is_not_shown(templates: Templates) -> None:
    assert "Updated on May 1" in words(post_page(templates, replace(POST, updated="2011-05-01", updated_text="May 1, 2011")))
    assert "Updated" not in post_page(templates, replace(POST, updated="2011-04-28", updated_text=POST.date_text))


def test_the_title_image_is_shown_once(templates: Templates) -> None:
    element = Markup('<img class="title" src="/posts/a%20b.jpg" alt="" decoding="async">')
    shown = replace(POST, image="/posts/a b.jpg", image_html=element)
    variant = "/_/images/posts/a%20b.jpg/0123456789abcdef/960.jpeg"

    assert element in post_page(templates, shown)
    for source in ("/posts/a%20b.jpg", variant):
        within = replace(shown, html=Markup('<p><img src="{}" alt="A"></p>').format(source))
        assert '<img class="title"' not in post_page(templates, within)


def test_a_page_has_all_links_and_its_form_without_script(templates: Templates) -> None:
    page = post_page(templates, POST, replace(SITE, home="/es/", lang="es"))

    for path in ("", "topics/", "archives/", "feeds/", "more/"):
        assert f'<a href="/es/{path}"' in page
    assert '<form action="/api/subscriptions" method="post">' in page
    assert '<input type="hidden" name="lang" value="es">' in page
    assert 'data-fragment="/_/sidebar.es.html"' in page
    assert "Escribe tu dirección de correo electrónico para suscribirte" in page


def test_a_page_has_its_canonical_address_and_each_feed_once(templates: Templates) -> None:
    own = FeedLink("One: RSS", "/category/one/feed/", "application/rss+xml")
    page = post_page(templates, POST, page=replace(PAGE, feeds=(own, *FEEDS), description="In short"))

    assert '<link rel="canonical" href="https://example.com/here/">' in page
    assert '<meta name="description" content="In short">' in page
    assert page.count('rel="alternate" type="application/rss+xml"') == 2
    assert page.count('type="application/feed+json"') == 1


# ---- lists


def test_a_list_shows_the_excerpt_of_a_post(templates: Templates) -> None:
    page = landing(templates, ShownListing("all"), replace(POST, excerpt="Excerpt one"), replace(POST, excerpt="Excerpt two"))

    assert '<p class="excerpt">Excerpt one</p>' in page
    assert '<p class="excerpt">Excerpt two</p>' in page


def test_only_the_newest_post_leads_the_home_page(templates: Templates) -> None:
    page = landing(templates, ShownListing("all"), POST, replace(POST, title="Second"))

    assert page.count('<article class="card leads">') == 1
    assert (
        page.index('class="card leads"') < page.index("A title</a></h2>") < page.index('class="cards"') < page.index("Second</a>")
    )


def test_no_post_leads_the_page_of_a_topic(templates: Templates) -> None:
    page = landing(templates, ShownListing("category", "Rust", address="/category/rust/"), POST)

    assert "leads" not in page.split("</head>")[1]
    assert 'class="cards"' in page


def test_a_post_is_shared_by_its_whole_address(templates: Templates) -> None:
    page = post_page(templates, replace(POST, title="Salt & ink", address="/a/", url=""))

    assert 'data-copy="https://example.com/a/"' in page
    assert 'href="mailto:?subject=Salt%20%26%20ink&amp;body=https%3A//example.com/a/"' in page


def test_the_home_page_has_the_sites_title_as_its_heading(templates: Templates) -> None:
    page = landing(templates, ShownListing("all"), older=Anchor("March 2011", "/2011/03/"))

    assert '<h1 class="title">' in page
    assert "<title>A blog</title>" in page
    assert '<a href="/2011/03/" rel="prev">March 2011</a>' in page


@pytest.mark.parametrize(
    ("kind", "heading"), [("category", "Posts in Rust"), ("tag", "Posts tagged Rust"), ("author", "Posts by Rust")]
)
def test_the_heading_of_a_listing_depends_on_its_kind(templates: Templates, kind: str, heading: str) -> None:
    page = landing(templates, ShownListing(kind, "Rust", Markup("<p>About it</p>"), "/x/"), POST)

    assert f"<h1>{heading}</h1>" in page
    assert f"<title>{heading} · A blog</title>" in page
    assert "<p>About it</p>" in page


def test_a_box_of_the_sidebar_is_shown_unless_it_is_empty(templates: Templates) -> None:
    books = ShownWidget("links", "Books", (Anchor("A book"), Anchor("B", url="https://example.org/")), numbered=True)
    page = templates.render(
        "sidebar.html",
        "en",
        site=SITE,
        page=PAGE,
        widgets=(books, ShownWidget("recent"), ShownWidget("text", text=Markup("<p>Hm</p>"))),
    )

    assert "<ol>\n<li><span>A book</span></li>" in page
    assert "Recent posts" not in page
    assert page.count("<h2>") == 1


@pytest.mark.parametrize(
    ("lang", "followers", "text"),
    [
        ("en", 1, "Join 1 other follower"),
        ("en", 1234, "Join 1,234 other followers"),
        ("es", 223, "Únete a otros 223 seguidores"),
        ("ar", 2, "انضم إلى متابعَين اثنين"),
        ("ar", 12, "انضم إلى 12 متابعًا"),
    ],
)
def test_the_box_to_follow_shows_the_number_of_followers(templates: Templates, lang: str, followers: int, text: str) -> None:
    page = templates.render("sidebar.html", lang, site=SITE, page=PAGE, widgets=(ShownWidget("follow", followers=followers),))

    assert f'<p class="followers">{text}</p>' in page


def test_the_box_to_follow_shows_no_number_without_followers(templates: Templates) -> None:
    assert "followers" not in templates.render("sidebar.html", "en", site=SITE, page=PAGE, widgets=(ShownWidget("follow"),))


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
