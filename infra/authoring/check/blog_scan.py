"""A scan of a blog's folder: every file is read with the code that reads uploads, nothing is rendered as pages, nothing written.

Files without a page are read, too: drafts, posts of tomorrow, posts that have ended. So a mistake in them is found early.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.comments.rules.comment_file import Finding as Unused
from chalicelib.comments.rules.comment_file_names import sources_by_file
from chalicelib.content.media import files, images
from chalicelib.content.site.site import Site
from chalicelib.content.source import Source, read_source
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Post
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.parse import look, looked_at
from chalicelib.publishing.upload import ParseContext, StoredObject
from chalicelib.record import LOWEST, Record
from chalicelib.store import records, site_files
from chalicelib.times import iso_to_utc
from infra import fragments
from infra.authoring.check import check_cache
from infra.authoring.check.file_summary import FileSummary
from infra.build.comment_files import read_file
from infra.files.blog_folder import FolderLooks, Look, look_around, only_sources
from infra.files.parallel import ahead
from infra.terminal.progress import progress

A_WAVE = 2_000  # files read ahead
MANY = 100  # files that take so long to read that progress is shown
OUT = "/nowhere"  # the folder that a build would write to; a check has none
OWN_LINK = re.compile(r'<a [^<>]*?href="(/(?!/)[^"?#<>]*)')


class Blog(Frozen):
    """The files of a blog, by key in the order in which a build reads: the first to claim an address gets it."""

    site: Site
    now: datetime
    files: Mapping[str, FileSummary] = field(default_factory=dict)
    has_zone: bool = True
    """Whether `site.yaml` names a time zone."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """The site's own templates and stylesheets, as far as they are valid, by their names."""
    comments: Mapping[str, tuple[Unused, ...]] = field(default_factory=dict)
    """What isn't used of files of comments beside posts, by their keys."""

    @property
    def posts(self) -> Iterator[tuple[FileSummary, Post]]:
        """The sources with a post or page, whatever their state."""
        return ((summary, summary.post) for summary in self.files.values() if summary.post)


def read_blog(folder: Path, now: datetime, *, sends_from: str = "", shown: bool = False) -> Blog:
    """Read every file of the folder that would be uploaded to a deployment with this mail domain; `shown`: with progress."""
    started, around = time.time_ns(), look_around(folder, Path(OUT))
    keys = only_sources(around.looks)
    fixtures = [key for key in keys if files.sort_of(key) in files.FIXTURES]
    own, own_files = _read_own(folder, fixtures, now, sends_from)
    context = ParseContext(own.site, now, own.templates)
    others = _read_others(folder, context, keys[len(fixtures) :], around.looks, started, shown=shown)
    misnamed = {key: FileSummary(key, "refused", refusal=refusal) for key, refusal in around.refused}
    site_file = folder / "site.yaml"  # if it can't be read, another finding says so
    has_zone = not site_file.is_file() or bool(re.search(rb"(?m)^zone\s*:", site_file.read_bytes()))
    every = {**misnamed, **own_files, **others}
    return Blog(own.site, now, every, has_zone=has_zone, templates=own.templates, comments=_comments(folder, around))


def _comments(folder: Path, around: FolderLooks) -> Mapping[str, tuple[Unused, ...]]:
    """Return what builds and imports don't use of files of comments."""
    sources = sources_by_file(around.looks) if around.comments else {}
    return {key: read_file(folder / key, sources.get(key, "")).findings for key in around.comments}


def _read_others(
    folder: Path, context: ParseContext, keys: Sequence[str], looks: Mapping[str, Look], started: int, *, shown: bool
) -> Mapping[str, FileSummary]:
    """Read the files that aren't in the cache of an earlier check, and renew the cache."""
    cache_key = check_cache.cache_key(context.site)
    cached = check_cache.load(folder, cache_key, looks, context.now)
    new = [key for key in keys if key not in cached]
    read: dict[str, FileSummary] = {}
    with progress("files", len(new), shown=shown and len(new) >= MANY) as bar:
        for key, summary in zip(new, ahead(partial(_read, folder, context), new, A_WAVE), strict=True):
            read[key] = summary
            bar.update()
    summaries = {key: read[key] if key in read else cached[key] for key in keys}
    if read or cached.keys() - summaries.keys():
        check_cache.save(folder, cache_key, looks, summaries, started)
    return summaries


def _read_own(
    folder: Path, keys: Sequence[str], now: datetime, sends_from: str
) -> tuple[site_files.SiteFiles, dict[str, FileSummary]]:
    """Read the files of the site itself, twice: a template may include one that comes after it."""
    content, queue = MemoryBucket(), MemoryQueue()
    cloud = Cloud(
        MemoryTable(), content, MemoryBucket(), queue, queue, queue, MemoryMail(), FixedClock(now), sends_from=sends_from
    )
    for key in keys:
        content.write(key, Object((folder / key).read_bytes(), ""))
    for key in (*keys, *keys):
        ingest(cloud, Change(key, LOWEST))

    def summary(record: Record) -> FileSummary:
        needs = (*record.menu, *record.shows)
        return FileSummary(record.key, record.state, refusal=record.refusal, diagnostics=record.diagnostics, needs=needs)

    stored = records.read_many(cloud.table, keys)
    return site_files.read(cloud), {key: summary(stored[key]) for key in keys}


# ---- one file


def _read(folder: Path, context: ParseContext, key: str) -> FileSummary:
    """Return the summary of a file; a source without a page, such as a draft, is read as if it had one."""
    content = _content(folder, key)
    upload = look(key, content, context)
    refusal = upload.refusal or _refusal_by_encoder(folder / key, key)
    summary = FileSummary(key, "refused" if refusal else upload.state, refusal=refusal, diagnostics=upload.diagnostics)
    if upload.post and upload.body:
        source = Source(upload.post, upload.body, publishes=iso_to_utc(upload.post.date), expires=upload.wake)
        return _with_source(summary, source)
    if files.sort_of(key) == "source" and not upload.refusal:
        return _with_source(summary, read_source(key, content.raw, context.site))
    return summary


def _refusal_by_encoder(path: Path, key: str) -> Refusal | None:
    """Return why a build would refuse an image; None if the encoder isn't installed here."""
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


def _content(folder: Path, key: str) -> StoredObject:
    """Return the file as an upload; of an image only its head, since the encoder judges it."""
    path = folder / key
    with path.open("rb") as file:
        raw = file.read(images.HEAD if images.is_image(key) and not key.lower().endswith(".svg") else looked_at(key))
    return StoredObject(raw, "", path.stat().st_size, partial(FolderBucket(folder).part, key))


def _with_source(summary: FileSummary, source: Source) -> FileSummary:
    html = source.body.html
    post = source.post
    return replace(
        summary,
        post=post,
        publishes=source.publishes,
        expires=source.expires,
        links=tuple(dict.fromkeys(unquote(unescape(link)) for link in OWN_LINK.findall(html))),
        needs=(*post.links, *post.images, *post.files),
        ids=fragments.ids_in(html),
        parts=tuple(dict.fromkeys(fragments.parts_linked(html, summary.key))),
    )
