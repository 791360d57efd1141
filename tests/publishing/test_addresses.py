"""Who lives where, and how sources find each other: contested addresses, aliases, links, and translations."""

import pytest

from tests.publishing.house import House, as_new, post, report_of, standing

FIRST, SECOND = "posts/first.md", "posts/second.md"
MINE, YOURS = post(title="Mine", path="/here/"), post(title="Yours", path="/here/", categories=["Late"])


# ---- contested addresses


def test_the_first_source_keeps_an_address_and_the_second_is_told(house: House) -> None:
    house.publish({FIRST: MINE})
    before = house.objects()

    house.publish({SECOND: YOURS})

    assert house.objects() == before
    assert house.report(SECOND) == report_of("taken", SECOND, "/here/")


LEAVING = {
    "by being deleted": None,
    "by moving away": post(title="Mine", path="/there/"),
    "by becoming a draft": post(title="Mine", path="/here/", draft=True),
    "by a later date": post(title="Mine", path="/here/", date="2027-01-01"),
}


@pytest.mark.parametrize("left", LEAVING.values(), ids=list(LEAVING))
def test_a_source_that_waits_takes_the_address_when_its_owner_leaves(memory_house: House, left: str | None) -> None:
    memory_house.publish({FIRST: MINE, SECOND: YOURS})

    memory_house.publish({FIRST: left})

    assert memory_house.report(SECOND) is None
    assert standing(memory_house.objects()) == as_new({SECOND: YOURS} | ({FIRST: left} if left else {}))
    assert memory_house.owing() == ()


@pytest.mark.slow
def test_an_address_goes_from_one_that_leaves_to_one_that_waits(aws_house: House) -> None:
    aws_house.publish({FIRST: MINE, SECOND: YOURS})

    aws_house.publish({FIRST: None})

    assert aws_house.report(SECOND) is None
    assert aws_house.objects() == as_new({SECOND: YOURS})


def test_of_several_that_wait_one_takes_the_address_and_the_others_wait_on(memory_house: House) -> None:
    third = "posts/third.md"
    memory_house.publish({FIRST: MINE, SECOND: YOURS, third: post(title="Theirs", path="/here/")})

    memory_house.publish({FIRST: None})
    waiting = [key for key in (SECOND, third) if memory_house.report(key)]
    assert len(waiting) == 1

    memory_house.publish({key: None for key in (SECOND, third) if key not in waiting})
    assert memory_house.report(waiting[0]) is None
    assert memory_house.page("/here/")


def test_a_source_that_waits_for_another_address_lives_on_where_it_was(memory_house: House) -> None:
    before = post(title="Yours", path="/mine/")
    memory_house.publish({FIRST: MINE, SECOND: before})
    standing_before = memory_house.objects()

    memory_house.publish({SECOND: YOURS})
    assert memory_house.objects() == standing_before
    assert memory_house.report(SECOND)

    memory_house.publish({FIRST: None})
    assert memory_house.report(SECOND) is None
    assert memory_house.leads("/mine/") == "/here/"
    assert standing(memory_house.objects()) == as_new({SECOND: YOURS})


def test_a_source_that_gave_up_waiting_takes_nothing(memory_house: House) -> None:
    elsewhere = post(title="Yours", path="/elsewhere/")
    memory_house.publish({FIRST: MINE, SECOND: YOURS})

    memory_house.publish({SECOND: elsewhere, FIRST: None})

    assert memory_house.objects() == as_new({SECOND: elsewhere})
    assert memory_house.owing() == ()


def test_two_sources_may_change_places_by_a_third_address(memory_house: House) -> None:
    a, b = post(title="A", path="/a/"), post(title="B", path="/b/")
    memory_house.publish({FIRST: a, SECOND: b})

    memory_house.publish({FIRST: post(title="A", path="/aside/"), SECOND: post(title="B", path="/a/")})
    memory_house.publish({FIRST: post(title="A", path="/b/")})

    changed = {FIRST: post(title="A", path="/b/"), SECOND: post(title="B", path="/a/")}
    assert standing(memory_house.objects()) == as_new(changed)
    assert memory_house.leads("/aside/") == "/b/"


def test_an_old_address_that_another_source_takes_is_no_redirect_any_more(memory_house: House) -> None:
    memory_house.publish({FIRST: MINE})
    memory_house.publish({FIRST: post(title="Mine", path="/there/")})
    assert memory_house.leads("/here/") == "/there/"

    memory_house.publish({SECOND: YOURS})
    assert memory_house.leads("/here/") is None
    assert "Yours" in (memory_house.page("/here/") or "")

    memory_house.publish({SECOND: None})
    assert memory_house.leads("/here/") == "/there/"


