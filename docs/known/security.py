"""What the tests and the table of rights know of `docs/security.md`."""

from collections.abc import Iterator

from chalicelib.partitions import LIMIT, MAILS, OF_READERS, PARTITIONS
from docs.generate import Row, coded
from infra.stack import api
from infra.stack.access.rights import READING, RIGHTS, WRITING, Objects, rows
from infra.stack.functions import API, EVERY, Function
from infra.stack.queues import QUEUES
from tests import attack_table
from tests.attack.attacks import ATTACKS

WRITES = ("PutObject", "DeleteObject")


def items() -> Iterator[Row]:
    """Each partition of the table that says something of readers, with the functions that read and write it."""
    for partition in OF_READERS:
        reading, writing = ([_named(one, partition, methods) for one in EVERY] for methods in (READING, WRITING))
        yield coded(partition), PARTITIONS[partition], ", ".join(filter(None, reading)), ", ".join(filter(None, writing))


def _named(function: Function, partition: str, methods: tuple[str, ...]) -> str:
    """The function, if it may do this to the partition or to parts of it."""
    return (
        coded(function.name) if any(row == partition or _is_part(row, partition) for row in rows(function.name, methods)) else ""
    )


def _is_part(row: str, partition: str) -> bool:
    return partition in (LIMIT, MAILS) and row.startswith(partition)


def beside() -> Iterator[Row]:
    """What each function may do besides."""
    queues = {queue.resource: queue.name for queue in QUEUES}
    for function in EVERY:
        rights = RIGHTS[function.name]
        reads = [_objects(row) for row in rights.objects if "GetObject" in row.actions.split()]
        writes = [_objects(row) for row in rights.objects if set(WRITES) & set(row.actions.split())]
        queued = coded(*(queues[resource] for resource in function.sends), *(called.name for called in function.calls))
        more = [text for has, text in ((rights.mails, "sends mail"), (rights.reads_secrets, "reads the keys of links")) if has]
        yield coded(function.name), ", ".join(reads), ", ".join(writes), queued, ", ".join(more)


def _objects(row: Objects) -> str:
    return row.bucket if row.keys == ("*",) else f"{row.bucket} ({coded(*row.keys)})"


def attacks() -> str:
    """How many cases of each attack `make attack` tries."""
    *others, last = (f"{attack.cases:,} of {attack.name}" for attack in ATTACKS.values())
    return f"{', '.join(others)} and {last}".replace(" of", " cases of", 1)


VALUES = {
    "api-rate": lambda: api.RATE,
    "api-burst": lambda: api.BURST,
    "api-seconds": lambda: API.seconds,
    "api-at-once": lambda: api.BURST + api.RATE * API.seconds,
    "attacks": attacks,
}
TABLES = {"tried": attack_table.rows, "items": items, "beside": beside}
