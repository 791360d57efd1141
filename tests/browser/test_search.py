"""Searching in a real browser: results with highlighted words, month after month; and the page without script."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from infra.stack.headers import ALLOWED
from tests.browser.live_site import LiveSite
from tests.browser.polling import wait_for
from tests.browser.reader import Reader
from tests.publishing.blog import post

pytestmark = pytest.mark.slow


def results(page: Page) -> list[str]:
    return page.locator(".results h2").all_inner_texts()


def ask(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def nothing_for(words: str) -> str:
    return f"Nothing for “{words}”. Try fewer words, or browse the archives."


def test_a_search_finds_a_post_and_highlights_its_words(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish({"posts/b.md": post("Un <b>café</b>.", title="A résumé <b>of</b> cafés", date="2026-10-02")})
    page = visitor.at("/search/")

    ask(page, "cafe resu")

    expect(page.get_by_role("status").first).to_have_text("1 result for “cafe resu”")
    assert results(page) == ["A résumé <b>of</b> cafés"]
    assert page.locator(".results mark").all_inner_texts() == ["résumé", "cafés", "café"]
    page.locator(".results").get_by_role("link", name="résumé").click()
    expect(page).to_have_url(re.compile("/2026/10/02/b/$"))


def test_a_query_in_the_address_is_answered_and_the_next_query_replaces_it(visitor: Reader) -> None:
    page = visitor.at("/search/?q=books")
    expect(page.locator(".results h2")).to_have_text(["On books"])
    expect(page.get_by_role("searchbox")).to_have_value("books")

    page.get_by_role("searchbox").fill("nowhere")

    expect(page.get_by_role("status").first).to_have_text(nothing_for("nowhere"))
    expect(page).to_have_url(re.compile(r"/search/\?q=nowhere$"))
    assert results(page) == []


def test_arabic_and_chinese_texts_are_found(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish(
        {
            "posts/b.ar.md": post("نص", title="مجتمعٌ أفضل"),
            "posts/c.md": post("如何启动开源项目。", title="Chinese", date="2025-01-01"),
        }
    )

    for address, words, title in (("/ar/search/", "افضل", "مجتمعٌ أفضل"), ("/search/", "源项", "Chinese")):
        page = visitor.at(address)
        ask(page, words)
        expect(page.locator(".results h2")).to_have_text([title])


def test_results_come_newest_first_and_a_button_loads_more(live: LiveSite, visitor: Reader) -> None:
    months = {f"posts/{year}-{month:02}.md": post("Brass.", title="Old", date=f"{year}-{month:02}-01")
              for year in (2021, 2022, 2023, 2024, 2025) for month in range(1, 13)}  # fmt: skip
    for key, source in months.items():
        live.blog.upload(key, source)
    live.blog.settle()
    page = visitor.at("/search/")

    ask(page, "brass")
    expect(page.locator(".results li")).to_have_count(50)
    assert "2021-01-01" not in page.locator(".results").inner_html()

    page.get_by_role("button", name="Search older posts").click()
    expect(page.locator(".results li")).to_have_count(60)
    expect(page.get_by_role("button", name="Search older posts")).to_be_hidden()


def test_a_month_that_fails_to_load_is_reported_and_the_others_are_searched(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish({"posts/b.md": post(title="More books", date="2026-10-02")})
    visitor.expects(503)
    page = visitor.at("/search/")
    page.route("**/en/2026-11.json", lambda route: route.fulfill(status=503))

    ask(page, "books")

    expect(page.get_by_role("status").first).to_have_text(
        "1 result for “books” Search couldn’t be loaded. Please try again later."
    )
    assert results(page) == ["More books"]
    page.unroute("**/en/2026-11.json")
    ask(page, "books on")
    expect(page.locator(".results h2")).to_have_text(["On books"])


def test_an_invalid_index_is_reported_at_once(visitor: Reader) -> None:
    page = visitor.at("/search/")
    page.route("**/search/en.json", lambda route: route.fulfill(json={}))

    ask(page, "books")

    expect(page.get_by_role("status").first).to_have_text("Search couldn’t be loaded. Please try again later.")
    assert {"is not iterable" in error for error in visitor.amiss} == {True}  # each time that it is asked: typed, and sent
    visitor.amiss.clear()


def test_a_query_without_words_finds_nothing_and_a_query_may_have_any_length(visitor: Reader) -> None:
    page = visitor.at("/search/")
    for words in ("😀 ?!", "x" * 300):
        ask(page, words)
        expect(page.get_by_role("status").first).to_have_text(nothing_for(words[:200]))
    expect(page.get_by_role("searchbox")).to_have_value("x" * 200)

    page = visitor.at(f"/search/?q=books+{'x' * 6_000}")
    expect(page.locator(".results h2")).to_have_text(["On books"])


def test_results_are_shown_in_a_language_unknown_to_the_browser(visitor: Reader) -> None:
    page = visitor.at("/search/")
    page.evaluate("document.documentElement.lang = 'no_such'")

    ask(page, "books")

    expect(page.locator(".results time")).to_have_count(1)


def test_a_late_answer_never_replaces_a_newer_answer(live: LiveSite, visitor: Reader) -> None:
    live.blog.publish({"posts/b.md": post(title="Of brass", date="2026-10-02")})
    held: list[Route] = []
    page = visitor.at("/search/")
    page.route("**/en/2026-10.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright sets an attribute on it
    ask(page, "brass")
    expect(page.get_by_role("status").first).to_have_text("Searching…")
    wait_for(page, lambda: held)

    ask(page, "books")
    with page.expect_response("**/en/2026-10.json"):
        held[0].continue_()

    expect(page.get_by_role("status").first).to_have_text("1 result for “books”")
    assert results(page) == ["On books"]


def test_without_script_the_search_page_links_to_the_archives_and_a_search_engine(live: LiveSite, visitor: Reader) -> None:
    page = visitor.at("/search/", java_script_enabled=False)

    form = page.get_by_role("main").locator("form:visible")
    expect(form).to_have_attribute("action", "https://duckduckgo.com/")
    expect(form.locator("[name=sites]")).to_have_value(live.blog.cloud.url.partition("//")[2])
    expect(page.get_by_role("main").get_by_role("link", name="Archives")).to_be_visible()
    assert "https://duckduckgo.com" in ALLOWED["form-action"].split()


def test_an_address_without_a_page_is_searched_for_by_its_words(visitor: Reader) -> None:
    visitor.expects(404)
    page = visitor.at("/2026/11/30/on_b%C3%B6oks.html")
    expect(page.get_by_role("searchbox")).to_have_value("on böoks")

    page.get_by_role("searchbox").fill("on books")
    page.get_by_role("searchbox").press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?q=on\+books$"))
    expect(page.locator(".results h2")).to_have_text(["On books"])


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/2026/11/30/on_b%C3%B6oks.html", "/2026/11/30/on_böoks.html"),
        ("/%3Cb%3Ebold%3C/b%3E/", "/<b>bold</b>/"),
        ("/%E2%80%AEkoobs/", "/%E2%80%AEkoobs/"),
        (f"/{'a' * 300}/", f"/{'a' * 198}…"),
    ],
    ids=["words", "markup", "reversed", "long"],
)
def test_a_page_that_is_not_found_names_its_address_as_text(visitor: Reader, path: str, named: str) -> None:
    visitor.expects(404)

    page = visitor.at(path)

    expect(page.locator("#_at")).to_have_text(named)
    assert page.locator("#_at *").count() == 0


def test_a_search_without_results_leads_to_topics_and_archives_and_one_with_results_does_not(visitor: Reader) -> None:
    page = visitor.at("/search/?q=nowhere")
    ways = page.get_by_role("main").get_by_role("link")
    expect(ways).to_have_text(["All topics", "All archives"])

    ask(page, "books")

    expect(page.locator(".results h2")).to_have_text(["On books"])
    expect(page.locator(".ways")).to_be_hidden()


@pytest.mark.parametrize("path", ["/search/", "/nowhere/"])
def test_a_page_has_one_search_box_with_one_button(visitor: Reader, path: str) -> None:
    if path == "/nowhere/":
        visitor.expects(404)
    page = visitor.at(path)

    expect(page.get_by_role("searchbox")).to_have_count(1)
    expect(page.get_by_role("main").get_by_role("button")).to_have_text(["Search"])
    expect(page.get_by_role("banner").get_by_role("link", name="Search")).to_have_count(0 if path == "/search/" else 1)
