"""What every table promises."""

from itertools import product
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud.items import Absent, At, AtMost, Both, Condition, Edit, Either, Item, Same, Value
from chalicelib.cloud.ports import Table
from tests import conftest

AT = At("SOURCE#posts/x.md")
SPOTS = [f"2011-04-{day:02d}#posts/{day}.md" for day in range(1, 10)]


def item(sk: str = "-", pk: str = "P", **has: str | int | bool | bytes) -> Item:
    return Item(At(pk, sk), has)


def filled(table: Table) -> Table:
    table.put_many(item(sort_key, pk="LIST#all", stamp=sort_key[:10]) for sort_key in reversed(SPOTS))
    return table


def sort_keys(
    table: Table, after: str = "", before: str = "", *, newest_first: bool = False, limit: int | None = None
) -> list[str]:
    found = table.query("LIST#all", after=after, before=before, newest_first=newest_first, limit=limit)
    return [one.at.sk for one in found]


# ---- one item


def test_nothing_stands_in_an_empty_table(table: Table) -> None:
    assert table.get(AT) is None
    assert table.get_many([AT]) == {}
    assert table.query(AT.pk) == ()


@pytest.mark.parametrize(
    "value", ["", "plain", "“curly” ünï 中文 🎈 \x00", "’" * 3000, b"", b"\x00\xff", 0, -1, 10**30, True, False, frozenset("a’")]
)
def test_a_value_comes_back_as_it_went_in(table: Table, value: Value) -> None:
    table.put(Item(AT, {"value": value}))
    found = table.get(AT)
    assert found == Item(AT, {"value": value})
    assert type(found.has["value"]) is type(value)


def test_equal_values_of_different_types_stay_apart(table: Table) -> None:
    table.put(item("a", value=1))
    table.put(item("b", value=True))
    assert [one.has["value"] is True for one in table.query("P")] == [False, True]


def test_an_item_may_have_no_attributes(table: Table) -> None:
    table.put(Item(AT))
    assert table.get(AT) == Item(AT, {})


def test_a_word_of_the_services_own_may_name_an_attribute(table: Table) -> None:
    table.put(item(owner="me", state="due", date="2011", size=1))
    assert table.put(item(owner="you"), Both((Same("owner", "me"), Same("state", "due"), Same("size", 1))))


def test_put_replaces_the_whole_item(table: Table) -> None:
    table.put(item(a=1, b=2))
    assert table.put(item(b=3))
    assert table.get(At("P", "-")) == item(b=3)


def test_items_of_one_partition_stand_apart(table: Table) -> None:
    table.put_many([item("a", of="a"), item("b", of="b"), item("a", pk="Q", of="q")])
    table.delete(At("P", "a"))
    assert table.get(At("P", "a")) is None
    assert table.get(At("P", "b")) == item("b", of="b")
    assert table.get(At("Q", "a")) == item("a", pk="Q", of="q")


def test_deleting_nothing_succeeds(table: Table) -> None:
    assert table.delete(AT)


@pytest.mark.refused_by_aws
@pytest.mark.parametrize("at", [At("", "-"), At("P", ""), At("P", "é" * 513), At("é" * 1025)])
def test_a_key_is_neither_empty_nor_too_long(table: Table, at: At) -> None:
    with pytest.raises((ValueError, ClientError)):
        table.put(Item(at))


@pytest.mark.refused_by_aws
@pytest.mark.parametrize(("pk", "bounds"), [("P", {"after": "a" * 1025}), ("P", {"before": "é" * 513}), ("é" * 1025, {})])
def test_a_range_is_bounded_by_keys_that_there_can_be(table: Table, pk: str, bounds: Any) -> None:
    """Moto takes any range, so what is asked of AWS is judged as `tests.service_models` knows AWS."""
    try:
        table.query(pk, **bounds)
    except ValueError:
        return
    assert conftest.FAULTY != []


# ---- conditions

