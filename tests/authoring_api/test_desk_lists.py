"""The desk's lists: a page at a time, searched and narrowed over all posts, with what becomes of what was published lately."""

from typing import Any

import pytest

from chalicelib.authoring import desk_lists
from chalicelib.authoring.desk.post_form import Place, place_of
from chalicelib.model import Page
from chalicelib.store import publishes
from tests.authoring_api.test_desk import Desk
from tests.publishing.blog import post


@pytest.fixture
def desk() -> Desk:
    return Desk()


def titles(desk: Desk, **query: Any) -> list[str]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return [one["title"] for one in desk.get(f"posts?{asked}")["posts"]]


def of_days(desk: Desk, number: int, lang: str = "en", folder: str = "posts/") -> None:
    desk.blog.publish_at_once(
        {
            f"{folder}2026-{1 + day // 28:02}-{1 + day % 28:02}-{lang}.md": post(
                title=f"Day {day}", lang=lang, date=f"2026-{1 + day // 28:02}-{1 + day % 28:02}"
            )
            for day in range(number)
        }
    )


def test_a_list_of_all_languages_comes_a_page_at_a_time_newest_first(desk: Desk) -> None:
    of_days(desk, 60)
    of_days(desk, 60, "es")
    listed, after = [], ""
    for _ in range(9):
        answer = desk.get(f"posts?state=published&after={after.replace('#', '%23')}")
        listed += answer["posts"]
        after = answer["next"]
        if not after:
            break

    assert [one["date"] for one in listed] == sorted((one["date"] for one in listed), reverse=True)
    assert len({one["key"] for one in listed}) == len(listed) == 120


def test_a_search_looks_through_all_posts_not_only_the_page_that_is_shown(desk: Desk) -> None:
    desk.blog.publish({"posts/first.md": post(title="The Oldest", date="2025-01-01", tags="[rails]")})
    of_days(desk, 110)

    assert titles(desk, state="published", words="OLD+rails") == ["The Oldest"]
    assert titles(desk, state="published", words="no+such") == []


def test_a_list_is_narrowed_to_a_category_an_author_and_a_language(desk: Desk) -> None:
    front = {"title": "Trams", "categories": "[City Life]", "authors": "[Ann Lee]", "date": "2026-11-20"}
    desk.blog.publish(
        {"posts/trams.md": post(**front), "posts/tranvias.md": post(**{**front, "title": "Tranvías", "lang": "es"})}
    )
    desk.blog.publish({"posts/fog.md": post(title="Fog", date="2026-11-21"), "posts/draft.md": post(**front, draft="yes")})

    assert titles(desk, state="published", category="City+Life", lang="es") == ["Tranvías"]
    assert titles(desk, state="published", category="City+Life", author="Ann+Lee", lang="en") == ["Trams"]
    assert titles(desk, state="published", author="Bob") == []
    assert titles(desk, state="drafts", category="City+Life", words="ann") == ["Trams"]
    assert titles(desk, state="drafts", lang="es") == []


def test_unlisted_posts_are_listed_too(desk: Desk) -> None:
    desk.blog.publish({"posts/aside.md": post(title="Aside", date="2026-11-20", listed="no")})

    assert titles(desk, state="published") == ["Aside"]


def test_a_post_whose_last_change_is_refused_stays_in_the_list_of_what_is_on_the_site(desk: Desk) -> None:
    desk.blog.publish({"posts/trams.md": post(title="Trams", date="2026-11-20")})
    desk.blog.publish({"posts/trams.md": post(title="Trams", date="yesterday")})

    [listed] = desk.get("posts?state=published")["posts"]

    assert (listed["title"], listed["state"], listed["refusal"]["line"]) == ("Trams", "refused", 3)


def test_a_list_says_how_far_the_pages_are_of_what_was_published_lately(desk: Desk) -> None:
    saved = desk.send("publish", id="new-1", front={"title": "Trams"}, body="They climb.\n")
    [live] = desk.get("posts?state=published")["posts"]
    own = publishes.name_of(Page("address", "/2026/11/25/trams/"))

    publishes.expect(desk.blog.cloud, {publishes.cause_of(saved["key"]): [own]}, "again")
    [waiting] = desk.get("posts?state=published")["posts"]
    publishes.end(desk.blog.cloud, [publishes.cause_of(saved["key"])], publishes.awaited(own, "again"))
    desk.blog.clock.time += desk_lists.LATELY
    [later] = desk.get("posts?state=published")["posts"]

    assert live["publish"]["isLive"]
    assert live["publish"]["pages"] > 0
    assert not waiting["publish"]["isLive"]
    assert later["publish"] is None


