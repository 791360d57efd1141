"""Front matter in the notations that old folders have, with its keys in Presswork's words.

Beside YAML, TOML and JSON between marks there are objects of JavaScript, YAML without its first mark, lines before the text, and
keys that MDX exports. What systems and themes call the same thing differently is one table, `SYNONYMS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
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
    for split in (_fenced, _of_nikola, _without_begin):
        if (front := split(text)) is not None:
            return front
    front = split_old(text)
    if front.keys:
        return front
    match = EXPORTED.search(front.body[:LONGEST])
    keys = value_at(front.body, match.end()) if match else None
    if isinstance(keys, Mapping) and keys:
        return replace(front, keys=keys)  # MDX's constant stays in the text, whose own reading takes it out
    return _lines(text) or front


def _behind(text: str, end: int, keys: Mapping[str, Value], lines: Mapping[str, int] | None = None) -> FrontMatter:
    return FrontMatter(text[end:], text.count("\n", 0, end) + 1, keys, lines or {})


def _fenced(text: str) -> FrontMatter | None:
    """Return the front matter behind `---js` and the like."""
    match = FENCED.match(text)
    if match is None:
        return None
    if match[1].startswith(("js", "ja")) and match[1] != "json":
        value = value_at(match[2].strip(), 0)
        keys = value if isinstance(value, Mapping) else values_in(f"\n{match[2]}")
        return _behind(text, match.end(), keys)
    begin, end = {"toml": ("+++\n", "\n+++\n"), "json": ("", "\n")}.get(match[1], ("---\n", "\n---\n"))
    front = split_old(f"{begin}{match[2]}{end}")
    return _behind(text, match.end(), front.keys, front.lines)


def _of_nikola(text: str) -> FrontMatter | None:
    """Return the front matter in lines that begin with two dots, as Nikola has them."""
    match = OF_NIKOLA.match(text)
    if match is None:
        return None
    rows = (line[2:].strip().partition(":") for line in match[1].strip().split("\n"))
    keys = {name.strip().lower(): Scalar(value.strip(), value.strip()) for name, _, value in rows if value.strip()}
    return _behind(text, match.end(), keys)


def _without_begin(text: str) -> FrontMatter | None:
    """Return YAML that only ends with a mark, or JSON before `;;;`, as Hexo reads both."""
    of_json = JSON_BEFORE.match(text)
    match = of_json or YAML_BEFORE.match(text)
    if match is None or not (of_json or TELLING.search(match[1])):
        return None
    inner = match[1].strip()
    try:
        keys = read_json(inner if inner.startswith("{") else f"{{{inner}}}") if of_json else read_yaml(match[1])
    except Refusal:
        return None
    return _behind(text, match.end(), *keys) if "" not in keys.values else None


def _lines(text: str) -> FrontMatter | None:
    """Return the lines `title: …` that a text begins with, before an empty line."""
    match = LINES.match(text)
    if match is None or not TELLING.search(match[1]):
        return None
    rows = [line.partition(":") for line in match[1].strip().split("\n")]
    keys = {name.lower(): Scalar(value.strip(), value.strip(), number) for number, (name, _, value) in enumerate(rows, 1)}
    return _behind(text, match.end(), keys)


# ---- keys in the words of Presswork


class KeySynonyms(Frozen):
    """One row: a key of Presswork's, and what others call it, the likeliest first; `a.b` is `b` in table `a`."""

    key: str
    names: tuple[str, ...]


