"""A letter that can't be made is tried a few times; then its author is told, and it waits to be mended or resumed."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.newsletter import campaign, edition
from chalicelib.newsletter.campaign import LOOK, LOST, TRIES
from chalicelib.newsletter.jobs import Open, to_letters
from chalicelib.newsletter.letter import id_of
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store import letters, site_files, timers
from infra.verbs.letters import list_
from tests.dying import Died, dying
from tests.letters.house import GRACE, KEY, NEWS, TODAY, LetterHouse
from tests.publishing.house import post, watched

LETTER = id_of(KEY)
ERROR = "KeyError: 'fault'"
TOLD = f"""\
Warning:  posts/news.md
Found:    the letter {LETTER} can't be made: {ERROR}
Why:      it failed 3 times, so it is not sent on
Instead:  change the source and upload it again, or `presswork letters resume`; `presswork logs letters` tells more
"""
A_TRY = int(LOOK.total_seconds()) + 60


class Fault:
    """Letters of these kinds can't be made, until it is mended."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        for kind in ("letter", "daily"):
            patch.setitem(edition.LETTERS, kind, edition.Kind("%(fault)s", "%(fault)s"))

    def mend(self) -> None:
        self.patch.undo()


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Fault:
    return Fault(monkeypatch)


def followed() -> LetterHouse:
    """A house with a reader."""
    house = LetterHouse()
    house.publish({"site.yaml": "title: The Press\n"})
    house.follow("ann@example.org")
    return house


def failed(source: str = NEWS) -> LetterHouse:
    house = followed()
    house.announce(source)
    house.wait(TRIES * A_TRY)
    return house


def looks(house: LetterHouse) -> list[str]:
    """What the clock looks at that is a letter."""
    return [item.at.sk for item in timers.standing(house.cloud.table) if item.at.sk.startswith("letter#")]


# ---- the letter of a post


def test_a_letter_that_can_not_be_made_is_tried_again_and_says_why_meanwhile(fault: Fault) -> None:
    house = followed()
    house.announce()

    letter = house.letter()
    assert letter is not None
    assert (letter.state, letter.tries, letter.why) == ("due", 1, ERROR)
    assert house.warning(KEY) is None


