"""Any history of calls is answered alike by the tables in memory, in a file and on AWS."""

from collections.abc import Callable
from contextlib import closing
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.cloud.aws import Clients
from chalicelib.cloud.items import Absent, At, AtMost, Both, Condition, Edit, Either, Item, Same
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Table
from chalicelib.cloud.sqlite import SqliteTable
from tests.contract.conftest import create_table

Call: TypeAlias = Callable[[Table], object]


def some(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[tuple[Condition, ...]]:
    return st.lists(inner, min_size=1, max_size=3).map(tuple)


texts = st.sampled_from(["a", "b", "b#", "é", "\uffee", "\U0001f388"])
ats = st.builds(At, st.sampled_from(["P", "Q"]), texts)
stamps = st.sampled_from(["1", "2", "3"])
items = st.builds(
    Item, ats, st.fixed_dictionaries({"stamp": stamps}, optional={"state": texts, "size": st.integers(), "body": st.binary()})
)
simple = st.one_of(
    st.just(Absent()),
    st.builds(Same, st.sampled_from(["stamp", "state"]), texts | stamps),
    st.builds(AtMost, st.just("stamp"), stamps),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    simple, lambda inner: st.builds(Either, some(inner)) | st.builds(Both, some(inner)), max_leaves=4
)


def query(pk: str, after: str, before: str, newest_first: bool, limit: int | None) -> Call:
    return lambda table: table.query(pk, after=after, before=before, newest_first=newest_first, limit=limit)


def add(at: At, by: dict[str, int], most: int | None, expires: int) -> Call:
    return lambda table: table.add(at, by, most=most, expires=expires)


def change(at: At, edit: Edit, when: Condition | None) -> Call:
    return lambda table: table.change(at, edit, when)


sets = st.frozensets(st.sampled_from(["a", "b", "’"]), min_size=1)
some_sets = st.dictionaries(st.sampled_from(["pending"]), sets)
edits = st.builds(
    Edit,
    put=st.dictionaries(st.sampled_from(["state"]), texts, min_size=1),
    add=some_sets,
    take=st.dictionaries(st.sampled_from(["written"]), sets),
    drop=st.sampled_from([(), ("stamp",)]),
) | st.builds(
    Edit,
    put=st.dictionaries(st.sampled_from(["stamp"]), stamps, min_size=1),
    add=st.dictionaries(st.sampled_from(["written"]), sets),
    take=some_sets,
)
numbers = st.dictionaries(st.sampled_from(["asked", "sent"]), st.integers(-3, 3), min_size=1)

calls: st.SearchStrategy[Call] = st.one_of(
    st.builds(add, ats, numbers, st.none() | st.integers(-1, 4), st.sampled_from([0, 7, 8])),
    st.builds(lambda item, when: lambda table: table.put(item, when), items, st.none() | conditions),
    st.builds(lambda item, when: lambda table: table.put(item, when), items, st.none() | conditions),
    st.builds(change, ats, edits, st.none() | conditions),
    st.builds(lambda at, when: lambda table: table.delete(at, when), ats, st.none() | conditions),
    st.builds(lambda many: lambda table: table.put_many(many), st.lists(items, max_size=5)),
    st.builds(lambda at: lambda table: table.get(at), ats),
    st.builds(lambda many: lambda table: table.get_many(many), st.lists(ats, max_size=5)),
    st.builds(
        query, st.sampled_from(["P", "Q"]), texts | st.just(""), texts | st.just(""), st.booleans(), st.none() | st.integers(0, 4)
    ),
)


@given(st.lists(calls, min_size=5, max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_is_answered_alike(aws: Clients, history: list[Call]) -> None:
    history = [*history, query("P", "", "", False, None), query("Q", "", "", True, None)]
    answers = [call_each(MemoryTable(), history), call_each(create_table(aws), history)]
    with TemporaryDirectory() as folder, closing(SqliteTable(f"{folder}/table.sqlite")) as table:
        answers.append(call_each(table, history))
    assert answers[1:] == answers[:1] * 2


def call_each(table: Table, history: list[Call]) -> list[object]:
    return [call(table) for call in history]
