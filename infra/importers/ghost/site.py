"""What `site.yaml` takes from a Ghost export: title, language, zone, menu, authors, and accounts elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import available_timezones

from chalicelib.content.addresses.addresses import term
from infra.importers.blog import Author, MenuEntry, SiteFacts
from infra.importers.ghost.export_tables import URL, Export, TableRow, text
from infra.importers.parsing.valid_chars import json_value

FIELDS = ("year", "month", "day", "slug")
NETWORKS: Mapping[str, str] = {"twitter": "https://x.com/", "facebook": "https://www.facebook.com/"}


def facts_of(export: Export, posts: Iterable[TableRow], url: str) -> SiteFacts:
    """Return the facts about the site; `posts` are read once, since the menu leads to them by slug."""
    settings = export.settings
    writers = {id_ for ids in export.authors_of.values() for id_ in ids}
    ids: dict[str, str] = {}
    for row in posts:
        ids.setdefault(text(row, "slug"), text(row, "id"))
        writers.add(text(row, "author_id"))
    authors = tuple(author_of(row) for id_, row in export.authors.items() if id_ in writers)
    return SiteFacts(
        title=settings.get("title", ""),
        tagline=settings.get("description", ""),
        url=url,
        languages=languages_of(settings),
        zone=zone_of(settings),
        permalink=permalink_of(settings.get("permalinks", "")),
        authors=authors,
        menu=tuple(
            menu_of(settings.get("navigation", ""), ids, {text(tag, "slug"): tag_slug(tag) for tag in export.tags.values()})
        ),
        redirects={"/rss/": "/feed/"},
        extra=extra_of(settings),
    )


def author_of(row: TableRow) -> Author:
    picture = text(row, "profile_image", "image").replace(URL, "")
    slug = text(row, "slug") or term(text(row, "name")).slug
    return Author(slug, text(row, "name"), text(row, "bio"), text(row, "website"), picture)


def languages_of(settings: Mapping[str, str]) -> tuple[str, ...]:
    code = settings.get("locale") or settings.get("lang") or settings.get("default_locale") or settings.get("defaultLang") or ""
    return (code.replace("_", "-").partition("-")[0].lower(),) if code else ()


def zone_of(settings: Mapping[str, str]) -> str:
    zone = settings.get("timezone") or settings.get("active_timezone") or settings.get("activeTimezone") or ""
    return zone if zone in available_timezones() and not zone.startswith("Etc/") else ""


def permalink_of(pattern: str) -> str:
    """Return the pattern of posts' addresses; Ghost's own, unless the settings of an old version say another."""
    for name in FIELDS:
        pattern = pattern.replace(f":{name}", f"{{{name}}}")
    return pattern if "{slug}" in pattern and ":" not in pattern else "/{slug}/"


def menu_of(navigation: str, ids: Mapping[str, str], tags: Mapping[str, str]) -> Iterator[MenuEntry]:
    """Yield the entries of the menu."""
    try:
        entries = json_value(navigation or "[]")
    except (ValueError, RecursionError):
        return
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping):
            yield entry_to(text(entry, "label"), text(entry, "url").replace(URL, ""), ids, tags)


def entry_to(label: str, address: str, ids: Mapping[str, str], tags: Mapping[str, str]) -> MenuEntry:
    """Return the menu entry for an address: it leads to the post or listing there, or to the address itself."""
    path = address.strip("/")
    kind, _, slug = path.partition("/")
    if path in ids:
        return MenuEntry(label, entry=ids[path])
    if not path and address:
        return MenuEntry(label, to="home")
    if kind == "tag" and slug in tags:
        return MenuEntry(label, to=f"tag/{tags[slug]}")
    return MenuEntry(label, to=path if kind == "author" and slug and "/" not in slug else address)


def tag_slug(tag: TableRow) -> str:
    """Return the end of a tag's address here, which is made from its name."""
    return term(text(tag, "name")).slug


def extra_of(settings: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the further keys of `site.yaml`: accounts elsewhere."""
    accounts = [
        f"{home}{name.lstrip('@')}" for key, home in NETWORKS.items() if (name := settings.get(key, "")) and "/" not in name
    ]
    return {"me": accounts} if accounts else {}
