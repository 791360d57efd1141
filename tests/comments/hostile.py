"""Hostile texts of strangers: each is tried as the name, the text, the website, the post and the answered comment."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tests.command.test_writer import HARMFUL
from tests.safety.payloads import RAW, addresses, armed

SURROGATE = re.compile("[\ud800-\udfff]")
"""What no table and no message takes."""
ENDS: Sequence[str] = (
    *("</p>", "</blockquote>", "</article>", "</li></ol></section>", "</title>", "</textarea>", "</form>", "</body></html>"),
    *("</script>", "</style>", "-->", "--!>", "]]>", "<![CDATA[", "<?xml version='1.0'?>", "<!doctype html>", "<plaintext>"),
    *(
        "</description></item>",
        "</channel></rss>",
        "</content:encoded>",
        "<item><title>x</title></item>",
        "<!ENTITY x 'y'>",
        "&x;",
    ),
    *(
        '"}</script><script>HIT</script>',
        '","@type":"Person',
        '\\"}]}',
        "\\u003c/script>",
        "\u2028HIT\u2029",
        "'-HIT-'",
        "`${HIT}`",
    ),
)
LINES: Sequence[str] = (
    *("x\nBcc: all@example.org", "x\r\nSubject: y", "x\rTo: y", "x\n\n<script>HIT</script>", "x\x85Bcc: y", "x\x0bBcc: y"),
    *("=?utf-8?q?=0ABcc:_y?=", "=?utf-8?b?CkJjYzogeQ==?=", "=0D=0ABcc: y", "x\n--===============\nContent-Type: text/html\n\ny"),
    *(".\r\nQUIT", "x\nReview comments: https://evil.example/", "x\n2026-12-01 ERROR all is lost", "x\u2028Bcc: y", "x\0y"),
)
TEMPLATES: Sequence[str] = (
    *("{{ 7 * 191 }}", "{{ site.__class__.__mro__ }}", "{% include 'x' %}", "{# x #}", "${7*191}", "#{7*191}", "<%= 7*191 %>"),
    *("%(num)s", "%s%n%x", "{0.__class__}", "{{< figure >}}", "[caption]", "{: onclick='HIT' }", "$\\href{javascript:HIT}{x}$"),
)
TERMINALS: Sequence[str] = (
    *(
        "\x1b[2J",
        "\x1b]8;;javascript:HIT\x07x\x1b]8;;\x07",
        "\x1bP+q544e\x1b\\",
        "\x9d0;x\x9c",
        "\x9b2J",
        "\x1b[?1049h",
        "\x7f" * 9,
    ),
    *("\x1b[6n", "\x1bc", "\b" * 30, "\x07", "\ufff9a\ufffab\ufffb", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U00013430"),
)
MARKDOWN: Sequence[str] = (
    *(
        "[a][b]\n\n[b]: javascript:HIT",
        "[a](<javascript:HIT>)",
        "![a](//evil.example/x.png)",
        "<https://e.example/><script>",
        "***",
    ),
    *(
        '[a](https://e.example "x\\" onclick=HIT")',
        '[a](https://e.example/"onclick=HIT)',
        "[a]: https://e.example/\n[a]",
        "``<b>``",
    ),
    *(
        "[a](https://e.example/<script>)",
        "[![a](javascript:HIT)](javascript:HIT)",
        "[[[a](x)](y)](z)",
        "- " * 40 + "a",
        "> " * 40 + "a",
    ),
    *(
        "```html\n</code></pre><script>HIT</script>",
        "    </code><script>HIT</script>",
        "<div\nonclick=HIT>",
        "<a\n\nhref=x>",
        "\\<b>",
    ),
    *(
        "https://e.example/<script>HIT</script>",
        "https://e.example/\"onclick='HIT'",
        "https://e.example/\u202egpj",
        "www.e.example",
    ),
    *(
        "<HIT@e.example>",
        "|a|\n|-|\n|<b>|",
        "~~a~~ [^1]\n\n[^1]: <b>",
        "# </h1><script>HIT</script>",
        "a\n===\n<b>",
        "&lt;script&gt;",
    ),
    *(
        "&#60;script&#62;HIT&#60;/script&#62;",
        "&#x202e;abc",
        "&#8203;" * 9,
        "&zwj;&rlm;&lrm;",
        "&#0;&#27;[2J",
        "&ZeroWidthSpace;a",
    ),
)
SIZES: Sequence[str] = (
    *("A" * 900, "a." * 400, "ﷺ" * 60, "\u12219" * 60, "é" * 300, "e\u0301" * 300, "a\u0489" * 90, "🏳️‍🌈" * 60, "\u00a0" * 300),
    *("*a **b " * 60, "[" * 400, "`" * 300, "\t" * 200, "\n" * 300, "\u3000" * 50, "<" * 300, "&" * 300, "'\"" * 150),
)
ALIKE: Sequence[str] = (
    *(
        "Еva Mаrtín",
        "Eνa Martín",
        "Ｅｖａ",
        "𝐄𝐯𝐚",
        "ⓔⓥⓐ",
        "Eva\u200b Martín",
        "E\u0301va",
        "Eva\u2009Martín",
        "rn",
        "раураl",
        "🄴🅅🄰",
    ),
    *("Eva\u202e nítraM", "\u2067Eva", "ʟᴏɢɪɴ", "Eva ✓ Author", "Eva · Author", "Автор"),
)


def texts() -> Iterator[str]:
    """Yield each hostile text."""
    yield from RAW.values()
    for _, address in addresses():
        yield address
        yield f"[x]({address})"
        yield f"<{address}>"
    yield from (text for text in HARMFUL.values() if not SURROGATE.search(text))
    for several in (ENDS, LINES, TEMPLATES, TERMINALS, MARKDOWN, SIZES, ALIKE):
        yield from several


HOSTILE: Mapping[int, str] = {number: armed(text, number) for number, text in enumerate(dict.fromkeys(texts()), 100)}
"""Each hostile text, by the number with which it calls `__hit`."""


FIELDS = ("name", "text", "website", "reply_to", "post")


def payloads() -> Iterator[tuple[str, str]]:
    """Yield each hostile text in each field."""
    yield from ((field, text) for field in FIELDS for text in HOSTILE.values())
