"""The targets of the fuzzers: each reader of texts from authors, visitors or strangers is a row."""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import quote_plus

import html5lib
from lxml import etree
from lxml import html as lxml_html
from markupsafe import Markup

from chalicelib import codec
from chalicelib.analytics.hours import window, written
from chalicelib.analytics.log_lines import tally
from chalicelib.content import files, images
from chalicelib.content.dialects import PYTHON_MARKDOWN
from chalicelib.content.frontmatter import bounded, read_toml, read_yaml, split
from chalicelib.content.markdown import render
from chalicelib.content.plain_text import decoded
from chalicelib.content.safe import FRAME, TAGS, clean
from chalicelib.content.site import Language, Site
from chalicelib.content.siteyaml import read_site
from chalicelib.content.source import read_source
from chalicelib.errors import Refusal
from chalicelib.newsletter import mailbox, message, ses_events, subscriber_import, tokens
from chalicelib.newsletter.edition import digest_edition, post_edition
from chalicelib.newsletter.html_body import blocks
from chalicelib.newsletter.plaintext import plain
from chalicelib.publishing import messages, parse
from chalicelib.publishing.parse import Found, ParseContext, Upload
from chalicelib.rendering.absolute_urls import absolute
from chalicelib.rendering.absolute_urls import clean as without_controls
from chalicelib.rendering.po_files import read_catalogue
from chalicelib.rendering.templates import Templates
from chalicelib.web import http
from chalicelib.web.forms import read_form
from tests.fuzz import seeds
from tests.fuzz.running import Target
from tests.newsletter.context import CONTEXT, MARK, POST
from tests.safety.judge import MATHML, dangers

KEY, NOW = "posts/2026-11-20-x.md", datetime(2026, 11, 25, 12, tzinfo=UTC)
SITE = Site(url="https://press.example", languages=(Language("en", "English"), Language("es", "Español")), frames=("a.example",))
URL, PAGE = "https://press.example", "https://press.example/a/"
LINK_KEYS = ("one key", "another key")
HOURS = {written(name): name for name in window(NOW)}
DESK = ParseContext(SITE, NOW)


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# ---- texts of authors


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
    return codec.dumps(read_catalogue(text(data), "es"))


def svg(data: bytes) -> tuple[Any, ...]:
    files.check_svg(data)
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
    said: Upload = parse.look(change.key, Found(b"# Title\n\nText", "etag", 13), DESK)
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


# ---- letters


def letter_text(data: bytes) -> str:
    return plain(safe(data), PAGE)


def check_text(data: bytes, given: str) -> None:
    """Check that the text has no `<` that was not in the words, the addresses or the texts of images."""
    tree = lxml_html.fragment_fromstring(without_controls(safe(data)) or "<p></p>", create_parent="div")
    said = "".join([tree.text_content(), *(value for one in tree.iter() for value in one.attrib.values())])
    assert given.count("<") <= said.count("<")


def mail_blocks(data: bytes) -> tuple[str, ...]:
    return blocks(safe(data), URL, PAGE, "See it on the web")


def check_blocks(_data: bytes, given: tuple[str, ...]) -> None:
    """Check that all blocks together are safe, and the first alone, as in a letter that was cut."""
    for some in (given, given[:1]):
        check_mail("".join(some))


def check_mail(html: str) -> None:
    html.encode()
    assert not dangers(html, mail=True, kept=True)


def digest(data: bytes) -> tuple[str, str, str]:
    """Make a digest of posts with these titles, excerpts and texts."""
    titles = text(data).split("\n")[:5]
    posts = [replace(POST, title=title, excerpt=text(data), html=Markup(safe(data))) for title in titles]  # noqa: S704 - cleaned
    made = digest_edition(CONTEXT, "en", "weekly", posts, MARK)
    return made.subject, made.html, made.text


def check_digest(data: bytes, given: tuple[str, str, str]) -> None:
    """Check that no markup of a title or an excerpt is markup of the mail, and that a reader can leave."""
    _, html, plain_text = given
    check_mail(html)
    tree = lxml_html.document_fromstring(html)
    assert not tree.xpath("//iframe | //form | //object | //script")
    assert not [name for element in tree.iter(etree.Element) for name in element.attrib if str(name).startswith("on")]
    for part in (html, plain_text):
        assert f"{MARK}-unsubscribe" in part


