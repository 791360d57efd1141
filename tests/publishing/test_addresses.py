"""Who lives where, and how sources find each other: contested addresses, aliases, links, and translations."""

import pytest

from tests.publishing.blog import Blog, as_new, but_for_ids, post, report_of, standing

FIRST, SECOND = "posts/first.md", "posts/second.md"
MINE, YOURS = post(title="Mine", path="/here/"), post(title="Yours", path="/here/", categories=["Late"])


# ---- contested addresses


def test_the_first_source_keeps_an_address_and_the_second_is_told(blog: Blog) -> None:
    blog.publish({FIRST: MINE})
    before = blog.objects()

    blog.publish({SECOND: YOURS})

    assert blog.objects() == before
    assert blog.report(SECOND) == report_of("taken", SECOND, "/here/")


LEAVING = {
    "by being deleted": None,
    "by moving away": post(title="Mine", path="/there/"),
    "by becoming a draft": post(title="Mine", path="/here/", draft=True),
    "by a later date": post(title="Mine", path="/here/", date="2027-01-01"),
}


@pytest.mark.parametrize("left", LEAVING.values(), ids=list(LEAVING))
def test_a_source_that_waits_takes_the_address_when_its_owner_leaves(memory_blog: Blog, left: str | None) -> None:
    memory_blog.publish({FIRST: MINE, SECOND: YOURS})

    memory_blog.publish({FIRST: left})

    assert memory_blog.report(SECOND) is None
    expected = as_new({SECOND: YOURS} | ({FIRST: left} if left else {}))
    assert but_for_ids(standing(memory_blog.objects())) == but_for_ids(expected)
    assert memory_blog.owing() == ()


@pytest.mark.slow
def test_an_address_goes_from_one_that_leaves_to_one_that_waits(aws_blog: Blog) -> None:
    aws_blog.publish({FIRST: MINE, SECOND: YOURS})

    aws_blog.publish({FIRST: None})

    assert aws_blog.report(SECOND) is None
    assert but_for_ids(aws_blog.objects()) == but_for_ids(as_new({SECOND: YOURS}))


def test_of_several_that_wait_one_takes_the_address_and_the_others_wait_on(memory_blog: Blog) -> None:
    third = "posts/third.md"
    memory_blog.publish({FIRST: MINE, SECOND: YOURS, third: post(title="Theirs", path="/here/")})

    memory_blog.publish({FIRST: None})
    waiting = [key for key in (SECOND, third) if memory_blog.report(key)]
    assert len(waiting) == 1

    memory_blog.publish({key: None for key in (SECOND, third) if key not in waiting})
    assert memory_blog.report(waiting[0]) is None
    assert memory_blog.page("/here/")


def test_a_source_that_waits_for_another_address_lives_on_where_it_was(memory_blog: Blog) -> None:
    before = post(title="Yours", path="/mine/")
    memory_blog.publish({FIRST: MINE, SECOND: before})
    standing_before = memory_blog.objects()

    memory_blog.publish({SECOND: YOURS})
    assert memory_blog.objects() == standing_before
    assert memory_blog.report(SECOND)

    memory_blog.publish({FIRST: None})
    assert memory_blog.report(SECOND) is None
    assert memory_blog.leads("/mine/") == "/here/"
    assert standing(memory_blog.objects()) == as_new({SECOND: YOURS})


def test_a_source_that_gave_up_waiting_takes_nothing(memory_blog: Blog) -> None:
    elsewhere = post(title="Yours", path="/elsewhere/")
    memory_blog.publish({FIRST: MINE, SECOND: YOURS})

    memory_blog.publish({SECOND: elsewhere, FIRST: None})

    assert memory_blog.objects() == as_new({SECOND: elsewhere})
    assert memory_blog.owing() == ()


def test_two_sources_may_change_places_by_a_third_address(memory_blog: Blog) -> None:
    a, b = post(title="A", path="/a/"), post(title="B", path="/b/")
    memory_blog.publish({FIRST: a, SECOND: b})

    memory_blog.publish({FIRST: post(title="A", path="/aside/"), SECOND: post(title="B", path="/a/")})
    memory_blog.publish({FIRST: post(title="A", path="/b/")})

    changed = {FIRST: post(title="A", path="/b/"), SECOND: post(title="B", path="/a/")}
    assert standing(memory_blog.objects()) == as_new(changed)
    assert memory_blog.leads("/aside/") == "/b/"


def test_an_old_address_that_another_source_takes_is_no_redirect_any_more(memory_blog: Blog) -> None:
    memory_blog.publish({FIRST: MINE})
    memory_blog.publish({FIRST: post(title="Mine", path="/there/")})
    assert memory_blog.leads("/here/") == "/there/"

    memory_blog.publish({SECOND: YOURS})
    assert memory_blog.leads("/here/") is None
    assert "Yours" in (memory_blog.page("/here/") or "")

    memory_blog.publish({SECOND: None})
    assert memory_blog.leads("/here/") == "/there/"


