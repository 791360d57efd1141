"""Front matter in the notations that old folders have, with its keys in Presswork's words.

Beside YAML, TOML and JSON between marks there are objects of JavaScript, YAML without its first mark, lines before the text, and
keys that MDX exports. What systems and themes call the same thing differently is one table, `MEANT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.errors import Refusal
from infra.importers.markdown_folder.systems.js_values import LONGEST, value_at, values_in
from infra.importers.parsing.lenient_values import parts_of, read_json, read_yaml, split_old
from infra.importers.parsing.lenient_values import value_at as at

FENCED = re.compile(r"\A\s*---[ \t]*(js|javascript|json5?|toml|yaml|yml)[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
JSON_BEFORE = re.compile(r"\A(?:;;;[ \t]*\n)?(\s*[{\"].*?)\n;;;[ \t]*(?:\n|\Z)", re.DOTALL)
YAML_BEFORE = re.compile(r"\A((?:[A-Za-z][\w-]*+[ \t]*:[^\n]*+\n|[ \t][^\n]*+\n|-[ \t][^\n]*+\n)++)---+[ \t]*(?:\n|\Z)")
OF_NIKOLA = re.compile(r"\A\s*(?:<!--\s*)?((?:\.\.[ \t]+[\w-]+:[^\n]*\n)+)[ \t]*(?:-->[ \t]*(?:\n|\Z))?")
LINES = re.compile(r"\A((?:[A-Za-z][\w-]{1,20}:[ \t][^\n]*\n){1,20})[ \t]*(?:\n|\Z)")
TELLING = re.compile(r"(?im)^(?:title|date|slug|published_date):")
EXPORTED = re.compile(r"^export\s+(?:const|let|var)\s+(?:meta|metadata|frontmatter|frontMatter)\b[^=\n]{0,100}=\s*", re.MULTILINE)


def split_any(text: str) -> FrontMatter:
    """Return the keys and the text of a source, whichever notation its front matter has."""
    for way in (_fenced, _of_nikola, _without_begin):
        if (front := way(text)) is not None:
            return front
    front = split_old(text)
    return front if front.keys else _exported(front) or _lines(text) or front


def _behind(text: str, end: int, keys: Mapping[str, Value], lines: Mapping[str, int] | None = None) -> FrontMatter:
    return FrontMatter(text[end:], text.count("\n", 0, end) + 1, keys, lines or {})


def _fenced(text: str) -> FrontMatter | None:
    """Return the front matter behind `---js` and the like."""
    found = FENCED.match(text)
    if found is None:
        return None
    if found[1].startswith(("js", "ja")) and found[1] != "json":
        value = value_at(found[2].strip(), 0)
        keys = value if isinstance(value, Mapping) else values_in(f"\n{found[2]}")
        return _behind(text, found.end(), keys)
    begin, end = {"toml": ("+++\n", "\n+++\n"), "json": ("", "\n")}.get(found[1], ("---\n", "\n---\n"))
    front = split_old(f"{begin}{found[2]}{end}")
    return _behind(text, found.end(), front.keys, front.lines)


def _of_nikola(text: str) -> FrontMatter | None:
    """Return the front matter in lines that begin with two dots, as Nikola has them."""
    found = OF_NIKOLA.match(text)
    if found is None:
        return None
    rows = (line[2:].strip().partition(":") for line in found[1].strip().split("\n"))
    keys = {name.strip().lower(): Scalar(value.strip(), value.strip()) for name, _, value in rows if value.strip()}
    return _behind(text, found.end(), keys)


def _without_begin(text: str) -> FrontMatter | None:
    """Return YAML that only ends with a mark, or JSON before `;;;`, as Hexo reads both."""
    of_json = JSON_BEFORE.match(text)
    found = of_json or YAML_BEFORE.match(text)
    if found is None or not (of_json or TELLING.search(found[1])):
        return None
    inner = found[1].strip()
    try:
        keys = read_json(inner if inner.startswith("{") else f"{{{inner}}}") if of_json else read_yaml(found[1])
    except Refusal:
        return None
    return _behind(text, found.end(), *keys) if "" not in keys.values else None


def _lines(text: str) -> FrontMatter | None:
    """Return the lines `title: …` that a text begins with, before an empty line."""
    found = LINES.match(text)
    if found is None or not TELLING.search(found[1]):
        return None
    rows = [line.partition(":") for line in found[1].strip().split("\n")]
    keys = {name.lower(): Scalar(value.strip(), value.strip(), number) for number, (name, _, value) in enumerate(rows, 1)}
    return _behind(text, found.end(), keys)


def _exported(front: FrontMatter) -> FrontMatter | None:
    """Return the front matter that MDX exports as a constant; the line stays, for the text's own reading to take out."""
    found = EXPORTED.search(front.body[:LONGEST])
    value = value_at(front.body, found.end()) if found else None
    return replace(front, keys=value) if isinstance(value, Mapping) and value else None


# ---- keys in the words of Presswork


@dataclass(frozen=True, slots=True)
class Meant:
    """One row: a key of Presswork's, and what others call it, the likeliest first; `a.b` is `b` in table `a`."""

    key: str
    names: tuple[str, ...]