STANDING = item(stamp="b", state="due", size=9, small=True, bytes=b"b")
CASES: list[tuple[Condition, bool, bool]] = [  # whether it holds of STANDING, and of nothing
    (Absent(), False, True),
    (Same("stamp", "b"), True, False),
    (Same("stamp", "a"), False, False),
    (Same("other", "b"), False, False),
    (Same("other", ""), False, False),
    (Same("size", 9), True, False),
    (Same("size", "9"), False, False),
    (Same("small", True), True, False),
    (Same("bytes", b"b"), True, False),
    (Same("bytes", "b"), False, False),
    (AtMost("stamp", "a"), False, False),
    (AtMost("stamp", "b"), True, False),
    (AtMost("stamp", "ba"), True, False),
    (AtMost("stamp", "é"), True, False),
    (AtMost("other", "z"), False, False),
    (AtMost("size", 10), True, False),
    (AtMost("size", 8), False, False),
    (Either((Absent(), AtMost("stamp", "b"))), True, True),
    (Either((Absent(), AtMost("stamp", "a"))), False, True),
    (Either((Same("stamp", "x"), Same("state", "due"))), True, False),
    (Either((Both((Either((Absent(),)),)),)), False, True),
    (Both((Same("stamp", "b"), Same("state", "due"))), True, False),
    (Both((Same("stamp", "b"), Same("state", "x"))), False, False),
    (Both((Same("state", "due"), Either((Same("stamp", "x"), AtMost("stamp", "c"))))), True, False),
    (Either((Absent(), Both((Same("stamp", "b"), AtMost("size", 8))))), False, True),
]


@pytest.mark.parametrize(("when", "of_standing", "of_nothing"), CASES)
def test_a_put_happens_only_where_its_condition_holds(table: Table, when: Condition, of_standing: bool, of_nothing: bool) -> None:
    table.put(STANDING)
    assert table.put(item(new="1"), when) is of_standing
    assert table.get(STANDING.at) == (item(new="1") if of_standing else STANDING)
    assert table.put(item("elsewhere", new="1"), when) is of_nothing
    assert (table.get(At("P", "elsewhere")) is not None) is of_nothing


@pytest.mark.parametrize(("when", "of_standing", "of_nothing"), CASES)
def test_a_delete_happens_only_where_its_condition_holds(
    table: Table, when: Condition, of_standing: bool, of_nothing: bool
) -> None:
    table.put(STANDING)
    assert table.delete(STANDING.at, when) is of_standing
    assert (table.get(STANDING.at) is None) is of_standing
    assert table.delete(At("P", "elsewhere"), when) is of_nothing


def test_text_compares_by_the_bytes_of_utf8(table: Table) -> None:
    table.put(item(stamp="\uffee"))
    assert table.put(item(stamp="\U0001f388"), AtMost("stamp", "\U0001f388"))
    assert not table.put(item(stamp="\uffee"), AtMost("stamp", "\uffee"))


# ---- many


def test_get_many_answers_with_those_that_stand(table: Table) -> None:
    table.put_many(item(f"{number:03}", number=number) for number in range(130))
    at = [At("P", f"{number:03}") for number in range(200)]
    found = table.get_many(at + at)
    assert found == {one: item(one.sk, number=int(one.sk)) for one in at[:130]}


def test_get_many_answers_in_the_order_asked_for(table: Table) -> None:
    table.put_many(item(sk) for sk in "abcdefgh")
    assert [at.sk for at in table.get_many(At("P", sk) for sk in "hbxgaha")] == list("hbga")


def test_get_many_reads_large_items_too(table: Table) -> None:
    table.put_many(item(f"{number:03}", body=bytes(300_000)) for number in range(60))
    assert len(table.get_many(At("P", f"{number:03}") for number in range(60))) == 60


def test_put_many_replaces_many(table: Table) -> None:
    table.put_many(item(f"{number:03}", old=True) for number in range(60))
    table.put_many(item(f"{number:03}", new=True) for number in range(10, 70))
    assert [("new" in one.has) for one in table.query("P")] == [False] * 10 + [True] * 60


def test_of_two_puts_of_one_item_the_later_stands(table: Table) -> None:
    table.put_many([item(number=1), item("other"), item(number=2)])
    assert table.get(At("P", "-")) == item(number=2)


