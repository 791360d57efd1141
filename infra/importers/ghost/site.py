"""What `site.yaml` takes from a Ghost export: title, language, zone, menu, authors, and accounts elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import available_timezones

from chalicelib.content.addresses.addresses import term
from infra.importers.blog import Author, MenuEntry, SiteFacts
from infra.importers.ghost.export_tables import URL, Export, Row, text
from infra.importers.parsing.json_texts import value_of

FIELDS = ("year", "month", "day", "slug")
NETWORKS: Mapping[str, str] = {"twitter": "https://x.com/", "facebook": "https://www.facebook.com/"}


def facts_of(export: Export, posts: Iterable[Row], url: str) -> SiteFacts:
    """Return the facts about the site; `posts` are read once, since the menu leads to them by slug."""
    said = export.settings
    writers = {id_ for ids in export.authors_of.values() for id_ in ids}
    ids: dict[str, str] = {}
    for row in posts:
        ids.setdefault(text(row, "slug"), text(row, "id"))
        writers.add(text(row, "author_id"))
    authors = tuple(author_of(row) for id_, row in export.authors.items() if id_ in writers)
    return SiteFacts(
        title=said.get("title", ""),
        tagline=said.get("description", ""),
        url=url,
        languages=languages_of(said),
        zone=zone_of(said),
        permalink=permalink_of(said.get("permalinks", "")),
        authors=authors,
        menu=tuple(menu_of(said.get("navigation", ""), ids, {text(tag, "slug"): here(tag) for tag in export.tags.values()})),
        redirects={"/rss/": "/feed/"},
        extra=extra_of(said),
    )


def author_of(row: Row) -> Author:
    picture = text(row, "profile_image", "image").replace(URL, "")
    slug = text(row, "slug") or term(text(row, "name")).slug
    return Author(slug, text(row, "name"), text(row, "bio"), text(row, "website"), picture)


def languages_of(said: Mapping[str, str]) -> tuple[str, ...]:
    code = said.get("locale") or said.get("lang") or said.get("default_locale") or said.get("defaultLang") or ""
    return (code.replace("_", "-").partition("-")[0].lower(),) if code else ()


def zone_of(said: Mapping[str, str]) -> str:
    zone = said.get("timezone") or said.get("active_timezone") or said.get("activeTimezone") or ""
    return zone if zone in available_timezones() and not zone.startswith("Etc/") else ""


def permalink_of(pattern: str) -> str:
    """Return the pattern of posts' addresses; Ghost's own, unless the settings of an old version say another."""
    for name in FIELDS:
        pattern = pattern.replace(f":{name}", f"{{{name}}}")
    return pattern if "{slug}" in pattern and ":" not in pattern else "/{slug}/"


def menu_of(navigation: str, ids: Mapping[str, str], tags: Mapping[str, str]) -> Iterator[MenuEntry]:
    """Yield the entries of the menu."""
    try:
        given = value_of(navigation or "[]")
    except (ValueError, RecursionError):
        return
    for one in given if isinstance(given, list) else ():
        if isinstance(one, Mapping):
            yield leading(text(one, "label"), text(one, "url").replace(URL, ""), ids, tags)


def leading(label: str, address: str, ids: Mapping[str, str], tags: Mapping[str, str]) -> MenuEntry:
    """Return the entry that leads to an address: to the post or listing there, if it is one."""
    path = address.strip("/")
    kind, _, slug = path.partition("/")
    if path in ids:
        return MenuEntry(label, entry=ids[path])
    if not path and address:
        return MenuEntry(label, to="home")
    if kind == "tag" and slug in tags:
        return MenuEntry(label, to=f"tag/{tags[slug]}")
    return MenuEntry(label, to=path if kind == "author" and slug and "/" not in slug else address)


def here(tag: Row) -> str:
    """Return the end of a tag's address here, which is made from its name."""
    return term(text(tag, "name")).slug


def extra_of(said: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the further keys of `site.yaml`: accounts elsewhere."""
    me = [f"{home}{name.lstrip('@')}" for key, home in NETWORKS.items() if (name := said.get(key, "")) and "/" not in name]
    return {"me": me} if me else {}
