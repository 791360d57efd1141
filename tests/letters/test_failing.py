"""A letter that can't be made is tried a few times; then its author gets a report, and it waits for a correction."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.cloud.items import At
from chalicelib.newsletter import consumers, letter_holds
from chalicelib.newsletter.campaign import LOST
from chalicelib.newsletter.jobs import Deliver, OpenLetter, to_letters
from chalicelib.newsletter.letter_holds import LOOK, TRIES
from chalicelib.newsletter.mail import edition
from chalicelib.newsletter.rules.letter import Letter, id_of
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store import site_files, timers
from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc
from infra.running.letters import list_
from tests.crashing_workers import Died, dying
from tests.letters.blog import GRACE, KEY, NEWS, TODAY, LetterBlog
from tests.publishing.blog import post

LETTER = id_of(KEY)
ERROR = "KeyError: 'fault'"
REPORT = f"""\
Warning:  posts/news.md
Found:    the letter {LETTER} can't be made: {ERROR}
Why:      it failed 3 times, so it isn't sent to anyone else
Fix:      Change the file and upload it again, or run `presswork letters resume`. Details: `presswork logs letters`
"""
A_TRY = int(LOOK.total_seconds()) + 60


class Fault:
    """Letters of these kinds can't be made, until the fault is corrected."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        for kind in ("letter", "daily"):
            patch.setitem(edition.LETTERS, kind, edition.LetterLayout("%(fault)s", "%(fault)s"))

    def mend(self) -> None:
        self.patch.undo()


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Fault:
    return Fault(monkeypatch)


def followed() -> LetterBlog:
    """Return a site with a reader."""
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    blog.follow("ann@example.org")
    return blog


def failed(source: str = NEWS) -> LetterBlog:
    blog = followed()
    blog.announce(source)
    blog.wait(TRIES * A_TRY)
    return blog


def letter_timers(blog: LetterBlog) -> list[str]:
    """Return the timers of letters."""
    return [item.at.sk for item in timers.scheduled(blog.cloud.table) if item.at.sk.startswith("letter#")]


# ---- the letter of a post


def test_a_letter_that_can_not_be_made_is_tried_again_and_says_why_meanwhile(fault: Fault) -> None:
    blog = followed()
    blog.announce()

    letter = blog.letter()
    assert letter is not None
    assert (letter.state, letter.tries, letter.why) == ("due", 1, ERROR)
    assert blog.warning(KEY) is None


