"""The files of a blog, read and checked by the code that the cloud reads uploads with.

So a file that would be refused is never uploaded, and what is said of it is what its report would say.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fnmatch import translate
from functools import partial
from pathlib import Path

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.folder import FolderBucket
from chalicelib.content.media import files
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.publishing.objects import found_in
from chalicelib.publishing.parse import look, looked_at
from chalicelib.publishing.upload import ParseContext, StoredObject, Upload
from infra.authoring.push.push_index import Index
from infra.build.build_messages import line_naming
from infra.files.blog_folder import FolderLooks, Look, in_order, look_around
from infra.files.file_watch import IGNORED_NAMES
from infra.files.parallel import ahead
from infra.files.relative_path import relative

A_WAVE = 2_000  # files read ahead of the one that is looked at
NOWHERE = Path("/nowhere")  # the folder of a build, where there is none
TEMPORARY = re.compile("|".join(f"(?:{translate(pattern)})" for pattern in IGNORED_NAMES))


class Reading(Frozen):
    """A file as it was read: how it looks, the MD5 of its bytes, and what it says, without its body.

    `needs` are the files that it shows, plays or links to, each with its line (0: unknown). `unread` says why it can't be read.
    """

    key: str
    look: Look
    digest: str = ""
    upload: Upload = field(default_factory=lambda: Upload("refused"))
    needs: Mapping[str, int] = field(default_factory=dict)
    unread: str = ""


def looked_in(blog: Path, out: Path | None = None) -> FolderLooks:
    """Return how each file of the blog looks, by its key, and what has no name that can be one."""
    return look_around(blog, out or NOWHERE)


def differing(looks: Mapping[str, Look], index: Index) -> Sequence[str]:
    """Return the files that don't look as at the last push, or weren't seen live, in the order of reading; no temporary ones."""
    keys = {key for key, look in looks.items() if key not in index.files or index.files[key].look != look}
    return sorted(filter(is_authors, keys | (index.waiting & looks.keys())), key=in_order)


def is_authors(key: str) -> bool:
    """Return whether a file is its author's, and not one that an editor or a system keeps beside it."""
    return not files.is_ignored(key) and not any(map(TEMPORARY.fullmatch, key.split("/")))


def below(keys: Iterable[str], blog: Path, paths: Sequence[Path]) -> frozenset[str]:
    """Return those of the keys that lie at one of these paths, or below it."""
    root = os.path.realpath(blog)
    wanted = {relative(os.path.realpath(path), root).replace(os.sep, "/") for path in paths}
    if not wanted or "." in wanted:
        return frozenset(keys)
    folders = tuple(f"{path}/" for path in wanted)
    return frozenset(key for key in keys if key in wanted or key.startswith(folders))


def read(blog: Path, keys: Sequence[str], looks: Mapping[str, Look], site: Site, now: datetime, seen: int) -> Iterator[Reading]:
    """Read these files, in order and on all cores; `seen` is when they were looked at, in nanoseconds."""
    reading = partial(_read, FolderBucket(blog), ParseContext(site, now, _templates(blog, keys, looks)))
    for one in ahead(reading, keys, A_WAVE):
        yield replace(one, look=looks[one.key].steady(seen))


def site_of(blog: Path, now: datetime) -> Site | None:
    """Return the site that the blog's `site.yaml` describes; None where there is none, or none that can be read."""
    from chalicelib.store.site_files import site_in  # noqa: PLC0415 - only who reads a file needs it

    stored = FolderBucket(blog).read("site.yaml", looked_at("site.yaml"))
    if stored is None:
        return None
    upload = look("site.yaml", StoredObject(stored[0], stored[1].etag, stored[1].size), ParseContext(Site(), now))
    return site_in(upload.site_file) if upload.site_file else None


def _templates(blog: Path, keys: Sequence[str], looks: Mapping[str, Look]) -> Mapping[str, str]:
    """Return the site's own templates, which a template is checked with; nothing where none is to be read."""
    if not any(key.startswith("templates/") for key in keys):
        return {}
    bucket = FolderBucket(blog)
    texts = ((key, bucket.read(key)) for key in looks if key.startswith("templates/"))
    return {key.removeprefix("templates/"): text[0].decode(errors="replace") for key, text in texts if text}


def _read(folder: FolderBucket, context: ParseContext, key: str) -> Reading:
    unknown = Look(0, 0)
    try:
        stored = found_in(folder, key)
    except OSError as error:
        return Reading(key, unknown, unread=error.strerror or str(error))
    if stored is None:
        return Reading(key, unknown, unread="it's gone, or isn't a regular file")
    upload = look(key, stored, context)
    return Reading(key, unknown, stored.etag, replace(upload, body=None), _needs(upload, stored.raw))


def _needs(upload: Upload, raw: bytes) -> Mapping[str, int]:
    """Return the files that an upload shows or links to, or will once it is published, each with the first line that names it."""
    post = upload.post or upload.preview
    needed = (*post.links, *post.images, *post.files) if post else (*upload.shows, *upload.menu)
    if not needed:
        return {}
    lines = raw.decode(errors="replace").splitlines()
    return {key: line_naming(key, lines) for key in needed}


def missing(reading: Reading, present: Iterable[str]) -> Sequence[tuple[str, int]]:
    """Return what a file needs and the blog hasn't, with the lines."""
    there = present if isinstance(present, frozenset | dict) else frozenset(present)
    return [(key, line) for key, line in reading.needs.items() if key not in there]
