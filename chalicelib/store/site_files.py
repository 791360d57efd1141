"""Site files: the last good `site.yaml` and the site's own templates and catalogues, which every page is rendered with.

They share one partition, so rendering reads them all in one call. Each has the version of the record that put it, so that a late
worker can't bring an old one back; a removed file stays as an empty value, for its version. Of a catalogue only the version is
there; its phrases have an item of their own, and only those that the site's languages use are read. The pages and letters that
can't be made are noted in the same partition (`rendering.failures`), and so are the secrets of previews.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import field
from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import Absent, At, Item, Same, Value
from chalicelib.cloud.ports import Cloud, Table
from chalicelib.content.addresses.preview_addresses import NO_SECRETS, Secrets
from chalicelib.content.site import catalogue_names
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.store import item_keys
from chalicelib.store.update import VERSION, ItemType, update

if TYPE_CHECKING:
    from chalicelib.rendering.failures import Failures


class SiteFiles(Frozen):
    """The site, its stored text, the version of its `site.yaml` (empty: nothing was ever uploaded), and its own files.

    These are templates by name, and the catalogues that its languages use, dumped, by language.
    """

    site: Site = field(default_factory=Site)
    text: str = ""
    version: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    catalogues: tuple[str, ...] = ()
    """The languages of all its catalogues, used or not."""
    former: frozenset[str] = frozenset()
    """The languages that were the default before: their pages had the addresses that another language's pages have now."""
    has_cards: bool = False
    """Whether it draws cards, or ever did, so that some may be left."""
    versions: tuple[str, ...] = ()
    """The versions of all of them: equal versions mean equal files."""
    sizes: tuple[tuple[str, int, int], ...] | None = None
    """The site's own images with width and height, if pages are rendered (`store.site_images`)."""
    menu: tuple[tuple[str, str, str, str], ...] = ()
    """The sources that the menu leads to, each with its key, language, title and address, and the listings of its categories
    that have posts, if pages are rendered."""
    failing: tuple[Item, ...] = ()
    """The items of `failures`."""
    previews: Secrets = NO_SECRETS
    """What the addresses of previews follow from."""

    @property
    def failures(self) -> "Failures":
        """The pages and letters that could not be made when they were last tried."""
        from chalicelib.rendering import failures  # noqa: PLC0415 - a sign-up does without the kinds of pages
        from chalicelib.store.answers import summary_in  # noqa: PLC0415

        return failures.failures_in(map(summary_in, self.failing))


def read(cloud: Cloud) -> SiteFiles:
    items = {item.at.sk: item for item in cloud.table.query(item_keys.SITE)}
    failing = tuple(items.pop(sk) for sk in [*items] if sk.startswith(item_keys.FAILURE))
    versions = tuple(item.text("stamp") for item in items.values())
    site, secrets = items.pop("-", None), items.pop(item_keys.PREVIEWS.sk, None)
    text = site.text("value") if site else ""
    own = {sk.removeprefix(item_keys.TEMPLATE): item.text("value") for sk, item in items.items() if item.has["value"]}
    opened = site_in(text, cloud.url, cloud.sends_from, cloud.api, desk=cloud.desk)
    translated = tuple(catalogue_names.language_of(name) for name in own if name.startswith(catalogue_names.FOLDER))
    return SiteFiles(
        site=opened,
        text=text,
        version=site.text("stamp") if site else "",
        templates={name: value for name, value in own.items() if not name.startswith(catalogue_names.FOLDER)},
        phrases=_phrases(cloud.table, opened, translated) if translated else {},
        catalogues=translated,
        former=frozenset(site.text("former", "").split()) if site else frozenset(),
        has_cards=opened.cards or bool(site and site.number(CARDS, 0)),
        versions=versions,
        failing=failing,
        previews=secrets_in(secrets),
    )


def secrets_in(item: Item | None) -> Secrets:
    return Secrets(item.text("stamp"), tuple(item.text("former").split())) if item else NO_SECRETS


def renew_secrets(table: Table, secret: str) -> bool:
    """Put this secret of previews in force; return whether it is new, or was, and `secrets_are_known` was never called since."""
    item = table.get(item_keys.PREVIEWS)
    if item and item.text("stamp") == secret:
        return bool(item.number("owes", 0))
    renewed = secrets_in(item).renewed(secret)
    table.put(_of_secrets(renewed, owes=1), Same("stamp", item.text("stamp")) if item else Absent())
    return True


