"""Leaving: a subscriber is removed, and counted as one follower less."""

from collections.abc import Callable

from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.newsletter.rules.subscription import Removed
from chalicelib.store.newsletter import subscribers


def remove(cloud: Cloud, reader_id: str, decide: Callable[[Subscriber | None], Removed]) -> Removed:
    """Remove the subscriber, and count one follower less if they followed."""
    removed = subscribers.carry_out(cloud.table, reader_id, decide)
    if removed.was and removed.was.state == "following":
        subscribers.count(cloud.table, removed.was.shard, -1)
    return removed
