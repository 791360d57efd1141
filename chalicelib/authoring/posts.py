"""Posts through the authoring API: found by their addresses, created, changed, deleted and restored.

Each write is conditional on the file that was read. Where somebody else has changed the file meanwhile, it is read and changed
again, a few times, so nothing of theirs is lost. A post is found by the claim of its address. A draft has none, so the API
notes which file it wrote for an address; a draft that was pushed is looked for among the newest previews. A file counts only if
ingest would give it that address.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from chalicelib.authoring import post_list, uploads
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import Grant, folder, may_write, refuse_file, refuse_without
from chalicelib.authoring.micropub import post_file
from chalicelib.authoring.micropub.post_file import PostFile, Written
from chalicelib.authoring.micropub.properties import Setting
from chalicelib.authoring.micropub.requests import Create, Properties, Update
from chalicelib.cloud.versioned import NOTHING, ChangedError
from chalicelib.content.media.media_types import TYPES
from chalicelib.content.plain_text import short
from chalicelib.content.source import Source, read_source
from chalicelib.errors import Refusal
from chalicelib.rendering.paths import url
from chalicelib.store import claims
from chalicelib.store.authoring import written_files
from chalicelib.store.authoring.written_files import WRITING, Holder, Repeat

TRIES = 5  # writes by others in between
NAMES = 100  # posts of a day with one slug
TYPE = TYPES["md"]
T = TypeVar("T")


class StoredPost(NamedTuple):
    """A post's file as it is stored: its ETag, what ingest makes of it, and the address that it was found by."""

    file: PostFile
    etag: str
    source: Source


# ---- addresses


def address_in(context: AuthoringContext, link: str) -> str:
    """Return the address on this site that a URL has; refuse the URL of another site."""
    base = context.site.url.rstrip("/")
    path = link.removeprefix(base) if link.startswith(f"{base}/") else link
    if not path.startswith("/") or path.startswith("//"):
        raise Refusal("no-post", short(link))
    return f"{unquote(urlsplit(path).path).rstrip('/')}/"


def read(context: AuthoringContext, key: str) -> StoredPost | None:
    """Return the post in this file; refuse a file that ingest would refuse."""
    stored = context.files.read(key)
    if stored is None:
        return None
    source = read_source(key, stored[0], context.site)
    return StoredPost(PostFile(key, stored[0].decode(), source.post), stored[1], source)


def candidates(context: AuthoringContext, address: str) -> Iterator[str]:
    """Yield the keys of the files that may be the post at this address, the likeliest first."""
    claim = claims.claim_of(context.cloud.table, address)
    if claim:
        yield claim.owner
    if written := written_files.holder_of(context.cloud.table, address).key:
        yield written


def find(context: AuthoringContext, grant: Grant, link: str) -> str:
    """Return the key of the post's file: the file of this address, else one that has left the address or was deleted.

    Only files that the person may write are read. A file of somebody else is refused as theirs only if its post is on the site.
    """
    address = address_in(context, link)
    keys = tuple(dict.fromkeys(candidates(context, address)))
    own = [key for key in keys if may_write(grant, key)]
    living = next((key for key in own if lives_at(context, key, address)), "")
    key = living or next(iter([*own[::-1], *keys]), "") or post_list.preview_at(context, address)
    if not key or not may_write(grant, key):
        is_public = claims.claim_of(context.cloud.table, address) is not None
        raise Refusal("not-yours" if is_public else "no-post", short(link))
    return key


def lives_at(context: AuthoringContext, key: str, address: str) -> bool:
    """Return whether this file is the post at the address; one that ingest would refuse may still be."""
    try:
        post = read(context, key)
    except Refusal:
        return True
    return post is not None and post.source.post.address == address


def post_at(context: AuthoringContext, grant: Grant, link: str) -> StoredPost:
    """Return the post at this address, which the person may write."""
    key = find(context, grant, link)
    post = read(context, key)
    if post is None:
        raise Refusal("no-post", short(link))
    return post


# ---- what is allowed


def refuse_publishing(grant: Grant, source: Source) -> None:
    """Refuse a file that would be published, or is to be in time, unless the person has allowed that to the app."""
    if not (source.draft or source.private):
        refuse_without(grant, "publish")


def repeated(key: str, act: Callable[[], T]) -> T:
    """Do something with a file, again if somebody else changes the file meanwhile; after a few times, refuse."""
    for _ in range(TRIES):
        try:
            return act()
        except ChangedError:
            continue
    raise Refusal("changed", short(key))


# ---- create