# ---- aliases


def test_an_alias_leads_to_its_post(blog: Blog) -> None:
    blog.publish({FIRST: post(path="/here/", aliases=["/old/", "/very/old.html", "/ñ/"])})

    assert [blog.leads(address) for address in ("/old/", "/very/old.html", "/ñ/")] == ["/here/"] * 3


def test_an_alias_follows_and_goes_with_its_post(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/stays.md": post()})
    before = memory_blog.objects()
    memory_blog.publish({FIRST: post(path="/here/", aliases=["/old/"])})

    memory_blog.publish({FIRST: post(path="/there/", aliases=["/old/"])})
    assert memory_blog.leads("/old/") == "/there/"

    memory_blog.publish({FIRST: post(path="/there/")})
    assert memory_blog.page("/old/") is None

    memory_blog.publish({FIRST: None})
    assert memory_blog.objects() == before


@pytest.mark.parametrize("alias_first", [True, False])
def test_a_post_comes_before_an_alias(memory_blog: Blog, alias_first: bool) -> None:
    alias, owner = {FIRST: post(path="/there/", aliases=["/here/"])}, {SECOND: YOURS}

    memory_blog.publish({**alias, **owner} if alias_first else {**owner, **alias})
    assert "Yours" in (memory_blog.page("/here/") or "")
    assert memory_blog.report(SECOND) is None

    memory_blog.publish({SECOND: None})
    assert memory_blog.leads("/here/") == "/there/"


def warning_of(key: str, alias: str, owner: str) -> str:
    return (
        f"Warning:  {key}\n"
        f"Found:    the alias {alias}, which belongs to {owner}\n"
        "Why:      the first file to have an address keeps it, so this alias doesn't lead here\n"
        "Fix:      Remove the alias. Or remove the other file, and the alias leads here.\n"
    )


OWNERS = {
    "a post that lived there": [post(title="Mine", path="/old/"), post(title="Mine", path="/mine/")],
    "another post's alias": [post(title="Mine", path="/mine/", aliases=["/old/"])],
}


@pytest.mark.parametrize("alias_key", ["posts/a.md", "posts/z.md"])
@pytest.mark.parametrize("owner", OWNERS.values(), ids=list(OWNERS))
def test_an_alias_takes_no_address_that_leads_to_another_source_until_that_is_gone(
    memory_blog: Blog, owner: list[str], alias_key: str
) -> None:
    for version in owner:
        memory_blog.publish({FIRST: version})

    memory_blog.publish({alias_key: post(path="/taker/", aliases=["/old/"])})
    assert memory_blog.leads("/old/") == "/mine/"
    assert memory_blog.warning(alias_key) == warning_of(alias_key, "/old/", FIRST)

    memory_blog.publish({FIRST: None})
    assert memory_blog.leads("/old/") == "/taker/"
    assert memory_blog.warning(alias_key) is None


def test_an_alias_of_an_address_where_a_post_lives_does_not_get_it_when_the_post_moves(memory_blog: Blog) -> None:
    memory_blog.publish({SECOND: MINE, FIRST: post(path="/taker/", aliases=["/here/"])})
    assert memory_blog.warning(FIRST) == warning_of(FIRST, "/here/", SECOND)

    memory_blog.publish({SECOND: post(title="Mine", path="/there/")})
    assert memory_blog.leads("/here/") == "/there/"
    assert memory_blog.warning(FIRST) == warning_of(FIRST, "/here/", SECOND)


def test_who_lives_at_anothers_former_address_for_a_while_does_not_take_it_along(memory_blog: Blog) -> None:
    memory_blog.publish({SECOND: MINE})
    memory_blog.publish({SECOND: post(title="Mine", path="/there/")})

    memory_blog.publish({FIRST: post(title="Taker", path="/here/")})
    memory_blog.publish({FIRST: post(title="Taker", path="/taker/")})

    assert memory_blog.leads("/here/") == "/there/"


def test_who_lives_at_anothers_alias_for_a_while_does_not_take_it_along(memory_blog: Blog) -> None:
    owner = post(path="/there/", aliases=["/here/"])
    memory_blog.publish({SECOND: owner, FIRST: post(title="Taker", path="/here/")})
    assert memory_blog.warning(SECOND) == warning_of(SECOND, "/here/", FIRST)

    memory_blog.publish({FIRST: post(title="Taker", path="/taker/")})
    assert memory_blog.leads("/here/") == "/there/"
    assert memory_blog.warning(SECOND) is None


@pytest.mark.parametrize("alias_first", [True, False])
def test_a_source_that_is_renamed_keeps_its_addresses_from_anothers_alias(memory_blog: Blog, alias_first: bool) -> None:
    alias = {"posts/a.md": post(title="Taker", path="/taker/", aliases=["/2026/11/20/second/"])}
    memory_blog.publish({SECOND: post("Mine."), **(alias if alias_first else {})})

    memory_blog.publish({"posts/renamed.md": post("Mine."), SECOND: None, **({} if alias_first else alias)})

    assert memory_blog.leads("/2026/11/20/second/") == "/2026/11/20/renamed/"
    assert memory_blog.warning("posts/a.md") == warning_of("posts/a.md", "/2026/11/20/second/", "posts/renamed.md")


def test_an_alias_that_is_given_up_is_no_warning_any_more(memory_blog: Blog) -> None:
    memory_blog.publish({SECOND: MINE, FIRST: post(path="/taker/", aliases=["/here/"])})

    memory_blog.publish({FIRST: post(path="/taker/")})

    assert memory_blog.warning(FIRST) is None


# ---- links between sources


def test_a_link_to_a_source_becomes_its_address_and_follows_it(memory_blog: Blog) -> None:
    linking, linked = post("See [it](second.md#part)."), post("## Part", title="Two")
    memory_blog.publish({FIRST: linking, SECOND: linked})
    assert 'href="/2026/11/20/second/#part"' in (memory_blog.page("/2026/11/20/first/") or "")
    assert "https://press.example/2026/11/20/second/#part" in (memory_blog.page("/feed/atom/") or "")

    moved = post("## Part", title="Two", slug="deux")
    memory_blog.publish({SECOND: moved})

    assert memory_blog.warning(FIRST) is None
    assert standing(memory_blog.objects()) == as_new({FIRST: linking, SECOND: moved})


def test_a_link_to_nothing_is_plain_text_and_a_warning_until_its_source_arrives(blog: Blog) -> None:
    linking, linked = post("See [it](second.md)."), post(title="Two")

    blog.publish({FIRST: linking})
    assert blog.warning(FIRST) == (
        f"Warning:  {FIRST}\n"
        f"Found:    a link to {SECOND}\n"
        "Why:      there's no such post or page, so readers can't follow the link\n"
        "Fix:      Upload the missing file, or correct the link. This warning then goes away by itself.\n"
    )
    assert "second" not in (blog.page("/2026/11/20/first/") or "")

    blog.publish({SECOND: linked})
    assert blog.warning(FIRST) is None
    assert blog.objects() == as_new({SECOND: linked, FIRST: linking})

    blog.publish({SECOND: None})
    assert blog.warning(FIRST)
    assert blog.objects() == as_new({FIRST: linking})


def test_a_warning_goes_with_the_link_or_with_the_whole_source(memory_blog: Blog) -> None:
    memory_blog.publish({FIRST: post("See [it](nowhere.md)."), SECOND: post("See [it](nowhere.md).")})

    memory_blog.publish({FIRST: post("See nothing."), SECOND: None})

    assert memory_blog.warning(FIRST) is None
    assert memory_blog.warning(SECOND) is None


# ---- translations


def test_translations_link_each_other(memory_blog: Blog) -> None:
    site = {"site.yaml": "languages: [en, es, {code: ar, direction: rtl}]\n"}
    english, spanish, arabic = post(title="Ink"), post(title="Tinta"), post(title="حبر", translation_key="first")
    sources = {**site, FIRST: english, "posts/first.es.md": spanish, "ar/posts/ink.md": arabic}
    addresses = ("/2026/11/20/first/", "/es/2026/11/20/first/", "/ar/2026/11/20/ink/")

    memory_blog.publish({**site, "posts/first.es.md": spanish})
    assert "/2026/11/20/first/" not in (memory_blog.page(addresses[1]) or "").replace(addresses[1], "")

    memory_blog.publish({FIRST: english, "ar/posts/ink.md": arabic})
    assert memory_blog.objects() == as_new(sources)


def test_a_translation_that_goes_is_named_no_more(memory_blog: Blog) -> None:
    site = {"site.yaml": "languages: [en, es]\n"}
    memory_blog.publish({**site, FIRST: post(title="Ink"), "posts/first.es.md": post(title="Tinta")})
    assert 'href="/es/2026/11/20/first/"' in (memory_blog.page("/2026/11/20/first/") or "")
    assert 'href="/2026/11/20/first/"' in (memory_blog.page("/es/2026/11/20/first/") or "")

    memory_blog.publish({"posts/first.es.md": None})

    assert memory_blog.objects() == as_new({**site, FIRST: post(title="Ink")})