# ---- aliases


def test_an_alias_leads_to_its_post(house: House) -> None:
    house.publish({FIRST: post(path="/here/", aliases=["/old/", "/very/old.html", "/ñ/"])})

    assert [house.leads(address) for address in ("/old/", "/very/old.html", "/ñ/")] == ["/here/"] * 3


def test_an_alias_follows_and_goes_with_its_post(memory_house: House) -> None:
    memory_house.publish({"posts/stays.md": post()})
    before = memory_house.objects()
    memory_house.publish({FIRST: post(path="/here/", aliases=["/old/"])})

    memory_house.publish({FIRST: post(path="/there/", aliases=["/old/"])})
    assert memory_house.leads("/old/") == "/there/"

    memory_house.publish({FIRST: post(path="/there/")})
    assert memory_house.page("/old/") is None

    memory_house.publish({FIRST: None})
    assert memory_house.objects() == before


@pytest.mark.parametrize("alias_first", [True, False])
def test_a_post_comes_before_an_alias(memory_house: House, alias_first: bool) -> None:
    alias, owner = {FIRST: post(path="/there/", aliases=["/here/"])}, {SECOND: YOURS}

    memory_house.publish({**alias, **owner} if alias_first else {**owner, **alias})
    assert "Yours" in (memory_house.page("/here/") or "")
    assert memory_house.report(SECOND) is None

    memory_house.publish({SECOND: None})
    assert memory_house.leads("/here/") == "/there/"


def warning_of(key: str, alias: str, owner: str) -> str:
    return (
        f"Warning:  {key}\n"
        f"Found:    the alias {alias}, which is an address of {owner}\n"
        "Why:      the first source to have an address keeps it, so this alias doesn't lead here\n"
        "Instead:  take the alias out; or remove the other source, and the alias leads here\n"
    )


OWNERS = {
    "a post that lived there": [post(title="Mine", path="/old/"), post(title="Mine", path="/mine/")],
    "another post's alias": [post(title="Mine", path="/mine/", aliases=["/old/"])],
}


@pytest.mark.parametrize("alias_key", ["posts/a.md", "posts/z.md"])
@pytest.mark.parametrize("owner", OWNERS.values(), ids=list(OWNERS))
def test_an_alias_takes_no_address_that_leads_to_another_source_until_that_is_gone(
    memory_house: House, owner: list[str], alias_key: str
) -> None:
    for version in owner:
        memory_house.publish({FIRST: version})

    memory_house.publish({alias_key: post(path="/taker/", aliases=["/old/"])})
    assert memory_house.leads("/old/") == "/mine/"
    assert memory_house.warning(alias_key) == warning_of(alias_key, "/old/", FIRST)

    memory_house.publish({FIRST: None})
    assert memory_house.leads("/old/") == "/taker/"
    assert memory_house.warning(alias_key) is None


def test_an_alias_of_an_address_where_a_post_lives_does_not_get_it_when_the_post_moves(memory_house: House) -> None:
    memory_house.publish({SECOND: MINE, FIRST: post(path="/taker/", aliases=["/here/"])})
    assert memory_house.warning(FIRST) == warning_of(FIRST, "/here/", SECOND)

    memory_house.publish({SECOND: post(title="Mine", path="/there/")})
    assert memory_house.leads("/here/") == "/there/"
    assert memory_house.warning(FIRST) == warning_of(FIRST, "/here/", SECOND)


def test_who_lives_at_anothers_former_address_for_a_while_does_not_take_it_along(memory_house: House) -> None:
    memory_house.publish({SECOND: MINE})
    memory_house.publish({SECOND: post(title="Mine", path="/there/")})

    memory_house.publish({FIRST: post(title="Taker", path="/here/")})
    memory_house.publish({FIRST: post(title="Taker", path="/taker/")})

    assert memory_house.leads("/here/") == "/there/"


def test_who_lives_at_anothers_alias_for_a_while_does_not_take_it_along(memory_house: House) -> None:
    owner = post(path="/there/", aliases=["/here/"])
    memory_house.publish({SECOND: owner, FIRST: post(title="Taker", path="/here/")})
    assert memory_house.warning(SECOND) == warning_of(SECOND, "/here/", FIRST)

    memory_house.publish({FIRST: post(title="Taker", path="/taker/")})
    assert memory_house.leads("/here/") == "/there/"
    assert memory_house.warning(SECOND) is None


