"""The state that only the catalog of a site has, carried over to another site: an export, pushed into an empty site, is the same.

A site follows from its sources, except for their history: the addresses that a source has left, the id by which feeds know a
renamed post, the last good version of a file that is refused now, which of two sources came first to an address, or to a
redirect, and that a post was published before, so that it isn't mailed as new.

So the records are carried over, each as the record of an upload before all others, which still owes everything. The first upload
of its source replaces it, as any upload replaces the previous one, and takes over from it the same as on the first site.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import Absent, At, Either, Item, Same, Value
from chalicelib.cloud.ports import Cloud, Object, Table
from chalicelib.content.media import files
from chalicelib.content.media.media_types import type_of
from chalicelib.content.site import catalogue_names
from chalicelib.frozen import Frozen
from chalicelib.publishing import messages
from chalicelib.publishing.owed import owed_by
from chalicelib.record import LOWEST, Dependents, Record
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.pages_showing import redirects_of
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import redirect_of
from chalicelib.store import item_keys, records, site_files
from chalicelib.store.answers import item_of, summary_in

FILE = Path(".presswork/catalog.jsonl")
SITE = "site.yaml"
FIRST_VERSION = f"{LOWEST}.000000"  # the version of a record that is carried over
CARRIED_MARK = "carried"  # marks the item of a site that was carried over, until something is uploaded
CLAIM_STAMP = f"{LOWEST}.000001"  # of a claim: after such a record, so that its owner doesn't count as having left it


class StateEntry(Frozen):
    """One line of the file: a record, with the text and the words of its body if its upload is refused; or a claim; or the
    history of an address (`rendering.pages.post_or_redirect.AddressHistory`); or an item of the site's own files that is in force
    in place of a refused file."""

    record: Record | None = None
    body: str = ""
    words: str = ""
    name: str = ""
    owner: str = ""
    address: str = ""
    history: tuple[str, ...] = ()
    item: Item | None = None


# ---- lines, pure


def portable_record(record: Record) -> Record | None:
    """Return the record as it is carried over; None if its source alone is enough."""
    has_history = record.post or record.former or record.origin or has_last_version(record) or has_last_site(record)
    if not has_history or record.state == "removed":
        return None
    body = record.body if has_last_version(record) else ""
    post, preview = (replace(shown, body=body) if shown else None for shown in (record.post, record.preview))
    first = replace(
        record, version=FIRST_VERSION, post=post, preview=preview, digest="", reading="", refusal=None, diagnostics=(), heir=""
    )
    return replace(first, owed=frozenset(owed for owed in owed_by(None, first) if not is_letter(owed)))


def has_last_version(record: Record) -> bool:
    """Return whether a last good version takes the place of the upload, on the site or as a preview."""
    return record.refusal is not None and (record.post or record.preview) is not None


def has_last_site(record: Record) -> bool:
    """Return whether a last good version of a file of the site itself may be in force in place of the upload."""
    return record.refusal is not None and files.sort_of(record.key) in files.FIXTURES


def is_letter(owed: object) -> bool:
    """Return whether this is the letter of a post, which its readers got from the first site."""
    return isinstance(owed, Dependents) and owed.kind == "letter"


def line_of(entry: StateEntry) -> str:
    if entry.address:
        return json.dumps({"address": entry.address, "kept": entry.history}, ensure_ascii=False)
    if entry.item:
        return json.dumps({"item": entry.item.at, "has": {name: plain(value) for name, value in entry.item.has.items()}})
    if entry.record is None:
        return json.dumps({"claim": entry.name, "owner": entry.owner}, ensure_ascii=False)
    beside = {name: text for name, text in (("body", entry.body), ("words", entry.words)) if text}
    return json.dumps({"key": entry.record.key, "record": codec.dumps(entry.record), **beside}, ensure_ascii=False)


def read_line(line: str) -> StateEntry:
    """Return the entry of a line; raise `ValueError` or `LookupError` if it is damaged."""
    fields: Mapping[str, Any] = json.loads(line)
    if "address" in fields:
        return StateEntry(address=fields["address"], history=tuple(fields["kept"]))
    if "item" in fields:
        return StateEntry(item=Item(At(*fields["item"]), {name: restored(value) for name, value in fields["has"].items()}))
    if "claim" in fields:
        return StateEntry(name=fields["claim"], owner=fields["owner"])
    record = codec.loads(Record, fields["record"], key=fields["key"], version=FIRST_VERSION)
    return StateEntry(record, fields.get("body", ""), fields.get("words", ""))


def plain(value: Value) -> object:
    """Return a value of an item as JSON has it; bytes as a list with their text in base 64."""
    return [b64encode(value).decode()] if isinstance(value, bytes) else value


def restored(value: Any) -> Value:
    return b64decode(value[0]) if isinstance(value, list) else value


# ---- from a catalog


def of_catalog(table: Table, stored: Collection[Record], claims: Iterable[tuple[str, str]]) -> Iterator[StateEntry]:
    """Yield the entries of these records, and of the claims, each a name with its owner."""
    for record in stored:
        if portable := portable_record(record):
            yield StateEntry(portable, *_text(table, record)) if has_last_version(record) else StateEntry(portable)
    yield from (StateEntry(name=name, owner=owner) for name, owner in claims)
    yield from _redirects(table, stored)
    keys = [at for record in stored if has_last_site(record) for at in items_of(record.key)]
    items = table.get_many(keys) if keys else {}
    yield from (
        StateEntry(item=replace(item, has={**item.has, "stamp": FIRST_VERSION}))
        for item in items.values()
        if item.has.get("value")
    )


def items_of(key: str) -> Sequence[At]:
    """Return the keys of the catalog's items of a file of the site itself."""
    name = key.partition("templates/")[2]
    if not name:
        return (At(item_keys.SITE),)
    is_catalogue = name.startswith(catalogue_names.FOLDER)
    return (item_keys.at_template(name), *((item_keys.at_phrases(catalogue_names.language_of(name)),) if is_catalogue else ()))


