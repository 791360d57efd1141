"""The patterns over the tags of a text's HTML, in the order of the stages that need them (`content.html_stages`).

What an author wrote may be any HTML. Safe HTML (`sanitizer`) is well formed: `<` and `>` only belong to tags, names are in lower
case, and values are in double quotes; most patterns rely on that. Each begins at a tag and is linear: a part that may repeat is
possessive or can't begin anew within itself. A pattern whose first character is always `<` is searched for fastest.
"""

import re


def until(tag: str) -> str:
    """Return a pattern for all up to the next tag like this, which is written without its `<`."""
    return rf"[^<]*+(?:<(?!{tag})[^<]*+)*+"


# ---- parts that several stages need

TAG = re.compile(r"<[^>]*>")  # in safe HTML, `>` within an attribute is written `&gt;`
ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
CLASS = re.compile(r' class="([^"]*)"')
LINK = re.compile(r"<a(?: [^<>]*)?>.*?</a>", re.DOTALL)  # with all that it holds
IMAGE = re.compile(r"<img(?: [^<>]*)?>")
SCENE = re.compile(rf"<picture(?: [^<>]*)?>.*?</picture>|{IMAGE.pattern}", re.DOTALL)
FIGURE = re.compile(rf"<figure(?: [^<>]*)?>{until('/?figure[ >]')}</figure>")
MATH = re.compile(r'<math(?: (display)="block")? alttext="([^"]*)">.*?</math>', re.DOTALL)  # as `formulas` writes it
FOOTNOTE_REFERENCE = re.compile(r'<sup id="fnref[^"<]*"><a class="footnote-ref"[^<>]*>\d+</a></sup>')
CODE_ELEMENT = re.compile(r"<code(?: [^<>]*)?>([^<]*+)</code>")
LINK_TAG = re.compile(r"</?a\b[^>]*>")

# ---- HTML as its author and the dialect wrote it

NOSCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)
FRAME = re.compile(  # each part is possessive, so a frame without end is read once
    r"<iframe\b(?:(?!\bsrc\s*=)[^<>])*+\bsrc\s*+=\s*+[\"']?+([^\"'\s<>]++)[^<>]*+>(?:\s*</iframe\s*>)?", re.IGNORECASE
)
LONE_ADDRESS = re.compile(r'<p>\s*(?:<a href="([^"<>]*)">([^<>]*)</a>|(https?://[^\s<>"]+))\s*</p>')
MORE_COMMENT = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
MARKUP = re.compile(
    r"(<!--.*?(?:-->|\Z)|</?([a-zA-Z][a-zA-Z0-9]*+)(?:[^<>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z))", re.DOTALL
)  # a comment, or a tag with its name; one without end takes the rest
CODE = re.compile(r'<pre([^<>]*)><code(?: class="language-([\w#.+-]+)")?([^<>]*)>([^<]*)(?=</code></pre>)')
CODE_WISH = re.compile(r' data-(marked|first)="([^"]*)"')
ALT = re.compile(r'<img\b[^>]*?\salt="([^"]*)"')
FOREIGN_ADDRESS = re.compile(r'<(?i:a [^<>]*?href="([a-z][a-z0-9+.-]*):([^"<>]*)")')

# ---- safe HTML, until its body is stored

