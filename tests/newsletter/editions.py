"""What a reader finds in an edition."""

from lxml import html as lxml_html

from chalicelib.newsletter.mail.message import Edition
from tests.newsletter.context import POST

WEB = POST.url


def tree(edition: Edition) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(edition.html)


def words(edition: Edition) -> str:
    return " ".join(tree(edition).text_content().split())
