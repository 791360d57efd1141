"""The record: what the store knows of one source, and what its last change still owes.

The record is the truth and is replaced whole, in one write. Its **version** orders all records that ever stood for one source:
the upload's sequence, then a count of how often that upload was accepted again (a retry, a new `site.yaml`, a post that came
due). Everything derived from a record carries its version, so that a late worker notices that it is late.

What is **owed** is a set of pages, pointers and dependents:

- a page has to be made right,
- a pointer was put or removed, so the pages next to it have to be made right,
- dependents are pages that the record can't name itself: of an address that was left, of sources that link here.
"""

import hashlib
from typing import ClassVar, Literal, Self, TypeAlias

from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Listing, Media, Page, Place, Post

SEQUENCE_WIDTH = 32  # S3's sequencers have 16 to 18 hex digits today; shorter ones compare as if padded with zeros
LOWEST = "0" * SEQUENCE_WIDTH

State: TypeAlias = Literal["published", "draft", "due", "expired", "refused", "removed"]
PointerKind: TypeAlias = Literal["list", "sibling", "link", "lead", "twin", "due"]
DependentsKind: TypeAlias = Literal["left", "linked", "renamed", "body", "walk", "letter", "encode", "menu"]


def sequence_of(sequencer: str) -> str:
    """A sequencer that compares as text: upper case, padded with zeros on the right."""
    return sequencer.upper().ljust(SEQUENCE_WIDTH, "0")


class Pointer(Frozen, order=True):
    """A hint in the table that leads to a source; `kind` is a row of `publishing.pointers`."""

    STORED: ClassVar = Stored(row=True, tag="pointer")

    kind: PointerKind
    of: str
    sort_key: str

    @property
    def place(self) -> Place:
        """The place in a listing that a pointer of kind `list` leads from."""
        return Place(Listing.parse(self.of), self.sort_key)


class Dependents(Frozen, order=True):
    """What a change reaches beyond its own pages; `kind` is a row of `publishing.resolve_owed`."""

    STORED: ClassVar = Stored(row=True, tag="ripple")

    kind: DependentsKind
    of: str


Owed: TypeAlias = Page | Pointer | Dependents


class Record(Frozen):
    """What the store knows of one source.

    `state` is what became of the last upload; `post` or `media` is what stands on the site: for a refused source, the last good
    version. `former` are addresses that should redirect here. `wake` is when the schedule has to queue the source (UTC),
    `reading` names the settings it was read with; `shows` are the images that the site itself shows, if this is `site.yaml`;
    `menu` are the sources that its menu names, and `menu_beside` those that may be translations of them, and its categories.
    `diagnostics` are for the author of an accepted source.

    `origin`, `heir` and `elders` are about renames (`publishing.renames`): the key that feeds make the id of its post from (its
    own if this is empty), the upload to which a removed source left its origin, and the copies that stood when its post appeared.
    `former_id` is the name of the id that its post had, if it has none now.

    `owing_since` is the version of the first record that owed what this one owes, if it takes over what others have left undone.

    `preview` is the post of a draft or a scheduled source as last accepted, which stands at a secret address only, and `due` the
    time when it is to be published (UTC; empty: it is a draft). `previewed` says that the post on the site had a preview, whose
    address leads to it now.
    """

    STORED: ClassVar = Stored(beside=("key", "version"), sparse=True)

    key: str
    version: str
    state: State
    post: Post | None = None
    media: Media | None = None
    digest: str = ""
    reading: str = ""
    refusal: Refusal | None = None
    former: tuple[str, ...] = ()
    wake: str = ""
    shows: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    origin: str = ""
    heir: str = ""
    elders: tuple[str, ...] = ()
    former_id: str = ""
    menu: tuple[str, ...] = ()
    menu_beside: tuple[str, ...] = ()
    owed: frozenset[Owed] = frozenset()
    preview: Post | None = None
    due: str = ""
    previewed: bool = False
    owing_since: str = ""

    @property
    def sequence(self) -> str:
        return self.version.split(".", 1)[0]

    @property
    def address(self) -> str:
        """The address of its post; empty if it has none."""
        return self.post.address if self.post else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it owns; no other source can have any of them."""
        return names_of(self.post) if self.post else ()

    @property
    def body(self) -> str:
        """The name of the body of its post, or of its preview; empty if it has none."""
        shown = self.post or self.preview
        return shown.body if shown else ""

    @property
    def has_preview(self) -> bool:
        """Whether there is anything at its secret address: the preview, or what leads to the post that it has become."""
        return self.preview is not None or self.previewed

    @property
    def turns(self) -> str:
        """When its post appears or leaves (UTC; empty: never): what it wakes for, unless only its comments close then."""
        return "" if self.post and self.wake == self.post.comments_until else self.wake

    @property
    def size(self) -> tuple[int, int]:
        """The size for which pages keep room, in pixels; 0 by 0 if it is unknown, or if it is an image that was refused."""
        media = self.media
        return (media.width, media.height) if media and not (self.refusal and media.picture) else (0, 0)

    def settled(self) -> Self:
        """The same record, owing nothing."""
        return replace(self, owed=frozenset(), owing_since="")


def names_of(post: Post) -> tuple[str, ...]:
    """What a post claims, in this order: its address, and the id by which feeds of its language know it, if it has one.

    An id may be longer than a key of the table, so the claim is on a digest of it. It begins with no slash, as addresses do.
    """
    ids = (f"id:{post.lang}:{hashlib.sha256(post.id.encode()).hexdigest()[:32]}",) if post.id else ()
    return (post.address, *ids)


def id_name_of(post: Post) -> str:
    """The name that a post with an id of its author's claims for it; empty if it has none."""
    return "".join(names_of(post)[1:])


def next_version(current: Record | None, sequence: str) -> str:
    """The version of the record that would replace this one: higher than that of any record of the source before."""
    count = int(current.version.split(".")[1]) + 1 if current and current.sequence == sequence else 0
    return f"{sequence}.{count:06d}"
