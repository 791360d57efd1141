"""Changing an item: whatever comes between a reading and a writing, what stands was decided on what stood before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from chalicelib.cloud.items import At, Condition, Item, Value
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Table
from chalicelib.store import update
from chalicelib.store.update import TRIES, VERSION, Change, ItemType, OvertakenError

AT = At("SOMETHING")


@dataclass(frozen=True)
class Count:
    """A number that several count."""

    number: int
    nonce: str = ""


def count_in(item: Item) -> Count:
    return Count(item.number("number"), item.text("nonce"))


def attributes_of(count: Count) -> Mapping[str, Value]:
    return {"number": count.number, "nonce": count.nonce}


COUNT = ItemType(count_in, attributes_of)
STAMPED: ItemType[Mapping[str, Value]] = ItemType(lambda item: item.has, lambda has: has, VERSION)


def one_more(standing: Count | None) -> Count:
    return replace(standing, number=standing.number + 1) if standing else Count(1)


def gone(_standing: Count | None) -> None:
    return None


def number_in(table: Table) -> int:
    item = table.get(AT)
    return count_in(item).number if item else 0


@dataclass
class Meddled:
    """A table around another one: what is done before each conditional write, and which answers are lost on the way.

    A lost answer is asked for again, as the client of the real table does.
    """

    table: Table
    before: Callable[[], object] = lambda: None
    lost: bool = False
    calls: list[str] = field(default_factory=list)

    def get(self, at: At) -> Item | None:
        self.calls.append("get")
        return self.table.get(at)

    def put(self, item: Item, when: Condition | None = None) -> bool:
        return self._write("put", lambda: self.table.put(item, when))

    def delete(self, at: At, when: Condition | None = None) -> bool:
        return self._write("delete", lambda: self.table.delete(at, when))

    def _write(self, name: str, write: Callable[[], bool]) -> bool:
        self.calls.append(name)
        self.before()
        done = write()
        return write() if self.lost else done

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name)


def meddled(table: Table, times: int, act: Callable[[], object]) -> Meddled:
    """A table in which somebody else acts before the first so many writes."""
    left = [times]

    def before() -> None:
        if left[0]:
            left[0] -= 1
            act()

    return Meddled(table, before)


def count_on(table: Table) -> None:
    update.update(table, AT, COUNT, one_more)


# ---- writing


def test_what_is_decided_stands_with_a_nonce_of_its_own(table: Table) -> None:
    first = update.update(table, AT, COUNT, one_more)
    second = update.update(table, AT, COUNT, one_more)

    assert first.before is None
    assert first.now
    assert second == Change(first.now, Count(2, second.now.nonce if second.now else ""))
    assert second.changed
    assert second.now
    assert second.now.nonce not in ("", first.now.nonce)
    assert update.update(table, AT, COUNT, lambda standing: standing).now == second.now


def test_a_change_takes_a_read_and_a_write(table: Table) -> None:
    watched = Meddled(table)

    update.update(watched, AT, COUNT, one_more)
    update.update(watched, AT, COUNT, one_more)
    update.update(watched, AT, COUNT, gone)

    assert watched.calls == ["get", "put", "get", "put", "get", "delete"]


@pytest.mark.parametrize("standing", [0, 1])
def test_where_there_is_nothing_to_do_nothing_is_written(table: Table, standing: int) -> None:
    for _ in range(standing):
        count_on(table)
    watched = Meddled(table)

    change = update.update(watched, AT, COUNT, lambda found: found)

    assert (change.changed, watched.calls) == (False, ["get"])


@pytest.mark.parametrize("times", [1, 2, TRIES - 1])
def test_whoever_is_overtaken_decides_again_on_what_stands_now(table: Table, times: int) -> None:
    watched = meddled(table, times, lambda: count_on(table))

    change = update.update(watched, AT, COUNT, one_more)

    assert number_in(table) == times + 1
    assert change.before
    assert change.before.number == times
    assert watched.calls == ["get", *["put", "get"] * times, "put"]


def test_whoever_is_overtaken_again_and_again_gives_up(table: Table) -> None:
    with pytest.raises(OvertakenError, match="SOMETHING"):
        update.update(meddled(table, TRIES, lambda: count_on(table)), AT, COUNT, one_more)

    assert number_in(table) == TRIES


@pytest.mark.parametrize("before", [0, 1])
def test_a_write_whose_answer_was_lost_is_known_by_its_nonce(table: Table, before: int) -> None:
    for _ in range(before):
        count_on(table)

    change = update.update(Meddled(table, lost=True), AT, COUNT, one_more)

    assert number_in(table) == before + 1
    assert change.changed
    assert change.now == update.update(table, AT, COUNT, lambda found: found).now


def test_what_was_removed_meanwhile_is_decided_again_on_nothing(table: Table) -> None:
    count_on(table)
    count_on(table)

    update.update(meddled(table, 1, lambda: table.delete(AT)), AT, COUNT, one_more)

    assert number_in(table) == 1


# ---- removing


def test_none_removes_what_stands(table: Table) -> None:
    count_on(table)

    change = update.update(table, AT, COUNT, gone)

    assert change.now is None
    assert change.changed
    assert table.get(AT) is None


def test_what_another_has_changed_is_not_removed_unseen(table: Table) -> None:
    count_on(table)

    def gone_if_few(standing: Count | None) -> Count | None:
        return None if standing and standing.number < 2 else standing

    change = update.update(meddled(table, 1, lambda: count_on(table)), AT, COUNT, gone_if_few)

    assert (change.changed, number_in(table)) == (False, 2)


def test_a_removal_whose_answer_was_lost_is_decided_again_on_nothing(table: Table) -> None:
    count_on(table)
    seen: list[Count | None] = []

    def decide(standing: Count | None) -> None:
        seen.append(standing)

    update.update(Meddled(table, lost=True), AT, COUNT, decide)

    assert table.get(AT) is None
    assert [one.number if one else 0 for one in seen] == [1, 0]


# ---- what was read before, and what comes first


def test_a_value_that_was_read_before_is_not_read_again(table: Table) -> None:
    count_on(table)
    seen = update.update(table, AT, COUNT, lambda found: found).now
    watched = Meddled(table)

    update.update(watched, AT, COUNT, one_more, seen=seen)

    assert (watched.calls, number_in(table)) == (["put"], 2)


def test_a_value_that_is_not_what_stands_is_read_and_decided_again(table: Table) -> None:
    count_on(table)

    update.update(table, AT, COUNT, one_more, seen=None)
    update.update(table, AT, COUNT, one_more, seen=Count(7, "another"))

    assert number_in(table) == 3


def test_what_has_to_come_first_comes_before_each_try_and_only_where_something_is_written(table: Table) -> None:
    came: list[tuple[int, int]] = []

    def first(new: Count) -> None:
        came.append((new.number, number_in(table)))

    update.update(meddled(table, 1, lambda: count_on(table)), AT, COUNT, one_more, first=first)
    update.update(table, AT, COUNT, lambda found: found, first=first)
    update.update(table, AT, COUNT, gone, first=first)

    assert came == [(1, 0), (2, 1)]


# ---- decisions that say more, single tries, versions


@dataclass(frozen=True)
class Counted:
    new: Count
    was: int


def test_the_decision_that_is_carried_out_is_the_last_one(table: Table) -> None:
    def decide(standing: Count | None) -> Counted:
        return Counted(one_more(standing), standing.number if standing else 0)

    decision = update.carry_out(meddled(table, 2, lambda: count_on(table)), AT, COUNT, decide)

    assert (decision.was, decision.new.number, number_in(table)) == (2, 3, 3)


def test_of_two_that_read_the_same_only_one_writes(table: Table) -> None:
    first = update.write(table, AT, COUNT, Count(1), "")
    assert first

    second, third = (update.write(table, AT, COUNT, Count(2), first.nonce) for _ in range(2))

    assert second
    assert (second.number, third) == (2, None)


def test_a_single_write_whose_answer_was_lost_is_known_by_its_nonce(table: Table) -> None:
    assert update.write(Meddled(table, lost=True), AT, COUNT, Count(1), "")
    assert update.write(Meddled(table, lost=True), AT, COUNT, Count(2), "unknown") is None


def test_where_the_version_is_that_of_a_record_the_newest_stands() -> None:
    table = MemoryTable()

    def put(version: str, table: Any = table) -> None:
        def decide(standing: Mapping[str, Value] | None) -> Mapping[str, Value]:
            return standing if standing and str(standing[VERSION]) > version else {VERSION: version, "value": f"of {version}"}

        update.update(table, AT, STAMPED, decide)

    put("2")
    put("1")
    put("4", meddled(table, 1, lambda: put("3")))
    put("5", meddled(table, 1, lambda: put("6")))

    standing = table.get(AT)
    assert standing
    assert standing.has == {VERSION: "6", "value": "of 6"}