def test_after_some_tries_it_has_failed_and_its_author_is_told(
    fault: Fault, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    house = failed()

    assert house.state() == "failed"
    assert house.warning(KEY) == TOLD
    assert looks(house) == []
    assert house.failed == []
    list_(house.cloud)
    row, why = capsys.readouterr().out.splitlines()[1:]
    assert row.split()[:2] == [KEY, "failed"]
    assert why.strip() == ERROR
    errors = [one.message for one in caplog.records if one.levelno >= logging.ERROR and GIVEN_UP in one.message]
    assert errors == [f"given up: letter {LETTER} can't be made: {ERROR}"]


def test_it_does_not_come_again_for_ever(fault: Fault) -> None:
    house = failed()
    before = house.letter()

    house.wait(24 * 3600)

    assert house.letter() == before


def test_an_upload_of_the_mended_post_makes_it_due_again(fault: Fault) -> None:
    house = failed()

    fault.mend()
    house.publish({KEY: post("Mended.", title="Other news", date=TODAY)})
    assert (house.state(), house.warning(KEY)) == ("due", None)
    house.wait()

    assert house.readers() == ["ann@example.org"]
    assert house.state() == "sent"
    assert site_files.read(house.cloud).troubles == {}


def test_an_upload_that_changes_nothing_tries_nothing(fault: Fault) -> None:
    house = failed()

    house.publish({KEY: NEWS})

    assert (house.state(), house.warning(KEY)) == ("failed", TOLD)


def test_a_post_that_is_taken_back_withdraws_it(fault: Fault) -> None:
    house = failed()

    house.publish({KEY: None})
    house.wait()

    assert (house.state(), house.warning(KEY)) == ("withdrawn", None)


def test_a_mended_post_under_another_name_of_the_same_address_takes_it_over(fault: Fault) -> None:
    house = failed(post("Text.", title="News", date=TODAY, path="/here/"))

    fault.mend()
    house.publish({KEY: None, "posts/other.md": post("Text.", title="Other", date=TODAY, path="/here/")})
    house.wait()

    assert house.readers() == ["ann@example.org"]


def test_resumed_it_is_tried_anew_and_nothing_is_told_of_it(fault: Fault) -> None:
    house = failed()

    fault.mend()
    assert campaign.resume(house.cloud, LETTER)
    house.wait()

    assert (house.state(), house.warning(KEY)) == ("sent", None)


def test_cancelled_nothing_is_told_of_it(fault: Fault) -> None:
    house = failed()

    campaign.cancel(house.cloud, LETTER)
    house.settle()

    assert (house.state(), house.warning(KEY)) == ("cancelled", None)


def test_a_fault_that_passes_leaves_no_trace(fault: Fault) -> None:
    house = followed()
    house.announce()

    fault.mend()
    house.wait(A_TRY)

    letter = house.letter()
    assert letter is not None
    assert (letter.state, letter.tries, letter.why) == ("sent", 0, "")


def test_a_letter_that_kills_its_worker_each_time_fails_too() -> None:
    house = LetterHouse()
    house.publish({"site.yaml": "title: The Press\n"})
    unwatched = house.cloud

    def killing(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "put" and args[0].at.sk.startswith(letters.EDITION):
            raise Died
        return act()

    house.cloud = watched(unwatched, killing)
    house.upload(KEY, NEWS)
    for _ in range(GRACE // 60 + (TRIES + 1) * A_TRY // 60):
        try:
            house.wait(60)
        except Died:
            continue

    assert house.state() == "failed"
    assert campaign.NO_WORD in (house.warning(KEY) or "")


def test_a_worker_that_dies_while_it_fails_leaves_nothing_untold(fault: Fault) -> None:
    for call in range(1, 30):
        house = followed()
        house.announce()
        house.wait(A_TRY)
        unwatched = house.cloud
        house.clock.time += LOOK + timedelta(minutes=1)
        house.letters.send([to_letters(Open(LETTER))])
        house.cloud = watched(unwatched, dying(call))
        try:
            house.settle()
        except Died:
            house.cloud = unwatched
            house.again()
        house.cloud = unwatched
        house.wait(2 * A_TRY)
        assert (house.state(), house.warning(KEY), looks(house)) == ("failed", TOLD, []), call


# ---- digests, and letters on their way


def test_a_digest_that_can_not_be_made_fails_and_loses_nobody(fault: Fault) -> None:
    house = followed()
    house.follow("bob@example.org", often="daily")
    house.publish({KEY: NEWS})
    house.wait(24 * 3600)
    several = letters.read_many(house.cloud.table, letters.listed(house.cloud.table)).values()
    (digest,) = (one for one in several if one.kind == "daily")

    assert (digest.state, digest.why) == ("failed", ERROR)
    assert f"the letter {digest.id} can't be made" in (house.warning("site.yaml") or "")
    assert house.readers() == []

    fault.mend()
    campaign.resume(house.cloud, digest.id)
    house.wait(3600)

    assert house.readers() == ["bob@example.org"]
    assert house.warning("site.yaml") is None


def test_a_shard_whose_workers_never_come_back_fails_the_letter() -> None:
    house = followed()
    house.upload(KEY, NEWS)
    unwatched = house.cloud

    def killing(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "query" and args[0].startswith("READERS#"):
            raise Died
        return act()

    house.cloud = watched(unwatched, killing)
    for _ in range((GRACE + (LOST + 3) * A_TRY) // 60):
        try:
            house.wait(60)
        except Died:
            continue
    house.cloud = unwatched
    house.settle()
    told = house.warning(KEY)

    assert house.state() == "failed"
    assert f"its workers stop at the same place, {LOST} in a row" in (told or "")

    house.publish({KEY: post("Other text.", title="News", date=TODAY)})  # what was opened says what it says
    assert (house.state(), house.warning(KEY)) == ("failed", told)

    campaign.resume(house.cloud, LETTER)
    house.wait(3600)
    assert (house.state(), house.warning(KEY), house.readers()) == ("sent", None, ["ann@example.org"])