FULL_LINK_TAG = re.compile(r"<a( [^>]*)>")
ID = re.compile(r'<[^<>]*? id="([^"]*)"')
WHOLE_FRAME = re.compile(r"<iframe([^>]*)>.*?</iframe>", re.DOTALL)  # nh3 escapes `<`, `>` and `"` within values
EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>")
PULLED_PARAGRAPH = re.compile("<blockquote>(" + until('/?blockquote[ >]|p class="pull">') + ')<p class="pull">')
PULLED_ADMONITION = re.compile(
    rf'<div class="admonition pull(?:-?quote)?">\s*+(?:<p class="admonition-title">(?P<title>{until("/p>")})</p>\s*+)?'
    rf"(?P<words>{until('/?div[ >]')})</div>"
)
CALLOUT = re.compile(
    r'<(div|details) class="admonition( [^"]*)?"([^<>]*)>'
    rf'(?:(\s*+)<(p|summary) class="admonition-title">({until("/[ps]")})</\5>)?'
)
PULLED_BY_CLASS = re.compile(r'<(blockquote|aside|figure) class="(?:pull-?quote|wp-block-pullquote)(?=[ "])')
HEADING_TAG = re.compile(r"<(/?)h([1-6])(?=[ >])")
GAP = r"(?:\s|<br>)*+"
ITEM = re.compile(rf"(?:<a(?: [^<>]*)?>\s*+{IMAGE.pattern}\s*+</a>|{IMAGE.pattern})")
ITEM_OR_FIGURE = re.compile(rf"{FIGURE.pattern}|{ITEM.pattern}", re.DOTALL)
IMAGES_BLOCK = re.compile(
    rf'{FIGURE.pattern}|<div class="gallery">(?P<held>{until("/?div[ >]")})</div>'
    rf'|<p(?: class="(?P<of>[^"]*)")?>{GAP}(?P<row>{ITEM.pattern}(?:{GAP}{ITEM.pattern})*+){GAP}</p>',
    re.DOTALL,
)
BETWEEN_ITEMS = re.compile(r"\s+|<br>|</?p>")
TITLE = re.compile(r' title="([^"]*)"')
HREF = re.compile(r'<a(?: [^<>]*?)? href="([^"]*)"')

# ---- what is read from safe HTML

ROOTED_LINK = re.compile(r'<a [^<>]*?href="(/(?!/)[^"?#<>]+)[^"<>]*"')
SHOWN = re.compile("<(?:audio|iframe|img|math|video)[ >]")  # what a text without words may show
TEXT = re.compile(">([^<]+)")
SLANTED_TEXT = re.compile(r"<(em|i|cite|dfn|var|address)(?=[ >])" + until(r"/\1>"))  # of elements that browsers slant
SLANTED = re.compile("<(em|i|small)>" + until(r"/?\1>") + r"</\1>")
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)\b[^>]*>"
)
RAW_TEMPLATE = re.compile(r'<code class="raw-template">[^<]*</code>')  # of `content.shortcodes.shortcodes`
HEADING = re.compile(rf'<h([2-6]) id="([^"]*)"[^>]*>({until("/?h[1-6]")})</h\1>')

# ---- a stored body, as pages show it

SOURCE_LINK = re.compile(r' (cite|href)="source:([^"#<>]*)(#[^"<>]*)?"(?=[^<>]*>)')  # within a tag: text may look the same
WIDE, FULL = "wide", "full-bleed"  # the classes of figures that are wider than the column
GALLERY = re.compile(
    rf'(?P<begin>(?:<div class="(?P<of>{WIDE}|{FULL})">\n)?<div class="gallery">\n)(?P<held>(?:{FIGURE.pattern}\n)++)</div>',
    re.DOTALL,
)
SIDE = re.compile(r' (?:width|height)="[^"]*"')
WIDE_FIGURE = re.compile(rf'<figure class="({WIDE}|{FULL})[ "]{until("/figure>")}</figure>')
LONE_IMAGE = re.compile(
    rf"{LINK.pattern}|<(?:p|figure)(?: [^<>]*)?>\s*+(?P<scene>{SCENE.pattern})(?=\s*+(?:</p>|</figure>|<figcaption))",
    re.DOTALL,
)
CODE_BOX = re.compile(
    rf'<(?:figure class="code"><figcaption>(?P<title>{until("/?figcaption[ >]")})</figcaption><)?'
    r'pre(?P<about>(?: [^<>]*)?)>(?P<code>(?:<code(?: class="(?:highlight )?language-(?P<lang>[\w#.+-]+)")?)?'
    rf"{until('/?pre[ >]')}</pre>)(?(title)</figure>)"
)
TABLE_TAG = re.compile(r"<table(?=[ >])|</table>")
FIRST_PARAGRAPH = re.compile(rf'\A\s*+(?:<figure\b{until("/figure>")}</figure>\s*+)*+<p(?: class="(lead)")?>(?=[^\w<&\s]?(\w))')
