"""What an author may do to the list of subscribers."""

from typing import Any

import pytest

from chalicelib.newsletter.rules import subscription
from chalicelib.store.newsletter import subscribers
from infra.running.subscribers import add, count, erase, export, list_, suppress
from infra.terminal.streams import CannotError
from tests.letters.blog import LetterBlog, many

Said = pytest.CaptureFixture[str]


def leave(blog: LetterBlog, address: str) -> None:
    left = subscription.left(blog.subscriber(address), blog.clock.time).new
    assert left
    assert subscribers.write(blog.cloud.table, left, blog.subscriber(address))


def test_the_count_is_added_up_from_the_shards(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(3))

    assert count(blog.cloud) == 0

    assert capsys.readouterr().out == "3 subscribers\n"


def test_an_exact_count_tells_every_state_and_where_the_shards_are_wrong(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(3))
    leave(blog, many(3)[0])  # a worker died before it counted
    suppress(blog.cloud, address="never@example.org")
    capsys.readouterr()

    count(blog.cloud, exact=True)

    said = capsys.readouterr()
    assert dict(line.split() for line in said.out.splitlines()) == {
        "following": "2",
        "waiting": "0",
        "left": "1",
        "suppressed": "1",
        "moved": "0",
    }
    assert said.err == "presswork: the sidebar says 3; the next letter corrects it\n"


def test_the_list_has_a_line_for_each_in_the_time_of_the_site(blog: LetterBlog, capsys: Said) -> None:
    blog.follow("ann@example.org", lang="es", categories=("art", "music"), often="daily", authors=("bo",))

    list_(blog.cloud)

    header, line = capsys.readouterr().out.splitlines()
    assert header.split() == ["ADDRESS", "STATE", "SINCE", "LANGUAGE", "OFTEN", "CATEGORIES", "AUTHORS"]
    assert line.split() == ["ann@example.org", "following", "2026-11-25", "20:00", "es", "daily", "art,", "music", "bo"]


def test_the_list_can_be_of_one_state_and_has_every_page(blog: LetterBlog, capsys: Said) -> None:
    blog.follow(*many(250))
    leave(blog, many(1)[0])

    list_(blog.cloud, state="following")

    assert sorted(line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]) == many(250)[1:]


def test_an_export_has_those_who_follow_and_their_consent(blog: LetterBlog, capsys: Said) -> None:
    add(blog.cloud, address="ann@example.org", consent="at the fair, in ink", language="es", often="weekly")
    suppress(blog.cloud, address="bob@example.org")
    capsys.readouterr()

    export(blog.cloud)

    header, line = capsys.readouterr().out.splitlines()
    assert header == "address,language,all_languages,categories,authors,often,consent,since,state"
    assert line == 'ann@example.org,es,,,,weekly,"at the fair, in ink",2026-11-25T21:00:00+09:00,following'


def test_who_is_added_follows_from_now_on_and_is_mailed_nothing(blog: LetterBlog, capsys: Said) -> None:
    assert add(blog.cloud, address=" Ann@Example.org ", consent="by phone", categories="Fine Art, music", authors="Bo") == 0

    blog.settle()
    ann = blog.subscriber("ann@example.org")
    assert ann
    assert (ann.state, ann.address, ann.consent, ann.greeted) == ("following", "Ann@example.org", "by phone", True)
    assert ann.turns == (("2026-11-25T12:00:00+00:00", "each"),)
    assert (ann.wishes.categories, ann.wishes.authors) == (("fine-art", "music"), ("bo",))
    assert (subscribers.followers(blog.cloud.table), blog.mail.sent) == (1, [])
    assert capsys.readouterr().out == "Ann@example.org is now subscribed\n"


def test_who_is_added_gets_the_next_letter(blog: LetterBlog) -> None:
    add(blog.cloud, address="ann@example.org", consent="by phone")

    blog.announce()

    assert blog.readers() == ["ann@example.org"]


def test_to_add_a_follower_again_changes_nothing(blog: LetterBlog, capsys: Said) -> None:
    blog.follow("ann@example.org", often="weekly")
    before = blog.subscriber("ann@example.org")

    assert add(blog.cloud, address="ann@example.org", consent="by phone") == 0

    assert capsys.readouterr().out == "ann@example.org was subscribed already\n"
    assert blog.subscriber("ann@example.org") == before
    assert subscribers.followers(blog.cloud.table) == 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"address": "ann@"}, "this doesn't look like a valid email address"),
        ({"language": "de"}, "the site doesn't have this language"),
        ({"consent": " "}, "has no consent"),
    ],
)
def test_who_can_not_be_added_is_reported_why(blog: LetterBlog, asked: dict[str, Any], why: str) -> None:
    with pytest.raises(CannotError, match=why):
        add(blog.cloud, **{"address": "ann@example.org", "consent": "by phone", **asked})

    assert blog.subscriber("ann@example.org") is None


def test_who_is_erased_is_forgotten_and_no_longer_counted(blog: LetterBlog, capsys: Said) -> None:
    blog.follow("ann@example.org", "bob@example.org")

    assert erase(blog.cloud, address="ANN@example.org") == 0

    assert blog.subscriber("ann@example.org") is None
    assert subscribers.followers(blog.cloud.table) == 1
    assert capsys.readouterr().out == "ANN@example.org was erased\n"


def test_to_erase_an_unknown_address_is_no_mistake(blog: LetterBlog, capsys: Said) -> None:
    assert erase(blog.cloud, address="ann@example.org") == 0

    assert capsys.readouterr().out == "ann@example.org: nothing is stored about this address\n"
    assert subscribers.followers(blog.cloud.table) == 0


def test_of_a_suppressed_address_the_hash_stays_when_it_is_erased(blog: LetterBlog, capsys: Said) -> None:
    suppress(blog.cloud, address="ann@example.org")

    assert erase(blog.cloud, address="ann@example.org") == 0

    ann = blog.subscriber("ann@example.org")
    assert ann
    assert (ann.state, ann.address) == ("suppressed", "")
    assert "only its keyed hash is kept" in capsys.readouterr().out


def test_who_is_suppressed_is_no_longer_counted_and_gets_no_letter(blog: LetterBlog) -> None:
    blog.follow("ann@example.org", "bob@example.org")

    suppress(blog.cloud, address="ann@example.org")
    suppress(blog.cloud, address="ann@example.org")

    ann = blog.subscriber("ann@example.org")
    assert ann
    assert (ann.state, ann.why, ann.address) == ("suppressed", "author", "")
    assert subscribers.followers(blog.cloud.table) == 1
    blog.announce()
    assert blog.readers() == ["bob@example.org"]


def test_an_unknown_address_that_is_suppressed_can_not_be_added(blog: LetterBlog) -> None:
    suppress(blog.cloud, address="ann@example.org")

    with pytest.raises(CannotError, match=r"ann@example\.org must not get mail"):
        add(blog.cloud, address="ann@example.org", consent="by phone")


@pytest.mark.parametrize("act", [erase, suppress])
def test_what_is_no_address_is_reported(blog: LetterBlog, act: object) -> None:
    with pytest.raises(CannotError, match="nonsense: this doesn't look like a valid email address"):
        act(blog.cloud, address="nonsense")  # type: ignore[operator]
