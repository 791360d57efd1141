"""Item keys: the partition and sort keys of what publishing stores. Other items are listed at the head of their modules, and all
partitions in `chalicelib.partitions`.

pk                   sk                what
SOURCE#key           -                 the record
SOURCE#key           body#name         a rendered body, compressed, never changed
SOURCE#key           words#name        the words it can be found by, compressed, to be read without the body
URL#name             -                 the claim: the source that owns this address, or this id
URL#name             wait#key          a source that was refused because another owns it
URL#address          keeper            a summary: the source that the address redirects to, and the one that lives there
URL#address          lead#key          a pointer: this address should redirect to the source
LIST#listing         sort key          a pointer: this source may be in this listing
TRANSLATIONS#group   lang#key          a pointer: this source is a translation
LINKS#key            key               a pointer: this source links to that one, or shows or plays that file
SAME#digest or id    key               a pointer: this source was uploaded with these bytes, or had this id and was removed
DUE                  time#key          a pointer: the schedule queues this source at this time
OWING                key               an ingest that has begun and not ended, or a source that waits (see ingests)
OWING#turn           -                 the last of them that the schedule has looked at, where there are very many
MONTHS#listing …     name              summaries (see rendering.summaries)
SITE                 -, template#name  the last good site.yaml and templates, and which catalogues there are
SITE                 preview           the secret of previews' addresses (see site_files)
SITE                 trouble#name      a summary: a page or a letter that can't be made (see rendering.failures)
PHRASES              lang              the phrases of a catalogue, compressed
TOP                  lang#hours        a summary: the posts that were read most in so many hours
READS                hour              how often pages were read (see page_views)
CLOCK                kind, kind#of     a timer (see timers)
PICTURE#name         -                 a picture: what became of its encoding (see pictures)
IMAGE#key            picture           a summary: an image's current picture
PUBLISH#cause        -                 how far the pages of a source's last change are (see publishes)
PROOF#of             -, month, year    write states: the digests with which these objects were last written
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib import partitions
from chalicelib.cloud.items import At
from chalicelib.partitions import LINKS, LIST, PHRASES, PROOF, SAME, SOURCE, TRANSLATIONS, URL

if TYPE_CHECKING:  # a sign-up does without the model
    from chalicelib.record import Pointer, PointerKind

SITE, OWING, DUE = partitions.SITE, partitions.OWING, partitions.DUE
OWING_TURN = At(partitions.OWING_TURN)
PREVIEWS = At(SITE, "preview")
TEMPLATE, FAILURE = "template#", "trouble#"  # the second as in `rendering.failures`
WAIT, LEAD = "wait#", "lead#"

POINTERS: Mapping["PointerKind", tuple[str, str]] = {  # kind: what the partition and the sort key begin with
    "list": (LIST, ""),
    "sibling": (TRANSLATIONS, ""),
    "link": (LINKS, ""),
    "lead": (URL, LEAD),
    "twin": (SAME, ""),
    "due": (DUE, ""),
}


def at_record(key: str) -> At:
    return At(f"{SOURCE}{key}")


def at_body(key: str, name: str) -> At:
    return At(f"{SOURCE}{key}", f"body#{name}")


def at_words(key: str, name: str) -> At:
    return At(f"{SOURCE}{key}", f"words#{name}")


def at_claim(name: str) -> At:
    return At(f"{URL}{name}")


def at_wait(name: str, key: str) -> At:
    return At(f"{URL}{name}", f"{WAIT}{key}")


def at_pointer(pointer: "Pointer") -> At:
    partition, sort = POINTERS[pointer.kind]
    return At(partition + pointer.of, sort + pointer.sort_key)


def key_in(kind: "PointerKind", sk: str) -> str:
    """The source that a pointer leads to. A key may hold any character, so only the prefix is removed."""
    sort_key = sk.removeprefix(POINTERS[kind][1])
    return sort_key.partition("#")[2] if kind in PREFIXED else sort_key


PREFIXED: "tuple[PointerKind, ...]" = ("list", "sibling", "due")  # pointers whose key follows a date, a language or a time


def pointers_to(kind: "PointerKind", of: str) -> str:
    """The partition of pointers of this kind."""
    return POINTERS[kind][0] + of


def at_write_state(of: str, at: str) -> At:
    return At(f"{PROOF}{of}", at or "-")


def at_template(name: str) -> At:
    return At(SITE, f"{TEMPLATE}{name}")


def at_phrases(lang: str) -> At:
    return At(PHRASES, lang)
