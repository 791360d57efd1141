"""What the table in a file promises beyond the contract: processes share it, and one that dies leaves it whole."""

import gc
import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib.cloud.items import Absent, At, Item, Same
from chalicelib.cloud.sqlite import SqliteTable
from tests.patience import soon

COUNTER = At("COUNTER")
WRITERS, TIMES = 4, 50
FORK = multiprocessing.get_context("fork")


def in_processes(work: Callable[[int], None], number: int = WRITERS) -> None:
    """Do the work in so many forked processes at once, and wait for all of them."""
    working = [FORK.Process(target=work, args=(one,)) for one in range(number)]
    for process in working:
        process.start()
    for process in working:
        process.join()
    assert [process.exitcode for process in working] == [0] * number


def test_another_opening_finds_what_was_written(tmp_path: Path) -> None:
    with closing(SqliteTable(tmp_path / "a" / "table")) as table:
        table.put(Item(COUNTER, {"size": 1, "body": b"b"}))
    with closing(SqliteTable(tmp_path / "a" / "table")) as table:
        assert table.get(COUNTER) == Item(COUNTER, {"size": 1, "body": b"b"})


def test_a_table_that_nobody_refers_to_closes_itself_if_it_was_told_to(tmp_path: Path) -> None:
    table = SqliteTable(tmp_path / "table")
    table.get(COUNTER)
    connections = table._connections
    table.close_at_last()
    del table
    gc.collect()
    assert connections == {}


def test_several_bytes_of_an_item_stay_apart(sqlite: SqliteTable) -> None:
    item = Item(COUNTER, {"a": b"first", "empty": b"", "text": "[0,1]", "b": b"second"})
    sqlite.put(item)
    assert sqlite.get(COUNTER) == item


def test_the_items_of_all_partitions_that_begin_alike_come_in_order(sqlite: SqliteTable) -> None:
    wanted = [Item(At("URL#/a/", "b"), {"body": b"b"}), Item(At("URL#/a/", "é"), {}), Item(At("URL#/🦀/"), {})]
    sqlite.put_many([*reversed(wanted), Item(At("URL"), {}), Item(At("URK#"), {}), Item(At("URL$"), {})])

    assert [*sqlite.items("URL#")] == wanted


def test_processes_that_make_the_table_at_once_share_one(tmp_path: Path) -> None:
    path = tmp_path / "table"

    def work(number: int) -> None:
        SqliteTable(path).put(Item(At("P", f"{number}")))

    in_processes(work, 8)
    with closing(SqliteTable(path)) as table:
        assert [item.at.sk for item in table.query("P")] == list("01234567")
    assert list(tmp_path.iterdir()) == [path]


def test_processes_that_add_lose_no_number(sqlite: SqliteTable) -> None:
    sqlite.add(COUNTER, {"asked": 1})  # the connection is open before the fork

    def work(_: int) -> None:
        for _ in range(TIMES):
            sqlite.add(COUNTER, {"asked": 1})

    in_processes(work)
    assert sqlite.add(COUNTER, {"asked": 1}) == {"asked": WRITERS * TIMES + 2}


def test_threads_that_add_lose_no_number(sqlite: SqliteTable) -> None:
    def work() -> None:
        for _ in range(TIMES):
            sqlite.add(COUNTER, {"asked": 1})

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sqlite.get(COUNTER) == Item(COUNTER, {"asked": WRITERS * TIMES})


def test_processes_that_put_under_a_condition_overwrite_nothing(sqlite: SqliteTable) -> None:
    def work(_: int) -> None:
        done = 0
        while done < TIMES:
            stands = sqlite.get(COUNTER)
            number = stands.number("version") if stands else 0
            when = Same("version", number) if stands else Absent()
            done += sqlite.put(Item(COUNTER, {"version": number + 1}), when)

    in_processes(work)
    assert sqlite.get(COUNTER) == Item(COUNTER, {"version": WRITERS * TIMES})


def test_of_processes_that_take_what_is_absent_one_wins(sqlite: SqliteTable) -> None:
    def work(number: int) -> None:
        for claim in range(TIMES):
            if sqlite.put(Item(At("CLAIM", f"{claim}"), {"owner": number}), Absent()):
                sqlite.put(Item(At("WON", f"{claim}-{number}")))

    in_processes(work)
    owners = [f"{item.at.sk}-{item.number('owner')}" for item in sqlite.query("CLAIM")]
    assert len(owners) == TIMES
    assert sorted(owners) == sorted(item.at.sk for item in sqlite.query("WON"))


@pytest.mark.parametrize("after", [0.02, 0.05, 0.1, 0.2])
def test_a_writer_killed_at_work_leaves_each_write_whole_or_undone(tmp_path: Path, after: float) -> None:
    path = tmp_path / "table"
    table = SqliteTable(path)

    def work() -> None:
        for number in range(1_000_000):
            table.put_many(Item(At("P", f"{spot}"), {"number": number, "body": bytes(20_000)}) for spot in range(20))
            table.add(COUNTER, {"done": 1})

    writer = FORK.Process(target=work)
    writer.start()
    soon(lambda: table.get(COUNTER))
    time.sleep(after)
    assert writer.pid
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()

    with closing(table):
        done = (table.get(COUNTER) or Item(COUNTER)).number("done")
        assert {item.number("number") for item in table.query("P")} in ({done - 1}, {done})
        assert table.put(Item(At("P", "1")))
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_what_is_no_table_is_no_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_bytes(b"no table at all" * 1000)
    with closing(SqliteTable(path)) as table, pytest.raises(sqlite3.DatabaseError):
        table.get(COUNTER)


def test_a_disk_that_is_full_is_named_and_what_is_written_later_stands(sqlite: SqliteTable) -> None:
    pages = sqlite._connection().execute("PRAGMA page_count").fetchone()[0]
    sqlite._connection().execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(sqlite3.OperationalError, match="full"):
        sqlite.put_many([Item(At("P", "large"), {"body": b"x" * 100_000})])
    sqlite._connection().execute(f"PRAGMA max_page_count = {pages + 1_000}")

    assert sqlite.put(Item(COUNTER, {"size": 1}), Absent())
    with closing(sqlite3.connect(sqlite._path)) as other:
        assert other.execute("SELECT pk FROM item").fetchall() == [(COUNTER.pk,)]
