"""Pictures: what became of the encoding of each, by its name; a card is a picture of one variant.

A name says which bytes are encoded and how, or what is drawn, so what became of it never changes: a picture, or a refusal. As
long as neither is known, the number of attempts is: an image that kills its encoder is refused in the end.
"""

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.content.media.image_variants import Picture
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.partitions import PICTURE


class Attempt(Frozen):
    """What is known of the encoding of a picture; nothing while it is under way, or where it never began."""

    tries: int = 0
    picture: Picture | None = None
    refusal: Refusal | None = None

    @property
    def became(self) -> Picture | Refusal | None:
        return self.picture or self.refusal

    @property
    def is_over(self) -> bool:
        return self.became is not None


def at(name: str) -> At:
    return At(f"{PICTURE}{name}")


def attempt_in(item: Item) -> Attempt:
    picture, refusal = item.text("picture", ""), item.text("refusal", "")
    return Attempt(
        tries=item.number("tries", 0),
        picture=codec.loads(Picture, picture) if picture else None,
        refusal=codec.loads(Refusal, refusal) if refusal else None,
    )


def read(table: Table, name: str) -> Attempt:
    item = table.get(at(name))
    return attempt_in(item) if item else Attempt()


def begin(table: Table, name: str) -> int:
    """Note that an attempt begins; return the number of attempts, with this one."""
    return _count(table, name, 1)


def forget(table: Table, name: str) -> None:
    """Note that an attempt was none."""
    _count(table, name, -1)


def _count(table: Table, name: str, by: int) -> int:
    counted = table.add(at(name), {"tries": by})
    return counted["tries"] if counted else 0


def end(table: Table, name: str, became: Picture | Refusal) -> None:
    """Note what became of the encoding."""
    kind = "picture" if isinstance(became, Picture) else "refusal"
    table.put(Item(at(name), {kind: codec.dumps(became)}))
