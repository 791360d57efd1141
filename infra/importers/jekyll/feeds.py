"""The feeds of a Jekyll blog: those of the plugin jekyll-feed, and templates that the author wrote.

A template is a file with front matter whose text is Atom, RSS or JSON Feed. Its address leads to the same feed here, and the ids
that it gave to posts are computed, so that readers' programs don't take old posts for new ones.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from html import escape, unescape
from typing import TypeAlias
from urllib.parse import quote

from msgspec import field

from chalicelib.content.addresses.addresses import term
from chalicelib.content.addresses.language_codes import is_code
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.frozen import Frozen
from infra.importers.folder.link_map import PATH
from infra.importers.jekyll.config import Config
from infra.importers.jekyll.permalinks import slugified
from infra.importers.parsing.lenient_values import parts_of, text_at, value_at

FEEDS: Mapping[str, str] = {"atom": "feed/atom/", "rss": "feed/", "json": "feed/json/"}
SIGNS: Mapping[str, re.Pattern[str]] = {
    "atom": re.compile(r"<feed\b[^<>]*w3\.org/2005/Atom"),
    "rss": re.compile(r"<(?:rss|rdf:RDF)\b"),
    "json": re.compile(r"jsonfeed\.org/version"),
}
ENTRIES: Mapping[str, str] = {"atom": "<entry", "rss": "<item", "json": '"items"'}
IDS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "atom": (re.compile(r"<id>(.*?)</id>", re.DOTALL), re.compile(r'<link\b[^<>]*?href="(.*?)"')),
    "rss": (re.compile(r"<guid\b[^<>]*>(.*?)</guid>", re.DOTALL), re.compile(r"<link>(.*?)</link>", re.DOTALL)),
    "json": (
        re.compile(r'"id"\s*:\s*"?(.*?)"?\s*,\s*$', re.MULTILINE),
        re.compile(r'"url"\s*:\s*"?(.*?)"?\s*,\s*$', re.MULTILINE),
    ),
}
"""Where the id of an entry is in a template; where it has none, programs take its address for it."""
OF = re.compile(r"""\bsite\.(categories|tags)(?:\.([\w-]+)|\[\s*["']([^"']+)["']\s*\])""")
LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\b")
ASSIGN = re.compile(r"\{%-?\s*assign\s+(\w+)\s*=\s*([^{}]*?)\s*-?%\}")
OUTPUT = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
PART = re.compile(r"""("[^"]*"|'[^']*')|([|:,])|([^\s|:,"']+)""")


class Template(Frozen):
    """A feed that its author wrote: its kind, its old address, where the same is here, and how it spells the ids of posts."""

    kind: str
    address: str
    to: str
    spells: str = ""
    loop: str = "post"
    assigns: Mapping[str, str] = field(default_factory=dict)
    """The names that it gives to what outputs of Liquid say."""


def template_of(front: FrontMatter, address: str) -> Template | None:
    """Return the feed that a file with front matter is a template of; None for any other file."""
    kind = next((kind for kind, sign in SIGNS.items() if sign.search(front.body)), "")
    if not kind:
        return None
    above, _, behind = front.body.partition(ENTRIES[kind])
    id_templates = (match[1] for pattern in IDS[kind] if (match := pattern.search(behind)))
    loop = ["post", *LOOP.findall(above)][-1]
    to = listing_of(front.body, address) + FEEDS[kind]
    return Template(kind, address, to, next(id_templates, ""), loop, dict(ASSIGN.findall(front.body)))


def listing_of(body: str, address: str) -> str:
    """Return the listing whose feed a template is: that of the category or tag that it loops over, or of a language."""
    named = {(match[1], match[2] or match[3]) for match in OF.finditer(body)}
    if len(named) == 1:
        taxonomy, name = named.pop()
        return f"/{'category' if taxonomy == 'categories' else 'tag'}/{term(name).slug}/"
    first = address.strip("/").partition("/")[0]
    return f"/{first}/" if is_code(first) and address.count("/") > 1 else "/"


def best_of(templates: list[Template]) -> Template | None:
    """Return the template that most programs will have read: Atom's before RSS's, of all posts before those of a part."""
    whole = [template for template in templates if template.to.strip("/").startswith("feed")]
    return min(whole or templates, key=lambda template: [*FEEDS].index(template.kind), default=None)


