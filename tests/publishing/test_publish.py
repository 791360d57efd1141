"""One upload, and the site and every feed are right: new posts, edits, moves, deletions, and what time does to a post."""

import re
from datetime import timedelta

import pytest

from chalicelib import schedule
from chalicelib.model import Page
from chalicelib.publishing import render_batch
from chalicelib.store.newsletter import subscribers
from tests.publishing.blog import URL, Blog, as_new, but_for_ids, post, standing

KEY = "posts/hello.md"
HOME = "/2026/11/20/hello/"
HELLO = post("Type is cast.", title="Ink & lead", categories=["Press", "Ink"], tags=["Old type"], author="Ann")
OTHERS = {
    "posts/older.md": post(title="The older one", date="2026-10-02", categories=["Press"], author="Ann"),
    "posts/newer.md": post(title="The newer one", date="2026-11-22", tags=["Old type"]),
}
LISTINGS = ("/", "/category/press/", "/category/ink/", "/tag/old-type/", "/author/ann/")
FEEDS = ("feed/", "feed/atom/", "feed/json/")


@pytest.mark.on_aws_too
def test_a_new_post_is_read_wherever_it_belongs(blog: Blog) -> None:
    blog.publish({KEY: HELLO})

    views = [HOME, "/2026/", "/2026/11/", "/tag/old-type/", "/tag/old-type/feed/"]
    views += [f"{listing}{view}" for listing in LISTINGS if "tag" not in listing for view in ("", *FEEDS)]
    assert [address for address in views if "lead" not in (blog.page(address) or "")] == []
    assert "November 2026" in (blog.page("/2026/") or "")
    assert "/2026/11/" in (blog.page("/archives/") or "")
    assert "/category/ink/" in (blog.page("/topics/") or "")
    assert HOME in (blog.page("/sitemap/en-2026-11.xml") or "")
    assert "/sitemap/en-2026-11.xml" in (blog.page("/sitemap.xml") or "")


def test_an_objects_type_is_that_of_its_kind(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: HELLO})

    types = {key: shown.type.partition(";")[0] for key, shown in memory_blog.objects().items()}
    assert types["2026/11/20/hello/index.html"] == "text/html"
    assert types["feed/index.xml"] == "application/rss+xml"
    assert types["category/ink/feed/atom/index.xml"] == "application/xml"
    assert types["feed/json/index.json"] == "application/json"
    assert types["_/icon.svg"] == "image/svg+xml"


def test_a_post_knows_its_older_and_newer_neighbours(blog: Blog) -> None:
    blog.publish({**OTHERS, KEY: HELLO})

    between = blog.page(HOME) or ""
    assert "The older one" in between
    assert "The newer one" in between
    assert HOME in (blog.page("/2026/10/02/older/") or "")
    assert HOME in (blog.page("/2026/11/22/newer/") or "")


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
def test_after_an_edit_the_site_is_as_if_it_had_always_been_so(memory_blog: Blog, edit: str) -> None:
    memory_blog.publish({**SITE, **OTHERS, KEY: HELLO})

    memory_blog.publish({KEY: edit})

    assert standing(memory_blog.objects()) == as_new({**SITE, **OTHERS, KEY: edit})


@pytest.mark.slow
def test_each_edit_of_many_leaves_no_trace_of_the_ones_before(aws_blog: Blog) -> None:
    aws_blog.publish({**SITE, **OTHERS, KEY: HELLO})

    traces = []
    for name in ("another category", "another slug", "another year"):
        aws_blog.publish({KEY: EDITS[name]})
        traces += [name] * (standing(aws_blog.objects()) != as_new({**SITE, **OTHERS, KEY: EDITS[name]}))
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
def test_an_address_that_moved_leads_to_the_new_one(memory_blog: Blog, edit: str, there: str) -> None:
    memory_blog.publish({KEY: HELLO, "posts/stays.md": post()})

    memory_blog.publish({KEY: edit})

    assert memory_blog.leads(HOME) == there
    assert f'href="https://press.example{there}"' in (memory_blog.page(HOME) or "")


