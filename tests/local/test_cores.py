"""A build's garbage is collected seldom while it works, and as before when it is done."""

import gc

import pytest

from infra.local.cores import SELDOM, ahead, side_by_side


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
