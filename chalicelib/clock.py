"""The clock: what has to be looked at again because time has passed.

Posts come due and expire; an ingest that began long ago and never ended is begun again, whatever became of its message;
a source that waits for an address is tried again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from chalicelib import messages
from chalicelib.catalog import layout, records
from chalicelib.cloud.ports import At, Cloud, Same
from chalicelib.record import LOWEST, Pointer
from chalicelib.verdict import Change

PATIENCE = timedelta(minutes=15)  # longer than an upload's message is retried, so mostly there is nothing to do
AT_ONCE = 100  # sources looked at in one tick; the next tick goes on


def tick(cloud: Cloud) -> int:
    """Queue every source whose time has come; how many there were."""
    now = cloud.clock.now()
    changes = [*_due(cloud, now), *_unended(cloud, now)]
    cloud.uploads.send(messages.again([change]) for change in changes)
    return len(changes)


def _due(cloud: Cloud, now: datetime) -> Iterator[Change]:
    """Sources whose record says that it should be looked at by now; a pointer that no record speaks of is dropped."""
    until = f"{now.astimezone(UTC).isoformat(timespec='seconds')}~"
    for item in cloud.table.query(layout.DUE, before=until, limit=AT_ONCE):
        wake, _, key = item.at.sk.partition("#")
        record = records.read(cloud.table, key)
        if record and record.wake == wake:
            yield Change(key, record.sequence)
        elif record:
            pointer = Pointer("due", "", item.at.sk)
            records.drop_pointer(cloud.table, layout.at_pointer(pointer), record.stamp)


def _unended(cloud: Cloud, now: datetime) -> Iterator[Change]:
    """Sources whose ingest began long ago and did not end, and those that wait for an address."""
    for item in cloud.table.query(layout.OWING):
        if now - datetime.fromisoformat(str(item.has["since"])) < PATIENCE:
            continue
        record = records.read(cloud.table, item.at.sk)
        yield Change(item.at.sk, record.sequence if record else LOWEST)
        again = {**item.has, "since": now.isoformat()}
        cloud.table.put(type(item)(At(layout.OWING, item.at.sk), again), Same("stamp", item.has["stamp"]))
