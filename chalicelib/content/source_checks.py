"""What refuses a source once it is read: an address that files may have, an empty post, a body that is too big."""

import zlib

from chalicelib import codec
from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.html.tag_patterns import SHOWN
from chalicelib.content.limits import limit
from chalicelib.content.markdown_to_html import Rendered
from chalicelib.content.media.files import is_file_like
from chalicelib.content.plain_text import short
from chalicelib.content.text.excerpts import plain
from chalicelib.errors import Refusal
from chalicelib.model import Body, Post

BODY_LIMIT = limit("body")
LINKS_LIMIT = limit("links to sources")


def check_not_file_like(post: Post, fields: Fields) -> None:
    """Refuse addresses that files may have."""
    if is_file_like(post.address):
        raise Refusal("file-like", short(post.address), fields.line("path") or fields.line("slug"))
    for alias in post.aliases:
        if is_file_like(alias):
            raise Refusal("file-like", short(alias), fields.line("aliases"))


def check_not_empty(post: Post, rendered: Rendered, fields: Fields) -> None:
    """Refuse a dated post, which feeds and letters announce, that shows nothing: no words, image, player or frame; also a page
    that has no title either."""
    may_be_empty = fields.draft or fields.private or (post.title and not post.date)
    if not (may_be_empty or post.excerpt or post.image or plain(rendered.html) or SHOWN.search(rendered.html)):
        raise Refusal("empty", short(post.title))


def check_size(body: Body) -> None:
    """Refuse a body that would not fit into its item, or that grows too long when its links become addresses."""
    links = body.html.count(' href="source:')
    if links > LINKS_LIMIT:
        raise Refusal("too-many", f"{links:,} links to other posts and pages, but the limit is {LINKS_LIMIT:,}")
    html = codec.dumps(body).encode()
    size = len(zlib.compress(html, 6)) if len(html) > BODY_LIMIT else 0
    if size > BODY_LIMIT:
        raise Refusal("body-too-big", f"{size:,} bytes compressed")
