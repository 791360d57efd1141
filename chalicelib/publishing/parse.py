"""Parsing: what an upload says, by the rule for its sort of key (a row of `READERS`).

Pure: bytes, site and time in, an `Upload` out. A refusal is an answer like any other, so nothing here raises an error for what an
author did. A bug of our own becomes a refusal as well, because it would fail at each try.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.frontmatter.front_matter_fields import is_withheld
from chalicelib.content.limits import limit
from chalicelib.content.location import file_places
from chalicelib.content.media import files, image_variants, images, media_types
from chalicelib.content.presentation import players
from chalicelib.content.site.site import Site
from chalicelib.content.source import Source, read_source
from chalicelib.errors import Refusal
from chalicelib.model import Media, Post
from chalicelib.publishing import item_sizes
from chalicelib.publishing.upload import ParseContext, Reader, StoredObject, Upload
from chalicelib.record import Record, State
from chalicelib.rendering.failures import GIVEN_UP, said
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
SOURCE_LIMIT, FILE_LIMIT, IMAGE_LIMIT = limit("source"), limit("file"), limit("image")
RENDERING = "10"  # raise it when a source would render differently: known bodies are then rendered again


def looked_at(key: str) -> int:
    """Return the number of bytes that `look` reads of the object; of a file that is only copied, those that tell its kind."""
    if files.is_read(key):
        return SOURCE_LIMIT + 1
    if file_places.is_looked_through(key):
        return images.HEAD
    if images.is_encoded(key):
        return IMAGE_LIMIT + 1
    return images.HEAD if images.is_image(key) else file_places.BEGINNING


def digest_of(raw: bytes) -> str:
    """Return a short name for these bytes."""
    return hashlib.sha256(raw).hexdigest()[:32]


def reading_of(site: Site) -> str:
    """Return a short name for the settings that a source is read with: the same text and settings give the same post."""
    rules = [RENDERING, site.zone, site.permalink, site.frames, site.markdown, site.comments, site.codes, site.comments_closed]
    closing = [site.comment_rules.close_after] if site.comment_rules.close_after else []
    return digest_of(json.dumps(rules + closing).encode())[:8]


def look(key: str, stored: StoredObject | None, context: ParseContext) -> Upload:
    """Return what the upload says now; if no object was found, that it was removed."""
    sort = files.sort_of(key)
    if stored is None:
        return Upload("removed", site_file="" if sort in files.FIXTURES else None)
    try:
        upload = _read(sort, key, stored, context)
        item_sizes.check(_record_of(key, upload))
    except Refusal as refusal:
        # What is private goes, even if it is refused; the last good version of any other source stays.
        state: State = "draft" if sort == "source" and is_withheld(stored.raw) else "refused"
        upload = Upload(state, refusal=Refusal(refusal.code, refusal.found[: item_sizes.FOUND], refusal.line))
    except Exception as error:
        log.exception("%s: %s can't be read", GIVEN_UP, key)
        upload = Upload("refused", refusal=Refusal("broken", said(error)))
    return replace(upload, digest=digest_of(stored.raw)) if sort == "source" else upload


def _record_of(key: str, upload: Upload) -> Record:
    """Return the record of this upload if there was none before, with a version and a digest of the greatest length."""
    version, digest = "0" * LONGEST_VERSION, "0" * LONGEST_DIGEST
    return Record(
        key,
        version,
        upload.state,
        upload.post,
        upload.media,
        digest=digest,
        wake=upload.wake,
        shows=upload.shows,
        menu=upload.menu,
        menu_beside=upload.menu_beside,
        diagnostics=upload.diagnostics,
        preview=upload.preview,
        due=upload.wake if upload.preview else "",
    )


def _read(sort: str, key: str, stored: StoredObject, context: ParseContext) -> Upload:
    if not is_key(key):
        raise Refusal("long-key", f"{len(key.encode()):,} bytes")
    if sort != "file" and stored.size > LIMITS[sort]:  # the rest was not read
        raise Refusal("too-big", f"{stored.size:,} bytes")
    if sort != "file" and (told := file_places.in_text(stored.raw.decode("latin-1"))).where:
        raise Refusal("place", told.where, told.line)
    return READERS[sort](key, stored, context)


def _source(key: str, stored: StoredObject, context: ParseContext) -> Upload:
    source = read_source(key, stored.raw, context.site)
    state, wake = _state(source, context.now)
    post = _with_comments(source.post, context) if state == "published" else None
    wake = min(filter(None, (wake, post.comments_until if post else "")), default="")
    preview = source.post if state in PREVIEWED and not source.private else None
    body = source.body if post or preview else None
    return Upload(state, post=post, body=body, wake=wake, diagnostics=source.diagnostics, preview=preview)


def _with_comments(post: Post, context: ParseContext) -> Post:
    """Return the post with the time at which its comments close, or closed."""
    days = context.site.comment_rules.close_after
    if not (days and post.comments and post.date):
        return post
    until = in_utc(datetime.fromisoformat(post.date) + timedelta(days=days))
    if until <= in_utc(context.now):
        return replace(post, comments=False, comments_closed=True)
    return replace(post, comments_until=until)


PREVIEWED: tuple[State, ...] = ("draft", "due")
"""The states of sources that have a preview."""


def _state(source: Source, now: datetime) -> tuple[State, str]:
    """Return the state of a valid source at this time, and when that changes (UTC; empty: never)."""
    if source.draft:
        return "draft", ""
    time = in_utc(now)
    if source.publishes > time:
        return "due", source.publishes
    if source.expires and source.expires <= time:
        return "expired", ""
    return "published", source.expires


def _file(key: str, stored: StoredObject, _context: ParseContext) -> Upload:
    media = Media(key, files.media_type(key), stored.etag)
    if stored.size > FILE_LIMIT:
        raise Refusal("file-too-big", f"{stored.size:,} bytes")
    if media.type == images.SVG:
        if stored.size > SOURCE_LIMIT:
            raise Refusal("too-big", f"{stored.size:,} bytes")
        from chalicelib.content.html.svg import check_svg  # noqa: PLC0415 - few uploads are drawings, and a parser of CSS loads long

        check_svg(stored.raw)
    if kind := file_places.misnamed(key, stored.raw):
        raise Refusal("misnamed", f"{kind} named .{media_types.extension_of(key)}")
    if file_places.is_looked_through(key) and (place := file_places.place_in(key, stored.raw, stored.part, stored.size)):
        raise Refusal("place", place)
    if images.is_encoded(key):
        if stored.size > IMAGE_LIMIT:
            raise Refusal("image-too-large", f"{stored.size:,} bytes")
        media = replace(media, picture=image_variants.name_of(stored.raw))
    width, height = images.size_of(media.type, stored.raw)
    length = stored.size if players.is_playable(key) else 0
    return Upload("published", media=replace(media, width=width, height=height, length=length))


def _of_the_site(key: str, stored: StoredObject, context: ParseContext) -> Upload:
    from chalicelib.publishing import parse_site  # noqa: PLC0415 - few uploads change the site; templates and YAML of it load long

    return parse_site.READERS[files.sort_of(key)](key, stored, context)


READERS: Mapping[str, Reader] = {"source": _source, "file": _file, "site": _of_the_site, "template": _of_the_site}
LIMITS = {"source": SOURCE_LIMIT, "site": limit("site.yaml"), "template": limit("template")}
LONGEST_VERSION, LONGEST_DIGEST = 40, 32  # characters of a record's version, and of its digest
