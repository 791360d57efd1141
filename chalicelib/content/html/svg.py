"""The check of SVG, the only kind of image that can hold programs: a file that could run or fetch something is refused.

The file is published as it is, so a browser must read the same in it as this check does. Each event of expat is compared with the
rules, and what expat and browsers may read differently is refused: entities, rare encodings, elements inside a stylesheet.
Stylesheets and attributes are CSS, which may hold what is on the lists of `content.html.svg_styles`. A drawing that tells where
it was taken, in its own XMP or in an image within it, is refused as well.
"""

import re
from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from msgspec import Struct, field

from chalicelib.content.html.svg_styles import HARMLESS_DATA, SPACES, forbidden
from chalicelib.content.limits import limit
from chalicelib.content.location import file_places
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal

SVG_LIMIT = limit("source")
SVG_DEPTH = limit("SVG depth")
XHTML = "http://www.w3.org/1999/xhtml"
DTD = "-//W3C//DTD SVG"  # with XHTML's, browsers know HTML's entities, which expat leaves out: `javascript&colon;`
ENCODINGS = re.compile(r"(?i)utf-?8|utf-16(le|be)?|(us-)?ascii|iso-8859-[0-9]{1,2}|windows-125[0-9]|koi8-[ru]")
"""The encodings in which every program reads the letters, brackets and quotes of ASCII alike."""
PLACE = re.compile(r"(?i) (?:GPS(?:Latitude|Longitude|Position|Coordinates)|Location(?:Created|Shown))|wgs84_pos# ?lat(?:_long)?")
"""The names of elements and attributes, with their namespaces, that tell a place in XMP."""
ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "audio", "video"})


def check_svg(raw: bytes) -> None:
    """Refuse an SVG that could run or fetch something; the refusal quotes it, with its line."""
    if len(raw) > SVG_LIMIT:
        raise Refusal("too-big", f"{len(raw):,} bytes of SVG")
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        SvgCheck(parser).run(raw)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two come from encodings that expat doesn't know
        raise Refusal("script", short(f"not valid XML: {error}"), parser.CurrentLineNumber) from error


class SvgCheck(Struct):
    """The check of one SVG: each event of expat is compared with the rules."""

    parser: expat.XMLParserType
    within: list[str] = field(default_factory=list)
    style: list[str] = field(default_factory=list)
    style_line: int = 0
    texts: list[str] = field(default_factory=list)

    def run(self, raw: bytes) -> None:
        self.parser.XmlDeclHandler = self.encoded
        self.parser.StartElementHandler = self.opened
        self.parser.EndElementHandler = self.closed
        self.parser.CharacterDataHandler = self.said
        self.parser.StartDoctypeDeclHandler = self.declared
        self.parser.ProcessingInstructionHandler = self.instructed
        self.parser.CommentHandler = self.texts.append
        self.parser.Parse(raw, True)  # noqa: FBT003 - expat takes no names
        self.placed("".join(self.texts))

    def encoded(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and not ENCODINGS.fullmatch(encoding):
            self.refuse(f'encoding="{encoding}"')

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        element = local.lower()
        if "style" in self.within:  # a browser leaves it out of the stylesheet, so the text around it would be another
            self.refuse(f"<style><{local}>")
        self.within.append(element)
        if self.within[0] != "svg" or len(self.within) > SVG_DEPTH or element in ACTIVE_ELEMENTS or space == XHTML:
            self.refuse(f"<{local}>")
        if PLACE.search(" ".join(("", name, *attributes))):
            raise Refusal("place", f"<{local}>", self.parser.CurrentLineNumber)
        for full, value in attributes.items():
            self.placed(value, self.parser.CurrentLineNumber)
            attribute = full.rpartition(" ")[2]
            if any(rule(element, attribute.lower(), value) for rule in ATTRIBUTES) or (is_style(full) and forbidden(value)):
                self.refuse(f'{attribute}="{value}"')

    def closed(self, _: str) -> None:
        if self.within.pop() == "style":
            if part := forbidden("".join(self.style)):
                self.refuse(f"<style>…{part.text}", self.style_line + part.line - 1)
            self.style.clear()

    def said(self, text: str) -> None:
        self.texts.append(text)
        if "style" in self.within:
            self.style_line = self.style_line if self.style else self.parser.CurrentLineNumber
            self.style.append(text)

    def declared(self, name: str, _system: str | None, public: str | None, subset: bool) -> None:  # noqa: FBT001 - expat's call
        if subset:  # it could define entities; a doctype without it, as old programs write it, is harmless
            self.refuse(f"<!DOCTYPE {name} […]>")
        if public and not public.startswith(DTD):
            self.refuse(f'<!DOCTYPE {name} PUBLIC "{public}">')

    def instructed(self, target: str, text: str) -> None:
        self.texts.append(text)
        if target.lower() == "xml-stylesheet":
            self.refuse(f"<?{target}?>")

    def placed(self, text: str, line: int = 0) -> None:
        """Refuse a text with a picture that tells a place."""
        if where := file_places.in_text(text).where:
            raise Refusal("place", where, line)

    def refuse(self, quotation: str, line: int = 0) -> NoReturn:
        raise Refusal("script", short(quotation), line or self.parser.CurrentLineNumber)


# ---- attributes

OF_TEXTS = "id class name title alt label lang role content desc d points path begin end type version"
TEXTS = frozenset(OF_TEXTS.split())
"""The attributes that no browser reads as CSS, besides those of other programs, which have a namespace, `aria-` or `data-`."""


def is_style(name: str) -> bool:
    """Return whether a browser may read the attribute with this name as CSS; so it may be a property that is new to us."""
    return " " not in name and name.lower() not in TEXTS and not name.lower().startswith(("aria-", "data-"))


def fetches(element: str, link: str) -> bool:
    """Return whether the link runs something or fetches from another host; an `a` may link anywhere on the web."""
    url = SPACES.sub("", link).replace("\\", "/").lower()
    if element == "a" and re.match(r"(https?:)?//|mailto:", url):
        return False
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|//", url)) and not HARMLESS_DATA.match(url)


ATTRIBUTES: tuple[Callable[[str, str, str], bool], ...] = (
    lambda _, attribute, __: attribute.startswith("on"),
    lambda _, attribute, __: attribute == "base",  # it changes the host of all relative links
    lambda _, attribute, __: attribute == "ping",  # it tells another host who follows a link
    lambda element, attribute, value: attribute in ("href", "src") and fetches(element, value),
    lambda _, attribute, value: attribute == "attributename" and re.search(r"(?i)(^|:)(href|on\w*)$", value.strip()) is not None,
    lambda _, __, value: "script:" in SPACES.sub("", value).lower(),
)
"""Rules that refuse an attribute, by its element, its name and its value."""
