"""What apps ask: the configuration, topics, posts with and without an address."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.authoring.post_list import unmarked
from tests.authoring_api.app import App, DeskBlog, refused
from tests.function_rights import granted
from tests.publishing.blog import URL, post


@pytest.fixture
def app() -> App:
    return App(DeskBlog())


def titles(answer: Mapping[str, Any]) -> list[str]:
    return [item["properties"]["name"][0] for item in answer["items"]]


def test_the_configuration_says_what_may_be_asked(app: App) -> None:
    app.blog.publish({"posts/a.md": post(title="A", tags=["ink"], categories=["Machines"])})
    config = app.get(("q", "config"))

    assert config["q"] == ["config", "source", "category", "syndicate-to", "post-types"]
    assert config["syndicate-to"] == []
    assert config["categories"] == ["ink", "Machines"]
    assert {"type": "note", "name": "Note"} in config["post-types"]


def test_topics_are_filtered_by_a_part_of_their_names(app: App) -> None:
    app.blog.publish({"posts/a.md": post(title="A", tags=["ink", "lead"], categories=["Machines"])})

    assert app.get(("q", "category"), ("filter", "MA")) == {"categories": ["Machines"]}


def test_an_unknown_question_is_refused(app: App) -> None:
    assert refused(app.ask("GET", query=[("q", "weather")])) == (400, "invalid_request")


def test_a_request_without_a_question_is_answered_as_one_for_the_configuration(app: App) -> None:
    assert app.ask("GET").body == app.ask("GET", query=[("q", "config")]).body


@pytest.fixture
def many() -> App:
    blog = DeskBlog("title: The Press\nlanguages: [en, es]\n")
    dates = {f"posts/p{number}.md": post(title=f"P{number}", date=f"2026-11-{number:02}") for number in range(1, 8)}
    blog.publish(dates)
    blog.publish(
        {
            "posts/draft.md": post(title="Draft", date="2026-11-05 12:00", draft=True),
            "posts/due.md": post(title="Due", date="2026-12-24"),
            "posts/unlisted.md": post(title="Unlisted", date="2026-11-03 12:00", listed=False),
            "posts/x.es.md": post(title="Hola", date="2026-11-02 12:00"),
            "posts/about/index.md": post(title="In a folder", date="2026-11-01 12:00"),
        }
    )
    return App(blog)


ALL = ["Due", "P7", "P6", "Draft", "P5", "P4", "Unlisted", "P3", "Hola", "P2", "In a folder", "P1"]


def test_posts_and_drafts_are_listed_newest_first(many: App) -> None:
    answer = many.get(("q", "source"))

    assert titles(answer) == ALL
    assert "paging" not in answer
    assert answer["items"][1]["properties"]["url"] == [f"{URL}/2026/11/07/p7/"]


def test_posts_are_listed_a_page_at_a_time_and_back(many: App) -> None:
    first = many.get(("q", "source"), ("limit", "5"))
    second = many.get(("q", "source"), ("limit", "5"), ("after", first["paging"]["after"]))
    third = many.get(("q", "source"), ("limit", "5"), ("after", second["paging"]["after"]))
    back = many.get(("q", "source"), ("limit", "5"), ("before", third["paging"]["before"]))

    assert titles(first) + titles(second) + titles(third) == ALL
    assert titles(back) == titles(second)
    assert "before" not in first["paging"]
    assert "after" not in third["paging"]


def test_a_list_has_only_the_properties_that_are_asked_for(many: App) -> None:
    [item] = many.get(("q", "source"), ("limit", "1"), ("properties[]", "name"), ("properties[]", "url"))["items"]

    assert item == {"properties": {"url": [f"{URL}/2026/12/24/due/"], "name": ["Due"]}}


@pytest.mark.parametrize("mark", ["é", "_w", "abcde", "eHh4" * 400])
def test_a_wrong_mark_is_refused(many: App, mark: str) -> None:
    assert refused(many.ask("GET", query=[("q", "source"), ("after", mark)])) == (400, "invalid_request")


def test_a_mark_of_no_post_leads_nowhere_else(many: App) -> None:
    assert many.get(("q", "source"), ("after", "AA")) == {"items": []}


def test_a_file_that_can_no_longer_be_read_spoils_no_list(many: App) -> None:
    many.blog.publish({"posts/p7.md": "---\ntitle: [\n---\n"})

    assert titles(many.get(("q", "source"))) == ALL
    assert many.ask("GET", query=[("q", "source"), ("url", f"{URL}/2026/11/07/p7/")]).status == 422
    assert many.json({"action": "delete", "url": f"{URL}/2026/11/07/p7/"}).status == 204


def test_a_draft_that_was_pushed_is_found_by_the_address_it_will_have(many: App) -> None:
    assert many.source(f"{URL}/2026/11/05/draft/")["name"] == ["Draft"]
    assert many.update(f"{URL}/2026/11/05/draft/", replace={"post-status": ["published"]}).status == 204
    assert many.page(f"{URL}/2026/11/05/draft/")


def test_a_post_is_found_before_its_ingest(app: App) -> None:
    assert app.source(app.create(name="T", content="x"))["name"] == ["T"]


def test_a_deleted_post_is_listed_no_more(many: App) -> None:
    many.json({"action": "delete", "url": f"{URL}/2026/11/07/p7/"})

    assert "P7" not in titles(many.get(("q", "source")))


def test_an_author_lists_their_own_posts_and_drafts() -> None:
    blog = DeskBlog()
    blog.publish({"posts/bob/b.md": post(title="B"), "posts/bob/d.md": post(title="D", draft=True)})
    ann = App(blog, "ann", "author", author="ann")
    ann.create(name="Mine", content="x")
    ann.create(name="My draft", content="x", post_status="draft")
    blog.settle()

    assert sorted(titles(ann.get(("q", "source")))) == ["Mine", "My draft"]


def calls_of_a_list(number: int) -> int:
    """Return how many calls the first page of a list takes in a blog with so many posts."""
    blog = DeskBlog()
    blog.publish_at_once(
        {f"posts/p{each:03}.md": post(title=f"P{each}", date=f"2026-09-01 00:{each:02}") for each in range(number)}
    )
    app = App(blog)
    calls: list[str] = []

    def around(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls.append(f"{port}.{method}")
        return act()

    cloud = watched(granted(blog.cloud, "authoring"), around)
    app.ask("GET", query=[("q", "source"), ("limit", "5")], cloud=cloud)
    return len(calls)


def test_a_list_costs_the_same_in_a_blog_of_any_size() -> None:
    assert calls_of_a_list(10) == calls_of_a_list(50)


def test_an_old_post_in_toml_is_read(app: App) -> None:
    app.blog.publish({"posts/a.md": '+++\ntitle = "Old"\ndate = 2026-11-20\ntags = ["ink"]\n+++\n\nText.\n'})
    source = app.source(f"{URL}/2026/11/20/a/")

    assert (source["name"], source["category"], source["content"]) == (["Old"], ["ink"], ["Text."])


def test_the_mark_of_a_page_names_no_draft_of_another() -> None:
    blog = DeskBlog()
    for day in (20, 21, 22, 23):
        who = "ann" if day % 2 else "bob"
        blog.publish({f"posts/{who}/2026-11-{day}-secret-{who}.md": post(title=f"{who} {day}", draft=True)})
    ann = App(blog, "ann", "author", author="ann")

    names: list[list[str]] = []
    query = {"q": "source", "limit": "1"}
    while True:
        answer = ann.get(*query.items())
        names += [item["properties"]["name"] for item in answer["items"]]
        marks = answer.get("paging", {})
        assert not any("bob" in unmarked(mark) for mark in marks.values())
        if "after" not in marks:
            break
        query["after"] = marks["after"]

    assert names == [["ann 23"], ["ann 21"]]
