"""The search index through the pipeline: a publish presses its month's segment, and the list of segments knows the months."""

import json
from collections import Counter
from typing import Any

from chalicelib.rendering.formats.search_index import PART
from chalicelib.store import item_keys
from tests.publishing.blog import Blog, as_new, post, standing
from tests.publishing.calls import calling, noting

KEY = "posts/hello.md"
INDEX, OCTOBER, NOVEMBER, PAGES = (f"/_/search/{name}.json" for name in ("en", "en/2026-10", "en/2026-11", "en/pages"))
SITE = "languages: [en, es]\ncategories:\n  ink: {name: Printer's ink}\n"
OTHERS = {
    "site.yaml": SITE,
    "posts/older.md": post("Lead is soft.", title="The older one", date="2026-10-02"),
    "posts/newer.md": post("Brass is hard.", title="The newer one", date="2026-11-22", categories=["Ink"]),
    "posts/otro.es.md": post("El plomo.", title="Otro", date="2026-11-23"),
}


def told(blog: Blog, address: str) -> Any:
    return json.loads(blog.page(address) or "null")


def titles(blog: Blog, address: str) -> list[str]:
    segment = told(blog, address)
    return [row[0] for row in segment["posts"]] if segment else []


def searched(keys: set[str]) -> set[str]:
    """Those of the keys that are of the search."""
    return {f"/{key}" for key in keys if "search" in key}


def test_a_post_is_found_in_its_months_segment_by_its_words_and_topics(blog: Blog) -> None:
    blog.publish({**OTHERS, KEY: post("Type is *cast*.", title="On type", tags=["Metal"], author="Ann")})

    segment = told(blog, NOVEMBER)
    assert titles(blog, NOVEMBER) == ["The newer one", "On type"]
    assert segment["words"].split() == ["brass", "cast", "hard", "is", "type"]
    assert sorted(segment["topics"].split("\n")) == ["Ann", "Metal", "Printer’s ink"]
    assert titles(blog, "/_/search/es/2026-11.json") == ["Otro"]
    assert "data-index" in (blog.page("/search/") or "")
    assert "/_/search/es.json" in (blog.page("/es/search/") or "")


def test_a_publish_touches_its_months_segment_alone(blog: Blog) -> None:
    blog.publish(OTHERS)

    with noting(blog) as written:
        blog.publish({KEY: post(title="On type")})

    assert searched(written) == {NOVEMBER}


def test_an_edit_of_the_text_alone_is_found(blog: Blog) -> None:
    blog.publish({**OTHERS, KEY: post("First words, and many more that make no excerpt: cast.")})
    with noting(blog) as written:
        blog.publish({KEY: post("First words, and many more that make no excerpt: melted.")})

    assert searched(written) == {NOVEMBER}
    assert "melted" in told(blog, NOVEMBER)["words"].split()
    assert "cast" not in told(blog, NOVEMBER)["words"].split()


def test_months_are_listed_newest_first_as_they_come_and_go(blog: Blog) -> None:
    blog.publish(OTHERS)
    assert told(blog, INDEX) == ["2026-11", "2026-10"]

    blog.publish({KEY: post(date="2025-01-01"), "about.md": "# About us\n\nWe print."})
    assert told(blog, INDEX) == ["pages", "2026-11", "2026-10", "2025-01"]
    assert titles(blog, PAGES) == ["About us"]

    blog.publish({KEY: post(date="2026-11-01"), "posts/older.md": None, "about.md": None})
    assert told(blog, INDEX) == ["2026-11"]
    assert (blog.page(OCTOBER), blog.page(PAGES)) == (None, None)
    assert standing(blog.objects()) == as_new(
        {**OTHERS, KEY: post(date="2026-11-01"), "posts/older.md": "---\ndraft: true\n---\n"}
    )


def test_a_site_with_no_posts_has_an_empty_list_and_a_language_that_goes_takes_its_own(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE})
    assert (told(memory_blog, INDEX), told(memory_blog, "/_/search/es.json")) == ([], [])

    memory_blog.publish(OTHERS)
    memory_blog.publish({"site.yaml": "languages: [en]\n"})

    assert "_/search/es.json" not in memory_blog.objects()
    assert titles(memory_blog, NOVEMBER) == ["The newer one"]
    assert titles(memory_blog, "/_/search/es/2026-11.json") == ["Otro"]  # the last good version stays, as of any refused source
    assert "a language that the site doesn't have" in (memory_blog.report("posts/otro.es.md") or "")

    memory_blog.publish({"site.yaml": SITE})
    assert titles(memory_blog, "/_/search/es/2026-11.json") == ["Otro"]
    assert memory_blog.report("posts/otro.es.md") is None


