"""The page of a post: what it shows of a post, and what it doesn't repeat."""

from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.post import ShownPost
from tests.rendering.pages import POST, SITE, post_page, words


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
    assert "Filed under" not in page
    assert "Written by" not in page
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


def test_a_post_names_its_other_languages_as_its_own_language_writes_a_list(templates: Templates) -> None:
    names = (("es", "Español"), ("fr", "Français"), ("ja", "日本語"))
    others = tuple(Anchor(name, f"/{lang}/a/", lang=lang) for lang, name in names)

    assert "Also in Español, Français, and 日本語" in words(post_page(templates, replace(POST, translations=others)))
    assert "Also in Español" in words(post_page(templates, replace(POST, translations=others[:1])))
    assert "Also in" not in post_page(templates, POST)


def test_only_the_texts_of_a_post_have_the_language_of_the_post(templates: Templates) -> None:
    page = post_page(templates, replace(POST, lang="ar", direction="rtl", html=Markup("<p>نص</p>")))

    assert '<h1 lang="ar" dir="rtl">A title</h1>' in page
    assert '<div class="text" lang="ar" dir="rtl">' in page
    assert '<p class="byline">' in page


def test_only_a_post_whose_comments_were_closed_says_so(templates: Templates) -> None:
    closed, classic = replace(POST, comments_closed=True), replace(SITE, preset="classic")

    assert "Comments are closed." in post_page(templates, closed)
    assert "Sorry, the comment form is closed at this time." in post_page(templates, closed, classic)
    assert "comment" not in post_page(templates, replace(POST, comments=False))


def test_a_page_outside_the_flow_shows_no_byline_and_no_comments(templates: Templates) -> None:
    page = post_page(templates, ShownPost("About", "/about/", authors=(Anchor("Ada"),), in_flow=False))

    assert 'class="byline"' not in page
    assert 'class="share"' not in page
    assert "Comments" not in page


def test_the_title_image_is_shown_once(templates: Templates) -> None:
    element = Markup('<img class="title" src="/posts/a%20b.jpg" alt="" decoding="async">')
    shown = replace(POST, image="/posts/a b.jpg", image_html=element)
    variant = "/_/images/posts/a%20b.jpg/0123456789abcdef/960.jpeg"

    assert element in post_page(templates, shown)
    for source in ("/posts/a%20b.jpg", variant):
        within = replace(shown, html=Markup('<p><img src="{}" alt="A"></p>').format(source))
        assert '<img class="title"' not in post_page(templates, within)


def test_a_post_is_shared_by_its_whole_address(templates: Templates) -> None:
    page = post_page(templates, replace(POST, title="Salt & ink", address="/a/", url=""))

    assert 'data-copy="https://example.com/a/"' in page
    assert 'href="mailto:?subject=Salt%20%26%20ink&amp;body=https%3A//example.com/a/"' in page