MEANT: tuple[Meant, ...] = (
    Meant(
        "date",
        (
            *("pubDate", "pubDatetime", "publishDate", "publish_date", "datePublished", "date_published", "publishedDate"),
            *("published_date", "publishedAt", "published_at", "publishedOn", "publicationDate", "date.created", "postDate"),
            *("posted", "createdAt", "created_at", "createdDate", "dateCreated", "date_created", "date-created", "created"),
            *("creation_date", "published"),
        ),
    ),
    Meant(
        "updated",
        (
            *("updatedDate", "updated_date", "updatedAt", "updated_at", "updatedOn", "modDatetime", "modified", "modifiedAt"),
            *("lastmod", "lastModified", "last_modified", "last_modified_at", "lastUpdated", "last_updated", "dateModified"),
            *("date_modified", "date-modified", "date.updated", "last_update.date", "modifiedDate", "update", "dateUpdated"),
        ),
    ),
    Meant("summary", ("description", "excerpt", "abstract", "snippet", "desc", "teaser", "intro", "seo.description", "spoiler")),
    Meant("tags", ("tag", "topics", "hashtags", "keywords")),
    Meant(
        "image", ("cover", "coverImage", "cover_image", "heroImage", "hero_image", "hero", "banner", "banner_img", "thumbnail")
    ),
    Meant("image", ("thumb", "featured_image", "featuredImage", "featured-image", "featureImage", "feature_image", "ogImage")),
    Meant(
        "image", ("og_image", "socialImage", "socialMediaImg", "social_image", "index_img", "top_img", "header_image", "photo")
    ),
    Meant("image", ("images", "photos", "preview", "previewImage", "img", "card_image", "opengraph.image", "seo.image")),
    Meant("image_alt", ("heroImageAlt", "imageAlt", "coverAlt", "cover_alt", "image-alt", "thumbnailAlt", "featuredImageAlt")),
    Meant("weight", ("sidebar_position", "navOrder", "nav_order", "menuOrder", "eleventyNavigation.order")),
    Meant("draft", ("isDraft", "unpublished", "_draft")),
    Meant("pinned", ("sticky", "top")),
)
PICTURE_KEYS = ("src", "url", "path", "image", "file", "href")
OWN = (
    *("layout", "permalink", "slug", "eleventyNavigation", "templateEngineOverride", "eleventyExcludeFromCollections", "type"),
    *("eleventyComputed", "pagination", "hide_table_of_contents", "sidebar_label", "sidebar_class_name", "displayed_sidebar"),
    *("pagination_next", "pagination_prev", "custom_edit_url", "keywords", "cssclasses", "cssclass", "url", "path", "abbrlink"),
    *("alias", "aliases", "published", "publish", "updated", "template", "sidebar", "outline", "editLink", "prev", "next"),
    *("mathjax", "katex", "reprintPolicy", "copyright", "readingTime", "id", "orig", "eleventyImport", "date created"),
    *("format", "execute", "engine", "jupyter", "listing", "code-fold", "freeze", "editor", "bibliography", "csl", "output"),
    *("knitr", "page-layout", "params", "output-file", "toc-depth", "toc-title", "number-sections", "editor_options"),
    *(name for row in MEANT for name in row.names if "." not in name),
)
"""Keys that only the old program needed, or that have become one of Presswork's."""


def in_presswork_words(keys: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the keys with those of Presswork's that others stand for; a key that is there itself counts first."""
    said = {**keys, **dict(_picture(keys))}
    for row in MEANT:
        own = said.get(row.key)
        if own is None or (isinstance(own, Scalar) and own.means in (None, "")) or _is_table(own, row.key):
            value = next(_given(said, row), None)
            if value is not None:
                said[row.key] = value
    return said


def _is_table(value: Value, key: str) -> bool:
    return isinstance(value, Mapping) and key in ("date", "updated")


def _given(keys: Mapping[str, Value], row: Meant) -> Iterator[Value]:
    for name in row.names:
        value = at(keys, name)
        if value is not None and (fit := FITS.get(row.key, lambda one: one)(value)) is not None:
            yield fit


def _picture(keys: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Yield the picture that is a table of address and alternative text, or the first of a list, as plain keys."""
    for name in ("image", *(one for row in MEANT if row.key == "image" for one in row.names)):
        first = next(iter(parts_of(at(keys, name))), None)
        if isinstance(first, Mapping):
            address = next((one for key in PICTURE_KEYS if isinstance(one := at(first, key), Scalar) and one.text), None)
            alt = at(first, "alt")
            if address:
                yield "image", address
                if isinstance(alt, Scalar) and alt.text:
                    yield "image_alt", alt
                return


def _as_picture(value: Value) -> Value | None:
    first = next(iter(parts_of(value)), None)
    fits = isinstance(first, Scalar) and isinstance(first.means, str) and re.search(r"[./]", first.text) and " " not in first.text
    return first if fits else None


def _as_text(value: Value) -> Value | None:
    return value if isinstance(value, Scalar) and isinstance(value.means, str) and value.text.strip() else None


def _as_number(value: Value) -> Value | None:
    return value if isinstance(value, Scalar) and isinstance(value.means, int) and not isinstance(value.means, bool) else None


def _as_yes(value: Value) -> Value | None:
    return Scalar("true", means=True) if isinstance(value, Scalar) and value.means not in (None, False, 0, "") else None


def _as_date(value: Value) -> Value | None:
    return value if isinstance(value, Scalar) and re.search(r"\d", value.text) else None


FITS = {
    "image": _as_picture,
    "image_alt": _as_text,
    "summary": _as_text,
    "weight": _as_number,
    "pinned": _as_yes,
    "date": _as_date,
    "updated": _as_date,
}
"""Which values a row takes: what a theme has under the same name may be something else, `cover: false` for example."""
