"""Addresses: the address of each source, and the addresses that are reserved.

An address begins and ends with `/` (only an alias may end in `.html`), is Unicode, and is never percent-encoded within Presswork.
A source's address is its `path`; or, for a post, the site's permalink; or, for a page outside the flow, its key. The language in
a key, a suffix (`hello.es.md`) or a folder (`es/hello.md`), is removed, and the language's prefix is added.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from chalicelib.content.addresses.language_codes import is_code
from chalicelib.content.dates import TIME, dated
from chalicelib.content.invisible import INVISIBLE
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Term

if TYPE_CHECKING:
    from chalicelib.content.site.site import Language, Site

KEY_LIMIT = limit("S3 key")
PART_LIMIT = limit("part of an address")
SLUG_LIMIT = limit("made slug")
LONGEST_KEY = limit("key of an upload")
HEADER_LIMIT = limit("address in a header")


# ---- slugs


def slug(text: str, longest: int = SLUG_LIMIT) -> str:
    """Return the text as a part of an address: lower case, words joined by dashes, letters of any script.

    It has this many bytes at most.

    As Python-Markdown's `slugify_unicode`, but vowel signs stay (without them Hindi is another word), and `3.10` is not `310`.
    """
    spelled = STYLES.sub("", unicodedata.normalize("NFC", text)).lower()
    for pattern, instead in SPELLED_OUT:
        spelled = pattern.sub(instead, spelled)
    allowed = "".join(c for c in spelled if c.isalnum() or c in "-_ " or c.isspace() or unicodedata.category(c)[0] in "LMN")
    dashed = "-".join(allowed.replace("-", " ").split())
    return shortened(dashed, longest) or "-".join(f"{ord(c):x}" for c in (spelled.strip() or text.strip())[:8])


STYLES = re.compile("[\ufe00-\ufe0f]")  # they choose how a sign looks, as emoji for example, and show nothing themselves
SPELLED_OUT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.(?<=\d\.)(?=\d)"), "-"),
    (re.compile(r"\+\+(?<=\w\+\+)"), "-plus-plus"),  # C, C++ and C# are three topics
    (re.compile(r"#(?<=\w#)"), "-sharp"),
)


def shortened(words: str, longest: int) -> str:
    """Return the slug's first words, as many as fit."""
    raw = words.encode()
    if len(raw) <= longest:
        return words
    cut = raw[:longest].decode(errors="ignore")
    return cut.rpartition("-")[0] or cut


def term(name: str) -> Term:
    """Return the term with this name; `a/b` becomes `a-b`, and `feed` becomes `feeds`, for `feed` is the address of feeds."""
    slug_ = slug(name.replace("/", "-"))
    return Term("feeds" if slug_ == "feed" else slug_, name)


# ---- the language in a key


class Spoken(NamedTuple):
    """A key split into its language, if any, and the rest without extension."""

    lang: str
    stem: str


def language_named(code: str, languages: Sequence[Language]) -> str:
    """Return the site's language for a code in any form: `ES`; `es_PR` if there is only `es`; `en` if there is only `en-US`."""
    lower_code = code.strip().replace("_", "-").lower()
    codes = {language.code.lower(): language.code for language in languages}
    main = lower_code.partition("-")[0]
    near = [own for lower, own in codes.items() if lower.partition("-")[0] == main]
    only = near[0] if lower_code == main and len(near) == 1 else ""
    return codes.get(lower_code) or codes.get(main) or only


def spoken(key: str, site: Site) -> Spoken:
    """Split a key; a suffix counts before a folder."""
    *folders, name = key.split("/")
    stem = name.rpartition(".")[0] or name
    base, suffix = suffixed(stem)
    by_suffix = language_named(suffix, site.languages) if LIKE_A_CODE.fullmatch(suffix) else ""
    named = [language_of_folder(part, site) for part in folders]
    at = next((number for number, code in enumerate(named) if code), None)
    by_folder = "" if at is None else named[at]
    others = [part for number, part in enumerate(folders) if number != at]
    return Spoken(by_suffix or by_folder, "/".join([*others, base if by_suffix else stem]))


def suffixed(stem: str) -> tuple[str, str]:
    """Return a name and the suffix that may be a language; without a name before the dot, there is none."""
    base, _, suffix = stem.rpartition(".")
    return (base, suffix) if base else (stem, "")


def language_of_folder(part: str, site: Site) -> str:
    """Return the site's language that a folder names, by its own code or by a near one (`zh_cn` where the site has `zh`)."""
    exact = next((language.code for language in site.languages if language.code.lower() == part.lower()), "")
    return exact or (language_named(part, site.languages) if is_code(part) else "")


