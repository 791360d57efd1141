"""The table of a rehearsal: the site's own is read below it, and stays as it is."""

import pytest

from chalicelib.cloud.items import Absent, At, Item, Same
from chalicelib.cloud.memory_table import MemoryTable
from infra.authoring.push.overlay_cloud import OverlaidTable


@pytest.fixture
def under() -> MemoryTable:
    table = MemoryTable()
    table.put_many([Item(At("a", "1"), {"n": 1}), Item(At("a", "2"), {"n": 2})])
    return table


def test_what_is_written_over_a_table_is_read_and_the_table_stays(under: MemoryTable) -> None:
    table = OverlaidTable(under)

    table.put(Item(At("a", "3"), {"n": 3}))
    table.delete(At("a", "1"))

    assert [item.at.sk for item in table.query("a")] == ["2", "3"]
    assert [item.at.sk for item in table.query("a", newest_first=True, limit=1)] == ["3"]
    assert list(table.get_many([At("a", "1"), At("a", "2")])) == [At("a", "2")]
    assert [item.at.sk for item in under.query("a")] == ["1", "2"]


def test_conditions_are_held_against_what_is_read(under: MemoryTable) -> None:
    table = OverlaidTable(under)

    assert not table.put(Item(At("a", "1"), {"n": 5}), Absent())
    assert table.put(Item(At("a", "1"), {"n": 5}), Same("n", 1))
    assert not table.delete(At("a", "1"), Same("n", 1))
    assert table.get(At("a", "1")) == Item(At("a", "1"), {"n": 5})


def test_numbers_are_added_to_what_stands_below(under: MemoryTable) -> None:
    assert OverlaidTable(under).add(At("a", "2"), {"n": 3}) == {"n": 5}
    assert under.get(At("a", "2")) == Item(At("a", "2"), {"n": 2})
