"""The elements and attributes that published HTML may have: those that an author may write, and those that Presswork adds.

An author's HTML is cleaned by the first list (`sanitizer`). After the last change, the gate (`tree_policy`) holds all of it
against both. To allow an element or attribute, add it here.
"""

from collections.abc import Mapping

from chalicelib.content.html.elements import named

FRAME = "iframe"
BLOCKS = (
    "address article aside blockquote center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr "
    "li nav ol p pre section summary ul"
)
INLINE = (
    "a abbr acronym b bdi bdo br cite code data del dfn em i input ins kbd label mark "
    "meter progress q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
MEDIA = "area audio img map picture source track video"
TABLES = "caption col colgroup table tbody td tfoot th thead tr"
TAGS = named(" ".join((BLOCKS, INLINE, MEDIA, TABLES)))

DROPPED_WHOLE = named(
    "applet button canvas embed form frame frameset iframe link math meta noembed noframes noscript object option script select "
    "style svg template textarea title xmp"
)

ATTRIBUTES: Mapping[str, str] = {
    "*": "id class dir lang title role aria-label aria-hidden aria-labelledby aria-describedby translate",
    "a": "href hreflang name rel target download type",
    "area": "alt coords href shape",
    "audio": "src controls loop muted preload",
    "bdo": "dir",
    "blockquote": "cite",
    "col": "span align",
    "colgroup": "span align",
    "data": "value",
    "del": "cite datetime",
    "details": "open",
    "div": "align",
    "h1": "align",
    "h2": "align",
    "h3": "align",
    "iframe": "src title width height allowfullscreen",
    "img": "src srcset sizes alt width height loading decoding align",
    "input": "checked",
    "ins": "cite datetime",
    "li": "value",
    "meter": "value min max low high optimum",
    "ol": "start type reversed",
    "p": "align",
    "progress": "value max",
    "q": "cite",
    "source": "src srcset sizes media type width height",
    "table": "align",
    "td": "align colspan headers rowspan",
    "th": "abbr align colspan headers rowspan scope",
    "time": "datetime",
    "tr": "align",
    "track": "src kind srclang label default",
    "video": "src poster controls loop muted preload width height playsinline",
}
"""What an author may write, by element."""

ADDED: Mapping[str, str] = {
    "a": "aria-disabled data-larger",  # a link that leads nowhere; one to a larger image
    "div": "tabindex",  # a table that scrolls
    "figure": "data-code data-copied",  # the words of the button that copies code
    "iframe": "sandbox loading referrerpolicy",
    "img": "data-colour",
    "input": "type disabled",
    "math": "alttext display",
    "annotation": "encoding",
    "pre": "tabindex",
}
"""What Presswork adds to elements."""

MATHML = named(
    "b code em i menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder munderover none span u"
)
MATHML_ATTRIBUTES = named(
    "accent accentunder columnspan depth displaystyle fence form height largeop linethickness lspace mathvariant maxsize minsize "
    "movablelimits notation rowspan rspace scriptlevel separator stretchy symmetric voffset width"
)
"""What a formula may have (`formulas`)."""
FORMULA = MATHML | {"annotation", "math", "semantics"}
"""The elements of a formula: within one, the same names as elsewhere may be other elements."""

PUBLISHED: Mapping[str, frozenset[str]] = {
    tag: named(" ".join((ATTRIBUTES["*"], ATTRIBUTES.get(tag, ""), ADDED.get(tag, ""))))
    | (MATHML_ATTRIBUTES | {"mathcolor"} if tag in MATHML else frozenset())
    for tag in TAGS | FORMULA | {FRAME}
}
"""The elements of published HTML, and the attributes that each may have."""

NEEDED: Mapping[str, str] = {FRAME: "src"}
"""The attribute without which an element is nothing."""