def test_a_post_that_moves_back_is_no_way_to_itself(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: HELLO})

    memory_blog.publish({KEY: post(slug="good-bye")})
    memory_blog.publish({KEY: HELLO})

    assert memory_blog.leads(HOME) is None
    assert memory_blog.leads("/2026/11/20/good-bye/") == HOME


def test_pages_with_nothing_left_to_show_are_gone(memory_blog: Blog) -> None:
    memory_blog.publish({**OTHERS, KEY: HELLO})

    memory_blog.publish({KEY: post(title="Ink & lead", date="2026-11-20")})

    assert [view for view in ("", "2026/", "2026/11/", *FEEDS) if memory_blog.page(f"/category/ink/{view}")] == []
    assert memory_blog.page("/category/press/2026/11/") is None
    assert memory_blog.page("/category/press/")


@pytest.mark.on_aws_too
def test_after_a_deletion_the_site_is_as_it_was_before_the_post(blog: Blog) -> None:
    blog.publish({"site.yaml": "sidebar: [topics, recent, archives]\n", **OTHERS})
    before = blog.objects()

    blog.publish({KEY: HELLO})
    blog.publish({KEY: None})

    assert blog.objects() == before


def test_a_house_whose_only_post_is_deleted_is_as_new(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "title: The Press\n"})
    before = memory_blog.objects()

    memory_blog.publish({KEY: HELLO})
    memory_blog.publish({KEY: None})

    assert memory_blog.objects() == before


@pytest.mark.on_aws_too
@pytest.mark.parametrize("copied_first", [True, False])
def test_a_renamed_file_keeps_its_readers(blog: Blog, copied_first: bool) -> None:
    blog.publish({KEY: HELLO})

    blog.publish({"posts/hola.md": HELLO, KEY: None} if copied_first else {KEY: None, "posts/hola.md": HELLO})

    assert blog.leads(HOME) == "/2026/11/20/hola/"
    assert but_for_ids(standing(blog.objects())) == but_for_ids(as_new({"posts/hola.md": HELLO}))


@pytest.mark.parametrize("copied_first", [True, False])
def test_a_renamed_file_that_says_its_address_keeps_it(memory_blog: Blog, copied_first: bool) -> None:
    fixed = post(path="/fixed/")
    memory_blog.publish({KEY: fixed})

    memory_blog.publish({"posts/hola.md": fixed, KEY: None} if copied_first else {KEY: None, "posts/hola.md": fixed})

    assert but_for_ids(memory_blog.objects()) == but_for_ids(as_new({"posts/hola.md": fixed}))
    assert memory_blog.report("posts/hola.md") is None


def test_readers_follow_through_several_renames_and_moves(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: HELLO})
    memory_blog.publish({"posts/hola.md": HELLO, KEY: None})
    memory_blog.publish({"posts/hola.md": HELLO.replace("2026-11-20", "2026-11-21")})

    assert memory_blog.leads(HOME) == "/2026/11/21/hola/"
    assert memory_blog.leads("/2026/11/20/hola/") == "/2026/11/21/hola/"


