"""People who may write.

PEOPLE   name   a person: role, author, address
"""

from collections.abc import Sequence

from chalicelib import codec
from chalicelib.authoring.grants import Role
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.partitions import PEOPLE


class Person(Frozen):
    """A person: a short name, a role, the author whose posts they write, and their mail address."""

    name: str
    role: Role
    author: str = ""
    address: str = ""


def at(name: str) -> At:
    return At(PEOPLE, name)


def read(table: Table, name: str) -> Person | None:
    item = table.get(at(name))
    return person_in(item) if item else None


def put(table: Table, person: Person) -> None:
    table.put(Item(at(person.name), {"person": codec.dumps(person)}))


def all_of(table: Table) -> Sequence[Person]:
    return tuple(person_in(item) for item in table.query(PEOPLE))


def with_mailbox(table: Table, key: str) -> Person | None:
    """Return the person whose mail comes to this mailbox (`newsletter.rules.mailbox`)."""
    return next((person for person in all_of(table) if person.address and read_mailbox(person.address).key == key), None)


def remove(table: Table, name: str) -> None:
    table.delete(at(name))


def person_in(item: Item) -> Person:
    return codec.loads(Person, item.text("person"))
