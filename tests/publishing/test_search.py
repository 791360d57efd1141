"""The search index through the pipeline: a publish presses its month's segment, and the list of segments knows the months."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from chalicelib.cloud.ports import At
from chalicelib.rendering.search_index import PART
from chalicelib.store import item_keys
from tests.publishing.house import House, as_new, noting, post, standing, watched

KEY = "posts/hello.md"
INDEX, OCTOBER, NOVEMBER, PAGES = (f"/_/search/{name}.json" for name in ("en", "en/2026-10", "en/2026-11", "en/pages"))
SITE = "languages: [en, es]\ncategories:\n  ink: {name: Printer's ink}\n"
OTHERS = {
    "site.yaml": SITE,
    "posts/older.md": post("Lead is soft.", title="The older one", date="2026-10-02"),
    "posts/newer.md": post("Brass is hard.", title="The newer one", date="2026-11-22", categories=["Ink"]),
    "posts/otro.es.md": post("El plomo.", title="Otro", date="2026-11-23"),
}


def told(house: House, address: str) -> Any:
    return json.loads(house.page(address) or "null")


def titles(house: House, address: str) -> list[str]:
    segment = told(house, address)
    return [row[0] for row in segment["posts"]] if segment else []


def searched(keys: set[str]) -> set[str]:
    """Those of the keys that are of the search."""
    return {f"/{key}" for key in keys if "search" in key}


def test_a_post_is_found_in_its_months_segment_by_its_words_and_topics(house: House) -> None:
    house.publish({**OTHERS, KEY: post("Type is *cast*.", title="On type", tags=["Metal"], author="Ann")})

    segment = told(house, NOVEMBER)
    assert titles(house, NOVEMBER) == ["The newer one", "On type"]
    assert segment["words"].split() == ["brass", "cast", "hard", "is", "type"]
    assert sorted(segment["topics"].split("\n")) == ["Ann", "Metal", "Printer's ink"]
    assert titles(house, "/_/search/es/2026-11.json") == ["Otro"]
    assert "data-index" in (house.page("/search/") or "")
    assert "/_/search/es.json" in (house.page("/es/search/") or "")


def test_a_publish_touches_its_months_segment_alone(house: House) -> None:
    house.publish(OTHERS)

    with noting(house) as written:
        house.publish({KEY: post(title="On type")})

    assert searched(written) == {NOVEMBER}


def test_an_edit_of_the_text_alone_is_found(house: House) -> None:
    house.publish({**OTHERS, KEY: post("First words, and many more that make no excerpt: cast.")})
    with noting(house) as written:
        house.publish({KEY: post("First words, and many more that make no excerpt: melted.")})

    assert searched(written) == {NOVEMBER}
    assert "melted" in told(house, NOVEMBER)["words"].split()
    assert "cast" not in told(house, NOVEMBER)["words"].split()


def test_months_are_listed_newest_first_as_they_come_and_go(house: House) -> None:
    house.publish(OTHERS)
    assert told(house, INDEX) == ["2026-11", "2026-10"]

    house.publish({KEY: post(date="2025-01-01"), "about.md": "# About us\n\nWe print."})
    assert told(house, INDEX) == ["pages", "2026-11", "2026-10", "2025-01"]
    assert titles(house, PAGES) == ["About us"]

    house.publish({KEY: post(date="2026-11-01"), "posts/older.md": None, "about.md": None})
    assert told(house, INDEX) == ["2026-11"]
    assert (house.page(OCTOBER), house.page(PAGES)) == (None, None)
    assert standing(house.objects()) == as_new(
        {**OTHERS, KEY: post(date="2026-11-01"), "posts/older.md": "---\ndraft: true\n---\n"}
    )


def test_a_site_with_no_posts_has_an_empty_list_and_a_language_that_goes_takes_its_own(memory_house: House) -> None:
    memory_house.publish({"site.yaml": SITE})
    assert (told(memory_house, INDEX), told(memory_house, "/_/search/es.json")) == ([], [])

    memory_house.publish(OTHERS)
    memory_house.publish({"site.yaml": "languages: [en]\n"})

    assert [key for key in memory_house.objects() if key.startswith("_/search/es")] == []
    assert titles(memory_house, NOVEMBER) == ["Otro", "The newer one"]


def test_a_category_that_is_called_otherwise_is_found_by_its_new_name(memory_house: House) -> None:
    memory_house.publish(OTHERS)

    memory_house.publish({"site.yaml": SITE.replace("Printer's", "Writer's")})

    assert told(memory_house, NOVEMBER)["topics"] == "Writer's ink"


def crowding(house: House, count: int) -> dict[str, str]:
    """So many posts in one month, each named by the minute it was published in."""
    crowd = {
        f"posts/{number:02}.md": post(
            title=f"T{number}", date=f"2026-10-01 {number // 60:02}:{number % 60:02}", categories=["Ink"]
        )
        for number in range(count)
    }
    for key, source in crowd.items():
        house.upload(key, source)
    house.settle()
    return crowd


def test_a_crowded_month_has_several_segments_and_a_publish_touches_the_newest(house: House) -> None:
    crowd = crowding(house, PART + 2)
    oldest = "/_/search/en/2026-10-1.json"
    assert titles(house, OCTOBER) == [f"T{PART + 1}", f"T{PART}"]
    assert (len(titles(house, oldest)), told(house, OCTOBER)["more"]) == (PART, 1)

    with noting(house) as written:
        house.publish({KEY: post(date="2026-10-20")})
    assert searched(written) == {OCTOBER}

    house.publish({KEY: None, "posts/00.md": None, "posts/01.md": None})
    assert house.page(oldest) is None
    assert house.objects() == as_new({key: crowd[key] for key in crowd if key not in ("posts/00.md", "posts/01.md")})


def test_what_changes_in_a_full_segment_is_found_and_so_is_what_moves_from_one_to_the_next(memory_house: House) -> None:
    crowd = crowding(memory_house, 2 * PART + 1)
    oldest, middle = (f"/_/search/en/2026-10-{number}.json" for number in (1, 2))

    changed = post("Melted.", title="T0", date="2026-10-01 00:00")
    with noting(memory_house) as written:
        memory_house.publish({"posts/00.md": changed})
    assert searched(written) == {oldest}
    assert "melted" in told(memory_house, oldest)["words"].split()

    late = f"2026-10-01 00:{PART + 5}"
    with noting(memory_house) as written:
        memory_house.publish({KEY: post(title="Late", date=late)})
    assert searched(written) == {OCTOBER, middle}
    assert titles(memory_house, middle)[-1] == f"T{PART}"
    assert memory_house.objects() == as_new({**crowd, "posts/00.md": changed, KEY: post(title="Late", date=late)})


def test_a_publish_in_a_crowded_month_reads_the_words_of_its_segment_alone_and_no_other_body(memory_house: House) -> None:
    crowding(memory_house, 3 * PART - 1)
    read: list[At] = []

    def around(_port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        found = act()
        read.extend(found if method == "get_many" else ())
        return found

    plain, memory_house.cloud = memory_house.cloud, watched(memory_house.cloud, around)
    memory_house.publish({KEY: post(title="New", date="2026-10-20")})
    memory_house.cloud = plain

    kinds = Counter(at.sk.partition("#")[0] for at in read if at.pk.startswith("SOURCE#"))
    assert 0 < kinds["words"] <= PART
    assert kinds["body"] <= 20 + 2  # those of the feeds, and again of the post and the one beside it


def test_a_body_takes_its_words_with_it_and_one_without_any_is_searched_all_the_same(memory_house: House) -> None:
    def kept() -> list[str]:
        found = memory_house.cloud.table.query(item_keys.at_record(KEY).pk)
        return sorted(item.at.sk.partition("#")[0] for item in found)

    memory_house.publish({KEY: post("Cast."), "posts/other.md": post("Other.")})
    memory_house.publish({KEY: post("Melted.")})
    assert kept() == ["-", "body", "words"]

    words = next(
        item.at for item in memory_house.cloud.table.query(item_keys.at_record(KEY).pk) if item.at.sk.startswith("words")
    )
    memory_house.cloud.table.delete(words)
    memory_house.publish({"posts/other.md": post("Another.")})
    assert {"melted", "another"} <= set(told(memory_house, NOVEMBER)["words"].split())

    memory_house.publish({KEY: None})
    assert kept() == ["-"]


def test_a_category_that_is_called_otherwise_is_found_by_its_new_name_in_a_full_segment(memory_house: House) -> None:
    memory_house.publish({"site.yaml": SITE})
    crowding(memory_house, PART + 1)

    memory_house.publish({"site.yaml": SITE.replace("Printer's", "Writer's")})

    assert told(memory_house, "/_/search/en/2026-10-1.json")["topics"] == "Writer's ink"