def test_a_draft_is_nowhere(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/stays.md": post(title="Stays")})
    before = memory_blog.objects()

    memory_blog.publish({KEY: post(draft=True, categories=["Ink"])})

    assert memory_blog.objects() == before
    assert memory_blog.report(KEY) is None


def test_a_post_taken_back_to_draft_leaves_the_site_and_comes_back(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/stays.md": post(title="Stays")})
    before = memory_blog.objects()

    memory_blog.publish({KEY: HELLO})
    memory_blog.publish({KEY: post(draft=True)})
    assert memory_blog.objects() == before

    memory_blog.publish({KEY: HELLO})
    assert memory_blog.objects() == as_new({"posts/stays.md": post(title="Stays"), KEY: HELLO})


@pytest.mark.on_aws_too
def test_a_post_of_tomorrow_comes_when_its_time_has_come(blog: Blog) -> None:
    tomorrow = post(title="Tomorrow", date="2026-11-26 09:00")
    blog.publish({"posts/stays.md": post(), KEY: tomorrow})
    assert blog.objects() == as_new({"posts/stays.md": post()})

    blog.clock.time += timedelta(days=1)
    assert schedule.tick(blog.cloud) == 1
    blog.settle()

    assert "Tomorrow" in (blog.page("/2026/11/26/hello/") or "")
    assert "Tomorrow" in (blog.page("/feed/") or "")
    assert schedule.tick(blog.cloud) == 0


def test_a_page_outside_the_flow_is_in_no_list_of_posts(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "sidebar: [pages]\n", "about.md": "# About us\n\nWe print."})

    assert "We print" in (memory_blog.page("/about/") or "")
    assert "About us" in (memory_blog.page("/_/sidebar.en.html") or "")
    assert "/about/" in (memory_blog.page("/sitemap/en-pages.xml") or "")
    assert [view for view in ("/", *(f"/{feed}" for feed in FEEDS)) if "About us" in (memory_blog.page(view) or "")] == []


def test_the_sitemap_names_the_home_of_every_language_from_the_first(blog: Blog) -> None:
    blog.publish({"site.yaml": "languages: [en, es]\n"})
    for lang, address in (("en", "/"), ("es", "/es/")):
        assert f"<loc>{URL}{address}</loc><xhtml:link" in (blog.page(f"/sitemap/{lang}-pages.xml") or "")
        assert f"/sitemap/{lang}-pages.xml" in (blog.page("/sitemap.xml") or "")

    blog.publish({"site.yaml": "languages: [es]\n"})
    assert blog.page("/sitemap/en-pages.xml") is None
    assert f"<url><loc>{URL}/</loc></url>" in (blog.page("/sitemap/es-pages.xml") or "")


def test_the_sidebar_says_how_many_follow_and_so_does_the_page_of_its_boxes(blog: Blog) -> None:
    blog.publish({"site.yaml": "sidebar: [follow]\n", KEY: HELLO})
    for shard, by in ((7, 200), (8, 24), (7, -1)):
        subscribers.count(blog.cloud.table, shard, by)

    render_batch.render(blog.cloud, [Page("sidebar", "en"), Page("more", "en"), Page("landing", "en:all:")])

    saying = [
        address for address in ("/", "/more/", HOME, "/_/sidebar.en.html") if "other follower" in (blog.page(address) or "")
    ]
    assert saying == ["/more/", "/_/sidebar.en.html"]
    assert "Join 223 other followers" in (blog.page("/more/") or "")


@pytest.mark.parametrize(
    ("wish", "followers", "said"),
    [("10", 9, ""), ("10", 10, "Join 10 other followers"), ("1", 1, "Join 1 other follower"), ("no", 500, "")],
)
def test_a_number_of_followers_is_said_from_the_number_on_that_the_site_names(
    memory_blog: Blog, wish: str, followers: int, said: str
) -> None:
    memory_blog.publish({"site.yaml": f"newsletter: {{show_followers: {wish}}}\nsidebar: [follow]\n"})
    subscribers.count(memory_blog.cloud.table, 1, followers)

    render_batch.render(memory_blog.cloud, [Page("sidebar", "en")])

    found = re.findall("Join [0-9]+ other followers?", memory_blog.page("/_/sidebar.en.html") or "")
    assert found == ([said] if said else [])


@pytest.mark.on_aws_too
def test_what_is_uploaded_in_a_crowd_ends_as_what_is_uploaded_one_by_one(blog: Blog) -> None:
    crowd = {f"posts/{n}.md": post(title=f"T{n}", date=f"2026-{9 + n % 3:02}-1{n % 10}", tags=[f"t{n % 2}"]) for n in range(12)}

    for key, source in crowd.items():
        blog.upload(key, source)
    blog.settle()

    assert blog.objects() == as_new(crowd)
