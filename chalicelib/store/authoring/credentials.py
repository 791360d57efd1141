"""What people sign in with: texts that nobody can guess, stored by their digests, and passkeys.

DESK#name   invitation#digest   a link by which an invited person begins
DESK#name   link#digest         a mailed link to sign in
DESK#name   session#digest      a session of a browser
DESK#name   code#digest         an authorization code of an app
DESK#name   answer#digest       a challenge that a passkey has answered, so that no answer counts twice
DESK#name   passkey#id          a passkey

A text begins with its person's name, so one read finds what it stands for, and one query what a person has. The kind is part of
the key, so no text is taken for one of another kind. All but passkeys expire.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.authoring.grants import PERSON
from chalicelib.authoring.identity.credentials import Credential, Passkey, stored_until
from chalicelib.cloud.items import Absent, At
from chalicelib.cloud.ports import Table
from chalicelib.partitions import DESK
from chalicelib.store import update
from chalicelib.store.update import Change, ItemType

C = TypeVar("C", bound=Credential)
TEXT = re.compile(rf"({PERSON.pattern})\.[A-Za-z0-9_-]{{43}}")


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def person_of(text: str) -> str:
    """Return the name of the person whose text this is; empty where it is none."""
    match = TEXT.fullmatch(text)
    return match[1] if match else ""


def new_text(person: str) -> str:
    """Return a text that nobody can guess, which names its person."""
    return f"{person}.{secrets.token_urlsafe(32)}"


def at(person: str, kind: type[Credential], name: str) -> At:
    return At(f"{DESK}{person}", f"{kind.NAME}#{name}")


def _at_text(kind: type[Credential], text: str) -> At:
    return at(person_of(text), kind, digest_of(text))


def _items(kind: type[C]) -> ItemType[C]:
    return ItemType(lambda item: codec.loads(kind, item.text("value")), _attributes)


def _attributes(value: Credential) -> Mapping[str, str | int]:
    until = stored_until(value)
    return {"value": codec.dumps(value), **({"expires": int(until.timestamp())} if until else {})}


def issue(table: Table, person: str, value: Credential) -> str:
    """Store what a new text stands for and return the text; only its digest is stored."""
    text = new_text(person)
    table.put(_items(type(value)).item(_at_text(type(value), text), value))
    return text


def read(table: Table, kind: type[C], text: str, now: datetime) -> C | None:
    """Return what this text stands for, unless it has ended."""
    item = table.get(_at_text(kind, text)) if person_of(text) else None
    value = _items(kind).read(item) if item else None
    return value if value and not value.has_ended(now) else None


def use(table: Table, kind: type[C], text: str, now: datetime) -> bool:
    """Use up a text that works once; return False if it was used before, or has expired."""
    item = table.get(_at_text(kind, text)) if person_of(text) else None
    if item is None or _items(kind).read(item).has_ended(now):
        return False
    return table.delete(item.at, _items(kind).unchanged(item))


def change(table: Table, kind: type[C], text: str, decide: Callable[[C | None], C | None]) -> Change[C]:
    """Replace what a text stands for, if it is unchanged, by what is decided from it."""
    return update.update(table, _at_text(kind, text), _items(kind), decide)


def put_once(table: Table, person: str, value: Credential, name: str) -> bool:
    """Store a value under a name of the person's; return False where there is one already."""
    return table.put(_items(type(value)).item(at(person, type(value), name), value), Absent())


def all_of(table: Table, person: str, kind: type[C], now: datetime) -> Mapping[str, C]:
    """Return a person's values of this kind that haven't expired, by the rest of their keys, oldest first."""
    begins = f"{kind.NAME}#"
    items = table.query(f"{DESK}{person}", after=begins, before=f"{kind.NAME}$")  # `$` follows `#`
    values = {item.at.sk.removeprefix(begins): _items(kind).read(item) for item in items}
    return {name: value for name, value in sorted(values.items(), key=lambda pair: pair[1].at) if not value.has_ended(now)}


def remove(table: Table, person: str, kind: type[Credential], name: str) -> None:
    table.delete(at(person, kind, name))


def remove_all(table: Table, person: str) -> None:
    """Remove all that a person signs in with."""
    for item in table.query(f"{DESK}{person}"):
        table.delete(item.at)


# ---- passkeys


def passkey(table: Table, person: str, id: str) -> Passkey | None:
    item = table.get(at(person, Passkey, id))
    return _items(Passkey).read(item) if item else None


def put_passkey(table: Table, person: str, value: Passkey) -> None:
    table.put(_items(Passkey).item(at(person, Passkey, value.id), value))


def note_use(table: Table, person: str, used: Passkey) -> bool:
    """Note that a passkey has signed in; return False if it was removed meanwhile."""

    def decide(current: Passkey | None) -> Passkey | None:
        return replace(current, count=used.count, used=used.used) if current else None

    return update.update(table, at(person, Passkey, used.id), _items(Passkey), decide).now is not None
