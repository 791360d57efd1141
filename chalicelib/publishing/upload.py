"""Values of parsing: the object that was uploaded, what it is read with, and what it says.

`parse` and `parse_site` read uploads into these; ingest, builds and checks use them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import field

from chalicelib.content.location.file_parts import Part
from chalicelib.content.site.site import Site
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Body, Media, Post
from chalicelib.record import State


class StoredObject(Frozen):
    """An object of the content bucket: its first bytes, its version, its size, and what reads any other part of it."""

    raw: bytes
    etag: str
    size: int
    part: Part | None = None


class Upload(Frozen):
    """What an upload says.

    `preview` is the post of a source that isn't published yet, `body` the text of either. `wake` is the time when it will say
    something else. `site_file` is what it gives the whole site: a parsed `site.yaml`, a
    template, a catalogue; empty if that was removed. `shows` are the images that such a site shows itself,
    `menu` and `menu_beside` what its menu depends on.
    """

    state: State
    post: Post | None = None
    body: Body | None = None
    media: Media | None = None
    site_file: str | None = None
    shows: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    refusal: Refusal | None = None
    digest: str = ""
    wake: str = ""
    menu: tuple[str, ...] = ()
    menu_beside: tuple[str, ...] = ()
    preview: Post | None = None


class ParseContext(Frozen):
    """What an upload is read with: the site, its own templates, and the time."""

    site: Site
    now: datetime
    templates: Mapping[str, str] = field(default_factory=dict)


Look = Callable[[str, StoredObject | None, ParseContext], Upload]
Reader = Callable[[str, StoredObject, ParseContext], Upload]
