"""`site.yaml` from what is known of the old blog; what it can't say there goes into the report."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.content.addresses.addresses import term
from chalicelib.content.frontmatter.front_matter_writer import as_yaml
from chalicelib.content.limits import limit
from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.menu import form_of
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.errors import Refusal
from infra.importers.blog import Author, Category, MenuEntry, Note, SiteFacts
from infra.importers.parsing.urls import host_of

TEXT_LIMIT = limit("text value")
PROSE_LIMIT = limit("prose value")
MENU_LIMIT = limit("menu")
REDIRECTS_LIMIT = limit("redirects")


def keys_of(facts: SiteFacts, menu: Sequence[Mapping[str, str] | str] = ()) -> dict[str, Any]:
    """Return the keys of `site.yaml` that say something."""
    keys: dict[str, Any] = {
        "title": in_languages(facts.titles) or one_line(facts.title),
        "description": in_languages(facts.taglines) or one_line(facts.tagline),
        "url": host_of(facts.url),
        "zone": facts.zone if facts.zone != "UTC" else "",
        "languages": list(facts.languages),
        "permalink": facts.permalink,
        "markdown": facts.dialect,
        "authors": {author.id: author_value(author) for author in facts.authors},
        "categories": {key: said for category in facts.categories for key, said in category_values(category)},
        "menu": list(menu)[:MENU_LIMIT],
        "redirects": dict(list(facts.redirects.items())[:REDIRECTS_LIMIT]),
        **facts.extra,
    }
    return {name: value for name, value in keys.items() if value}


def in_languages(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: one_line(text) for code, text in texts.items()}


def one_line(text: str) -> str:
    return " ".join(text.split())[:TEXT_LIMIT]


def author_value(author: Author) -> str | dict[str, Any]:
    """Return the value of an author in `site.yaml`: a name, or a table."""
    name = one_line(author.name) or author.id
    url, picture = web_address(author.url), "" if refused_values(author).get("picture") else author.picture
    more = {"text": author.text[:PROSE_LIMIT], "url": url, "picture": picture}
    details = {key: value for key, value in more.items() if value}
    return {"name": name, **details} if details else name


def web_address(url: str) -> str:
    """Return an address as `site.yaml` takes it; a host alone gets its scheme; empty for anything else."""
    bare = url.strip()
    if re.fullmatch(r"(?:mailto:|/(?!/))\S+", bare):
        return bare
    whole = f"https://{bare}" if bare and ":" not in bare and "." in bare.partition("/")[0] else bare
    return whole if host_of(whole) and not re.search(r"\s", whole) else ""


def refused_values(author: Author) -> Mapping[str, str]:
    """Return the values of an author that `site.yaml` refuses, by key: a picture has to be an image of the site."""
    return {
        "url": "" if web_address(author.url) else author.url,
        "picture": "" if re.fullmatch(r"/[^/\s?#][^\s?#]*", author.picture) else author.picture,
    }


def category_values(category: Category) -> Iterator[tuple[str, str | dict[str, Any]]]:
    """Yield the category as `site.yaml` needs it: where its address or its text doesn't follow from its name."""
    key = category_key(category)
    name = one_line(category.name)
    if category.text:
        yield key, {"name": name, "text": category.text[:PROSE_LIMIT]}
    elif key != name:
        yield key, name


def category_key(category: Category) -> str:
    """Return the key of a category in posts: its name, or its slug if that doesn't follow from the name."""
    slug = category.slug
    return slug if slug and term(category.name).slug != slug and term(slug).slug == slug else one_line(category.name)


def menus_of(facts: SiteFacts, keys: Mapping[str, str], notes: list[Note]) -> Any:
    """Return the menu, which leads to these keys of entries by id; by language, if languages have their own.

    Notes are added of entries that lead nowhere.
    """
    langs = dict.fromkeys(entry.lang for entry in facts.menu)
    menus: dict[str, list[Any]] = {}
    for lang in langs:
        entries = list(menu_of([entry for entry in facts.menu if entry.lang == lang], keys))
        notes += [item for item in entries if isinstance(item, Note)]
        menus[lang] = [item for item in entries if not isinstance(item, Note)]
    return menus.get("", []) if set(langs) <= {""} else {lang: menu for lang, menu in menus.items() if menu}


def menu_of(entries: Iterable[MenuEntry], keys: Mapping[str, str]) -> Iterator[dict[str, str] | str | Note]:
    """Yield the entries of a menu as `site.yaml` has them; a note for each that leads nowhere."""
    for entry in entries:
        to = keys.get(entry.entry, "") if entry.entry else entry.to
        form = form_of(to) if to else None
        if form is None or (form.needs_title and not entry.title):
            yield Note("skipped", f"the entry “{entry.title or to or entry.entry}” of the menu", why_skipped(entry))
        else:
            yield {"to": to, "title": one_line(entry.title)} if entry.title else to


def why_skipped(entry: MenuEntry) -> str:
    return "what it leads to wasn't imported" if entry.entry else "the menu can't lead there"


def site_of(keys: Mapping[str, Any]) -> Site:
    """Return the site that these keys describe; raise the refusal that its author would read."""
    return read_site(
        as_yaml(keys).encode(), lambda text, lang: render(text, key="site.yaml", lang=lang, site=Site(), title="site.yaml").html
    )


def accepted_keys(facts: SiteFacts) -> tuple[dict[str, Any], list[Note]]:
    """Return the keys that Presswork takes, and a note for each that it doesn't."""
    keys = keys_of(facts)
    notes = [
        Note("skipped", f"the {name} of {author.name or author.id}", f"site.yaml can't have {value}")
        for author in facts.authors
        for name, value in refused_values(author).items()
        if value
    ]
    while True:
        try:
            site_of(keys)
        except Refusal as refusal:
            name = refused_key(refusal, keys)
            notes.append(Note("skipped", f"`{name}` of site.yaml", f"{refusal.reason.why} ({refusal.found})"))
            del keys[name]
        else:
            return keys, notes


def refused_key(refusal: Refusal, keys: Mapping[str, Any]) -> str:
    """Return the refused key: the last one that begins at or above the line."""
    lines = as_yaml(keys).split("\n")[: refusal.line or None]
    names = [match[1] for line in lines if (match := re.match(r"(\w+):", line))]
    return names[-1]
