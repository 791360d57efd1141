"""The readers of WordPress's exports under the fuzzers: the XML, a text with blocks and shortcodes, and HTML as Markdown."""

import io

from chalicelib.content.plain_text import clean
from chalicelib.html_to_markdown.markdown import markdown_of
from infra.importers.blog import UnreadableError
from infra.importers.wordpress.first_pass import Attachment
from infra.importers.wordpress.text import html_of
from infra.importers.wordpress.wxr import Part, parts_in
from infra.importers.wordpress.wxr_stream import CleanXml

REFUSES = (UnreadableError,)
HEAD = b'<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="modules/content"><channel>'
EXPORTS: tuple[bytes, ...] = (
    HEAD + b"<title>Salt &amp; ink</title><item><title>Rye</title><wp:post_id>1</wp:post_id></item></channel></rss>",
    HEAD + b"<item><content:encoded><![CDATA[a ]]]]><![CDATA[> <b>b</b>]]></content:encoded></item></channel></rss>",
    HEAD
    + b"<item><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[7]]></wp:meta_value></wp:postmeta>",
    HEAD + b'<item><category nicename="x"><![CDATA[X]]></category><wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>',
)
PIECES: tuple[bytes, ...] = (
    *(
        b"<item>",
        b"</item>",
        b"<![CDATA[",
        b"]]>",
        b"]]]]><![CDATA[>",
        b"&nbsp;",
        b"&#1;",
        b"&x;",
        b"<!--",
        b"-->",
        b"\x00",
        b"\xff",
    ),
    *(b"<wp:post_id>", b"</title>", b"<!DOCTYPE x [", b"<!ENTITY", b"encoding='utf-16'", b"<a b='c'>", b"</rss>", b"\xe2\x80"),
)
TEXTS: tuple[bytes, ...] = (
    b'One\ntwo\n\n[caption width="9"]<img src="/a.png" alt="A" /> The <em>Ana</em>[/caption]\n\n[gallery ids="7,8"]',
    b"<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->\n<!-- wp:latest-posts /-->",
    b'<figure class="wp-block-gallery"><figure><img src="/a.png"/><figcaption>c</figcaption></figure></figure>',
    b'[sourcecode language="py"]\nif a &lt; b:\n[/sourcecode]\n<blockquote>a\n\nb</blockquote>\n<!--more-->\n<ul><li>a</li></ul>',
    b"[youtube=https://youtu.be/x] [[gallery]] [audio mp3='a.mp3'][/audio] [embed]https://vimeo.com/1[/embed]",
)


def export(data: bytes) -> list[Part]:
    return list(parts_in(CleanXml(io.BytesIO(data))))


def text(data: bytes) -> str:
    picture = Attachment("https://oven.example/wp-content/uploads/a.png", "A", "B", "C")
    return html_of(data.decode(errors="replace"), lambda ids: [picture] * len(ids.split(",")[:9])).html


def markdown(data: bytes) -> str:
    return markdown_of(clean(data.decode(errors="replace")))
