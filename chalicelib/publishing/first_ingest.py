"""Ingesting a source where there was nothing before: what `ingest` comes to, without its steps.

A build from nothing needs no order in which a crash forgets nothing, because its table appears whole or not at all. So a source
leaves no note that its ingest has begun, no claim that is then confirmed, and no record that first owes and then doesn't. What it
leaves follows from its upload alone, as long as no source before it wanted one of its names, or has the same bytes (`marks_of`).
"""

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import Item
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.publishing.decide import Circumstances, Tenancy, compose
from chalicelib.publishing.ingest import owed_for_an_image
from chalicelib.publishing.parse import digest_of
from chalicelib.publishing.upload import Upload
from chalicelib.record import LOWEST, Dependents, Pointer, Record, next_version
from chalicelib.rendering.pages_showing import pages_of_record
from chalicelib.store import claims, records

VERSION = next_version(None, LOWEST)


class FirstIngest(Frozen):
    """The record of a source, with the dependents that it owes; the items it leaves in the table; and the pages that show it."""

    record: Record
    items: tuple[Item, ...]
    pages: frozenset[Page]


def first_ingest(key: str, upload: Upload, reading: str) -> FirstIngest:
    """Return what `ingest` comes to if no source before this one has any of its marks (`marks_of`).

    `reading` names the settings that the upload was read with.
    """
    text = codec.dumps(upload.body) if upload.body else ""
    body = f"{VERSION}.{digest_of(text.encode())}" if text else ""
    circumstances = Circumstances(VERSION, reading, body, extra=owed_for_an_image(key, None, upload))
    record = compose(None, upload, key, Tenancy(upload.post), circumstances)
    pointers = sorted(owed for owed in record.owed if isinstance(owed, Pointer))
    items = (
        records.item_of(record.settled()),
        *(claims.item_of(name, key, VERSION) for name in record.names),
        *(records.body_items(key, body, text, upload.body.words, records.FAST) if upload.body else ()),
        *(records.pointer_item(pointer, VERSION) for pointer in pointers),
    )
    dependents = frozenset(owed for owed in record.owed if isinstance(owed, Dependents))
    return FirstIngest(replace(record, owed=dependents), items, pages_of_record(record))


def marks_of(record: Record) -> frozenset[str]:
    """Return what no source before may share with this one, or `ingest` decides: its names, and the digest of its bytes."""
    return frozenset(filter(None, (*record.names, record.digest)))