def _redirects(table: Table, stored: Iterable[Record]) -> Iterator[StateEntry]:
    """Yield the histories of the addresses that redirect to these records."""
    addresses = sorted({path for record in stored if record.post for path in redirects_of(record)})
    items = table.get_many(At(*redirect_of(path)) for path in addresses) if addresses else {}
    values = {path: summary_in(items[at]).value for path in addresses if (at := At(*redirect_of(path))) in items}
    yield from (StateEntry(address=path, history=tuple(value)) for path, value in values.items() if value)


def _text(table: Table, record: Record) -> tuple[str, str]:
    """Return the body of a record, as it is stored, and its words."""
    at_body, at_words = item_keys.at_body(record.key, record.body), item_keys.at_words(record.key, record.body)
    items = table.get_many([at_body, at_words])
    body = codec.dumps(records.body_in(items[at_body])) if at_body in items else ""
    return body, " ".join(records.words_in(items[at_words])) if at_words in items else ""


# ---- into a catalog


def is_empty(cloud: Cloud) -> bool:
    """Return whether nothing has been uploaded to the site yet, whatever was carried over to it."""
    site = cloud.table.get(At(item_keys.SITE))
    return site is None or bool(site.has.get(CARRIED_MARK)) or not (site.has.get("value") or cloud.content.keys(limit=1))


def carry_over(cloud: Cloud, folder: Path) -> int:
    """Carry over the state in the folder of an export, before its files are pushed into an empty site; return how many records.

    Doing it again changes nothing. A refused file is uploaded here, since a push doesn't upload refused files. Raises
    `ValueError` if a line is damaged.
    """
    refused: list[str] = []
    number = has_site = 0
    for entry in _entries_of(folder / FILE):
        number += bool(entry.record)
        _put(cloud.table, entry)
        has_site += bool(entry.item)
        if entry.record and (entry.body or files.sort_of(entry.record.key) in files.FIXTURES):
            refused.append(entry.record.key)
    if has_site:
        cloud.press.send(messages.to_press(fixed_pages(site_files.read(cloud).site)))
    for key in dict.fromkeys((SITE, *refused)) if refused else ():
        if (folder / key).is_file():
            body = (folder / key).read_bytes()
            cloud.content.write(key, Object(body, type_of(key, body)))
    return number


def _entries_of(file: Path) -> Iterator[StateEntry]:
    with file.open(encoding="utf-8") as lines:
        for place, line in enumerate(lines, 1):
            try:
                yield read_line(line)
            except (ValueError, LookupError, TypeError) as error:
                raise ValueError(f"line {place} can't be read ({error})") from error


def _put(table: Table, entry: StateEntry) -> None:
    if entry.address:
        of, name = redirect_of(entry.address)
        table.put(item_of(Summary(of, name, list(entry.history))), Absent())
        return
    if entry.item:
        mark = {CARRIED_MARK: 1} if entry.item.at == At(item_keys.SITE) else {}
        table.put(Item(entry.item.at, {**entry.item.has, **mark}), Either((Absent(), Same("value", ""))))
        return
    if entry.record is None:
        table.put(
            Item(item_keys.at_claim(entry.name), {"owner": entry.owner, "stamp": CLAIM_STAMP, "nonce": "carried"}), Absent()
        )
        return
    if entry.record.body:
        table.put_many(records.body_items(entry.record.key, entry.record.body, entry.body, entry.words.split()))
    table.put(records.item_of(entry.record), Absent())
