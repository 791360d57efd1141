"""Readers of what authors upload, and what holds for each text that they accept."""

import json
import re
from typing import Any
from urllib.parse import quote_plus

import html5lib
from lxml import etree
from msgspec.structs import replace

from chalicelib import codec
from chalicelib.content.frontmatter.frontmatter import bounded, split
from chalicelib.content.frontmatter.toml_keys import read_toml
from chalicelib.content.frontmatter.yaml_keys import read_yaml
from chalicelib.content.html.allow_list import FRAME, TAGS
from chalicelib.content.html.sanitizer import clean
from chalicelib.content.html.svg import check_svg as check_svg_upload
from chalicelib.content.markdown.dialects import PYTHON_MARKDOWN
from chalicelib.content.markdown_to_html import render
from chalicelib.content.media import files, images
from chalicelib.content.plain_text import decoded
from chalicelib.content.site.siteyaml import read_site
from chalicelib.content.source import read_source
from chalicelib.publishing import messages, parse
from chalicelib.publishing.upload import ParseContext, StoredObject, Upload
from chalicelib.rendering.formats.absolute_urls import absolute
from chalicelib.rendering.language.catalogues import REFERENCE
from chalicelib.rendering.language.phrases import built_in
from chalicelib.rendering.language.po_files import read_catalogue
from chalicelib.rendering.templates.templates import Templates
from tests.fuzz.site import KEY, NOW, PAGE, SITE, URL, text
from tests.safety.judge import MATHML, dangers

DESK = ParseContext(SITE, NOW)


def source(data: bytes) -> str:
    said = read_source(KEY, data, SITE)
    return f"{codec.dumps(said.post)}{codec.dumps(said.body)}"


def check_source(_data: bytes, given: str) -> None:
    given.encode()  # no half of a character, which could never be written
    check_safe(b"", read_body(given))


def read_body(given: str) -> str:
    body = json.loads(given[json.JSONDecoder().raw_decode(given)[1] :])
    return str(body["html"]) if isinstance(body, dict) else ""


def markdown(data: bytes) -> str:
    return render(text(data), key=KEY, lang="en", site=SITE, title="A title").html


FORMULA = re.compile(r"<math .*?</math>", re.DOTALL)


def reread(html: str) -> str:
    """Return the HTML as html5lib reads it."""
    return str(html5lib.serialize(html5lib.parseFragment(html), omit_optional_tags=False, quote_attr_values="always"))


def check_formula(formula: str) -> None:
    """It holds nothing but MathML, and no address."""
    for element in html5lib.parseFragment(formula, namespaceHTMLElements=False).iter():
        assert "MathML}" in element.tag or element.tag == "DOCUMENT_FRAGMENT", element.tag
        assert not [name for name in element.attrib if local(name).startswith("on") or local(name) in ("href", "src", "style")]


def python_markdown(data: bytes) -> str:
    return render(text(data), key=KEY, lang="en", site=replace(SITE, markdown=PYTHON_MARKDOWN), title="A title").html


def check_markdown(data: bytes, given: str) -> None:
    """It is harmless, a browser reads it as it is written, and none of the parsers' own marks is left in it."""
    for formula in FORMULA.findall(given):
        check_formula(formula)
    check_safe(data, FORMULA.sub("", given))
    once = reread(given)
    assert reread(once) == once
    assert not [letter for letter in given if letter < " " and letter not in "\t\n"]


def safe(data: bytes) -> str:
    return clean(text(data), KEY, ("a.example",))


def check_safe(_data: bytes, given: str) -> None:
    """Check that a browser finds only allowed elements and no dangerous address."""
    given.encode()
    assert not dangers(given, kept=True)
    for element in html5lib.parseFragment(given, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
            assert element.tag.rpartition("}")[2] in TAGS | {FRAME} | MATHML, element.tag
            assert not [name for name in element.attrib if str(name).startswith("on")], element.attrib


def is_harmless(address: str) -> bool:
    lean = "".join(letter for letter in address if letter > " ").lower()
    return not lean.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg"))


def whole(data: bytes) -> str:
    return absolute(safe(data), URL, PAGE)


def check_whole(data: bytes, given: str) -> None:
    check_safe(data, given)
    assert absolute(given, URL, PAGE) == given


def site(data: bytes) -> str:
    return codec.dumps(read_site(data, markdown=lambda written, _lang: clean(written, KEY)))


def front(data: bytes) -> str:
    return repr(split(decoded(data)))


def toml(data: bytes) -> str:
    return repr(read_toml(bounded(decoded(data), 1)))


def yaml(data: bytes) -> str:
    return repr(read_yaml(bounded(decoded(data), 1)))


def template(data: bytes) -> None:
    Templates().check("post.html", text(data))


def catalogue(data: bytes) -> str:
    return codec.dumps(read_catalogue(text(data), "es", built_in(REFERENCE)))


def svg(data: bytes) -> tuple[Any, ...]:
    check_svg_upload(data)
    return images.size_of(images.SVG, data)


def local(name: str | bytes) -> str:
    """Return the name without its namespace."""
    return str(name).rpartition("}")[2].lower()


def check_svg(data: bytes, _given: object) -> None:
    """Check that an accepted SVG runs no code and fetches nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    for element in etree.fromstring(data, parser).iter(etree.Element):
        assert local(element.tag) not in ("script", "foreignobject", "iframe"), element.tag
        for name, value in element.attrib.items():
            assert not local(name).startswith("on"), name
            assert is_harmless(str(value)), value


def picture(data: bytes) -> list[tuple[int, int]]:
    return [images.size_of(kind, data) for kind in ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")]


def check_picture(_data: bytes, given: list[tuple[int, int]]) -> None:
    assert all(width >= 0 and height >= 0 for width, height in given)


def key(data: bytes) -> list[Any]:
    """Read an upload with this key, as S3 reports it."""
    name = text(data)
    event = json.dumps({"Records": [{"s3": {"object": {"key": quote_plus(name), "sequencer": "0A"}}}]})
    (change,) = messages.changes_in(event)
    if files.sort_of(name) == "ignored":
        return [None, None, None]
    said: Upload = parse.look(change.key, StoredObject(b"# Title\n\nText", "etag", 13), DESK)
    assert change.key == name
    if said.refusal and said.refusal.code == "broken":
        raise ValueError(said.refusal.found)
    return [said.state, said.post and said.post.address, said.refusal and said.refusal.code]


def check_key(_data: bytes, given: list[Any]) -> None:
    address = given[1]
    if address:
        address.encode()
        assert address.startswith("/"), address
        assert not address.startswith("//"), address
        assert not {".", ".."} & set(address.split("/")), address
