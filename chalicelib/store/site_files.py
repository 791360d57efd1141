"""Fixtures: the last good `site.yaml` and the site's own templates and catalogues, which every page is made with.

They stand in one partition, so a press reads them all in one call. Each carries the stamp of the record that put it, so
a late worker cannot bring an old one back; one that was removed stays as an empty value, for its stamp. Of a catalogue only
its stamp stands there; its words stand apart, and only those that the site's languages need are read. Beside them stands what
can't be made (`press.troubles`).
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from chalicelib import codec
from chalicelib.cloud.ports import Absent, At, Cloud, Item, Table, Value
from chalicelib.content import catalogues
from chalicelib.content.site import Site
from chalicelib.record import LOWEST
from chalicelib.rendering import failures
from chalicelib.rendering.failures import Failures
from chalicelib.rendering.phrases import spoken
from chalicelib.store import item_keys
from chalicelib.store.answers import summary_in
from chalicelib.store.update import VERSION, Kind, update


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """The site as it stands and as it is stored, the stamp of its `site.yaml` (empty: never opened), and what it brought itself.

    These are templates by name, and the catalogues that its languages need, dumped, by language.
    """

    site: Site = field(default_factory=Site)
    text: str = ""
    version: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    catalogues: tuple[str, ...] = ()
    """The languages of all its catalogues, needed or not."""
    former: frozenset[str] = frozenset()
    """The languages that were the default before: their pages stood where now another's do."""
    versions: tuple[str, ...] = ()
    """The stamps of all of them: equal versions are equal fixtures."""
    sizes: tuple[tuple[str, int, int], ...] | None = None
    """The site's own images with width and height, for whoever makes pages of it (`catalog.furnishing`)."""
    failures: Failures = field(default_factory=dict)
    """What could not be made when it was last tried."""


def read(cloud: Cloud) -> SiteFiles:
    items = {item.at.sk: item for item in cloud.table.query(item_keys.SITE)}
    failing = [summary_in(items.pop(sk)) for sk in [*items] if sk.startswith(failures.NAME)]
    versions = tuple(str(item.has["stamp"]) for item in items.values())
    site = items.pop("-", None)
    text = str(site.has["value"]) if site else ""
    own = {sk.removeprefix(item_keys.TEMPLATE): str(item.has["value"]) for sk, item in items.items() if item.has["value"]}
    opened = site_in(text, cloud.url)
    worded = tuple(catalogues.language_of(name) for name in own if name.startswith(catalogues.FOLDER))
    return SiteFiles(
        site=opened,
        text=text,
        version=str(site.has["stamp"]) if site else "",
        templates={name: value for name, value in own.items() if not name.startswith(catalogues.FOLDER)},
        phrases=_words(cloud.table, opened, worded) if worded else {},
        catalogues=worded,
        former=frozenset(str(site.has.get("former", "")).split()) if site else frozenset(),
        versions=versions,
        failures=failures.failures_in(failing),
    )


def _words(table: Table, site: Site, langs: Iterable[str]) -> Mapping[str, str]:
    """Those of the catalogues of these languages that the site's own languages need."""
    needed = spoken(one.code for one in site.languages)
    found = table.get_many(item_keys.at_phrases(lang) for lang in langs if lang.lower() in needed)
    packed = {at.sk: item.has["value"] for at, item in found.items()}
    return {lang: zlib.decompress(value).decode() for lang, value in packed.items() if isinstance(value, bytes)}


@lru_cache(maxsize=4)
def site_in(value: str, url: str = "") -> Site:
    """The site that this value says; without one the defaults; at another URL, if one is given."""
    site = codec.loads(Site, value) if value else Site()
    return replace(site, url=url) if url else site


def version_of_site(table: Table) -> str:
    """The stamp of the `site.yaml` in force."""
    item = table.get(At(item_keys.SITE))
    return str(item.has["stamp"]) if item else ""


def put(table: Table, key: str, value: str, version: str) -> None:
    """Put it in force, unless a newer one is; a site also remembers every language that was the default before."""
    name = key.partition("templates/")[2]
    if not name:
        _put(table, At(item_keys.SITE), version, lambda standing: {"value": value, "former": _former(standing, value)})
    elif name.startswith(catalogues.FOLDER):
        _put_words(table, name, value, version)
    else:
        _put(table, item_keys.at_template(name), version, lambda _: {"value": value})


def _put_words(table: Table, name: str, value: str, version: str) -> None:
    """The words first: whoever sees the new stamp has them."""
    lang = catalogues.language_of(name)
    if not lang:  # never taken, so nothing is put out of force
        return
    at = item_keys.at_phrases(lang)
    packed = zlib.compress(value.encode()) if value else ""
    _put(table, at, version, lambda _: {"value": packed})
    _put(table, item_keys.at_template(name), version, lambda _: {"value": "apart" if value else ""})


KIND: Kind[Mapping[str, Value]] = Kind(lambda item: item.has, lambda has: has, VERSION)


def _put(table: Table, at: At, version: str, has: Callable[[Mapping[str, Value] | None], Mapping[str, Value]]) -> None:
    def decide(standing: Mapping[str, Value] | None) -> Mapping[str, Value]:
        return standing if standing and str(standing["stamp"]) > version else {"stamp": version, **has(standing)}

    update(table, at, KIND, decide)


def _former(standing: Mapping[str, Value] | None, value: str) -> str:
    """The languages that were the default before this site is, up to the one of the site that stands."""
    if standing is None:
        return ""
    before = {*str(standing.get("former", "")).split(), site_in(str(standing["value"])).lang}
    return " ".join(sorted(before - {site_in(value).lang}))


def open_house(table: Table) -> None:
    """Note that the pages of an empty site have been queued; a `site.yaml` that came meanwhile stays."""
    table.put(Item(At(item_keys.SITE), {"stamp": f"{LOWEST}.000000", "value": ""}), Absent())