def test_putting_and_getting_none_is_nothing(table: Table) -> None:
    table.put_many([])
    assert table.get_many([]) == {}


# ---- numbers


def test_adding_where_nothing_stands_begins_at_zero(table: Table) -> None:
    assert table.add(AT, {"asked": 2}) == {"asked": 2}
    assert table.get(AT) == Item(AT, {"asked": 2})


def test_several_numbers_are_added_to_at_once(table: Table) -> None:
    table.put(Item(AT, {"followers": 10, "changes": 99}))
    assert table.add(AT, {"followers": -1, "changes": 1, "size": 5}) == {"followers": 9, "changes": 100, "size": 5}
    assert table.get(AT) == Item(AT, {"followers": 9, "changes": 100, "size": 5})


def test_adding_leaves_what_it_does_not_name(table: Table) -> None:
    table.put(Item(AT, {"sent": 1, "bounced": 2, "state": "sending", "open": True, "body": b"b"}))
    assert table.add(AT, {"sent": 1}) == {"sent": 2}
    assert table.get(AT) == Item(AT, {"sent": 2, "bounced": 2, "state": "sending", "open": True, "body": b"b"})


def test_adding_stops_short_of_passing_the_most(table: Table) -> None:
    counts = [table.add(AT, {"asked": 2}, most=5) for _ in range(4)]
    assert counts == [{"asked": 2}, {"asked": 4}, None, None]
    assert table.get(AT) == Item(AT, {"asked": 4})
    assert table.add(AT, {"asked": 1}, most=5) == {"asked": 5}


def test_adding_more_than_the_most_to_nothing_writes_nothing(table: Table) -> None:
    assert table.add(AT, {"asked": 6}, most=5, expires=9) is None
    assert table.get(AT) is None
    table.put(Item(AT, {"asked": -1}))
    assert table.add(AT, {"asked": 6}, most=5) == {"asked": 5}


def test_the_most_is_of_the_first_number_alone(table: Table) -> None:
    table.put(Item(AT, {"bytes": 1000, "state": "b"}))
    assert table.add(AT, {"asked": 1, "bytes": 10}, most=1) == {"asked": 1, "bytes": 1010}
    assert table.add(AT, {"asked": 1, "bytes": 10}, most=1) is None
    assert table.get(AT) == Item(AT, {"asked": 1, "bytes": 1010, "state": "b"})


def test_an_end_is_set_once_and_is_not_among_the_numbers(table: Table) -> None:
    assert table.add(AT, {"asked": 1}, most=9, expires=1000) == {"asked": 1}
    assert table.add(AT, {"asked": 1}, most=9, expires=2000) == {"asked": 2}
    assert table.get(AT) == Item(AT, {"asked": 2, "expires": 1000})


def test_what_is_no_number_cannot_be_added_to(table: Table) -> None:
    table.put(Item(AT, {"asked": "1"}))
    with pytest.raises((TypeError, ClientError)):
        table.add(AT, {"asked": 1})
    assert table.get(AT) == Item(AT, {"asked": "1"})


# ---- parts of an item


def test_changing_where_there_is_no_item_makes_one(table: Table) -> None:
    changed = table.change(AT, Edit(put={"stamp": "1"}, add={"pending": frozenset({"a", "’"})}))

    assert changed == table.get(AT) == Item(AT, {"stamp": "1", "pending": frozenset({"a", "’"})})


def test_changing_leaves_what_it_does_not_name(table: Table) -> None:
    has: dict[str, Value] = {"state": "b", "asked": 1, "open": True, "body": b"b", "written": frozenset("x")}
    table.put(Item(AT, has))

    table.change(AT, Edit(add={"pending": frozenset("a")}))

    assert table.get(AT) == Item(AT, {**has, "pending": frozenset("a")})


def test_an_edit_may_be_repeated(table: Table) -> None:
    table.change(AT, Edit(add={"pending": frozenset("abc")}))
    edit = Edit(put={"state": "d"}, add={"written": frozenset("a")}, take={"pending": frozenset("ax")})

    changed = [table.change(AT, edit) for _ in range(2)]

    assert changed == [Item(AT, {"state": "d", "pending": frozenset("bc"), "written": frozenset("a")})] * 2


