"""JSON-LD has the values that search engines expect of each kind of page, and no text in it can end its script."""

import json
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.rendering.formats import json_ld
from chalicelib.rendering.view_models.comments import ShownComment, ShownDiscussion
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.page import ShownImage
from chalicelib.rendering.view_models.post import ShownAuthor, ShownPost
from chalicelib.rendering.view_models.site import ShownSite
from tests.jsonld_rules import jsonld_faults

SITE = ShownSite("The Press", "Prints", "https://press.example", logo="/logo.png")
IMAGE = ShownImage("https://press.example/p.png", "A press", 1200, 630)
ANN = ShownAuthor("Ann", "/author/ann/", "/_/images/ann.jpg/sized/small.jpg", url="mailto:ann@press.example")
ANA = ShownAuthor(
    "Añá", "/author/añá/", links=(Anchor("Here", url="https://here.example/"),), url="https://elsewhere.example/@ana"
)
POST = ShownPost(
    "Ink & lead",
    "/2026/11/20/ink/",
    "https://press.example/2026/11/20/ink/",
    date="2026-11-20T09:30:00+01:00",
    updated="2026-11-21T10:00:00+01:00",
    by=(ANN, ANA),
    categories=(Anchor("Press", "/category/press/"), Anchor("Ink", "/category/ink/")),
    tags=(Anchor("Old type", "/tag/old-type/"),),
    excerpt="Type is cast.",
)
COMMENT = ShownComment(
    "1#a",
    "comment-a",
    Anchor("</script><b>", url="https://a.example/"),
    "2026-11-20T10:00:00+00:00",
    "November 20",
    Markup("<p>a &lt;/script&gt; <em>b</em></p>"),
)
DISCUSSED = replace(POST, discussion=ShownDiscussion((replace(COMMENT, replies=(COMMENT,) * 30), COMMENT), 32))
ABOUT = ShownPost("About", "/about/", "https://press.example/about/", in_flow=False)
SPANISH = replace(SITE, home="/es/", lang="es")
THINGS = {
    "a post": json_ld.blog_posting(POST, SITE, IMAGE),
    "a bare post": json_ld.blog_posting(ShownPost("T", "/t/", "https://press.example/t/", date="2026-11-20"), SITE, None),
    "a post with comments": json_ld.blog_posting(DISCUSSED, SITE, None),
    "a page": json_ld.web_page(ABOUT, SITE, None),
    "a whole page": json_ld.web_page(replace(ABOUT, updated=POST.updated, excerpt="Us."), SPANISH, IMAGE),
    "a site": json_ld.web_site(SITE),
    "a bare site": json_ld.web_site(ShownSite("T")),
    "a blog": json_ld.blog(SPANISH),
    "an author": json_ld.profile(ANA, SITE),
    "an author of nowhere": json_ld.profile(ANN, SITE),
    "breadcrumbs": json_ld.breadcrumbs((*POST.categories[:1], Anchor("Ink & lead", POST.address)), SITE),
}


def read(*things: json_ld.Thing) -> Any:
    return json.loads(json_ld.graph(*things))


@pytest.mark.parametrize("thing", THINGS.values(), ids=list(THINGS))
def test_all_json_ld_passes_the_rules_of_search_engines(thing: json_ld.Thing) -> None:
    assert jsonld_faults(read(thing)) == []


def test_the_rules_of_search_engines_find_faults() -> None:
    wrong = {
        **THINGS["a post"],
        "datePublished": "2026-11-20T09:30:00",
        "mainEntityOfPage": "/ink/",
        "headline": "",
        "colour": "x",
    }
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 2, "name": "x", "item": "/x/"}]}

    assert len(jsonld_faults(read(wrong, crumbs, {"@type": "Blog"}, {"@type": "Cat"}))) == 9


def test_the_json_ld_of_a_post_has_its_authors_times_and_topics() -> None:
    post = THINGS["a post"]

    assert (post["headline"], post["mainEntityOfPage"]) == ("Ink & lead", POST.url)
    assert (post["datePublished"], post["dateModified"]) == (POST.date, POST.updated)
    assert [person["url"] for person in post["author"]] == [
        "https://press.example/author/ann/",
        "https://press.example/author/a%C3%B1%C3%A1/",
    ]
    assert (post["articleSection"], post["keywords"]) == (["Press", "Ink"], ["Old type"])
    assert post["image"] == {"@type": "ImageObject", "url": IMAGE.url, "width": 1200, "height": 630}
    assert post["publisher"]["logo"]["url"] == "https://press.example/logo.png"
    assert post["isPartOf"]["@id"] == json_ld.blog(SITE)["@id"]


def test_the_author_of_a_post_without_an_author_is_the_site() -> None:
    assert THINGS["a bare post"]["author"] == [json_ld.publisher(SITE)]


def test_breadcrumbs_begin_at_the_home_page_and_count_from_one() -> None:
    steps = THINGS["breadcrumbs"]["itemListElement"]

    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "The Press", "https://press.example/"),
        (2, "Press", "https://press.example/category/press/"),
        (3, "Ink & lead", "https://press.example/2026/11/20/ink/"),
    ]


def test_the_search_action_has_the_address_of_the_language() -> None:
    target = json_ld.web_site(SPANISH)["potentialAction"]["target"]

    assert target["urlTemplate"] == "https://press.example/es/search/?q={search_term_string}"


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "-->", "]]>", "a\u2028b\u2029c", "&lt;"])
def test_no_text_ends_the_script_or_hides_its_end(text: str) -> None:
    written = json_ld.graph(json_ld.blog_posting(replace(POST, title=text), SITE, None))

    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["@graph"][0]["headline"] == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_script_holds_any_title_unchanged(title: str) -> None:
    written = json_ld.graph({"@type": "Thing", "name": title})
    page = html5lib.parse(f'<script type="application/ld+json">{written}</script><p>after', namespaceHTMLElements=False)

    (script,) = page.iter("script")
    assert json.loads(script.text or "")["@graph"][0]["name"] == title
    assert [element.text for element in page.iter("p")] == ["after"]


def test_a_post_has_the_number_of_its_comments_and_describes_the_first_of_them() -> None:
    thing = json_ld.blog_posting(DISCUSSED, SITE, None)

    assert thing["commentCount"] == 32
    assert len(thing["comment"]) == json_ld.MOST_COMMENTS
    assert thing["comment"][0]["text"] == "a </script> b"
    assert "</script>" not in json_ld.graph(thing)
