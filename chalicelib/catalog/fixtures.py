"""Fixtures: the last good `site.yaml` and the site's own templates, which every page is made with.

They stand in one partition, so a press reads them all in one call. Each carries the stamp of the record that put it, so
a late worker cannot bring an old one back; one that was removed stays as an empty value, for its stamp.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from chalicelib.catalog import layout
from chalicelib.cloud.ports import Absent, At, Cloud, Condition, Item, Same, Table
from chalicelib.content.site import Site, load_site
from chalicelib.record import LOWEST


@dataclass(frozen=True, slots=True)
class Fixtures:
    """The site as it stands and as it is stored, the stamp of its `site.yaml` (empty: never opened), and its templates."""

    site: Site = field(default_factory=Site)
    text: str = ""
    stamp: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    former: frozenset[str] = frozenset()
    """The languages that were the default before: their pages stood where now another's do."""
    version: tuple[str, ...] = ()
    """The stamps of all of them: equal versions are equal fixtures."""


def read(cloud: Cloud) -> Fixtures:
    items = {item.at.sk: item for item in cloud.table.query(layout.SITE)}
    version = tuple(str(item.has["stamp"]) for item in items.values())
    site = items.pop("-", None)
    text = str(site.has["value"]) if site else ""
    templates = {sk.removeprefix(layout.TEMPLATE): str(item.has["value"]) for sk, item in items.items() if item.has["value"]}
    return Fixtures(
        site=site_in(text, cloud.url),
        text=text,
        stamp=str(site.has["stamp"]) if site else "",
        templates=templates,
        former=frozenset(str(site.has.get("former", "")).split()) if site else frozenset(),
        version=version,
    )


@lru_cache(maxsize=4)
def site_in(value: str, url: str = "") -> Site:
    """The site that this value says; without one the defaults; at another URL, if one is given."""
    site = load_site(value) if value else Site()
    return replace(site, url=url) if url else site


def stamp_of_site(table: Table) -> str:
    """The stamp of the `site.yaml` in force."""
    item = table.get(At(layout.SITE))
    return str(item.has["stamp"]) if item else ""


def put(table: Table, key: str, value: str, stamp: str) -> None:
    """Put it in force, unless a newer one is; a site also remembers every language that was the default before."""
    name = key.partition("templates/")[2]
    at = layout.at_template(name) if name else At(layout.SITE)
    standing = table.get(at)
    while standing is None or str(standing.has["stamp"]) <= stamp:
        former = {} if name else {"former": " ".join(sorted(_former(standing) - {site_in(value).lang}))}
        if table.put(Item(at, {"stamp": stamp, "value": value, **former}), _unchanged(standing)):
            return
        standing = table.get(at)


def _former(standing: Item | None) -> frozenset[str]:
    """The languages that were the default, up to the one of the site that stands."""
    if standing is None:
        return frozenset()
    return frozenset(str(standing.has.get("former", "")).split()) | {site_in(str(standing.has["value"])).lang}


def _unchanged(standing: Item | None) -> Condition:
    return Same("stamp", standing.has["stamp"]) if standing else Absent()


def open_house(table: Table) -> None:
    """Note that the pages of an empty site have been queued; a `site.yaml` that came meanwhile stays."""
    table.put(Item(At(layout.SITE), {"stamp": f"{LOWEST}.000000", "value": ""}), Absent())
