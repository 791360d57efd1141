"""Workers: processes that work for this one, tell what they logged and why they failed, and end with it."""

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from infra.serve.workers import WorkerError, crew, picklable, working

log = logging.getLogger(__name__)


class TwoWordsError(Exception):
    """An error that can't be made of its own text."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def act(what: str, number: int = 0) -> object:
    match what:
        case "where":
            return os.getpid()
        case "log":
            try:
                act("fail oddly")
            except TwoWordsError:
                log.exception("no %s", "luck")
        case "fail":
            raise ValueError(number)
        case "fail oddly":
            raise TwoWordsError("salt", "pepper")
        case "die":
            os._exit(1)
        case "sleep":
            time.sleep(3_600)
    return None


def test_the_work_is_done_in_another_process_always_the_same() -> None:
    with working(act, Event()) as worked:
        there = [worked("where"), worked("where")]

    assert there[0] == there[1] != os.getpid()


def test_an_error_comes_back_as_it_is_or_by_its_words() -> None:
    with working(act, Event()) as worked:
        with pytest.raises(ValueError, match="7"):
            worked("fail", number=7)
        with pytest.raises(RuntimeError, match="TwoWordsError: salt and pepper"):
            worked("fail oddly")
        assert worked("where")


def test_what_is_logged_there_is_logged_here_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with working(act, Event()) as worked:
        worked("log")

    (record,) = caplog.records
    assert (record.getMessage(), record.levelname) == ("no luck", "ERROR")
    assert 'raise TwoWordsError("salt", "pepper")' in (record.exc_text or "")
    assert record.exc_info
    assert "salt and pepper" in str(record.exc_info[1])


def test_work_that_is_stopped_has_no_result() -> None:
    stop = Event()
    stop.set()

    with working(act, stop) as worked:
        assert worked("sleep") is None


def test_a_worker_that_dies_is_told_of() -> None:
    with working(act, Event()) as worked, pytest.raises(WorkerError):
        worked("die")


def test_a_crew_works_side_by_side_and_its_members_one_thing_at_a_time() -> None:
    with crew(act, Event(), 2) as worked, ThreadPoolExecutor(4) as threads:
        there = set(threads.map(worked, ["where"] * 40))

    assert 1 <= len(there) <= 2
    assert os.getpid() not in there


def test_an_error_that_cannot_be_sent_is_told_by_its_words() -> None:
    assert str(picklable(ValueError(Lock()))).startswith("ValueError: <unlocked")
