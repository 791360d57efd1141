"""`/follow/`, the page to link to: what one can follow, how often, how many do, and the feeds."""

from collections.abc import Mapping
from typing import Any

import html5lib
import pytest

from chalicelib import schedule
from chalicelib.store.newsletter import subscribers
from tests.publishing.blog import MemoryBlog, as_new, post, standing
from tests.publishing.calls import noting

AUTHORS = "authors: {ann: {name: Ann}, bo: {name: Bo}}\n"


def following(**front: object) -> Mapping[str, str]:
    """A post in the categories Ink and Paper, by two authors."""
    told: dict[str, Any] = {"title": "A", "categories": ["Ink", "Paper"], "authors": ["ann", "bo"], **front}
    return {"posts/a.md": post(**told)}


def boxes(blog: MemoryBlog, address: str = "/follow/", name: str = "categories") -> list[tuple[str | None, str | None]]:
    """The id and value of each box of a category, or of an author."""
    page = html5lib.parse(blog.page(address) or "", namespaceHTMLElements=False)
    return [(box.get("id"), box.get("value")) for box in page.iter("input") if box.get("name") == name]


def hints(blog: MemoryBlog, address: str = "/follow/") -> list[str]:
    """What the page says of selecting none."""
    page = html5lib.parse(blog.page(address) or "", namespaceHTMLElements=False)
    return ["".join(hint.itertext()) for hint in page.iter("p") if hint.get("id") == "_all"]


def test_the_page_has_one_form_with_all_categories_and_how_often(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())

    page = html5lib.parse(memory_blog.page("/follow/") or "", namespaceHTMLElements=False)

    assert len([form for form in page.iter("form") if form.get("action") == "/api/subscriptions"]) == 1
    assert boxes(memory_blog) == [("ink", "ink"), ("paper", "paper")]
    often = [(radio.get("value"), "checked" in radio.attrib) for radio in page.iter("input") if radio.get("name") == "often"]
    assert often == [("each", True), ("daily", False), ("weekly", False)]