def secrets_are_known(table: Table, secret: str) -> None:
    """Note that all previews are queued to move to their addresses by this secret."""
    item = table.get(item_keys.PREVIEWS)
    if item:
        table.put(_of_secrets(secrets_in(item), owes=0), Same("stamp", secret))


def _of_secrets(secrets: Secrets, owes: int) -> Item:
    return Item(item_keys.PREVIEWS, {"stamp": secrets.now, "former": " ".join(secrets.former), "owes": owes})


def _phrases(table: Table, site: Site, langs: Iterable[str]) -> Mapping[str, str]:
    """The catalogues among these that the site's own languages use."""
    from chalicelib.rendering.language.phrases import spoken  # noqa: PLC0415 - most sites have no catalogues of their own

    used = spoken(site.codes)
    items = table.get_many(item_keys.at_phrases(lang) for lang in langs if lang.lower() in used)
    packed = {at.sk: item.has["value"] for at, item in items.items()}
    return {lang: zlib.decompress(value).decode() for lang, value in packed.items() if isinstance(value, bytes)}


def phrases_of(table: Table, lang: str) -> str:
    """The catalogue of this language that is in force, dumped; empty where there is none."""
    item = table.get(item_keys.at_phrases(lang))
    value = item.has["value"] if item else ""
    return zlib.decompress(value).decode() if isinstance(value, bytes) else ""


@lru_cache(maxsize=4)
def site_in(value: str, url: str = "", sends_from: str = "", api: str | None = "", *, desk: bool = False) -> Site:
    """The site with this stored text, or the default site if it is empty; at another URL, if one is given.

    `sends_from`, `api` and `desk` are what the deployment knows of its mail, of its API and of that of authors.
    """
    site = codec.loads(Site, value) if value else Site()
    return replace(site, url=url or site.url, sends_from=sends_from, api=api, desk=desk)


def version_of_site(table: Table) -> str:
    item = table.get(At(item_keys.SITE))
    return item.text("stamp") if item else ""


def put(table: Table, key: str, value: str, version: str) -> None:
    """Put a site file in force, unless a newer one is.

    A site also keeps every language that was the default before, and whether it had cards.
    """
    name = key.partition("templates/")[2]
    if not name:
        _put(table, At(item_keys.SITE), version, lambda current: {"value": value, **_past(current, value)})
    elif name.startswith(catalogue_names.FOLDER):
        _put_phrases(table, name, value, version)
    else:
        _put(table, item_keys.at_template(name), version, lambda _: {"value": value})


def _put_phrases(table: Table, name: str, value: str, version: str) -> None:
    """Put the phrases first, so that a reader of the new version finds them."""
    lang = catalogue_names.language_of(name)
    if not lang:  # such a catalogue was refused, so none was in force
        return
    at = item_keys.at_phrases(lang)
    packed = zlib.compress(value.encode()) if value else ""
    _put(table, at, version, lambda _: {"value": packed})
    _put(table, item_keys.at_template(name), version, lambda _: {"value": "apart" if value else ""})


KIND: ItemType[Mapping[str, Value]] = ItemType(lambda item: item.has, lambda has: has, VERSION)


def _put(table: Table, at: At, version: str, has: Callable[[Mapping[str, Value] | None], Mapping[str, Value]]) -> None:
    def decide(current: Mapping[str, Value] | None) -> Mapping[str, Value]:
        return current if current and str(current["stamp"]) > version else {"stamp": version, **has(current)}

    update(table, at, KIND, decide)


CARDS = "cards"


def _past(current: Mapping[str, Value] | None, value: str) -> Mapping[str, Value]:
    """What is left of the sites before this one, of which the last is still in use: their default languages, and their cards."""
    if current is None:
        return {"former": ""}
    previous = site_in(str(current["value"]))
    former = {*str(current.get("former", "")).split(), previous.lang} - {site_in(value).lang}
    had_cards = current.get(CARDS) or previous.cards
    return {"former": " ".join(sorted(former)), **({CARDS: 1} if had_cards else {})}


def put_empty(table: Table) -> None:
    """Note that the pages of an empty site have been queued; a `site.yaml` that came meanwhile stays in force."""
    from chalicelib.record import LOWEST  # noqa: PLC0415 - a sign-up does without the model

    table.put(Item(At(item_keys.SITE), {"stamp": f"{LOWEST}.000000", "value": ""}), Absent())
