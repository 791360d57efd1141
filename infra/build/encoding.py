"""The images and cards of a build, encoded and drawn together on all cores, and kept between builds.

The cache holds the files of each picture, by its name, and its description, so an image is encoded once, even if a build begins
from nothing. What the pages of images would count is counted ahead (`infra.build.precount`), so a page that shows an image is
rendered once, with its variants. The cards to draw are known when pages are rendered, so they are drawn between two waves of
pages (`infra.build.pages`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from json import loads
from typing import TypeVar

from msgspec import Struct, field

from chalicelib import codec
from chalicelib.cloud.items import At
from chalicelib.cloud.ports import Bucket, Cloud, Message, Object, Table
from chalicelib.content.media.image_variants import SIZED, Picture, name_of
from chalicelib.content.presentation import cards
from chalicelib.content.presentation.cards import Card
from chalicelib.errors import Refusal
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import picture_of
from chalicelib.store import pictures, records
from chalicelib.store.answers import item_of, summary_in
from infra.build.image_passthrough import picture_as_uploaded
from infra.extras import is_installed
from infra.files.parallel import side_by_side
from infra.terminal.progress import progress

RESULT = "picture.json"

R = TypeVar("R", bound=Picture | Refusal | None)


class Jobs(Struct):
    """The encoder's queue of a build: the names of pictures, by the keys of their images; cards, by the addresses of posts."""

    names: dict[str, str] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)

    def send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            job = loads(message.body)
            if "card" in job:
                self.cards[job["address"]] = codec.from_plain(Card, job["card"])
            else:
                self.names[job["key"]] = job["name"]

    def take(self) -> dict[str, str]:
        waiting, self.names = self.names, {}
        return waiting

    def take_cards(self) -> dict[str, Card]:
        waiting, self.cards = self.cards, {}
        return waiting


def encode_all(cloud: Cloud, jobs: Jobs, *, shown: bool) -> Iterator[Change]:
    """Encode the waiting images, and note the outcome; yield the images that could not be encoded, to be ingested again."""
    waiting = jobs.take()
    by_name = {name: key for key, name in waiting.items()}
    with progress("images", len(by_name), shown=shown) as bar:
        for name, outcome in side_by_side(partial(_encode, cloud.content, cloud.pictures), [*by_name.items()]):
            if outcome:
                pictures.end(cloud.table, name, outcome)
            bar.update()
    for key, name in waiting.items():
        if pictures.read(cloud.table, name).refusal and (record := records.read(cloud.table, key)):
            yield Change(key, record.sequence)


def _encode(content: Bucket, bucket: Bucket, job: tuple[str, str]) -> tuple[str, Picture | Refusal | None]:
    """Return the outcome; None if the image changed since it was ingested, so that the next build reads it again."""
    name, key = job

    def encode() -> Picture | Refusal | None:
        image = content.read(key)
        if not image or name_of(image[0]) != name:
            return None
        if not is_installed("images"):
            return picture_as_uploaded(bucket, image[0])
        from chalicelib.images.jobs import encoded_picture  # noqa: PLC0415 - where nothing is encoded, Pillow isn't loaded

        return encoded_picture(bucket, image[0])

    return name, _cached(bucket, name, encode)


def _cached(bucket: Bucket, name: str, encode: Callable[[], R]) -> Picture | R:
    """Return the outcome of an earlier build if there is a picture, or encode it now."""
    if cached := bucket.read(f"{name}/{RESULT}"):
        return codec.loads(Picture, cached[0].decode())
    outcome = encode()
    if isinstance(outcome, Picture) and is_installed("images"):  # else it is encoded once that is installed
        bucket.write(f"{name}/{RESULT}", Object(codec.dumps(outcome).encode(), "application/json"))
    return outcome


def draw_all(cloud: Cloud, waiting: Mapping[str, Card], *, shown: bool) -> frozenset[Page]:
    """Draw these cards, by the addresses of their posts, and note the outcome; return the pages that show them."""
    by_name = {cards.name_of(card): (address, card) for address, card in waiting.items()}
    refused: set[str] = set()
    with progress("cards", len(by_name), shown=shown and bool(by_name)) as bar:
        for name, outcome in side_by_side(partial(_draw, cloud.pictures), [*by_name.items()]):
            pictures.end(cloud.table, name, outcome)
            refused |= {name} if isinstance(outcome, Refusal) else set()
            bar.update()
    without = (Page("address", address) for address, card in waiting.items() if cards.name_of(card) in refused)
    return frozenset(Page("card", address) for address in waiting).union(without)


def _draw(bucket: Bucket, job: tuple[str, tuple[str, Card]]) -> tuple[str, Picture | Refusal]:
    name, (address, card) = job

    def draw() -> Picture | Refusal:
        from chalicelib.images.jobs import drawn_card  # noqa: PLC0415 - where nothing is drawn, no shaper is loaded

        return drawn_card(bucket, card, address)

    return name, _cached(bucket, name, draw)


def note_pictures(table: Table, keys: Iterable[str]) -> tuple[frozenset[Page], frozenset[str]]:
    """Note the current picture of each of these images.

    Return the pages of variants that come or go, and the images whose pictures have changed.
    """
    pages: set[Page] = set()
    touched: set[str] = set()
    for key in sorted(set(keys)):
        at = At(*picture_of(key))
        item = table.get(at)
        previous = summary_in(item).value if item else None
        current = _picture_of(table, key)
        pages |= variants_of(key, previous) | variants_of(key, current)
        if current == previous:
            continue
        touched.add(key)
        if current is None:
            table.delete(at)
        else:
            table.put_many([item_of(Summary(at.pk, at.sk, current))])
    return frozenset(pages), frozenset(touched)


def _picture_of(table: Table, key: str) -> object:
    """Return the picture of the image as it is stored; None if it was refused, since a build knows no last good one."""
    record = records.read(table, key)
    name = record.media.picture if record and record.media else ""
    if not name:
        return None
    picture = pictures.read(table, name).picture
    return codec.plain(picture) if picture else None


def variants_of(key: str, value: object) -> frozenset[Page]:
    """Return the pages of the variants of a picture, which is given as it is stored."""
    if value is None:
        return frozenset()
    picture = codec.from_plain(Picture, value)
    variants = {Page("variant", key, f"{picture.name}/{variant.file}") for variant in picture.variants}
    return frozenset(variants | {Page("sized", key, size) for size in SIZED})
