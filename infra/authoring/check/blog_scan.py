"""A blog as its folder has it: every file read with the code that reads uploads, nothing rendered as pages, nothing written.

What is on no page is read, too: drafts, posts of tomorrow, posts that have ended. So a mistake in them is found before its time.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue, MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.content.media import files, images
from chalicelib.content.site.site import Site
from chalicelib.content.source import Source, read_source
from chalicelib.errors import Refusal
from chalicelib.model import Post
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.parse import look, looked_at
from chalicelib.publishing.upload import Found, ParseContext
from chalicelib.record import LOWEST, Record
from chalicelib.store import records, site_files
from chalicelib.times import told_in_utc
from infra import fragments
from infra.authoring.check import check_cache
from infra.authoring.check.file_summary import Read
from infra.files.blog_folder import Look, Looked, look_around, only_sources
from infra.files.parallel import ahead
from infra.terminal.progress import progress

A_WAVE = 2_000  # files read ahead of the one that is looked at
MANY = 100  # files that take so long to read that it is worth telling
OUT = "/nowhere"  # the folder that a build would write to; a check has none
OWN_LINK = re.compile(r'<a [^<>]*?href="(/(?!/)[^"?#<>]*)')


@dataclass(frozen=True, slots=True)
class Blog:
    """All that was read, by key in the order in which a build reads: the first to want an address gets it."""

    site: Site
    now: datetime
    files: Mapping[str, Read] = field(default_factory=dict)
    has_zone: bool = True
    """Whether `site.yaml` names a time zone."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """The site's own templates and stylesheets, as far as they can be used, by their names."""

    @property
    def posts(self) -> Iterator[tuple[Read, Post]]:
        """The sources with a post or page, whatever their state."""
        return ((read, read.post) for read in self.files.values() if read.post)


def read_blog(folder: Path, now: datetime, *, shown: bool = False) -> Blog:
    """Read every file of the folder that would be uploaded; `shown` is whether somebody watches."""
    seen, around = time.time_ns(), look_around(folder, Path(OUT))
    looked, keys = around.looks, only_sources(around.looks)
    own = [key for key in keys if files.sort_of(key) in files.FIXTURES]
    site_now, read = _read_own(folder, own, now)
    others = _read_others(
        folder, ParseContext(site_now.site, now, site_now.templates), keys[len(own) :], looked, seen, shown=shown
    )
    every = {**_misnamed(around), **read, **others}
    return Blog(site_now.site, now, every, has_zone=_names_zone(folder), templates=site_now.templates)


def _read_others(
    folder: Path, context: ParseContext, keys: Sequence[str], looked: Mapping[str, Look], seen: int, *, shown: bool
) -> Mapping[str, Read]:
    """Read the other files, as far as an earlier check doesn't know them."""
    made = check_cache.read_with(context.site)
    known = check_cache.load(folder, made, looked, context.now)
    new = [key for key in keys if key not in known]
    read: dict[str, Read] = {}
    with progress("files", len(new), shown=shown and len(new) >= MANY) as bar:
        for key, one in zip(new, ahead(partial(_read, folder, context), new, A_WAVE), strict=True):
            read[key] = one
            bar.update()
    found = {key: read[key] if key in read else known[key] for key in keys}
    if read or known.keys() - found.keys():
        check_cache.save(folder, made, looked, found, seen)
    return found


def _read_own(folder: Path, keys: Sequence[str], now: datetime) -> tuple[site_files.SiteFiles, dict[str, Read]]:
    """Read the files of the site itself, twice: a template may include one that comes after it."""
    content, queue = MemoryBucket(), MemoryQueue()
    cloud = Cloud(MemoryTable(), content, MemoryBucket(), queue, queue, queue, MemoryMail(), FixedClock(now))
    for key in keys:
        content.write(key, Object((folder / key).read_bytes(), ""))
    for key in (*keys, *keys):
        ingest(cloud, Change(key, LOWEST))
    standing = records.read_many(cloud.table, keys)
    return site_files.read(cloud), {key: _of_record(standing[key]) for key in keys}


def _of_record(record: Record) -> Read:
    return Read(
        record.key, record.state, refusal=record.refusal, diagnostics=record.diagnostics, needs=(*record.menu, *record.shows)
    )


def _misnamed(looked: Looked) -> Mapping[str, Read]:
    return {key: Read(key, "refused", refusal=refusal) for key, refusal in looked.refused}


def _names_zone(folder: Path) -> bool:
    """Whether the site has a zone of its own; one that can't be read is reported elsewhere."""
    path = folder / "site.yaml"
    return not path.is_file() or bool(re.search(rb"(?m)^zone\s*:", path.read_bytes()))


# ---- one file


def _read(folder: Path, context: ParseContext, key: str) -> Read:
    found = _found(folder, key)
    upload = look(key, found, context)
    refusal = upload.refusal or _refused_by_the_encoder(folder / key, key)
    read = Read(key, "refused" if refusal else upload.state, refusal=refusal, diagnostics=upload.diagnostics)
    if upload.post and upload.body:
        return _with_source(read, Source(upload.post, upload.body, publishes=told_in_utc(upload.post.date), expires=upload.wake))
    is_hidden = files.sort_of(key) == "source" and not upload.refusal
    return _with_source(read, read_source(key, found.raw, context.site)) if is_hidden else read


def _refused_by_the_encoder(path: Path, key: str) -> Refusal | None:
    """Return why a build would refuse an image; nothing where its encoder isn't installed, as where nothing is built."""
    if not images.is_encoded(key):
        return None
    try:
        from chalicelib.images.encoding import judge  # noqa: PLC0415 - Pillow is loaded where there is an image
    except ImportError:
        return None
    try:
        judge(path.read_bytes())
    except Refusal as refusal:
        return refusal
    return None


def _found(folder: Path, key: str) -> Found:
    """Return the file as an upload; of an image only its head, which is judged by the encoder."""
    path = folder / key
    with path.open("rb") as file:
        raw = file.read(images.HEAD if images.is_image(key) and not key.lower().endswith(".svg") else looked_at(key))
    return Found(raw, "", path.stat().st_size, partial(FolderBucket(folder).part, key))


def _with_source(read: Read, source: Source) -> Read:
    html = source.body.html
    post = source.post
    return replace(
        read,
        post=post,
        publishes=source.publishes,
        expires=source.expires,
        links=tuple(dict.fromkeys(unquote(unescape(found)) for found in OWN_LINK.findall(html))),
        needs=(*post.links, *post.images, *post.files),
        ids=fragments.ids_in(html),
        parts=tuple(dict.fromkeys(fragments.parts_linked(html, read.key))),
    )
