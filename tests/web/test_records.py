"""Subscribers and their counts in the table, where answers are lost and workers die."""

import pytest
from msgspec.structs import replace

from chalicelib.cloud.items import Condition, Item
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.partitions import FOLLOWERS
from chalicelib.store.newsletter import subscribers
from chalicelib.store.newsletter.subscribers import CHANGED
from tests.web.visitor import Visitor, link_in, new_visitor, shown

ADA = Subscriber("00ab" * 8, "following", address="ada@example.org")


class Forgetful(MemoryTable):
    """A table that is asked twice to write a subscriber, as its first answer is lost."""

    def put(self, item: Item, when: Condition | None = None) -> bool:
        written = super().put(item, when)
        return super().put(item, when) if item.at.pk.startswith("READERS") else written


def test_a_write_with_a_lost_answer_is_known_as_written() -> None:
    table = Forgetful()

    first = subscribers.write(table, ADA, None)
    second = subscribers.write(table, replace(ADA, state="left"), first)

    assert first
    assert second
    assert subscribers.read(table, ADA.id) == second


def test_a_write_of_another_worker_is_not_taken_for_our_own() -> None:
    table = MemoryTable()
    standing = subscribers.write(table, ADA, None)
    other = subscribers.write(table, replace(ADA, state="left"), standing)

    assert subscribers.write(table, replace(ADA, greeted=True), standing) is None
    assert subscribers.read(table, ADA.id) == other


def test_a_confirmation_while_answers_are_lost_is_counted_and_shown() -> None:
    visitor = Visitor(replace(new_visitor().cloud, table=Forgetful()))
    visitor.sign_up()
    visitor.work()

    reply = visitor.press(link_in(visitor.inbox()[0]))

    assert (len(visitor.inbox()), shown(reply)) == (1, "confirmed")
    assert subscribers.followers(visitor.cloud.table) == 1


# ---- counts


@pytest.mark.parametrize("counted", [0, 1, 3])
def test_a_delivery_corrects_the_count(counted: int) -> None:
    """Also where a worker died before it counted the first follower of the shard."""
    table = MemoryTable()
    for _ in range(counted):
        subscribers.count(table, 7, 1)
    table.delete(CHANGED)

    subscribers.recount(table, 7, 2, subscribers.changes(table, 7))

    assert subscribers.followers(table) == 2
    assert table.get(CHANGED)


@pytest.mark.parametrize("before", [0, 2])
def test_a_count_that_changed_during_the_delivery_is_left(before: int) -> None:
    table = MemoryTable()
    for _ in range(before):
        subscribers.count(table, 7, 1)
    changes = subscribers.changes(table, 7)
    subscribers.count(table, 7, 1)

    subscribers.recount(table, 7, 9, changes)

    assert subscribers.followers(table) == before + 1


def test_a_shard_without_followers_gets_no_count() -> None:
    table = MemoryTable()

    subscribers.recount(table, 7, 0, 0)

    assert not table.query(FOLLOWERS)
