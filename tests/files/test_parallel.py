"""Work on all cores: nothing is lost, nobody works on whose parent is gone, and garbage is collected seldom meanwhile."""

import gc
import multiprocessing
import os
import select
import signal
import time
from collections.abc import Callable
from functools import partial

import pytest

from infra.files.parallel import SELDOM, WORTH_IT, ChildError, ahead, side_by_side
from tests.patience import PATIENCE

FORK = multiprocessing.get_context("fork")
MANY = range(WORTH_IT)
TWO = 2  # processes, on a machine with one core, too


def read_ahead(work: Callable[[int], int]) -> list[int]:
    return list(ahead(work, MANY, len(MANY), TWO))


def share_out(work: Callable[[int], int]) -> list[int]:
    return sorted(side_by_side(work, MANY, TWO))


WAYS = (read_ahead, share_out)


def squared(number: int) -> int:
    return number**2


def killed(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def asleep(tell: int, _: int) -> int:
    os.write(tell, b".")
    time.sleep(10 * PATIENCE)  # much longer than anybody waits for its end
    return 0


@pytest.mark.parametrize("way", WAYS)
def test_each_piece_of_work_has_its_result(way: Callable[[Callable[[int], int]], list[int]]) -> None:
    assert way(squared) == [number**2 for number in MANY]


@pytest.mark.parametrize("way", WAYS)
def test_processes_end_with_a_parent_that_is_killed(way: Callable[[Callable[[int], int]], list[int]]) -> None:
    ends, held = os.pipe()  # it ends once no process holds its other side
    begun, tell = os.pipe()
    parent = FORK.Process(target=way, args=(partial(asleep, tell),))
    parent.start()
    os.close(held)
    at_work, _, _ = select.select([begun], [], [], PATIENCE)
    assert at_work
    assert parent.pid
    os.kill(parent.pid, signal.SIGKILL)
    parent.join()
    ready, _, _ = select.select([ends], [], [], PATIENCE)
    for end in (ends, begun, tell):
        os.close(end)
    assert ready


def test_a_process_that_is_killed_ends_the_work() -> None:
    with pytest.raises(ChildError):
        share_out(killed)


def test_while_one_process_is_busy_the_others_do_the_rest() -> None:
    done, doing = os.pipe()

    def waiting_at_first(number: int) -> int:
        """Return how many of the others are left when nothing happens any more; each of the others counts as done."""
        if number:
            return os.write(doing, b".")
        left = len(MANY) - 1
        while left and select.select([done], [], [], PATIENCE)[0]:
            left -= len(os.read(done, left))
        return left

    assert share_out(waiting_at_first) == [0, *[1] * (len(MANY) - 1)]
    os.close(done)
    os.close(doing)


def test_garbage_is_collected_seldom_only_while_work_is_done() -> None:
    before = gc.get_threshold()
    during = [*ahead(lambda _: gc.get_threshold()[0], [1, 2], 10), *side_by_side(lambda _: gc.get_threshold()[0], [1])]

    assert during == [SELDOM] * 3
    assert gc.get_threshold() == before


def test_garbage_is_collected_as_before_when_the_work_fails() -> None:
    before = gc.get_threshold()

    with pytest.raises(ZeroDivisionError):
        list(side_by_side(lambda number: 1 // number, [0]))

    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
