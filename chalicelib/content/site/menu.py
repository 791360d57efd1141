"""The menu of `site.yaml`: the targets of its entries, and the posts whose titles and addresses it needs.

An entry leads to a file of the content bucket, to a page that each language has, to a listing, or to an address. A file is shown
in each language by its translation, if there is one, so all names that a translation may have are looked for: `about.es.md` and
`es/about.md` for `about.md`. A category is shown only in languages that have posts in it. All that is read once for a batch of
pages, like the site's images.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import is_key, spoken, term
from chalicelib.content.limits import limit
from chalicelib.content.media.files import sort_of
from chalicelib.content.site.site import MenuEntry, MenuTarget, Site
from chalicelib.frozen import Frozen
from chalicelib.model import Listing

FILES = limit("files of a menu")
PAGES = ("home", "topics", "archives", "feeds", "top", "search", "more", "follow")
"""The pages that each language has."""
LISTINGS = ("category", "tag", "author", "series")


class Form(Frozen):
    """One form that the target of an entry may have; one that `needs_title` says nothing that a reader could read."""

    name: str
    fits: Callable[[str], bool]
    needs_title: bool = False


FORMS: tuple[Form, ...] = (
    Form("page", lambda to: to in PAGES),
    Form("listing", lambda to: to.partition("/")[0] in LISTINGS and bool(to.partition("/")[2].strip("/"))),
    Form("url", lambda to: bool(re.fullmatch(r"(https?://|mailto:)\S+", to)), needs_title=True),
    Form("address", lambda to: bool(re.fullmatch(r"/(?!/)\S*", to)), needs_title=True),
    Form("file", lambda to: sort_of(to) == "source" and is_key(to)),
)


def form_of(to: str) -> Form | None:
    """Return the form of a target; None if it has none of them."""
    return next((form for form in FORMS if form.fits(to)), None)


def entries_in(site: Site, lang: str) -> tuple[MenuEntry, ...]:
    """Return the entries of the menu in a language; of one without a menu of its own, those of the first that has one."""
    first = next((entry.lang for entry in site.menu if entry.lang), "")
    shown = lang if any(entry.lang == lang for entry in site.menu) else first
    return tuple(entry for entry in site.menu if entry.lang in ("", shown))


def files_named(site: Site) -> tuple[str, ...]:
    """Return the keys of the files that the menu names, each once."""
    return tuple(dict.fromkeys(entry.to for entry in site.menu if _is_file(entry)))[:FILES]


def files_of(site: Site) -> tuple[str, ...]:
    """Return the keys that the menu depends on: the files that it names, and all that may be translations of them."""
    others = (key for entry in site.menu if _is_file(entry) for _, key in _versions(entry, site))
    return tuple(dict.fromkeys((*files_named(site), *others)))[:FILES]


def categories_of(site: Site) -> tuple[str, ...]:
    """Return the names of the listings of the categories that the menu leads to, in each language that it may be shown in."""
    return tuple(dict.fromkeys(str(listing) for entry in site.menu for listing in _categories(entry, site)))[:FILES]


def with_targets(site: Site, targets: Mapping[str, MenuTarget]) -> Site:
    """Return the same site, whose entries know their targets in each language.

    `targets` are the posts on the site, by key, and the categories that have posts, by the names of their listings.
    """
    if not targets:
        return site
    return replace(site, menu=tuple(replace(entry, leads=tuple(_leads(entry, site, targets))) for entry in site.menu))


def _leads(entry: MenuEntry, site: Site, targets: Mapping[str, MenuTarget]) -> Iterator[MenuTarget]:
    if _is_file(entry):
        keys = (("", entry.to), *_versions(entry, site))
        versions = ((lang, targets[key]) for lang, key in keys if key in targets)
        yield from (target for lang, target in versions if lang in ("", target.lang))
    yield from (targets[name] for name in map(str, _categories(entry, site)) if name in targets)


def _categories(entry: MenuEntry, site: Site) -> Iterator[Listing]:
    kind, _, name = entry.to.partition("/")
    if kind == "category" and name:
        langs = (entry.lang,) if entry.lang else site.codes
        yield from (Listing("category", lang, term(name.strip("/")).slug) for lang in langs)


def target_in(entry: MenuEntry, lang: str) -> MenuTarget | None:
    """Return where an entry for a file leads in this language: to the translation, else to the file itself, if it's there."""
    return next((target for target in entry.leads if target.lang == lang), next(iter(entry.leads), None))


def _is_file(entry: MenuEntry) -> bool:
    form = form_of(entry.to)
    return form is not None and form.name == "file"


def _versions(entry: MenuEntry, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the keys that translations of a file may have, with their languages; an entry for one language has none."""
    own, stem = spoken(entry.to, site)
    ending = entry.to.rpartition(".")[2]
    for language in site.languages if not entry.lang else ():
        if language.code != (own or site.lang):
            yield language.code, f"{stem}.{language.code}.{ending}"
            yield language.code, f"{language.code}/{stem}.{ending}"
    if own and own != site.lang and not entry.lang:
        yield site.lang, f"{stem}.{ending}"