def create(context: AuthoringContext, grant: Grant, sent: Create, setting: Setting, repeats_as: str = "") -> str:
    """Create a post; return its URL. A request that `repeats_as` another creates no second post."""
    refuse_without(grant, "create", "draft")
    if sent.files:
        refuse_without(grant, "create", "media")
    repeat = written_files.begin(context.cloud.table, repeats_as, context.now) if repeats_as else None
    if repeat and repeat.key and context.files.versions(repeat.key):
        return url(context.site, repeat.address)
    now = post_file.moment_of(repeat.moment) if repeat else context.now
    properties = with_stored_files(context, grant, sent)
    written = Written(grant.author, now, only_draft="publish" not in grant.scopes)
    raw = post_file.new_file(properties, setting, written).encode()
    stem = f"{folder(grant, 'posts')}{post_file.name_of(properties, setting, now)}"
    names = [repeat.key] if repeat and repeat.key else [f"{stem}.md", *(f"{stem}-{number}.md" for number in range(2, NAMES))]
    for key in names:
        refuse_file(grant, key)
        if address := write_new(context, key, raw, repeat):
            return url(context.site, address)
    raise Refusal("changed", short(stem))


def with_stored_files(context: AuthoringContext, grant: Grant, sent: Create) -> Properties:
    """Store the files that came with a post; return the post's properties with the URLs of these files."""
    files = [(file.field, url(context.site, uploads.store(context, grant, file.name, file.body))) for file in sent.files]
    return post_file.with_files(sent.properties, files)


def write_new(context: AuthoringContext, key: str, raw: bytes, repeat: Repeat | None) -> str:
    """Write a new post under this key; return its address, or nothing where the key or the address isn't free."""
    try:
        address = read_source(key, raw, context.site).post.address
    except Refusal as refusal:
        if refusal.code == "reserved":
            return ""
        raise
    if not take_address(context, address, key):
        return ""
    if repeat:
        written_files.decided(context.cloud.table, Repeat(repeat.digest, repeat.moment, key, address))
    try:
        context.files.put(key, raw, TYPE, NOTHING)
    except ChangedError:
        return address if repeat and repeat.key == key else ""
    return address


def take_address(context: AuthoringContext, address: str, key: str) -> bool:
    """Take the address for this file, unless another file has it; return whether this file has it now."""
    table = context.cloud.table
    claim = claims.claim_of(table, address)
    if claim and claim.owner != key:
        return False
    now = int(context.now.timestamp())
    wish = Holder(key, now + WRITING)
    holder = written_files.take(table, address, wish)
    if holder.key != key and holder.until <= now and context.files.read(holder.key) is None:
        holder = written_files.take(table, address, wish, instead_of=holder.key)
    return holder.key == key


def digest_of(grant: Grant, sent: Create, named: str) -> str:
    """Return what a repeated request has in common with the first: the key that its app names, or all that it says."""
    files = [(file.field, hashlib.sha256(file.body).hexdigest()) for file in sent.files]
    said = ["key", named] if named else ["body", dict(sent.properties), files]
    return hashlib.sha256(json.dumps([grant.person, said], sort_keys=True).encode()).hexdigest()


# ---- change, delete, restore


def update(context: AuthoringContext, grant: Grant, sent: Update, setting: Setting) -> str:
    """Change a post; return its URL where that is another than the request's, else nothing."""
    refuse_without(grant, "update")
    asked = address_in(context, sent.url)
    key = post_at(context, grant, sent.url).file.key
    address = repeated(key, lambda: write_change(context, grant, key, sent, setting))
    return url(context.site, address) if address != asked else ""


def write_change(context: AuthoringContext, grant: Grant, key: str, sent: Update, setting: Setting) -> str:
    """Write the file after the change, if nobody else has changed it meanwhile; return the post's address."""
    post = read(context, key)
    if post is None:
        raise Refusal("no-post", short(sent.url))
    raw = post_file.updated(post.file, sent, setting).encode()
    source = read_source(key, raw, context.site)
    refuse_publishing(grant, source)
    before, address = post.source.post.address, source.post.address
    if address != before and not take_address(context, address, key):
        raise Refusal("taken", short(address))
    if address != before:
        written_files.take(context.cloud.table, before, Holder(key))
    if raw != post.file.text.encode():
        context.files.put(key, raw, TYPE, post.etag)
    return address


def delete(context: AuthoringContext, grant: Grant, link: str) -> None:
    """Delete a post; one that is deleted already stays so."""
    refuse_without(grant, "delete")
    key = find(context, grant, link)
    repeated(key, lambda: delete_file(context, key, address_in(context, link)))


def delete_file(context: AuthoringContext, key: str, address: str) -> None:
    stored = context.files.read(key)
    if stored:
        former = written_files.holder_of(context.cloud.table, address)
        written_files.take(context.cloud.table, address, Holder(key), instead_of=former.key)
        context.files.delete(key, stored[1])


def undelete(context: AuthoringContext, grant: Grant, link: str) -> None:
    """Restore the last version of a deleted post; one that is there stays as it is."""
    refuse_without(grant, "undelete")
    key = find(context, grant, link)
    if context.files.read(key) is not None:
        return
    last = next((version for version in context.files.versions(key) if not version.deleted), None)
    raw = context.files.read_version(key, last.id) if last else None
    if raw is None:
        raise Refusal("no-post", short(link))
    refuse_publishing(grant, read_source(key, raw, context.site))
    try:
        context.files.put(key, raw, TYPE, NOTHING)
    except ChangedError:
        return  # somebody else has put a file there
