"""Jobs of the encoder: one image or card each, to the bucket of encoded images.

A job names an image of the content bucket and the picture that it becomes; or it has the content of a card and the address of
its post. A job whose picture exists encodes nothing, so it may come twice, or late. Once all files of the picture are in the
bucket of encoded images, the table says so; then the page of the image or card is queued, which copies them to the public bucket.
An image that can't be encoded, or that fails each time, is recorded as refused, and its source is queued, so that its author gets
a report. For a card that can't be drawn, the page of its post is queued, which then names no card.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from chalicelib import codec
from chalicelib.cloud.ports import Bucket, Cloud, Object, UnwrittenError
from chalicelib.content.limits import limit
from chalicelib.content.media.image_variants import Picture, Variant, name_of
from chalicelib.content.media.media_types import TYPES
from chalicelib.content.presentation import cards
from chalicelib.content.presentation.cards import Card
from chalicelib.errors import Refusal
from chalicelib.images.cards import drawn
from chalicelib.images.encoding import Encoded, etag
from chalicelib.images.encoding import encode as encode_bytes
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.rendering.failures import GIVEN_UP, said
from chalicelib.rendering.pages_showing import pages_of_address
from chalicelib.store import pictures, records

log = logging.getLogger(__name__)
LIMIT = limit("image")
TRIES = 2  # fewer than Lambda makes: at the next one, an image is refused before its job is put away
DRAWS = 3  # as many as Lambda makes: at the last one, a card is given up that can't be drawn

Draw: TypeAlias = Callable[[Card], bytes]
Encoder: TypeAlias = Callable[[bytes], Encoded]


def encode(cloud: Cloud, event: Mapping[str, Any], draw: Draw = drawn, encoder: Encoder = encode_bytes) -> None:
    """Encode the image that this job names, or draw its card, unless that is done, and queue what waits for it."""
    if "card" in event:
        _draw(cloud, codec.from_plain(Card, event["card"]), event["address"], event.get("causes", ()), draw)
    else:
        _encode(cloud, event["key"], event["name"], event.get("causes", ()), encoder)


# ---- images


def _encode(cloud: Cloud, key: str, name: str, causes: Sequence[str], encoder: Encoder) -> None:
    became = pictures.read(cloud.table, name).became or _became(cloud, key, name, encoder)
    if isinstance(became, Picture):
        cloud.press.send(messages.to_press([Page("file", key)], causes=causes))
    elif became and (record := records.read(cloud.table, key)):
        cloud.uploads.send([messages.again([Change(key, record.sequence)])])


def _became(cloud: Cloud, key: str, name: str, encoder: Encoder) -> Picture | Refusal | None:
    """Return the result for an image; None if another image has its key now, whose own event has a job."""
    read = cloud.content.read(key, LIMIT + 1)
    if read is None or name_of(read[0]) != name:
        log.info("%s: changed before it was encoded", key)
        return None
    tries = pictures.begin(cloud.table, name)
    became = _attempted(cloud, name, read[0], encoder) if tries <= TRIES else _given_up(key)
    pictures.end(cloud.table, name, became)
    return became


def _attempted(cloud: Cloud, name: str, raw: bytes, encoder: Encoder) -> Picture | Refusal:
    """Return the result for an image. A failure to write its files doesn't count as an attempt, since it isn't the image's fault.

    A death of the process counts, and so does any other error: a fault of the encoder, or an image that takes too long.
    """
    try:
        return encoded_picture(cloud.pictures, raw, encoder)
    except UnwrittenError:
        pictures.forget(cloud.table, name)
        raise


def _given_up(key: str) -> Refusal:
    log.error("%s: %s can't be encoded: %s attempts, none of which finished", GIVEN_UP, key, TRIES)
    return Refusal("image-broken", f"{TRIES} attempts to read it, none of which finished")


def encoded_picture(bucket: Bucket, raw: bytes, encoder: Encoder = encode_bytes) -> Picture | Refusal:
    """Encode these bytes and write the files of the picture; return a refusal if they are no image that can be shown.

    Raise `UnwrittenError` if a file could not be written.
    """
    try:
        encoded = encoder(raw)
    except Refusal as refusal:
        return refusal
    picture = encoded.picture
    objects = {
        f"{picture.name}/{variant.file}": Object(encoded.files[variant.file], variant.type) for variant in picture.variants
    }
    for key, error in bucket.write_many(objects).items():
        raise UnwrittenError(None, str(error), key) from error
    return picture


# ---- cards


def _draw(cloud: Cloud, card: Card, address: str, causes: Sequence[str], draw: Draw) -> None:
    became = pictures.read(cloud.table, cards.name_of(card)).became or _drawn(cloud, card, address, draw)
    pages = [Page("card", address)] if isinstance(became, Picture) else pages_of_address(address)
    cloud.press.send(messages.to_press(pages, causes=causes))


def _drawn(cloud: Cloud, card: Card, address: str, draw: Draw) -> Picture | Refusal:
    name = cards.name_of(card)
    tries = pictures.begin(cloud.table, name)
    if tries > DRAWS:
        became: Picture | Refusal = _undrawable(address, f"{DRAWS} attempts to draw it, none of which finished")
    else:
        became = drawn_card(cloud.pictures, card, address, draw, last=tries == DRAWS)
    pictures.end(cloud.table, name, became)
    return became


def drawn_card(bucket: Bucket, card: Card, address: str, draw: Draw = drawn, *, last: bool = True) -> Picture | Refusal:
    """Draw the card and write it; where drawing fails, raise the error, or after the last try return a refusal."""
    try:
        body = draw(card)
    except Exception as error:  # whatever it is, it is no fault of the author
        if not last:
            raise
        log.exception("the card of %s", address)
        return _undrawable(address, said(error))
    variant = Variant(cards.WIDTH, cards.HEIGHT, "png", etag(body))
    picture = Picture(cards.name_of(card), cards.WIDTH, cards.HEIGHT, card.background, (variant,))
    bucket.write(f"{picture.name}/{variant.file}", Object(body, TYPES["png"]))
    return picture


def _undrawable(address: str, why: str) -> Refusal:
    log.error("%s: the card of %s can't be drawn: %s", GIVEN_UP, address, why)
    return Refusal("broken", why)