SYNONYMS: tuple[KeySynonyms, ...] = (
    KeySynonyms(
        "date",
        (
            *("pubDate", "pubDatetime", "publishDate", "publish_date", "datePublished", "date_published", "publishedDate"),
            *("published_date", "publishedAt", "published_at", "publishedOn", "publicationDate", "date.created", "postDate"),
            *("posted", "createdAt", "created_at", "createdDate", "dateCreated", "date_created", "date-created", "created"),
            *("creation_date", "published"),
        ),
    ),
    KeySynonyms(
        "updated",
        (
            *("updatedDate", "updated_date", "updatedAt", "updated_at", "updatedOn", "modDatetime", "modified", "modifiedAt"),
            *("lastmod", "lastModified", "last_modified", "last_modified_at", "lastUpdated", "last_updated", "dateModified"),
            *("date_modified", "date-modified", "date.updated", "last_update.date", "modifiedDate", "update", "dateUpdated"),
        ),
    ),
    KeySynonyms(
        "summary", ("description", "excerpt", "abstract", "snippet", "desc", "teaser", "intro", "seo.description", "spoiler")
    ),
    KeySynonyms("tags", ("tag", "topics", "hashtags", "keywords")),
    KeySynonyms(
        "image",
        (
            *("cover", "coverImage", "cover_image", "heroImage", "hero_image", "hero", "banner", "banner_img", "thumbnail"),
            *("thumb", "featured_image", "featuredImage", "featured-image", "featureImage", "feature_image", "ogImage"),
            *("og_image", "socialImage", "socialMediaImg", "social_image", "index_img", "top_img", "header_image", "photo"),
            *("images", "photos", "preview", "previewImage", "img", "card_image", "opengraph.image", "seo.image"),
        ),
    ),
    KeySynonyms(
        "image_alt", ("heroImageAlt", "imageAlt", "coverAlt", "cover_alt", "image-alt", "thumbnailAlt", "featuredImageAlt")
    ),
    KeySynonyms("weight", ("sidebar_position", "navOrder", "nav_order", "menuOrder", "eleventyNavigation.order")),
    KeySynonyms("draft", ("isDraft", "unpublished", "_draft")),
    KeySynonyms("pinned", ("sticky", "top")),
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
    *(name for row in SYNONYMS for name in row.names if "." not in name),
)
"""Keys that only the old program needed, or that have become keys of Presswork's."""


def in_presswork_words(keys: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the keys with those of Presswork's that others stand for; a key that is there itself counts first."""
    words = {**keys, **dict(_picture(keys))}
    for row in SYNONYMS:
        own = words.get(row.key)
        is_empty = own is None or (isinstance(own, Scalar) and own.means in (None, ""))
        if is_empty or (isinstance(own, Mapping) and row.key in ("date", "updated")):
            fits = FITS.get(row.key)
            candidates = (fits(value) if fits else value for name in row.names if (value := at(words, name)) is not None)
            value = next((value for value in candidates if value is not None), None)
            if value is not None:
                words[row.key] = value
    return words


def _picture(keys: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Yield the picture that is a table of address and alternative text, or the first of a list, as plain keys."""
    for name in ("image", *(synonym for row in SYNONYMS if row.key == "image" for synonym in row.names)):
        first = next(iter(parts_of(at(keys, name))), None)
        if not isinstance(first, Mapping):
            continue
        values = (at(first, key) for key in PICTURE_KEYS)
        address = next((value for value in values if isinstance(value, Scalar) and value.text), None)
        if address:
            yield "image", address
            if isinstance(alt := at(first, "alt"), Scalar) and alt.text:
                yield "image_alt", alt
            return


def as_picture(value: Value) -> Value | None:
    first = next(iter(parts_of(value)), None)
    fits = isinstance(first, Scalar) and isinstance(first.means, str) and re.search(r"[./]", first.text) and " " not in first.text
    return first if fits else None


def only_if(fits: Callable[[Scalar], object]) -> Callable[[Value], Value | None]:
    """Return the filter that takes a plain value if it fits."""
    return lambda value: value if isinstance(value, Scalar) and fits(value) else None


as_text = only_if(lambda value: isinstance(value.means, str) and value.text.strip())
as_number = only_if(lambda value: isinstance(value.means, int) and not isinstance(value.means, bool))
as_date = only_if(lambda value: re.search(r"\d", value.text))


def as_yes(value: Value) -> Value | None:
    return Scalar("true", means=True) if isinstance(value, Scalar) and value.means not in (None, False, 0, "") else None


FITS: Mapping[str, Callable[[Value], Value | None]] = {
    "image": as_picture,
    "image_alt": as_text,
    "summary": as_text,
    "weight": as_number,
    "pinned": as_yes,
    "date": as_date,
    "updated": as_date,
}
"""Which values a row takes: what a theme has under the same name may be something else, `cover: false` for example."""
