"""The newsletter's timers: each is handled, even when others fail."""

import json
from typing import cast

import pytest

from chalicelib import schedule
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.partitions import CLOCK
from chalicelib.rendering.pages_showing import SHOWING_FOLLOWERS
from chalicelib.store.newsletter import subscribers
from tests.web.visitor import Visitor


@pytest.mark.parametrize("broken", ["digest#daily", "a kind that nobody knows#x", "0"])
def test_a_timer_that_fails_stops_no_other(visitor: Visitor, broken: str, caplog: pytest.LogCaptureFixture) -> None:
    visitor.cloud.table.put(Item(At(CLOCK, broken)))
    subscribers.count(visitor.cloud.table, 7, 1)
    press = cast(MemoryQueue, visitor.cloud.press)
    press.take(len(press))

    with pytest.raises(schedule.TickError, match=broken):
        schedule.tick(visitor.cloud)

    owed = [page for message in press.take(9) for page in json.loads(message.body).get("pages", ())]
    assert sorted(owed) == sorted([kind, "en", ""] for kind in SHOWING_FOLLOWERS)
    assert not visitor.cloud.table.get(subscribers.CHANGED)
    assert f"{broken} failed" in caplog.text
