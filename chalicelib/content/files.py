"""Files of the content bucket: the sort of each key, the kinds that are published, and the check of SVG.

Each key has one sort (`SORTS`). A file is published if its extension is in the table (`content.media_types`). SVG is the only
image that can hold programs, so it is checked first: anything that could run or fetch something is refused.
"""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from chalicelib.content import media_types
from chalicelib.content.addresses import check_file
from chalicelib.content.limits import limit
from chalicelib.content.media_types import extension_of
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal

# ---- sorts of keys; the first row that fits decides

SORTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r".*/|"), "ignored"),  # some clients make these for folders
    (re.compile(r"(.*/)?\.(?!\.?(/|$))[^/]*(/.*)?"), "ignored"),  # hidden: `.git/…`, `.DS_Store`, `.presswork/…`
    (re.compile(r"(?i)(.*/)?(thumbs\.db|desktop\.ini|__macosx(/.*)?)"), "ignored"),
    (re.compile(r"(?i)(.*/)?[^/]*(~|\.tmp|\.swp|\.part|\.crdownload)"), "ignored"),  # incomplete uploads
    (re.compile(r".*\.(error|warning)\.txt"), "ignored"),  # Presswork's own reports
    (re.compile(r"site\.yaml"), "site"),
    (re.compile(r"templates/.*"), "template"),
    (re.compile(rf"(?i).*\.({'|'.join(media_types.SOURCES)})"), "source"),
    (re.compile(r".*", re.DOTALL), "file"),
)
FIXTURES = ("site", "template")
"""The sorts that the whole site is read and rendered with."""


def sort_of(key: str) -> str:
    """Return the sort of the key: `source`, `site`, `template`, `file` or `ignored`."""
    return next(sort for pattern, sort in SORTS if pattern.fullmatch(key))


def is_ignored(key: str) -> bool:
    """Return whether the key is ignored."""
    return sort_of(key) == "ignored"


def is_read(key: str) -> bool:
    """Return whether the bytes have to be read; other files are only copied."""
    return sort_of(key) != "file" or key.lower().endswith(".svg")


# ---- kinds of files

KINDS: Mapping[str, str] = media_types.PUBLISHED
"""The extensions of the files that are published, and their types."""


def media_type(key: str) -> str:
    """Return the media type of a published file; refuse an unknown extension and a reserved address."""
    check_file(key)
    name = key.rpartition("/")[2]
    kind = KINDS.get(extension_of(name))
    if kind is None:
        raise Refusal("kind", short(name))
    return kind


def is_file_like(address: str) -> bool:
    """Return whether the address looks like a file's: one of its parts has the extension of a file."""
    *above, last = map(extension_of, address.strip("/").split("/"))
    return last in KINDS or any(extension == "html" or extension in KINDS for extension in above)


# ---- active content in SVG

SVG_LIMIT = limit("source")
SVG_DEPTH = limit("SVG depth")
XHTML = "http://www.w3.org/1999/xhtml"
DTD = "-//W3C//DTD SVG"  # with XHTML's, browsers know HTML's entities, which expat leaves out: `javascript&colon;`
ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "audio", "video"})


def check_svg(raw: bytes) -> None:
    """Refuse an SVG that could run or fetch something; the refusal has what was found, and its line."""
    if len(raw) > SVG_LIMIT:
        raise Refusal("too-big", f"{len(raw):,} bytes of SVG")
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        SvgCheck(parser).run(raw)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two come from encodings that expat doesn't know
        raise Refusal("script", short(f"not valid XML: {error}"), parser.CurrentLineNumber) from error


