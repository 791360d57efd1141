"""The attack by drawings: SVG that runs or fetches something, in many notations and encodings, as Chromium opens it.

A drawing that is accepted is opened as a page of its own, where it may do most, with the type by which it is published.
"""

import base64
from collections.abc import Callable, Sequence
from random import Random

from chalicelib.content.html.svg import check_svg
from chalicelib.errors import Refusal
from tests.attack.chromium import judging
from tests.attack.running import Result

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
AWAY = "//evil.example/x"
ADDRESSES = (
    *(
        f"https:{AWAY}",
        AWAY,
        "\\\\evil.example\\x",
        f"ht&#9;tps:{AWAY}",
        f"&#1;https:{AWAY}",
        "javascript:HIT",
        "java&#10;script:HIT",
    ),
    *(
        "#a",
        "data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' onload='HIT'/&gt;",
        "data:text/html,&lt;script&gt;HIT&lt;/script&gt;",
    ),
    *(
        "data:image/png;base64,AAAA",
        "/elsewhere.svg#a",
        "blob:https://press.example/1",
        "javascript&colon;HIT",
        "file:///etc/passwd",
    ),
)
RULES = (
    *(
        '@import "ADDRESS";',
        "@import url(ADDRESS);",
        "@imp\\6frt 'ADDRESS';",
        "@import/**/url('ADDRESS');",
        "@charset 'x';@import 'ADDRESS';",
    ),
    *(
        "rect{fill:url(ADDRESS)}",
        "*{background:url(ADDRESS)}",
        "*{background:image-set('ADDRESS' 1x)}",
        "*{cursor:url(ADDRESS),auto}",
    ),
    *(":root{--u:'ADDRESS'}*{background:image-set(var(--u) 1x)}", ":root{--u:url(ADDRESS)}*{background:var(--u)}"),
    *(
        "*{background:u\\72l(ADDRESS)}",
        "*{background:ur/**/l(ADDRESS)}",
        "*{background:\\75\\72\\6c(ADDRESS)}",
        "*{background:URL( ADDRESS )}",
    ),
    *("@font-face{font-family:a;src:url(ADDRESS)}text{font-family:a}", "*{mask:url(ADDRESS)}", "*{filter:url(ADDRESS)}"),
    *(
        "*{-webkit-mask-image:-webkit-image-set(url(ADDRESS) 1x)}",
        "*{content:url(ADDRESS)}",
        "*{background:cross-fade(url(ADDRESS),red)}",
    ),
    *("@media all{*{background:url(ADDRESS)}}", "@supports(x:y){}*{background:url(ADDRESS)}", "*{background:src('ADDRESS')}"),
    *("@namespace x url(ADDRESS);", "*{offset-path:url(ADDRESS)}", "*{shape-outside:url(ADDRESS)}", "*{list-style:url(ADDRESS)}"),
    *(
        "<!--*{background:url(ADDRESS)}-->",
        "/*",
        "*/",
        "*{fill:red}",
        "*{animation:a 1s}@keyframes a{to{background:url(ADDRESS)}}",
    ),
    *("@property --u{syntax:'<url>';inherits:false;initial-value:url(ADDRESS)}", "*{background:-webkit-image-set('ADDRESS' 1x)}"),
)
ELEMENTS = (
    *(
        "<script>HIT</script>",
        "<script href='ADDRESS'/>",
        "<script xlink:href='data:,HIT'/>",
        "<a href='ADDRESS'><text y='9'>x</text></a>",
    ),
    *(
        "<image href='ADDRESS'/>",
        "<image xlink:href='ADDRESS'/>",
        "<use href='ADDRESS'/>",
        "<use xlink:href='ADDRESS'/>",
        "<feImage href='ADDRESS'/>",
    ),
    *(
        "<animate attributeName='href' values='ADDRESS' dur='1s'/>",
        "<a><set attributeName='href' to='ADDRESS'/><text y='9'>x</text></a>",
    ),
    *(
        "<animate attributeName='xlink:href' to='ADDRESS' onbegin='HIT' begin='0s' dur='1s'/>",
        "<set attributeName='onclick' to='HIT'/>",
    ),
    *(
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='HIT'/></foreignObject>",
        "<handler type='text/javascript'>HIT</handler>",
    ),
    *(
        "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>HIT</h:script>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>HIT</x:script>",
    ),
    *(
        "<h:img xmlns:h='http://www.w3.org/1999/xhtml' src='x' onerror='HIT'/>",
        "<h:iframe xmlns:h='http://www.w3.org/1999/xhtml' src='ADDRESS'/>",
    ),
    *("<g onload='HIT'><rect width='9' height='9' onclick='HIT'/></g>", "<rect width='9' height='9' fill='url(ADDRESS)'/>"),
    *(
        "<rect width='9' height='9' style='RULE'/>",
        "<style>RULE</style>",
        "<style><![CDATA[RULE]]></style>",
        "<style type='text/css'>RULE</style>",
    ),
    *(
        "<style>RU</style><style>LE</style>",
        "<STYLE>RULE</STYLE>",
        "<style>&#64;import 'ADDRESS';</style>",
        "<style>RULE<!-- x -->RULE</style>",
    ),
    *(
        "<pattern id='a' href='ADDRESS'/>",
        "<linearGradient id='a' xlink:href='ADDRESS'/>",
        "<text font-family='a' cursor='url(ADDRESS)'>x</text>",
    ),
    *(
        "<tref xlink:href='ADDRESS'/>",
        "<mpath href='ADDRESS'/>",
        "<textPath href='ADDRESS'>x</textPath>",
        "<video src='ADDRESS'/>",
    ),
    *("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='ADDRESS'/>", "<metadata><x/></metadata>", "<title>x</title>"),
    *(
        "<link xmlns='http://www.w3.org/1999/xhtml' rel='stylesheet' href='ADDRESS'/>",
        "<path d='M0 0' marker-end='url(ADDRESS)'/>",
    ),
    *(
        "<iframe xmlns='http://www.w3.org/1999/xhtml' srcdoc='&lt;script&gt;HIT&lt;/script&gt;'/>",
        "<?xml-stylesheet href='ADDRESS'?>",
    ),
    *(
        "<rect width='9' height='9'/>",
        "<circle r='4'/>",
        "<g>",
        "</g>",
        "<![CDATA[<script>HIT</script>]]>",
        "<!-- <script>HIT</script> -->",
    ),
)
HEADS = (
    *("", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='ENCODING'?>", "<?xml version='1.0' encoding='ENCODING'?>"),
    *("<?xml-stylesheet href='ADDRESS' type='text/css'?>", "<?xml-stylesheet type='text/xsl' href='ADDRESS'?>"),
    *(
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'ADDRESS'>",
        "<!DOCTYPE svg SYSTEM 'ADDRESS'>",
        "<!DOCTYPE svg [<!ENTITY e 'HIT'>]>",
    ),
    *("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>", "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'HIT'>]>"),
)
ATTRIBUTES = (" onload='HIT'", " style='RULE'", " ONLOAD='HIT'", " x:onload='HIT'", " xml:base='ADDRESS'", " href='ADDRESS'")
PLAIN = (
    *(
        "<rect width='9' height='9'/>",
        "<circle r='4'/>",
        "<text y='9'>x</text>",
        "<title>x</title>",
        "<style>rect{fill:red}</style>",
    ),
    *(
        "<style>RULE</style>",
        "<rect width='9' height='9' style='RULE'/>",
        "<g fill='red'><path d='M0 0h9'/></g>",
        "<a href='ADDRESS'/>",
    ),
)
RARE, OFTEN = 0.15, 0.4
"""How often something strange is chosen: seldom enough that some drawings have one strange thing alone."""
ROOTS = ("svg", "svg", "svg", "svg", "x:svg", "SVG", "html", "math")
ENCODINGS = (
    *("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1", "cp1252"),
    *(
        "utf-7",
        "cp037",
        "cp500",
        "shift_jis",
        "gb18030",
        "iso2022_jp",
        "iso2022_kr",
        "hz",
        "koi8-r",
        "big5",
        "euc_jp",
        "mac_roman",
    ),
)


def attack(random: Random, number: int) -> Result:
    """Open each drawing that is accepted, and see what it runs, fetches and links to."""
    result = Result()
    with judging() as judge:
        for _ in range(number):
            drawing = made(random)
            try:
                check_svg(drawing)
            except Refusal as refusal:
                result.end(f"refused ({refusal.code})")
                continue
            result.end("accepted")
            shown = judge.opened(drawing, "image/svg+xml")
            for why in (*(["it runs"] if shown.hits else ()), *shown.asked, *shown.led):
                result.breach(why, repr(drawing))
    return result


def made(random: Random) -> bytes:
    """Return one drawing, in some encoding, which it names or doesn't."""
    root = random.choice(ROOTS) if random.random() < RARE else "svg"
    encoding = random.choice(ENCODINGS) if random.random() < OFTEN else "utf-8"
    named = random.choice(ENCODINGS) if random.random() < RARE else encoding
    body = "".join(random.choice(ELEMENTS if random.random() < OFTEN else PLAIN) for _ in range(random.choice((1, 1, 2, 3, 5))))
    attributes = random.choice(ATTRIBUTES) if random.random() < RARE else ""
    spaces = f"xmlns='{SVG}' xmlns:x='{SVG}' xmlns:xlink='{XLINK}' width='9' height='9'"
    heads = "".join(random.sample(HEADS, random.choice((1, 1, 2)))) if random.random() < OFTEN else ""
    text = f"{heads}<{root} {spaces}{attributes}>{body}</{root}>"
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        text = random.choice(CHANGES)(random, text)
    return _filled(random, text, named).encode(encoding, "xmlcharrefreplace")


def _filled(random: Random, text: str, named: str) -> str:
    """Return the text with rules, addresses and payloads in their places."""
    while "RULE" in text:
        text = text.replace("RULE", random.choice(RULES).replace("<", "&lt;"), 1)
    while "ADDRESS" in text:
        text = text.replace("ADDRESS", random.choice(ADDRESSES), 1)
    return text.replace("HIT", "__hit(0)").replace("ENCODING", named)


def _as_entities(random: Random, text: str) -> str:
    """Return the text with some letters as references, which mean the same in values."""
    return "".join(f"&#{ord(letter)};" if letter.isalpha() and random.random() < 0.02 else letter for letter in text)


def _cut(random: Random, text: str) -> str:
    first = random.randint(0, len(text))
    return text[:first] + text[first + random.choice((1, 3, 10)) :]


def _insert(random: Random, text: str) -> str:
    at = random.randint(0, len(text))
    return (
        text[:at]
        + random.choice(("/**/", "\\", "\0", "\t", "\n", "<!---->", "\ufeff", "&#x9;", "'", "]]>", "\\0000 20"))
        + text[at:]
    )


def _in_data(_random: Random, text: str) -> str:
    """Return a drawing that shows this one."""
    inner = base64.b64encode(text.encode()).decode()
    data = f"data:image/svg+xml;base64,{inner}"
    return f"<svg xmlns='{SVG}'><image href='{data}'/><use href='{data}#a'/></svg>"


CHANGES: Sequence[Callable[[Random, str], str]] = (_as_entities, _cut, _insert, _insert, _in_data)
