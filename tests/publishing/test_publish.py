"""One upload, and the site and every feed are right: new posts, edits, moves, deletions, and what time does to a post."""

from datetime import timedelta

import pytest

from chalicelib import schedule
from chalicelib.model import Page
from chalicelib.publishing import render_batch
from chalicelib.store import subscribers
from tests.publishing.house import URL, House, as_new, post, standing

KEY = "posts/hello.md"
HOME = "/2026/11/20/hello/"
HELLO = post("Type is cast.", title="Ink & lead", categories=["Press", "Ink"], tags=["Old type"], author="Ann")
OTHERS = {
    "posts/older.md": post(title="The older one", date="2026-10-02", categories=["Press"], author="Ann"),
    "posts/newer.md": post(title="The newer one", date="2026-11-22", tags=["Old type"]),
}
LISTINGS = ("/", "/category/press/", "/category/ink/", "/tag/old-type/", "/author/ann/")
FEEDS = ("feed/", "feed/atom/", "feed/json/")


def test_a_new_post_is_read_wherever_it_belongs(house: House) -> None:
    house.publish({KEY: HELLO})

    views = [HOME, *(f"{listing}{view}" for listing in LISTINGS for view in ("", "2026/11/", *FEEDS))]
    assert [address for address in views if "lead" not in (house.page(address) or "")] == []
    assert "November 2026" in (house.page("/2026/") or "")
    assert "/2026/11/" in (house.page("/archives/") or "")
    assert "/category/ink/" in (house.page("/topics/") or "")
    assert HOME in (house.page("/sitemap/en-2026-11.xml") or "")
    assert "/sitemap/en-2026-11.xml" in (house.page("/sitemap.xml") or "")


def test_an_objects_type_is_that_of_its_kind(memory_house: House) -> None:
    memory_house.publish({KEY: HELLO})

    types = {key: shown.type.partition(";")[0] for key, shown in memory_house.objects().items()}
    assert types["2026/11/20/hello/index.html"] == "text/html"
    assert types["feed/index.xml"] == "application/rss+xml"
    assert types["category/ink/feed/atom/index.xml"] == "application/atom+xml"
    assert types["feed/json/index.json"] == "application/feed+json"
    assert types["_/icon.svg"] == "image/svg+xml"


def test_a_post_knows_its_older_and_newer_neighbours(house: House) -> None:
    house.publish({**OTHERS, KEY: HELLO})

    between = house.page(HOME) or ""
    assert "The older one" in between
    assert "The newer one" in between
    assert HOME in (house.page("/2026/10/02/older/") or "")
    assert HOME in (house.page("/2026/11/22/newer/") or "")