def letter(data: bytes) -> bytes:
    head, _, rest = text(data).partition("\n")
    post = replace(POST, title=head, excerpt=head, html=Markup(clean(rest, KEY)))  # noqa: S704 - it is cleaned
    token = "token" * 10
    written = message.letter(
        post_edition(CONTEXT, post, MARK),
        site=CONTEXT.site,
        sender=CONTEXT.site.sender("letters"),
        to="ann@example.org",
        unsubscribe=token,
        preferences=token,
        letter_id="letter",
        reader_id="reader",
        date=NOW,
    )
    return BOUNDARY.sub(b"boundary", written)


BOUNDARY = re.compile(rb"={15}\d+==")  # between the parts; it differs each time


HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "List-Id", "List-Unsubscribe"),
    *("List-Unsubscribe-Post", "MIME-Version", "Content-Type"),
}


def check_letter(_data: bytes, given: bytes) -> None:
    """Check that it is one message to one reader, with our headers only, and a link to leave in both parts."""
    parsed = message_from_bytes(given, policy=policy.default)
    assert {*parsed.keys()} == HEADERS
    assert len(parsed.keys()) == len(HEADERS)
    assert not parsed.defects
    assert all(len(line) <= 998 for line in given.split(b"\r\n"))
    assert b"\n" not in given.replace(b"\r\n", b"")
    for kind in ("plain", "html"):
        part = parsed.get_body((kind,))
        assert part is not None
        assert "/api/unsubscribe?t=" in part.get_content()


# ---- input from strangers


def log(data: bytes) -> list[Any]:
    found = tally([data], HOURS)
    return [sorted(found.reads.items()), found.unread]


def packed_log(data: bytes) -> list[Any]:
    return log(gzip.compress(data, mtime=0)[: max(30, len(data))])


def form(data: bytes) -> str:
    head, _, body = data.partition(b"\n")
    return repr(read_form(head.decode("latin-1"), body))


def request(data: bytes) -> str:
    """Read an event of API Gateway with strings of a visitor."""
    given = text(data)
    event: Mapping[str, Any] = {
        "requestContext": {"httpMethod": "POST", "resourcePath": "/subscriptions", "identity": {"sourceIp": given[:60]}},
        "headers": {"X-Forwarded-For": given[:200], "Content-Type": given[:80], given[:40]: given[:40]},
        "multiValueQueryStringParameters": {"t": [given], given: []},
        "body": given,
        "isBase64Encoded": len(given) % 2 == 0,
    }
    asked = http.request_in(event, 1)
    return repr((asked, asked.wants_json))


def token(data: bytes) -> dict[str, tuple[str, ...]]:
    """Return the payload of the token for each purpose that accepts it."""
    taken = {}
    for purpose in tokens.PURPOSES:
        with suppress(Refusal):
            taken[purpose] = tokens.read(LINK_KEYS, purpose, text(data), NOW)
    if not taken:
        raise Refusal("link")
    return taken


def check_token(data: bytes, given: Mapping[str, tuple[str, ...]]) -> None:
    """Check that only a signed token is accepted, in one spelling and for one purpose."""
    ((purpose, payload),) = given.items()
    assert text(data) in {tokens.sign((one,), purpose, payload, NOW) for one in LINK_KEYS}


def news(data: bytes) -> str:
    return repr(ses_events.read_event(text(data)))


def address(data: bytes) -> str:
    return repr(mailbox.read_mailbox(text(data)))


def check_address(_data: bytes, given: str) -> None:
    assert "\\n" not in given
    assert "\\r" not in given


def imported(data: bytes) -> list[str]:
    import_context = subscriber_import.ImportContext(SITE, "pepper", NOW, "paper")
    return [repr(row) for row in subscriber_import.opened(text(data).splitlines(keepends=True), import_context).rows]