def test_after_some_tries_it_has_failed_and_its_author_is_told(
    fault: Fault, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    blog = failed()

    assert blog.state() == "failed"
    assert blog.warning(KEY) == REPORT
    assert letter_timers(blog) == []
    assert blog.failed == []
    list_(blog.cloud)
    row, why = capsys.readouterr().out.splitlines()[1:]
    assert row.split()[:2] == [KEY, "failed"]
    assert why.strip() == ERROR
    errors = [one.message for one in caplog.records if one.levelno >= logging.ERROR and GIVEN_UP in one.message]
    assert errors == [f"given up: letter {LETTER} can't be made: {ERROR}"]


def test_an_upload_of_the_mended_post_makes_it_due_again(fault: Fault) -> None:
    blog = failed()

    fault.mend()
    blog.publish({KEY: post("Mended.", title="Other news", date=TODAY)})
    assert (blog.state(), blog.warning(KEY)) == ("due", None)
    blog.wait()

    assert blog.readers() == ["ann@example.org"]
    assert blog.state() == "sent"
    assert site_files.read(blog.cloud).failures == {}


def test_an_upload_that_changes_nothing_tries_nothing(fault: Fault) -> None:
    blog = failed()

    blog.publish({KEY: NEWS})

    assert (blog.state(), blog.warning(KEY)) == ("failed", REPORT)


def test_a_post_that_is_taken_back_withdraws_it(fault: Fault) -> None:
    blog = failed()

    blog.publish({KEY: None})
    blog.wait()

    assert (blog.state(), blog.warning(KEY)) == ("withdrawn", None)


def test_a_mended_post_under_another_name_of_the_same_address_takes_it_over(fault: Fault) -> None:
    blog = failed(post("Text.", title="News", date=TODAY, path="/here/"))

    fault.mend()
    blog.publish({KEY: None, "posts/other.md": post("Text.", title="Other", date=TODAY, path="/here/")})
    blog.wait()

    assert blog.readers() == ["ann@example.org"]


def test_a_resumed_letter_is_tried_anew_without_a_report(fault: Fault) -> None:
    blog = failed()

    fault.mend()
    assert letter_holds.resume(blog.cloud, LETTER)
    blog.wait()

    assert (blog.state(), blog.warning(KEY)) == ("sent", None)


def test_a_cancelled_letter_has_no_report(fault: Fault) -> None:
    blog = failed()

    letter_holds.cancel(blog.cloud, LETTER)
    blog.settle()

    assert (blog.state(), blog.warning(KEY)) == ("cancelled", None)


def test_a_fault_that_passes_leaves_no_trace(fault: Fault) -> None:
    blog = followed()
    blog.announce()

    fault.mend()
    blog.wait(A_TRY)

    letter = blog.letter()
    assert letter is not None
    assert (letter.state, letter.tries, letter.why) == ("sent", 0, "")


def test_a_letter_that_kills_its_worker_each_time_fails_too() -> None:
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    unwatched = blog.cloud

    def killing(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "put" and args[0].at.sk.startswith(letters.EDITION):
            raise Died
        return act()

    blog.cloud = watched(unwatched, killing)
    blog.upload(KEY, NEWS)
    for _ in range(GRACE // 60 + (TRIES + 1) * A_TRY // 60):
        try:
            blog.wait(60)
        except Died:
            continue

    assert blog.state() == "failed"
    assert letter_holds.NO_WORD in (blog.warning(KEY) or "")


def test_a_worker_that_dies_while_it_fails_leaves_nothing_untold(fault: Fault) -> None:
    for call in range(1, 30):
        blog = followed()
        blog.announce()
        blog.wait(A_TRY)
        unwatched = blog.cloud
        blog.clock.time += LOOK + timedelta(minutes=1)
        blog.letters.send([to_letters(OpenLetter(LETTER))])
        blog.cloud = watched(unwatched, dying(call))
        try:
            blog.settle()
        except Died:
            blog.cloud = unwatched
            blog.again()
        blog.cloud = unwatched
        blog.wait(2 * A_TRY)
        assert (blog.state(), blog.warning(KEY), letter_timers(blog)) == ("failed", REPORT, []), call


# ---- digests, and letters on their way


def test_a_digest_that_can_not_be_made_fails_and_loses_nobody(fault: Fault) -> None:
    blog = followed()
    blog.follow("bob@example.org", often="daily")
    blog.publish({KEY: NEWS})
    blog.wait(24 * 3600)
    several = letters.read_many(blog.cloud.table, letters.listed(blog.cloud.table)).values()
    (digest,) = (one for one in several if one.kind == "daily")

    assert (digest.state, digest.why) == ("failed", ERROR)
    assert f"the letter {digest.id} can't be made" in (blog.warning("site.yaml") or "")
    assert blog.readers() == []

    fault.mend()
    letter_holds.resume(blog.cloud, digest.id)
    blog.wait(3600)

    assert blog.readers() == ["bob@example.org"]
    assert blog.warning("site.yaml") is None


def test_a_letter_whose_edition_is_lost_is_read_once_to_be_delivered_and_once_to_be_paused() -> None:
    blog = followed()
    lost = Letter("0", "each", "sending", in_utc(blog.clock.time), KEY, edition="lost", why="it was tried once")
    letters.write(blog.cloud.table, lost)
    read: list[At] = []

    def noting(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        read.extend(args[:1] if method == "get" else ())
        return act()

    consumers.jobs(watched(blog.cloud, noting), {"one": to_letters(Deliver("0", 0)).body})

    paused = letters.read(blog.cloud.table, "0")
    assert paused is not None
    assert (paused.state, paused.tries) == ("paused", 1)
    assert read.count(letters.at_letter("0")) == 2


def test_a_shard_whose_workers_never_come_back_fails_the_letter() -> None:
    blog = followed()
    blog.upload(KEY, NEWS)
    unwatched = blog.cloud

    def killing(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "query" and args[0].startswith("READERS#"):
            raise Died
        return act()

    blog.cloud = watched(unwatched, killing)
    for _ in range((GRACE + (LOST + 3) * A_TRY) // 60):
        try:
            blog.wait(60)
        except Died:
            continue
    blog.cloud = unwatched
    blog.settle()
    warning = blog.warning(KEY)

    assert blog.state() == "failed"
    assert f"its workers stopped at the same place {LOST} times in a row" in (warning or "")

    blog.publish({KEY: post("Other text.", title="News", date=TODAY)})  # an opened letter stays as it is
    assert (blog.state(), blog.warning(KEY)) == ("failed", warning)

    letter_holds.resume(blog.cloud, LETTER)
    blog.wait(3600)
    assert (blog.state(), blog.warning(KEY), blog.readers()) == ("sent", None, ["ann@example.org"])