SITE = {"site.yaml": "title: The Press\nlanguages: [en, es]\nsidebar: [topics, recent, archives]\n"}
EDITS = {
    "a tag less": post("Type is set.", title="Ink & lead", categories=["Press", "Ink"], author="Ann"),
    "another title": HELLO.replace("Ink & lead", "Ink & zinc"),
    "another text": HELLO.replace("is cast", "is melted"),
    "another category": post(title="Ink & lead", categories=["Paper"], author="Ann"),
    "another spelling": post(title="Ink & lead", categories=["PRESS", "ink"], author="ANN"),
    "another author": post(title="Ink & lead", author="Bo", tags=["Old type"]),
    "another slug": post(title="Ink & lead", slug="good-bye"),
    "another month": post(title="Ink & lead", date="2026-10-01", categories=["Press"]),
    "another year": post(title="Ink & lead", date="2025-10-01", categories=["Press"], tags=["Old type"]),
    "another language": post(title="Ink & lead", lang="es"),
    "past its neighbour": post(title="Ink & lead", date="2026-11-23", categories=["Ink"]),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_after_an_edit_the_site_is_as_if_it_had_always_been_so(memory_house: House, edit: str) -> None:
    memory_house.publish({**SITE, **OTHERS, KEY: HELLO})

    memory_house.publish({KEY: edit})

    assert standing(memory_house.objects()) == as_new({**SITE, **OTHERS, KEY: edit})


@pytest.mark.slow
def test_each_edit_of_many_leaves_no_trace_of_the_ones_before(aws_house: House) -> None:
    aws_house.publish({**SITE, **OTHERS, KEY: HELLO})

    traces = []
    for name in ("another category", "another slug", "another year"):
        aws_house.publish({KEY: EDITS[name]})
        traces += [name] * (standing(aws_house.objects()) != as_new({**SITE, **OTHERS, KEY: EDITS[name]}))
    assert traces == []


@pytest.mark.parametrize(
    ("edit", "there"),
    [
        (post(slug="good-bye"), "/2026/11/20/good-bye/"),
        (post(date="2026-10-05"), "/2026/10/05/hello/"),
        (post(path="/somewhere/else/"), "/somewhere/else/"),
        (post(slug="día"), "/2026/11/20/d%C3%ADa/"),
    ],
)
def test_an_address_that_moved_leads_to_the_new_one(memory_house: House, edit: str, there: str) -> None:
    memory_house.publish({KEY: HELLO, "posts/stays.md": post()})

    memory_house.publish({KEY: edit})

    assert memory_house.leads(HOME) == there
    assert f'href="https://press.example{there}"' in (memory_house.page(HOME) or "")


def test_a_post_that_moves_back_is_no_way_to_itself(memory_house: House) -> None:
    memory_house.publish({KEY: HELLO})

    memory_house.publish({KEY: post(slug="good-bye")})
    memory_house.publish({KEY: HELLO})

    assert memory_house.leads(HOME) is None
    assert memory_house.leads("/2026/11/20/good-bye/") == HOME


def test_pages_with_nothing_left_to_show_are_gone(memory_house: House) -> None:
    memory_house.publish({**OTHERS, KEY: HELLO})

    memory_house.publish({KEY: post(title="Ink & lead", date="2026-11-20")})

    assert [view for view in ("", "2026/", "2026/11/", *FEEDS) if memory_house.page(f"/category/ink/{view}")] == []
    assert memory_house.page("/category/press/2026/11/") is None
    assert memory_house.page("/category/press/")


def test_after_a_deletion_the_site_is_as_it_was_before_the_post(house: House) -> None:
    house.publish({"site.yaml": "sidebar: [topics, recent, archives]\n", **OTHERS})
    before = house.objects()

    house.publish({KEY: HELLO})
    house.publish({KEY: None})

    assert house.objects() == before


def test_a_house_whose_only_post_is_deleted_is_as_new(memory_house: House) -> None:
    memory_house.publish({"site.yaml": "title: The Press\n"})
    before = memory_house.objects()

    memory_house.publish({KEY: HELLO})
    memory_house.publish({KEY: None})

    assert memory_house.objects() == before


@pytest.mark.parametrize("copied_first", [True, False])
def test_a_renamed_file_keeps_its_readers(house: House, copied_first: bool) -> None:
    house.publish({KEY: HELLO})

    house.publish({"posts/hola.md": HELLO, KEY: None} if copied_first else {KEY: None, "posts/hola.md": HELLO})

    assert house.leads(HOME) == "/2026/11/20/hola/"
    assert standing(house.objects()) == as_new({"posts/hola.md": HELLO})


@pytest.mark.parametrize("copied_first", [True, False])
def test_a_renamed_file_that_says_its_address_keeps_it(memory_house: House, copied_first: bool) -> None:
    fixed = post(path="/fixed/")
    memory_house.publish({KEY: fixed})

    memory_house.publish({"posts/hola.md": fixed, KEY: None} if copied_first else {KEY: None, "posts/hola.md": fixed})

    assert memory_house.objects() == as_new({"posts/hola.md": fixed})
    assert memory_house.report("posts/hola.md") is None


def test_readers_follow_through_several_renames_and_moves(memory_house: House) -> None:
    memory_house.publish({KEY: HELLO})
    memory_house.publish({"posts/hola.md": HELLO, KEY: None})
    memory_house.publish({"posts/hola.md": HELLO.replace("2026-11-20", "2026-11-21")})

    assert memory_house.leads(HOME) == "/2026/11/21/hola/"
    assert memory_house.leads("/2026/11/20/hola/") == "/2026/11/21/hola/"


def test_a_draft_is_nowhere(memory_house: House) -> None:
    memory_house.publish({"posts/stays.md": post(title="Stays")})
    before = memory_house.objects()

    memory_house.publish({KEY: post(draft=True, categories=["Ink"])})

    assert memory_house.objects() == before
    assert memory_house.report(KEY) is None


def test_a_post_taken_back_to_draft_leaves_the_site_and_comes_back(memory_house: House) -> None:
    memory_house.publish({"posts/stays.md": post(title="Stays")})
    before = memory_house.objects()

    memory_house.publish({KEY: HELLO})
    memory_house.publish({KEY: post(draft=True)})
    assert memory_house.objects() == before

    memory_house.publish({KEY: HELLO})
    assert memory_house.objects() == as_new({"posts/stays.md": post(title="Stays"), KEY: HELLO})


def test_a_post_of_tomorrow_comes_when_its_time_has_come(house: House) -> None:
    tomorrow = post(title="Tomorrow", date="2026-11-26 09:00")
    house.publish({"posts/stays.md": post(), KEY: tomorrow})
    assert house.objects() == as_new({"posts/stays.md": post()})

    house.clock.time += timedelta(days=1)
    assert schedule.tick(house.cloud) == 1
    house.settle()

    assert "Tomorrow" in (house.page("/2026/11/26/hello/") or "")
    assert "Tomorrow" in (house.page("/feed/") or "")
    assert schedule.tick(house.cloud) == 0


def test_a_post_leaves_when_it_expires(memory_house: House) -> None:
    memory_house.publish({"posts/stays.md": post()})
    before = memory_house.objects()
    memory_house.publish({KEY: post(title="Soon over", expires="2026-11-26 09:00", categories=["Ink"])})
    assert "Soon over" in (memory_house.page("/") or "")

    memory_house.clock.time += timedelta(days=1)
    schedule.tick(memory_house.cloud)
    memory_house.settle()

    assert memory_house.objects() == before


def test_a_page_outside_the_flow_is_in_no_list_of_posts(memory_house: House) -> None:
    memory_house.publish({"site.yaml": "sidebar: [pages]\n", "about.md": "# About us\n\nWe print."})

    assert "We print" in (memory_house.page("/about/") or "")
    assert "About us" in (memory_house.page("/_/sidebar.en.html") or "")
    assert "/about/" in (memory_house.page("/sitemap/en-pages.xml") or "")
    assert [view for view in ("/", *(f"/{feed}" for feed in FEEDS)) if "About us" in (memory_house.page(view) or "")] == []


def test_the_sitemap_names_the_home_of_every_language_from_the_first(house: House) -> None:
    house.publish({"site.yaml": "languages: [en, es]\n"})
    for lang, address in (("en", "/"), ("es", "/es/")):
        assert f"<loc>{URL}{address}</loc><xhtml:link" in (house.page(f"/sitemap/{lang}-pages.xml") or "")
        assert f"/sitemap/{lang}-pages.xml" in (house.page("/sitemap.xml") or "")

    house.publish({"site.yaml": "languages: [es]\n"})
    assert house.page("/sitemap/en-pages.xml") is None
    assert f"<url><loc>{URL}/</loc></url>" in (house.page("/sitemap/es-pages.xml") or "")


def test_the_sidebar_alone_says_how_many_follow(house: House) -> None:
    house.publish({"site.yaml": "sidebar: [follow]\n", KEY: HELLO})
    for shard, by in ((7, 200), (8, 24), (7, -1)):
        subscribers.count(house.cloud.table, shard, by)

    render_batch.press(house.cloud, [Page("sidebar", "en"), Page("more", "en"), Page("landing", "en:all:")])

    assert "Join 223 other followers" in (house.page("/_/sidebar.en.html") or "")
    assert [address for address in ("/", "/more/", HOME) if "other followers" in (house.page(address) or "")] == []


def test_what_is_uploaded_in_a_crowd_ends_as_what_is_uploaded_one_by_one(house: House) -> None:
    crowd = {f"posts/{n}.md": post(title=f"T{n}", date=f"2026-{9 + n % 3:02}-1{n % 10}", tags=[f"t{n % 2}"]) for n in range(12)}

    for key, source in crowd.items():
        house.upload(key, source)
    house.settle()

    assert house.objects() == as_new(crowd)