def crowding(blog: Blog, count: int) -> dict[str, str]:
    """So many posts in one month, each named by the minute it was published in."""
    crowd = {
        f"posts/{number:02}.md": post(
            title=f"T{number}", date=f"2026-10-01 {number // 60:02}:{number % 60:02}", categories=["Ink"]
        )
        for number in range(count)
    }
    for key, source in crowd.items():
        blog.upload(key, source)
    blog.settle()
    return crowd


def test_a_crowded_month_has_several_segments_and_a_publish_touches_the_newest(blog: Blog) -> None:
    crowd = crowding(blog, PART + 2)
    oldest = "/_/search/en/2026-10-1.json"
    assert titles(blog, OCTOBER) == [f"T{PART + 1}", f"T{PART}"]
    assert (len(titles(blog, oldest)), told(blog, OCTOBER)["more"]) == (PART, 1)

    with noting(blog) as written:
        blog.publish({KEY: post(date="2026-10-20")})
    assert searched(written) == {OCTOBER}

    blog.publish({KEY: None, "posts/00.md": None, "posts/01.md": None})
    assert blog.page(oldest) is None
    assert blog.objects() == as_new({key: crowd[key] for key in crowd if key not in ("posts/00.md", "posts/01.md")})


def test_what_changes_in_a_full_segment_is_found_and_so_is_what_moves_from_one_to_the_next(memory_blog: Blog) -> None:
    crowd = crowding(memory_blog, 2 * PART + 1)
    oldest, middle = (f"/_/search/en/2026-10-{number}.json" for number in (1, 2))

    changed = post("Melted.", title="T0", date="2026-10-01 00:00")
    with noting(memory_blog) as written:
        memory_blog.publish({"posts/00.md": changed})
    assert searched(written) == {oldest}
    assert "melted" in told(memory_blog, oldest)["words"].split()

    late = f"2026-10-01 00:{PART + 5}"
    with noting(memory_blog) as written:
        memory_blog.publish({KEY: post(title="Late", date=late)})
    assert searched(written) == {OCTOBER, middle}
    assert titles(memory_blog, middle)[-1] == f"T{PART}"
    assert memory_blog.objects() == as_new({**crowd, "posts/00.md": changed, KEY: post(title="Late", date=late)})


def test_a_publish_in_a_crowded_month_reads_the_words_of_its_segment_alone_and_no_other_body(memory_blog: Blog) -> None:
    crowding(memory_blog, 3 * PART - 1)
    with calling(memory_blog) as calls:
        memory_blog.publish({KEY: post(title="New", date="2026-10-20")})

    read = [at for call in calls if call.method == "get_many" for at in call.answer]
    kinds = Counter(at.sk.partition("#")[0] for at in read if at.pk.startswith("SOURCE#"))
    assert 0 < kinds["words"] <= PART
    assert kinds["body"] <= 20 + 2  # those of the feeds, and again of the post and the one beside it


def test_a_body_takes_its_words_with_it_and_one_without_any_is_searched_all_the_same(memory_blog: Blog) -> None:
    def kept() -> list[str]:
        found = memory_blog.cloud.table.query(item_keys.at_record(KEY).pk)
        return sorted(item.at.sk.partition("#")[0] for item in found)

    memory_blog.publish({KEY: post("Cast."), "posts/other.md": post("Other.")})
    memory_blog.publish({KEY: post("Melted.")})
    assert kept() == ["-", "body", "words"]

    words = next(item.at for item in memory_blog.cloud.table.query(item_keys.at_record(KEY).pk) if item.at.sk.startswith("words"))
    memory_blog.cloud.table.delete(words)
    memory_blog.publish({"posts/other.md": post("Another.")})
    assert {"melted", "another"} <= set(told(memory_blog, NOVEMBER)["words"].split())

    memory_blog.publish({KEY: None})
    assert kept() == ["-"]


def test_a_category_with_another_name_is_found_by_it_in_a_full_segment_too(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE})
    crowding(memory_blog, PART + 1)

    memory_blog.publish({"site.yaml": SITE.replace("Printer's", "Writer's")})

    assert [told(memory_blog, address)["topics"] for address in (OCTOBER, "/_/search/en/2026-10-1.json")] == ["Writer’s ink"] * 2