def test_an_author_finds_their_own_posts_among_many_of_others() -> None:
    desk = Desk("author")
    of_days(desk, 105, folder="posts/bob/")
    desk.blog.publish({"posts/ann/first.md": post(title="Mine", date="2025-01-01")})

    assert titles(desk, state="published") == ["Mine"]
    assert titles(desk, state="published", words="day") == []


# ---- where a refusal is


@pytest.mark.parametrize(
    ("text", "line", "place"),
    [
        ("---\ntitle: A\ndate: x\n---\n\nOne.\nTwo.\n", 3, Place(field="date")),
        ("---\ntitle: A\nauthor:\n  - x\n---\nOne.\n", 4, Place(field="authors")),
        ("---\ntitle: A\n---\n\nOne.\nTwo.\n", 6, Place(at=2)),
        ("One.\nTwo.\n", 2, Place(at=2)),
        ("---\ntitle: A\nmood: x\n---\nOne.\n", 3, None),
        ("---\ntitle: [A\n---\nOne.\n", 2, None),
        ("---\ntitle: A\n---\nOne.\n", 0, Place()),
    ],
)
def test_a_line_of_a_file_is_a_field_or_a_line_of_the_text_or_nowhere_in_the_form(
    text: str, line: int, place: Place | None
) -> None:
    assert place_of(text, line) == place


def test_a_file_whose_front_matter_cannot_be_read_is_mended_whole(desk: Desk) -> None:
    key, text = "posts/broken.md", "---\ntitle: [Trams\ndate: 2026-11-20\n---\n\nThey climb.\n"
    desk.blog.publish({key: text})
    opened = desk.get(f"post?key={key}")
    assert (opened["isWhole"], opened["body"], opened["refusal"]["line"]) == (True, text, opened["refusal"]["at"])

    form = {"key": key, "over": opened["etag"], "front": {}, "body": text.replace("[", ""), "isWhole": True}
    assert desk.send("forecast", **form)["address"].endswith("/2026/11/20/broken/")
    desk.send("publish", **form)

    assert "They climb." in (desk.blog.page("/2026/11/20/broken/") or "")
    assert not desk.get(f"post?key={key}")["isWhole"]


def test_a_file_that_is_edited_whole_is_taken_back_as_a_draft(desk: Desk) -> None:
    key, text = "posts/broken.md", "---\ntitle: Trams\ndate: 2026-11-20\n---\n\nThey climb.\n"
    desk.blog.publish({key: text})

    desk.send("unpublish", key=key, over=desk.get(f"post?key={key}")["etag"], front={}, body=text, isWhole=True)

    assert desk.get(f"post?key={key}")["state"] == "draft"


def test_what_would_be_refused_is_said_with_its_place_before_it_is_published(desk: Desk) -> None:
    saved = desk.saved()

    told = desk.send("forecast", 422, key=saved["key"], front={"title": "Trams", "date": "yesterday"}, body="They climb.\n")

    assert told["refusal"]["field"] == "date"
    assert "yesterday" not in desk.blog.cloud.content.read(saved["key"])[0].decode()  # type: ignore[index]


def test_a_refused_post_that_is_mended_is_no_longer_said_to_be_refused_while_it_is_on_its_way(desk: Desk) -> None:
    key = "posts/2026-11-20-bad.md"
    desk.blog.publish({key: "---\ntitle: Bad\ndate: yesterday\n---\nText.\n"})
    assert desk.get(f"progress?key={key}")["refusal"]

    desk.blog.upload(key, "---\ntitle: Bad\ndate: 2026-11-20\n---\nText.\n")
    assert desk.get(f"progress?key={key}")["refusal"] is None
    desk.blog.settle()

    assert desk.get(f"progress?key={key}")["isLive"]


def test_a_refused_draft_stays_a_draft(desk: Desk) -> None:
    desk.blog.publish({"posts/bad.md": "---\ntitle: Bad\ndate: yesterday\ndraft: true\n---\nText.\n"})

    assert desk.get("post?key=posts/bad.md")["state"] == "draft"


def test_nobody_asks_what_a_text_would_do_in_the_folder_of_another() -> None:
    desk = Desk("author")
    desk.blog.publish({"posts/bob/a.md": post(title="Bob's", draft="yes")})

    desk.send("forecast", 403, key="posts/bob/a.md", front={"title": "x"}, body="x")