def unknown_language(key: str, site: Site) -> str:
    """Return what a key names as its language if the site doesn't have it; a suffix counts before a folder, as in `spoken`."""
    *folders, name = key.split("/")
    suffix = suffixed(name.rpartition(".")[0])[1]
    if is_code(suffix):
        return "" if language_named(suffix, site.languages) else suffix
    return "" if spoken(key, site).lang else next(filter(is_code, folders), "")


LIKE_A_CODE = re.compile(r"[A-Za-z]{2,3}([-_]([A-Za-z]{4}|[A-Za-z]{2}|\d{3}))*")


# ---- a source's address


def name_of(stem: str) -> str:
    """Return the name of a source: its file's, or its folder's if it is the folder's index."""
    parts = [part for part in stem.split("/") if part not in INDEXES]
    return parts[-1] if parts else ""


INDEXES = ("index", "_index")


def permalink(pattern: str, date: str, name: str) -> str:
    """Return the address of a post by the site's pattern."""
    year, month, day = date[:10].split("-")
    return pattern.format(year=year, month=month, day=day, slug=name)


def by_date(stem: str, date: str, given: str, title: str, site: Site) -> str:
    """Return the address of a post: its slug is the given one, else its file's name without date, else made from its title; of
    one without a title, from its time."""
    name = dated(name_of(stem)).rest
    own = given or (slug(name or title) if title or not is_time(name) else by_time(name, date, site.permalink))
    return permalink(site.permalink, date, own)


def is_time(name: str) -> bool:
    """Return whether what a file's name says beside its date is nothing, or only a time of day."""
    return not name or TIME.fullmatch(name) is not None


def by_time(name: str, date: str, pattern: str) -> str:
    """Return the slug of a post without a title: the time in its file's name, else that of its date, with the day before it
    unless the pattern has the day. It follows from the time alone, so no edit of the text changes it."""
    time = name or date[11:19].replace(":", "")
    return time if all(f"{{{part}}}" in pattern for part in ("year", "month", "day")) else f"{date[:10]}-{time}"


def by_key(stem: str, given: str) -> str:
    """Return the address of a page outside the flow, by its key: `_articles/why.md` has `/articles/why/`."""
    parts = [part for part in stem.split("/") if part not in INDEXES]
    slugs = [slug((part.lstrip("_") if number == 0 else "") or part) for number, part in enumerate(parts)]
    return joined([*slugs[:-1], given] if given else slugs)


def joined(parts: Sequence[str]) -> str:
    """Return the address with these parts."""
    return f"/{'/'.join(parts)}/" if parts else "/"


def in_language(address: str, lang: str, site: Site) -> str:
    """Return the address with its language's prefix, which is not added twice."""
    prefix = site.prefix(lang)
    return address if f"{address.rstrip('/')}/".startswith(f"{prefix}/") else prefix + address


def written_slug(text: str) -> str:
    """Return the slug that an author wrote: unchanged if it is valid, else made into a slug; Hugo's may have several parts."""
    parts = unicodedata.normalize("NFC", text).strip("/").split("/")
    if any(part in ("", ".", "..") or "\\" in part for part in parts):
        raise Refusal("climbs-out", short(text))
    return "/".join(map(written_part, parts))


def written_part(text: str) -> str:
    """Return one part of a written slug."""
    return text if re.fullmatch(r"[\w~-]+(\.[\w~-]+)*", text) else slug(text)


def is_key(path: str) -> bool:
    """Return whether a source or a file can have this key; longer keys are refused."""
    return 0 < len(path.encode()) <= LONGEST_KEY


def written_path(text: str) -> str:
    """Return the address that an author wrote, `2026/03/26/slug` or `/about.html`."""
    parts = parts_of(text)
    if parts and parts[-1].lower() in ("index.html", "index.htm"):
        parts = parts[:-1]
    return joined([*parts[:-1], re.sub(r"(?<=.)\.html$", "", parts[-1])] if parts else [])


def is_alias(text: str) -> bool:
    """Return whether an alias is an address; Obsidian's are other names of the note (`Bread, the first year`, `C#/.NET`)."""
    if text.startswith(("/", "./", "../", "http:", "https:")):
        return True
    return not NO_ADDRESS.search(text) if "/" in text or text.endswith(".html") else text == slug(text)


NO_ADDRESS = re.compile(r"[\s?#\\]")


def written_alias(text: str, site: Site) -> str:
    """Return an alias that an author wrote: an address of this site, with or without a slash, with or without `.html`."""
    try:
        url = urlsplit(text)
    except ValueError as error:
        raise Refusal("value", short(text)) from error
    if url.query or url.fragment or (url.netloc and f"{url.scheme}://{url.netloc}" != site.url):
        raise Refusal("value", short(text))
    parts = parts_of(url.path)
    keeps_ending = parts and parts[-1].endswith(".html") and parts[-1] != "index.html"
    return f"/{'/'.join(parts)}" if keeps_ending else written_path(url.path)


