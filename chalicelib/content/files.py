"""What lies in the content bucket beside the sources.

Every key is of one sort (`SORTS`), and a file is published if its kind is on the list (`KINDS`). An image of the one kind
that can hold programs, SVG, is looked through first: whatever could run or fetch something is refused, by name.
"""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from chalicelib.content import media_types
from chalicelib.content.addresses import check_file
from chalicelib.content.frontmatter import short
from chalicelib.content.limits import limit
from chalicelib.content.media_types import extension_of
from chalicelib.errors import Refusal

# ---- sorts of keys; the first row that fits decides

SORTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r".*/|"), "ignored"),  # what some clients put there to make a folder
    (re.compile(r"(.*/)?\.(?!\.?(/|$))[^/]*(/.*)?"), "ignored"),  # hidden: `.git/…`, `.DS_Store`, `.presswork/…`
    (re.compile(r"(?i)(.*/)?(thumbs\.db|desktop\.ini|__macosx(/.*)?)"), "ignored"),
    (re.compile(r"(?i)(.*/)?[^/]*(~|\.tmp|\.swp|\.part|\.crdownload)"), "ignored"),  # half of something
    (re.compile(r".*\.(error|warning)\.txt"), "ignored"),  # Presswork's own reports
    (re.compile(r"site\.yaml"), "site"),
    (re.compile(r"templates/.*"), "template"),
    (re.compile(rf"(?i).*\.({'|'.join(media_types.SOURCES)})"), "source"),
    (re.compile(r".*", re.DOTALL), "file"),
)


def sort_of(key: str) -> str:
    """Whose business the key is: `source`, `site`, `template`, `file`, or `ignored`, which is nobody's."""
    return next(sort for pattern, sort in SORTS if pattern.fullmatch(key))


def is_ignored(key: str) -> bool:
    """Whether nobody has to look at the key."""
    return sort_of(key) == "ignored"


def is_read(key: str) -> bool:
    """Whether the bytes have to be looked at; other files are only copied."""
    return sort_of(key) != "file" or key.lower().endswith(".svg")


# ---- kinds of files

KINDS: Mapping[str, str] = media_types.PUBLISHED
"""The extensions of the files that are published, and their types."""


def media_type(key: str) -> str:
    """The type that a file is published with; a kind that isn't on the list, or a place that is kept, is refused."""
    check_file(key)
    name = key.rpartition("/")[2]
    kind = KINDS.get(extension_of(name))
    if kind is None:
        raise Refusal("kind", short(name))
    return kind


def is_file_like(address: str) -> bool:
    """Whether a file could stand where this address needs a folder: a part of it ends as a file does."""
    *above, last = map(extension_of, address.strip("/").split("/"))
    return last in KINDS or any(extension == "html" or extension in KINDS for extension in above)


# ---- active content in SVG

SVG_LIMIT = limit("source")
SVG_DEPTH = limit("SVG depth")
XHTML = "http://www.w3.org/1999/xhtml"
DTD = "-//W3C//DTD SVG"  # with XHTML's, browsers know HTML's entities, which expat leaves out: `javascript&colon;`
ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "audio", "video"})


def check_svg(raw: bytes) -> None:
    """Refuse an SVG that could run or fetch something, with what was found and its line."""
    if len(raw) > SVG_LIMIT:
        raise Refusal("too-big", f"{len(raw):,} bytes of SVG")
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        Look(parser).through(raw)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two are for encodings that expat doesn't read
        raise Refusal("script", short(f"no XML: {error}"), parser.CurrentLineNumber) from error


@dataclass(slots=True)
class Look:
    """One look through an SVG: what expat meets is held against the rules."""

    parser: expat.XMLParserType
    within: list[str] = field(default_factory=list)
    style: list[str] = field(default_factory=list)

    def through(self, raw: bytes) -> None:
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
        if subset:  # entities can be made there; the bare line that old programs write is harmless
            self.refuse(f"<!DOCTYPE {name} […]>")
        if public and not public.startswith(DTD):
            self.refuse(f'<!DOCTYPE {name} PUBLIC "{public}">')

    def instructed(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            self.refuse(f"<?{target}?>")

    def refuse(self, found: str) -> NoReturn:
        raise Refusal("script", short(found), self.parser.CurrentLineNumber)


def fetches(element: str, link: str) -> bool:
    """Whether following the link runs something or asks another host; a reader may follow an `a` anywhere on the web."""
    url = SPACES.sub("", link).replace("\\", "/").lower()
    if element == "a" and re.match(r"(https?:)?//|mailto:", url):
        return False
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|//", url)) and not HARMLESS_DATA.match(url)


SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
HARMLESS_DATA = re.compile(r"data:(image/(png|jpe?g|gif|webp|avif)|font/[a-z0-9.+-]+|application/(x-)?font[a-z0-9.+-]*)[;,]")


def css_fetches(css: str) -> bool:
    """Whether a stylesheet runs something or asks another host, however it is written."""
    plain = CSS_ESCAPE.sub(unescaped, css)
    # with its comments and without them: what looks like one may stand in a string
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
    lambda _, attribute, __: attribute == "base",  # makes every relative link another host's
    lambda element, attribute, value: attribute in ("href", "src") and fetches(element, value),
    lambda _, attribute, value: attribute == "attributename" and re.search(r"(?i)(^|:)(href|on\w*)$", value.strip()) is not None,
    lambda _, __, value: "script:" in SPACES.sub("", value).lower(),
    lambda _, attribute, value: (attribute == "style" or "(" in value or "\\" in value) and css_fetches(value),
)
"""What an attribute may not say: rules of its element, its name and its value."""