@dataclass(slots=True)
class SvgCheck:
    """The check of one SVG: each event of expat is compared with the rules."""

    parser: expat.XMLParserType
    within: list[str] = field(default_factory=list)
    style: list[str] = field(default_factory=list)

    def run(self, raw: bytes) -> None:
        self.parser.StartElementHandler = self.opened
        self.parser.EndElementHandler = self.closed
        self.parser.CharacterDataHandler = self.said
        self.parser.StartDoctypeDeclHandler = self.declared
        self.parser.ProcessingInstructionHandler = self.instructed
        self.parser.Parse(raw, True)  # noqa: FBT003 - expat takes no names

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        element = local.lower()
        self.within.append(element)
        if self.within[0] != "svg" or len(self.within) > SVG_DEPTH or element in ACTIVE_ELEMENTS or space == XHTML:
            self.refuse(f"<{local}>")
        for full, value in attributes.items():
            attribute = full.rpartition(" ")[2]
            if any(rule(element, attribute.lower(), value) for rule in ATTRIBUTES):
                self.refuse(f'{attribute}="{value}"')

    def closed(self, _: str) -> None:
        if self.within.pop() == "style":
            if css_fetches("".join(self.style)):
                self.refuse(f"<style>{''.join(self.style)}")
            self.style.clear()

    def said(self, text: str) -> None:
        if "style" in self.within:
            self.style.append(text)

    def declared(self, name: str, _system: str | None, public: str | None, subset: bool) -> None:  # noqa: FBT001 - expat's call
        if subset:  # it could define entities; a doctype without it, as old programs write it, is harmless
            self.refuse(f"<!DOCTYPE {name} […]>")
        if public and not public.startswith(DTD):
            self.refuse(f'<!DOCTYPE {name} PUBLIC "{public}">')

    def instructed(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            self.refuse(f"<?{target}?>")

    def refuse(self, found: str) -> NoReturn:
        raise Refusal("script", short(found), self.parser.CurrentLineNumber)


def fetches(element: str, link: str) -> bool:
    """Return whether the link runs something or fetches from another host; an `a` may link anywhere on the web."""
    url = SPACES.sub("", link).replace("\\", "/").lower()
    if element == "a" and re.match(r"(https?:)?//|mailto:", url):
        return False
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|//", url)) and not HARMLESS_DATA.match(url)


SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
HARMLESS_DATA = re.compile(r"data:(image/(png|jpe?g|gif|webp|avif)|font/[a-z0-9.+-]+|application/(x-)?font[a-z0-9.+-]*)[;,]")


def css_fetches(css: str) -> bool:
    """Return whether a stylesheet runs something or fetches from another host, in any notation."""
    plain = CSS_ESCAPE.sub(unescaped, css)
    # with and without comments, because a string may look like a comment
    return any(bare_css_fetches(SPACES.sub("", text).lower()) for text in {plain, uncommented(plain)})


def bare_css_fetches(css: str) -> bool:
    return (
        "@import" in css or "script:" in css or any(fetches("", found[1] or found[2] or "") for found in CSS_LINK.finditer(css))
    )


def uncommented(css: str) -> str:
    first, *others = css.split("/*")
    return first + "".join(part.partition("*/")[2] for part in others)


def unescaped(found: re.Match[str]) -> str:
    point = int(found[1] or "0", 16)
    return chr(point) if 0 < point < sys.maxunicode else ""


CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})?\s?")
CSS_LINK = re.compile(r"""(?:url|src|image|image-set)\((?=["']?([^"')]{0,80}))|,(?=["']([a-z]*:?//[^"')]{0,80}))""")

ATTRIBUTES: tuple[Callable[[str, str, str], bool], ...] = (
    lambda _, attribute, __: attribute.startswith("on"),
    lambda _, attribute, __: attribute == "base",  # it changes the host of all relative links
    lambda element, attribute, value: attribute in ("href", "src") and fetches(element, value),
    lambda _, attribute, value: attribute == "attributename" and re.search(r"(?i)(^|:)(href|on\w*)$", value.strip()) is not None,
    lambda _, __, value: "script:" in SPACES.sub("", value).lower(),
    lambda _, attribute, value: (attribute == "style" or "(" in value or "\\" in value) and css_fetches(value),
)
"""Rules that refuse an attribute, by its element, its name and its value."""