def parts_of(path: str) -> tuple[str, ...]:
    """Return the parts of a path, percent-decoded; refuse a path that leaves the site."""
    within = unicodedata.normalize("NFC", unquote(path)).strip().strip("/")
    if within and not is_within(within):
        raise Refusal("climbs-out", short(path))
    return tuple(within.split("/")) if within else ()


def is_within(path: str) -> bool:
    """Return whether the path stays within the site and can be an address."""
    return not any(part in ("", ".", "..") or part != part.strip() or UNSAFE.search(part) for part in path.split("/"))


UNSAFE = re.compile(rf"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\ufffd]|{INVISIBLE}")
"""What would let an address read as another one, or look like it."""


# ---- reserved addresses


class Reserved(Frozen):
    """Addresses reserved for Presswork, without slashes and in lower case; what they are for; and how the docs show them.

    `files` says whether files can't have them, `folders` whether Presswork has only folders there, each with its index: then the
    address of a former feed, such as `/feed/bread.xml`, is free.
    """

    pattern: re.Pattern[str]
    what: str
    shown: tuple[str, ...]
    files: bool = False
    folders: bool = False


RESERVED: tuple[Reserved, ...] = (
    Reserved(re.compile(r""), "the home page", ("/",)),
    Reserved(re.compile(r"api(/.*)?"), "the API that forms use", ("/api/…",), files=True),
    Reserved(re.compile(r"_.*"), "fragments, scripts, the icon, the search index", ("/_…",), files=True),
    Reserved(
        re.compile(r"(.*/)?feed(/.*)?"), "every listing's feeds", ("/feed/", "/…/feed/", "/feed/…"), files=True, folders=True
    ),
    Reserved(re.compile(r".+/comments/\d+"), "further pages of the comments on a post", ("/…/comments/2/",)),
    Reserved(
        re.compile(r"(sitemap.*|robots\.txt|humans\.txt|404\.html)"),
        "files for crawlers and browsers",
        ("/sitemap…", "/robots.txt", "/humans.txt", "/404.html"),
        files=True,
    ),
    Reserved(
        re.compile(r"topics|archives|feeds|more|top|follow|search"),
        "the widgets' own pages",
        ("/topics/", "/archives/", "/feeds/", "/more/", "/top/", "/follow/", "/search/"),
    ),
    Reserved(re.compile(r"(category|tag|author)(/.*)?"), "listings", ("/category/…", "/tag/…", "/author/…"), folders=True),
    Reserved(re.compile(r"series/.+"), "series", ("/series/…",), folders=True),
    Reserved(re.compile(r"\d{4}(/\d{2})?"), "years and months", ("/2026/", "/2026/11/")),
)


def check_address(address: str, site: Site, lang: str = "") -> None:
    """Refuse a reserved address, also below a language's prefix; an address of another language than `lang`; a long address."""
    parts = parts_of(address)
    prefixes = {site.prefix(language.code).strip("/").lower() for language in site.languages} - {""}
    first = parts[0].lower() if parts else ""
    below = "/".join(parts[1:] if first in prefixes else parts)
    foreign = lang and first in prefixes and first != site.prefix(lang).strip("/").lower()
    if foreign or is_reserved(below):
        raise Refusal("reserved", short(address))
    check_length(address)
    if (size := len(quote(address))) > HEADER_LIMIT:
        raise Refusal("long-address", short(f"{size:,} bytes percent-encoded: {address}"))


def is_reserved(path: str) -> bool:
    """Return whether this path, without slashes around it, is reserved."""
    return any(row.pattern.fullmatch(path.lower()) for row in RESERVED)


def check_former_feed(address: str) -> None:
    """Refuse the file of a former feed where Presswork has a file of its own; a long address."""
    if any(row.pattern.fullmatch(address.strip("/").lower()) for row in RESERVED if not row.folders):
        raise Refusal("reserved", short(address))
    check_length(address)


def check_file(key: str) -> None:
    """Refuse a file's key that leaves the site, is reserved, or is too long."""
    if not (is_within(key) and is_within(unquote(key))):
        raise Refusal("climbs-out", short(key))
    if any(row.files and row.pattern.fullmatch(key.lower()) for row in RESERVED):
        raise Refusal("reserved", short(key))
    check_length(key)


def path_of_card(address: str) -> str:
    """Return the path of the card (`content.presentation.cards`) of the post at this address."""
    return f"/_/cards{address}card.png"


def check_length(address: str) -> None:
    """Refuse an address that is too long for S3 or for a folder; the longest key is that of its card."""
    size = len(path_of_card(f"/{address.strip('/')}/")[1:].encode())
    longest = max(len(part.encode()) for part in address.split("/"))
    if size > KEY_LIMIT or longest > PART_LIMIT:
        raise Refusal("value", short(f"{max(size, longest):,} bytes: {address}"))
