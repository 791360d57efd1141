"""What only the catalog knows of a site, carried over to another one: so that an export, pushed into an empty site, is the same.

A site follows from its sources, but for what happened to them: the addresses that a source has left, the id that feeds know a
renamed post by, the last good version of a file that is refused now, which of two sources came first to an address, or to a
redirect, and that a post was there before, so that it isn't mailed as new.

So the records are carried, each as the record of an upload before all others, which still owes everything. The first upload of
its source replaces it, as any upload replaces the one before, and takes over from it what it would have taken over there.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chalicelib import codec
from chalicelib.cloud.ports import Absent, At, Cloud, Either, Item, Object, Same, Table, Value
from chalicelib.content.media import files
from chalicelib.content.media.media_types import type_of
from chalicelib.content.site import catalogue_names
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
FIRST = f"{LOWEST}.000000"  # the version of a record that is carried
BROUGHT = "carried"  # marks the item of a site that was carried over, until something is uploaded
CLAIMED = f"{LOWEST}.000001"  # of a claim: after such a record, so that its owner doesn't count as having left it


@dataclass(frozen=True, slots=True)
class Carried:
    """One line of the file: a record, with the text and the words of its body if its upload is refused; or a claim; or whom an
    address belongs or belonged to (`rendering.pages.post_or_redirect.AddressHistory`); or an item of the site's own files that is
    in force in place of one that is refused."""

    record: Record | None = None
    body: str = ""
    words: str = ""
    name: str = ""
    owner: str = ""
    address: str = ""
    kept: tuple[str, ...] = ()
    item: Item | None = None


# ---- what is carried, pure


def carried(record: Record) -> Record | None:
    """Return the record as it is carried; None where a source alone says as much."""
    past = record.post or record.former or record.origin or has_last_version(record) or has_last_site(record)
    if not past or record.state == "removed":
        return None
    body = record.body if has_last_version(record) else ""
    post, preview = (replace(one, body=body) if one else None for one in (record.post, record.preview))
    first = replace(
        record, version=FIRST, post=post, preview=preview, digest="", reading="", refusal=None, diagnostics=(), heir=""
    )
    return replace(first, owed=frozenset(one for one in owed_by(None, first) if not is_letter(one)))


def has_last_version(record: Record) -> bool:
    """Return whether a last good version takes the place of what was uploaded: on the site, or as a preview."""
    return record.refusal is not None and (record.post or record.preview) is not None


def has_last_site(record: Record) -> bool:
    """Return whether a last good version of a file of the site itself may be in force in place of what was uploaded."""
    return record.refusal is not None and files.sort_of(record.key) in files.FIXTURES


def is_letter(owed: object) -> bool:
    """Return whether this is the letter of a post: its readers got that from the site before."""
    return isinstance(owed, Dependents) and owed.kind == "letter"


def line_of(one: Carried) -> str:
    if one.address:
        return json.dumps({"address": one.address, "kept": one.kept}, ensure_ascii=False)
    if one.item:
        return json.dumps({"item": one.item.at, "has": {name: plain(value) for name, value in one.item.has.items()}})
    if one.record is None:
        return json.dumps({"claim": one.name, "owner": one.owner}, ensure_ascii=False)
    beside = {name: text for name, text in (("body", one.body), ("words", one.words)) if text}
    return json.dumps({"key": one.record.key, "record": codec.dumps(one.record), **beside}, ensure_ascii=False)


def read_line(line: str) -> Carried:
    """Return what is carried in a line; raise `ValueError` or `LookupError` where it is damaged."""
    said: Mapping[str, Any] = json.loads(line)
    if "address" in said:
        return Carried(address=said["address"], kept=tuple(said["kept"]))
    if "item" in said:
        return Carried(item=Item(At(*said["item"]), {name: restored(value) for name, value in said["has"].items()}))
    if "claim" in said:
        return Carried(name=said["claim"], owner=said["owner"])
    record = codec.loads(Record, said["record"], key=said["key"], version=FIRST)
    return Carried(record, said.get("body", ""), said.get("words", ""))


def plain(value: Value) -> object:
    """Return a value of an item as JSON has it; bytes as a list with their text in base 64."""
    return [b64encode(value).decode()] if isinstance(value, bytes) else value


def restored(value: Any) -> Value:
    return b64decode(value[0]) if isinstance(value, list) else value


# ---- from a catalog


def of_catalog(table: Table, several: Collection[Record], claims: Iterable[tuple[str, str]]) -> Iterator[Carried]:
    """Yield what is carried of these records, and the claims, each a name with its owner."""
    for record in several:
        if kept := carried(record):
            yield Carried(kept, *_text(table, record)) if has_last_version(record) else Carried(kept)
    yield from (Carried(name=name, owner=owner) for name, owner in claims)
    yield from _redirects(table, several)
    places = [at for record in several if has_last_site(record) for at in items_of(record.key)]
    found = table.get_many(places) if places else {}
    yield from (Carried(item=replace(item, has={**item.has, "stamp": FIRST})) for item in found.values() if item.has.get("value"))


def items_of(key: str) -> Sequence[At]:
    """Return the place of a file of the site itself in the catalog."""
    name = key.partition("templates/")[2]
    if not name:
        return (At(item_keys.SITE),)
    is_catalogue = name.startswith(catalogue_names.FOLDER)
    return (item_keys.at_template(name), *((item_keys.at_phrases(catalogue_names.language_of(name)),) if is_catalogue else ()))


def _redirects(table: Table, several: Iterable[Record]) -> Iterator[Carried]:
    """Whom the addresses belong or belonged to that redirect to these records."""
    addresses = sorted({path for record in several if record.post for path in redirects_of(record)})
    found = table.get_many(At(*redirect_of(path)) for path in addresses) if addresses else {}
    values = {path: summary_in(found[at]).value for path in addresses if (at := At(*redirect_of(path))) in found}
    yield from (Carried(address=path, kept=tuple(value)) for path, value in values.items() if value)


def _text(table: Table, record: Record) -> tuple[str, str]:
    """The body of a record, as it is stored, and its words."""
    at, beside = item_keys.at_body(record.key, record.body), item_keys.at_words(record.key, record.body)
    found = table.get_many([at, beside])
    body = codec.dumps(records.body_in(found[at])) if at in found else ""
    return body, " ".join(records.words_in(found[beside])) if beside in found else ""


# ---- into a catalog


def is_empty(cloud: Cloud) -> bool:
    """Return whether nothing was uploaded to the site yet, whatever was carried over to it."""
    site = cloud.table.get(At(item_keys.SITE))
    return site is None or bool(site.has.get(BROUGHT)) or not (site.has.get("value") or cloud.content.keys(limit=1))


def carry_over(cloud: Cloud, folder: Path) -> int:
    """Carry over what the folder of an export has, before its files are pushed into an empty site; return how many records.

    Doing it again changes nothing. A file that is refused is uploaded here, since a push leaves refused files where they are.
    Raises `ValueError` where a line is damaged.
    """
    refused: list[str] = []
    number = has_site = 0
    for one in _lines_of(folder / FILE):
        number += bool(one.record)
        _put(cloud.table, one)
        has_site += bool(one.item)
        refused += [one.record.key] if one.record and (one.body or files.sort_of(one.record.key) in files.FIXTURES) else []
    if has_site:
        cloud.press.send(messages.to_press(fixed_pages(site_files.read(cloud).site)))
    for key in dict.fromkeys((SITE, *refused)) if refused else ():
        if (folder / key).is_file():
            body = (folder / key).read_bytes()
            cloud.content.write(key, Object(body, type_of(key, body)))
    return number


def _lines_of(file: Path) -> Iterator[Carried]:
    with file.open(encoding="utf-8") as lines:
        for place, line in enumerate(lines, 1):
            try:
                yield read_line(line)
            except (ValueError, LookupError, TypeError) as error:
                raise ValueError(f"line {place} can't be read ({error})") from error


def _put(table: Table, one: Carried) -> None:
    if one.address:
        of, name = redirect_of(one.address)
        table.put(item_of(Summary(of, name, list(one.kept))), Absent())
        return
    if one.item:
        mark = {BROUGHT: 1} if one.item.at == At(item_keys.SITE) else {}
        table.put(Item(one.item.at, {**one.item.has, **mark}), Either((Absent(), Same("value", ""))))
        return
    if one.record is None:
        table.put(Item(item_keys.at_claim(one.name), {"owner": one.owner, "stamp": CLAIMED, "nonce": "carried"}), Absent())
        return
    if one.record.body:
        records.put_body(table, one.record.key, one.record.body, one.body, one.words.split())
    table.put(records.item_of(one.record), Absent())