def test_a_set_that_loses_its_last_element_is_dropped(table: Table) -> None:
    table.put(Item(AT, {"stamp": "1", "pending": frozenset("ab")}))

    changed = table.change(AT, Edit(take={"pending": frozenset("ab")}))

    assert changed == table.get(AT) == Item(AT, {"stamp": "1"})
    assert changed.texts("pending") == frozenset()


def test_attributes_are_dropped_whatever_they_hold(table: Table) -> None:
    table.put(Item(AT, {"stamp": "1", "written": frozenset("ab"), "state": "b"}))

    assert table.change(AT, Edit(put={"stamp": "2"}, drop=("written", "state", "missing"))) == Item(AT, {"stamp": "2"})


def test_an_item_is_changed_only_where_the_condition_holds(table: Table) -> None:
    table.put(Item(AT, {"stamp": "2"}))
    not_newer = [Either((Absent(), AtMost("stamp", stamp))) for stamp in ("1", "2")]

    changed = [table.change(AT, Edit(put={"stamp": "2"}, add={"pending": frozenset("a")}), when) for when in not_newer]

    assert changed == [None, Item(AT, {"stamp": "2", "pending": frozenset("a")})]


def test_what_is_no_set_gains_no_elements(table: Table) -> None:
    table.put(Item(AT, {"pending": "a"}))
    with pytest.raises((TypeError, ClientError)):
        table.change(AT, Edit(add={"pending": frozenset("b")}))
    assert table.get(AT) == Item(AT, {"pending": "a"})


# ---- a partition in order


def test_a_query_answers_in_order(table: Table) -> None:
    assert sort_keys(filled(table)) == SPOTS
    assert sort_keys(table, newest_first=True) == SPOTS[::-1]


def test_the_order_is_that_of_utf8(table: Table) -> None:
    names = ["A", "Z", "a", "é", "中", "\uffee", "\U0001f388"]
    table.put_many(item(name, pk="LIST#all") for name in reversed(names))
    assert sort_keys(table) == names


@pytest.mark.parametrize("newest_first", [False, True])
def test_bounds_are_not_part_of_the_answer(table: Table, newest_first: bool) -> None:
    filled(table)
    bounds = ["", "2011-04-00", SPOTS[0], SPOTS[4], SPOTS[4] + "x", SPOTS[-1], "2011-05"]
    for after, before in product(bounds, bounds):
        between = [sort_key for sort_key in SPOTS if after < sort_key and (not before or sort_key < before)]
        assert sort_keys(table, after, before, newest_first=newest_first) == sorted(between, reverse=newest_first)


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_limit_counts_from_the_end_asked_for(table: Table, newest_first: bool) -> None:
    filled(table)
    for after, before, limit in product(["", SPOTS[1]], ["", SPOTS[6]], [0, 1, 3, 4, 5, 100]):
        whole = sort_keys(table, after, before, newest_first=newest_first)
        assert sort_keys(table, after, before, newest_first=newest_first, limit=limit) == whole[:limit]


def test_a_query_sees_what_came_and_went_since_the_last(table: Table) -> None:
    assert sort_keys(filled(table)) == SPOTS
    table.put(item("2011-04-05#a", pk="LIST#all"))
    table.put(item(SPOTS[5], pk="LIST#all", again=True))
    table.delete(At("LIST#all", SPOTS[0]))
    assert sort_keys(table) == [*SPOTS[1:4], "2011-04-05#a", *SPOTS[4:]]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_partition_of_many_megabytes_is_answered_whole(table: Table, newest_first: bool) -> None:
    table.put_many(item(sort_key, pk="LIST#all", body=bytes(380_000)) for sort_key in SPOTS)
    ordered = sorted(SPOTS, reverse=newest_first)
    assert sort_keys(table, newest_first=newest_first) == ordered
    assert sort_keys(table, newest_first=newest_first, limit=7) == ordered[:7]
    assert sort_keys(table, after="2011-04-02", before=SPOTS[-1], newest_first=newest_first) == [
        sort_key for sort_key in ordered if "2011-04-02" < sort_key < SPOTS[-1]
    ]