@pytest.mark.parametrize("alias_first", [True, False])
def test_a_source_that_is_renamed_keeps_its_addresses_from_anothers_alias(memory_house: House, alias_first: bool) -> None:
    alias = {"posts/a.md": post(title="Taker", path="/taker/", aliases=["/2026/11/20/second/"])}
    memory_house.publish({SECOND: post("Mine."), **(alias if alias_first else {})})

    memory_house.publish({"posts/renamed.md": post("Mine."), SECOND: None, **({} if alias_first else alias)})

    assert memory_house.leads("/2026/11/20/second/") == "/2026/11/20/renamed/"
    assert memory_house.warning("posts/a.md") == warning_of("posts/a.md", "/2026/11/20/second/", "posts/renamed.md")


def test_an_alias_that_is_given_up_is_no_warning_any_more(memory_house: House) -> None:
    memory_house.publish({SECOND: MINE, FIRST: post(path="/taker/", aliases=["/here/"])})

    memory_house.publish({FIRST: post(path="/taker/")})

    assert memory_house.warning(FIRST) is None


# ---- links between sources


def test_a_link_to_a_source_becomes_its_address_and_follows_it(memory_house: House) -> None:
    linking, linked = post("See [it](second.md#part)."), post("## Part", title="Two")
    memory_house.publish({FIRST: linking, SECOND: linked})
    assert 'href="/2026/11/20/second/#part"' in (memory_house.page("/2026/11/20/first/") or "")
    assert "https://press.example/2026/11/20/second/#part" in (memory_house.page("/feed/atom/") or "")

    moved = post("## Part", title="Two", slug="deux")
    memory_house.publish({SECOND: moved})

    assert memory_house.warning(FIRST) is None
    assert standing(memory_house.objects()) == as_new({FIRST: linking, SECOND: moved})


def test_a_link_to_nothing_is_plain_text_and_a_warning_until_its_source_arrives(house: House) -> None:
    linking, linked = post("See [it](second.md)."), post(title="Two")

    house.publish({FIRST: linking})
    assert house.warning(FIRST) == (
        f"Warning:  {FIRST}\n"
        f"Found:    a link to {SECOND}\n"
        "Why:      there is no such source on the site, so the link is shown as plain text\n"
        "Instead:  upload what is linked, or mend the link; nothing else has to be done\n"
    )
    assert "second" not in (house.page("/2026/11/20/first/") or "")

    house.publish({SECOND: linked})
    assert house.warning(FIRST) is None
    assert house.objects() == as_new({SECOND: linked, FIRST: linking})

    house.publish({SECOND: None})
    assert house.warning(FIRST)
    assert house.objects() == as_new({FIRST: linking})


def test_a_warning_goes_with_the_link_or_with_the_whole_source(memory_house: House) -> None:
    memory_house.publish({FIRST: post("See [it](nowhere.md)."), SECOND: post("See [it](nowhere.md).")})

    memory_house.publish({FIRST: post("See nothing."), SECOND: None})

    assert memory_house.warning(FIRST) is None
    assert memory_house.warning(SECOND) is None


# ---- translations


def test_translations_link_each_other(memory_house: House) -> None:
    site = {"site.yaml": "languages: [en, es, {code: ar, direction: rtl}]\n"}
    english, spanish, arabic = post(title="Ink"), post(title="Tinta"), post(title="حبر", translation_key="first")
    sources = {**site, FIRST: english, "posts/first.es.md": spanish, "ar/posts/ink.md": arabic}
    addresses = ("/2026/11/20/first/", "/es/2026/11/20/first/", "/ar/2026/11/20/ink/")

    memory_house.publish({**site, "posts/first.es.md": spanish})
    assert "/2026/11/20/first/" not in (memory_house.page(addresses[1]) or "").replace(addresses[1], "")

    memory_house.publish({FIRST: english, "ar/posts/ink.md": arabic})
    assert memory_house.objects() == as_new(sources)


def test_a_translation_that_goes_is_named_no_more(memory_house: House) -> None:
    site = {"site.yaml": "languages: [en, es]\n"}
    memory_house.publish({**site, FIRST: post(title="Ink"), "posts/first.es.md": post(title="Tinta")})
    assert 'href="/es/2026/11/20/first/"' in (memory_house.page("/2026/11/20/first/") or "")
    assert 'href="/2026/11/20/first/"' in (memory_house.page("/es/2026/11/20/first/") or "")

    memory_house.publish({"posts/first.es.md": None})

    assert memory_house.objects() == as_new({**site, FIRST: post(title="Ink")})