TOKENS = [tokens.sign(LINK_KEYS, row.name, ("a" * 32,) * len(row.holds), NOW).encode() for row in tokens.PURPOSES.values()]
KEYS = (
    *(b"posts/2026-11-20-x.md", b"about.md", b"posts/a/pic.png", b"site.yaml", b"templates/post.html"),
    b"templates/phrases/es.po",
)

DOTS = (b"%2e%2e", b"//", b"../", b"/", b"%2F", b".md", b".error.txt", b"_/", b"#", b"templates/phrases/", b"\\", b"?")
TOKEN_PARTS = {part for one in TOKENS for part in one.split(b".")}
SIGNS = (b".", b"=", b"-", b"_", b"A")
ADDRESSES = (b"ann@example.org", "ä@bücher.example".encode())


def begun(words: Sequence[bytes]) -> Sequence[bytes]:
    """Return the long texts among these."""
    return [word for word in words if len(word) > LONG]


def titled(head: bytes) -> Sequence[bytes]:
    return [head + html for html in begun(seeds.HTML)]


LONG = 40
ROWS = (
    Target("source", source, begun(seeds.FRONT), seeds.MARKDOWN + seeds.HTML + seeds.FRONT, check_source, grows=60),
    Target("markdown", markdown, begun(seeds.MARKDOWN), seeds.MARKDOWN + seeds.HTML, check_markdown, grows=60),
    Target("notations", markdown, begun(seeds.NOTATIONS), seeds.NOTATIONS, check_markdown, grows=60),
    Target("python-markdown", python_markdown, begun(seeds.MARKDOWN), seeds.MARKDOWN + seeds.HTML, check_markdown, grows=60),
    Target("safe", safe, begun(seeds.HTML), seeds.HTML, check_safe),
    Target("absolute", whole, begun(seeds.HTML), seeds.HTML, check_whole, grows=60),
    Target("front", front, begun(seeds.FRONT), seeds.FRONT + seeds.SITES, grows=60),
    Target("toml", toml, begun(seeds.TOML), seeds.TOML + seeds.FRONT, grows=60),
    Target("yaml", yaml, begun(seeds.YAML), seeds.YAML + seeds.FRONT, grows=60),
    Target("site", site, begun(seeds.SITES), seeds.SITES + seeds.HTML, least=40_000),
    Target("template", template, begun(seeds.TEMPLATES), seeds.TEMPLATES),
    Target("catalogue", catalogue, begun(seeds.PO), seeds.PO, least=20_000),
    Target("svg", svg, begun(seeds.SVG), seeds.SVG, check_svg),
    Target("picture", picture, seeds.PICTURES, seeds.PICTURES, check_picture),
    Target("key", key, KEYS, KEYS + DOTS, check_key),
    Target("plain", letter_text, begun(seeds.HTML), seeds.HTML, check_text),
    Target("blocks", mail_blocks, begun(seeds.HTML), seeds.HTML, check_blocks, grows=60),
    Target("digest", digest, titled(b"Title\nAnother\n"), seeds.HTML + seeds.MARKDOWN, check_digest, grows=60, least=60_000),
    Target("letter", letter, titled(b"Title\n"), seeds.HTML + seeds.MARKDOWN, check_letter, grows=60, least=60_000),
    Target("log", log, begun(seeds.LOG), seeds.LOG + seeds.COLUMNS, grows=40),
    Target("packed log", packed_log, begun(seeds.LOG), seeds.LOG + seeds.COLUMNS, grows=40),
    Target("form", form, begun(seeds.FORMS), seeds.FORMS, grows=40),
    Target("request", request, begun(seeds.FORMS), seeds.FORMS, grows=40),
    Target("token", token, TOKENS, (*TOKENS, *TOKEN_PARTS, *SIGNS), check_token),
    Target("news", news, begun(seeds.EVENTS), seeds.EVENTS),
    Target("address", address, ADDRESSES, (b"@", b".", b'"', b"(", b"xn--"), check_address),
    Target("import", imported, begun(seeds.CSV), seeds.CSV, refuses=(subscriber_import.HeaderError,), grows=200),
)
TARGETS: Mapping[str, Target] = {row.name: row for row in ROWS}