def plugin_feeds(config: Config, categories: Iterable[str], tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the addresses of the feeds that the plugin wrote, and where the same is here."""
    yield config.feed, "/feed/atom/"
    names_by_slug = {slugified(name).lower(): name for name in categories}
    for part in parts_of(value_at(config.keys, "feed.categories")):
        if isinstance(part, Scalar):
            slug = slugified(part.text).lower()
            yield f"/feed/{slug}.xml", f"/category/{term(names_by_slug.get(slug, part.text)).slug}/feed/atom/"
    by_tag = value_at(config.keys, "feed.tags")
    if isinstance(by_tag, Mapping) or text_at(config.keys, "feed.tags").lower() in ("true", "yes"):
        folder = text_at(config.keys, "feed.tags.path").strip("/") or "feed/by_tag"
        for name in dict.fromkeys(tags):
            yield f"/{folder}/{slugified(name).lower()}.xml", f"/tag/{term(name).slug}/feed/atom/"


# ---- ids

TemplateValues: TypeAlias = Mapping[str, str | datetime | None]
"""What a template may say: the values of a post and of the site by their names, such as `post.url`."""


class UnknownValueError(Exception):
    """A part of an id that only a running Jekyll would know."""


def template_values(template: Template, post: Mapping[str, str | datetime | None], config: Config) -> TemplateValues:
    """Return what a template knows of a post, whose name in it is that of its loop."""
    site = {"url": config.host, "baseurl": config.base, "title": config.text("title", "name")}
    values: dict[str, str | datetime | None] = {
        **{f"{template.loop}.{name}": value for name, value in post.items()},
        **{f"site.{name}": value.text for name, value in config.keys.items() if isinstance(value, Scalar)},
        **{f"site.{name}": value for name, value in site.items()},
    }
    for name, said in template.assigns.items():  # in the order of the template
        with suppress(UnknownValueError):
            values[name] = value_of(said, values)
    return values


def id_of(template: Template, values: TemplateValues) -> str:
    """Return the id that a template gave to a post; empty if it can't be computed."""
    if "{%" in template.spells:
        return ""
    try:
        text = OUTPUT.sub(lambda match: value_of(match[1], values), template.spells)
    except UnknownValueError:
        return ""
    return unescape(text.replace("<![CDATA[", "").replace("]]>", "").strip())


def value_of(said: str, values: TemplateValues) -> str:
    """Return the value of an output of Liquid."""
    calls: list[list[str | datetime]] = [[]]
    for quoted, sign, name in PART.findall(said):
        if sign == "|":
            calls.append([])
        elif quoted:
            calls[-1].append(quoted[1:-1])
        elif name:
            is_filter = not calls[-1] and len(calls) > 1
            calls[-1].append(name if is_filter else operand(name, values))
    if len(calls[0]) != 1:
        raise UnknownValueError
    value = calls[0][0]
    for call in calls[1:]:
        if not call or call[0] not in FILTERS:
            raise UnknownValueError
        value = FILTERS[str(call[0])](value, [str(argument) for argument in call[1:]] or [""], values)
    return str(value)


def operand(name: str, values: TemplateValues) -> str | datetime:
    """Return the value of a name."""
    value = values.get(name)
    if value is None:
        raise UnknownValueError
    return value


def relative(value: str | datetime, _: Sequence[str], values: TemplateValues) -> str:
    return str(value) if "//" in str(value) else f"{values['site.baseurl']}/{str(value).lstrip('/')}"


def absolute(value: str | datetime, said: Sequence[str], values: TemplateValues) -> str:
    path = relative(value, said, values)
    return path if "//" in path else f"{values['site.url']}{quote(path, safe=PATH + '()%:')}"


def timed(spells: str = "") -> "Filter":
    """Return the filter that spells a date, in a given way or as the template says."""

    def filtered(value: str | datetime, said: Sequence[str], _: TemplateValues) -> str:
        if not isinstance(value, datetime):
            raise UnknownValueError
        zone = f"{value:%z}"
        return value.strftime((spells or said[0]).replace("%:z", f"{zone[:3]}:{zone[3:]}"))

    return filtered


Filter: TypeAlias = Callable[[str | datetime, Sequence[str], TemplateValues], str]
FILTERS: Mapping[str, Filter] = {
    "absolute_url": absolute,
    "append": lambda value, said, _: f"{value}{said[0]}",
    "cgi_escape": lambda value, *_: quote(str(value), safe="").replace("%20", "+"),
    "date": timed(),
    "date_to_xmlschema": timed("%Y-%m-%dT%H:%M:%S%:z"),
    "downcase": lambda value, *_: str(value).lower(),
    "escape": lambda value, *_: escape(str(value)),
    "prepend": lambda value, said, _: f"{said[0]}{value}",
    "relative_url": relative,
    "remove": lambda value, said, _: str(value).replace(said[0], ""),
    "remove_first": lambda value, said, _: str(value).replace(said[0], "", 1),
    "replace": lambda value, said, _: str(value).replace(said[0], said[1] if len(said) > 1 else ""),
    "slugify": lambda value, *_: slugified(str(value)).lower(),
    "strip": lambda value, *_: str(value).strip(),
    "uri_escape": lambda value, *_: quote(str(value), safe=PATH + "()%:"),
    "xml_escape": lambda value, *_: escape(str(value)),
}
"""The filters of Liquid that templates of feeds spell ids with."""
