"""Where an entry will be read, compared with where the old blog had it: pure.

An old address that Presswork would give anyway needs no word. Another one is kept as `slug` or `path`. What Presswork can't have
(an address with `?`, one that is reserved, one that another entry has) is reported.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.content import source
from chalicelib.content.addresses.addresses import check_address, written_alias, written_path
from chalicelib.content.frontmatter.front_matter_fields import read_fields
from chalicelib.content.frontmatter.front_matter_writer import as_source
from chalicelib.content.frontmatter.frontmatter import split
from chalicelib.content.limits import limit
from chalicelib.content.media.files import is_file_like
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from infra.importers.blog import Entry
from infra.importers.parsing.urls import same_host, split_url

ALIASES = limit("list value")
DATED = re.compile(r"\d{4}-\d\d-\d\d-(?=.)")


class Placement(Frozen):
    """The keys of an entry with those of its address; its address here (empty: Presswork refuses it); why old ones are lost."""

    keys: Mapping[str, Any]
    address: str
    lost: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the entry can be read."""
        return tuple(filter(None, (self.address, *paths_of(self.keys.get("aliases", ())))))


def placement_of(entry: Entry, key: str, keys: Mapping[str, Any], site: Site, host: str, taken: Mapping[str, str]) -> Placement:
    """Return the entry's keys such that it is read where it was, or else at its own address here, or else at one that is free.

    `taken` names the owners of addresses. An old address that Presswork can have, but not as the entry's own, is an alias.
    """
    old = old_address(entry.address, host)
    refusal = refusal_of(old, site, taken) if old else ""
    best, address = keys_for_address(key, keys, site, "" if refusal else old)
    lost = [refusal]
    if not address:
        best, address = free_address(key, keys, site, taken)
        lost += [f"it is now at {address}"] if address else []
    elif address in taken:
        best, address = free_address(key, keys, site, taken)
        lost += [f"another entry has its address; it is now {address}"]
    aliases, refusals = aliases_of(entry, address, site, host, taken)
    if old and not refusal and written_path(old) != address:
        aliases = [old, *aliases]
    return Placement(with_aliases(best, aliases), address, (*filter(None, lost), *refusals))


def keys_for_address(key: str, keys: Mapping[str, Any], site: Site, wanted: str) -> tuple[Mapping[str, Any], str]:
    """Return the keys that give the wanted address in the plainest way, and the address that they give.

    Without a way, return those that give any address.
    """
    current = address_here(key, keys, site)
    is_html = wanted.endswith(".html")  # only `path` keeps that ending as an alias by itself
    if not wanted or (current == written_path(wanted) and not is_html):
        return keys, current
    plain = written_path(wanted)
    by_slug, by_path = after_title(keys, {"slug": plain.strip("/").rpartition("/")[2]}), after_title(keys, {"path": wanted})
    tries = [by_path] if is_html else [by_slug, by_path]
    return next(((best, plain) for best in tries if address_here(key, best, site) == plain), (keys, current))


def after_title(keys: Mapping[str, Any], more: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the keys with more of them where authors look for them: after title and date."""
    first = {name: keys[name] for name in ("title", "date", "updated") if name in keys}
    return {**first, **more, **{name: value for name, value in keys.items() if name not in first}}


def with_aliases(keys: Mapping[str, Any], aliases: list[str]) -> Mapping[str, Any]:
    if not aliases:
        return keys
    after = [name for name in ("title", "date", "updated", "slug", "path") if name in keys]
    first = {name: keys[name] for name in after}
    return {**first, "aliases": aliases[:ALIASES], **{name: value for name, value in keys.items() if name not in first}}


def address_here(key: str, keys: Mapping[str, Any], site: Site) -> str:
    """Return where Presswork would show a source with these keys; empty where it refuses it."""
    try:
        fields = read_fields(split(as_source(keys, "")), key)
        parts = source.spoken(key, fields, site)
        date = source.date_of(key, parts.stem, fields, site)
        return source.address_of(parts, date, fields.title, fields, site)
    except Refusal:
        return ""


def old_address(written: str, host: str) -> str:
    """Return an old address as a path with its query; empty if it is on another host."""
    url = split_url(written)
    if url.netloc and same_host(url.netloc) != same_host(host):
        return ""
    path = url.path or ("/" if url.netloc or url.query else "")
    return f"{path}?{url.query}" if url.query else path


def refusal_of(wanted: str, site: Site, taken: Mapping[str, str]) -> str:
    """Return why Presswork can't have an old address; empty if it can."""
    if "?" in wanted:
        return f"its old address {wanted} has a `?`, and addresses here have none"
    try:
        alias = written_alias(wanted, site)
        check_address(alias, site)
    except Refusal as refusal:
        return f"its old address {wanted} can't be kept: {refusal.reason.why}"
    if is_file_like(alias):
        return f"its old address {wanted} can't be kept: it looks like a file"
    owner = taken.get(written_path(wanted), "")
    return f"its old address {wanted} belongs to {owner}" if owner else ""


def free_address(key: str, keys: Mapping[str, Any], site: Site, taken: Mapping[str, str]) -> tuple[Mapping[str, Any], str]:
    """Return keys with an address that Presswork can have and that is still free, made from the name of the file."""
    stem = DATED.sub("", key.rpartition("/")[2].rpartition(".")[0])
    tries = [after_title(keys, {}), *(after_title(keys, {"slug": f"{stem}-{number}"}) for number in range(2, 100))]
    free = ((best, address_here(key, best, site)) for best in tries)
    return next(((best, address) for best, address in free if address and address not in taken), (keys, ""))


def paths_of(aliases: Iterable[str]) -> Iterator[str]:
    """Yield the addresses that aliases are; one that is none, such as another name of a note, is left to Presswork."""
    for alias in aliases:
        try:
            yield written_path(alias)
        except Refusal:
            continue


def aliases_of(entry: Entry, address: str, site: Site, host: str, taken: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the aliases that Presswork can have, and why it can't have the others."""
    elsewhere = [f"its old address {alias} is on another host" for alias in entry.aliases if not old_address(alias, host)]
    paths = dict.fromkeys(filter(None, (old_address(alias, host) for alias in entry.aliases)))
    whys = {path: refusal_of(path, site, taken) for path in paths if path.rstrip("/") != address.rstrip("/")}
    return [path for path, why in whys.items() if not why], [*(why for why in whys.values() if why), *elsewhere]
