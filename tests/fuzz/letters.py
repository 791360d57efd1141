"""Letters made of posts with any text, and what holds for each."""

import re
from email import message_from_bytes, policy

from lxml import etree
from lxml import html as lxml_html
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.content.html.sanitizer import clean
from chalicelib.newsletter.mail import message
from chalicelib.newsletter.mail.edition import digest_edition, post_edition
from chalicelib.newsletter.mail.html_body import blocks
from chalicelib.newsletter.mail.plaintext import plain
from chalicelib.rendering.strict_text import clean as without_controls
from tests.fuzz.authors import safe
from tests.fuzz.site import KEY, NOW, PAGE, URL, text
from tests.newsletter.context import CONTEXT, MARK, POST
from tests.safety.judge import dangers


def letter_text(data: bytes) -> str:
    return plain(safe(data), PAGE)


def check_text(data: bytes, given: str) -> None:
    """Check that the text has no `<` that was not in the words, the addresses or the texts of images."""
    tree = lxml_html.fragment_fromstring(without_controls(safe(data)) or "<p></p>", create_parent="div")
    said = "".join([tree.text_content(), *(value for one in tree.iter() for value in one.attrib.values())])
    assert given.count("<") <= said.count("<")


def mail_blocks(data: bytes) -> tuple[str, ...]:
    return blocks(safe(data), URL, PAGE, "View on the web")


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