def test_each_language_has_its_page_with_its_own_categories(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(
        {"site.yaml": "languages: [en, es]\n", **following(), "posts/b.es.md": post(title="B", categories=["Tinta"])}
    )

    assert "Seguir" in (memory_blog.page("/es/follow/") or "")
    assert boxes(memory_blog, "/es/follow/") == [("tinta", "tinta")]
    assert 'name="lang" value="es"' in (memory_blog.page("/es/follow/") or "")


def test_the_page_names_the_feeds_of_the_site_and_of_each_category_and_author_to_follow(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": AUTHORS, **following()})

    page = html5lib.parse(memory_blog.page("/follow/") or "", namespaceHTMLElements=False)

    feeds = [link.get("href") for code in page.iter("code") for link in code.iter("a")]
    assert feeds == ["/feed/", "/category/ink/feed/", "/category/paper/feed/", "/author/ann/feed/", "/author/bo/feed/"]


def test_the_page_shows_how_many_follow_when_that_has_changed(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())
    subscribers.count(memory_blog.cloud.table, 7, 12)

    schedule.tick(memory_blog.cloud)
    memory_blog.settle()

    assert "Join 12 other followers" in (memory_blog.page("/follow/") or "")


def test_an_older_post_of_a_category_does_not_write_the_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/c.md": post(title="C", date="2011-04-28", categories=["Ink"], authors=["ann"])})

    assert "topics/index.html" in written
    assert "follow/index.html" not in written


# ---- authors to follow

ALL = "Select none to get all posts."
EITHER = f"You’ll get posts in the categories and by the authors you select. {ALL}"


def by(*names: str, **front: Any) -> str:
    """A post by these authors."""
    return post(**{"title": f"By {', '.join(names)}", "authors": list(names), **front})


def form(blog: MemoryBlog, address: str) -> dict[str, str]:
    """The fields of the form for one topic; empty where the page has none."""
    page = html5lib.parse(blog.page(address) or "", namespaceHTMLElements=False)
    forms = [form for box in page.iter("details") if box.get("class") == "follow-topic" for form in box.iter("form")]
    return {field.get("name", ""): field.get("value", "") for form in forms for field in form.iter("input")}


def test_a_reader_chooses_among_several_authors(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": by("Ann", "Bo", categories=["Ink"])})

    assert boxes(memory_blog, name="authors") == [("author/ann", "ann"), ("author/bo", "bo")]
    assert hints(memory_blog) == [EITHER]


def test_without_categories_there_are_only_authors_to_choose_from(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": by("Ann"), "posts/b.md": by("Bo")})

    assert (boxes(memory_blog), boxes(memory_blog, name="authors")) == ([], [("author/ann", "ann"), ("author/bo", "bo")])
    assert hints(memory_blog) == [ALL]


@pytest.mark.parametrize("names", [[], ["Ann"]], ids=["no author", "one author"])
def test_where_there_is_nobody_to_choose_only_categories_are_offered(memory_blog: MemoryBlog, names: list[str]) -> None:
    memory_blog.publish({"posts/a.md": by(*names, categories=["Ink"])})

    assert boxes(memory_blog, name="authors") == []
    assert hints(memory_blog) == [ALL]
    assert form(memory_blog, "/author/ann/") == {}


def test_an_author_and_a_category_of_one_slug_have_a_box_each(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": by("Ann", categories=["Ann", "Author"]), "posts/b.md": by("Bo")})

    named = [box for name in ("categories", "authors") for box, _ in boxes(memory_blog, name=name)]
    assert named == ["ann", "author", "author/ann", "author/bo"]
    assert form(memory_blog, "/category/ann/")["categories"] == "ann"
    assert form(memory_blog, "/author/ann/")["authors"] == "ann"


@pytest.mark.slow
def test_very_many_authors_are_found_by_their_letters(memory_blog: MemoryBlog) -> None:
    names = [f"{'abcdefghij'[at % 10]}-{at}" for at in range(120)]
    memory_blog.publish_at_once(
        {f"posts/{at}.md": by(*names[at * 20 : at * 20 + 20], slug=f"p{at}", categories=["Ink"]) for at in range(6)}
    )

    page = html5lib.parse(memory_blog.page("/follow/") or "", namespaceHTMLElements=False)

    assert [letter.findtext("summary") for letter in page.iter("details")] == list("ABCDEFGHIJ")
    assert {value for _, value in boxes(memory_blog, name="authors")} == set(names)


def test_the_page_of_an_author_offers_to_follow_that_author(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": AUTHORS, "posts/a.md": by("ann"), "posts/b.md": by("bo")})

    fields = form(memory_blog, "/author/bo/")

    assert (fields["authors"], fields["lang"], "categories" in fields) == ("bo", "en", False)
    assert "Follow Bo by email" in (memory_blog.page("/author/bo/") or "")
    assert "New posts by Bo, straight to your inbox." in (memory_blog.page("/author/bo/") or "")


def test_the_first_author_can_be_followed_as_soon_as_there_is_a_second_and_only_as_long(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": by("Ann")})
    alone = form(memory_blog, "/author/ann/")

    memory_blog.publish({"posts/b.md": by("Bo")})
    of_two = form(memory_blog, "/author/ann/")
    memory_blog.publish({"posts/b.md": None})

    assert (alone, of_two["authors"], form(memory_blog, "/author/ann/")) == ({}, "ann", {})
    assert standing(memory_blog.objects()) == standing(as_new({"posts/a.md": by("Ann")}))


def test_each_language_has_its_own_authors(memory_blog: MemoryBlog) -> None:
    site = {"site.yaml": "languages: [en, es]\n"}
    memory_blog.publish({**site, "posts/a.md": by("Ann"), "posts/b.md": by("Bo"), "posts/c.es.md": by("Ann")})

    assert len(boxes(memory_blog, "/follow/", "authors")) == 2
    assert boxes(memory_blog, "/es/follow/", "authors") == []
    assert (form(memory_blog, "/author/ann/") != {}, form(memory_blog, "/es/author/ann/")) == (True, {})


@pytest.mark.slow
def test_authors_who_come_and_go_leave_the_pages_of_a_clean_build(memory_blog: MemoryBlog) -> None:
    steps: list[dict[str, str | None]] = [
        {"posts/a.md": by("Ann", "Bo")},
        {"posts/b.md": by("Cy", categories=["Ink"])},
        {"posts/a.md": by("Bo")},
        {"posts/b.md": None},
        {"posts/c.md": by("Ann", date="2011-04-28")},
        {"posts/a.md": by("Dee", "Eva", "Ann")},
    ]
    known: dict[str, str | None] = {}
    for step in steps:
        memory_blog.publish(step)
        known |= step
        whole = {key: text for key, text in known.items() if text is not None}
        assert standing(memory_blog.objects()) == standing(as_new(whole))


def test_a_post_by_a_known_author_renders_no_other_authors_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": by("Ann"), "posts/b.md": by("Bo")})

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/c.md": by("Bo", title="Newer")})

    assert "author/bo/index.html" in written
    assert "author/ann/index.html" not in written


# ---- categories that come, go, or are very many


def test_a_category_that_comes_or_goes_changes_the_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())

    memory_blog.publish(following(categories=["Paper", "Wax"]))

    assert boxes(memory_blog) == [("paper", "paper"), ("wax", "wax")]
    assert standing(memory_blog.objects()) == standing(as_new(following(categories=["Paper", "Wax"])))


@pytest.mark.slow
def test_very_many_categories_are_found_by_their_letters(memory_blog: MemoryBlog) -> None:
    names = [f"{'abcdefghij'[at % 10]}-{at}" for at in range(120)]
    memory_blog.publish_at_once(
        {f"posts/{at}.md": post(title=f"P{at}", slug=f"p{at}", categories=names[at * 20 : at * 20 + 20]) for at in range(6)}
    )

    page = html5lib.parse(memory_blog.page("/follow/") or "", namespaceHTMLElements=False)

    assert [letter.findtext("summary") for letter in page.iter("details")] == list("ABCDEFGHIJ")
    assert {value for _, value in boxes(memory_blog)} == set(names)


def test_without_forms_no_page_asks_for_an_address_and_the_page_still_has_the_feeds(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": f"{AUTHORS}sidebar: [follow, topics]\nnewsletter: {{forms: no}}\n", **following()})

    pages = {key: shown.body.decode() for key, shown in memory_blog.objects().items() if key.endswith(".html")}

    assert [
        key for key, page in pages.items() if any(mark in page for mark in ('action="/api/', '"#_follow"', "Follow by email"))
    ] == []
    assert "/feed/" in pages["follow/index.html"]


def test_what_has_forms_has_none_after_a_change_and_has_them_again(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())
    before = memory_blog.objects()

    memory_blog.publish({"site.yaml": "newsletter: {forms: no}\n"})
    without = [key for key, shown in memory_blog.objects().items() if b"/api/subscriptions" in shown.body]
    memory_blog.delete("site.yaml")
    memory_blog.settle()

    assert without == []
    assert {key: shown.body for key, shown in memory_blog.objects().items()} == {key: shown.body for key, shown in before.items()}
