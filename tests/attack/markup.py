"""Random texts of an author who attacks readers: hostile pieces, nested, cut, doubled and mixed with Markdown.

Pieces are those of `tests.safety`, with an address in disguise in each place; around them stand structures that change the text
after it was parsed (markers, shortcodes, formulas, quotes, footnotes, galleries), since holes lie where two of them meet.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from tests.safety.payloads import PLACES, RAW, addresses, armed

LARGEST = 6_000  # characters of a text
ADDRESSES = tuple(address for _, address in addresses())
MARKS = (
    *("<!--more-->", "<!-- more -->", "<!-- MORE -->", '<wbr class="presswork-more">', '<wbr class="presswork-more"/>'),
    *("<!--", "-->", "--!>", "<![CDATA[", "]]>", "<!doctype html>", "</body>", "<?x", "\x02", "\x03", "\x02klzzwxh:0001\x03"),
    *("\ue000", "\ue001", "\uf8ff", "\ufdd0", "\0", "\u2028", "&#0;", "&#x2;", "&#xE000;", "&lt;", "&amp;lt;", "&quot;"),
)
PIECES = (
    *("- a\n- b\n", "1. a\n\n   b\n", "> a\n", "> [!NOTE]\n> a\n", "| a | b |\n|---|---|\n| c | d |\n", "# A title\n", "---\n"),
    *("a `b` c", '```html title="t"\n<b>\n```\n', "    <b>\n", "$x^2$", "$$\nx<y\n$$\n", "a[^1]\n\n[^1]: b\n", "[^1]", "[TOC]\n"),
    *("![alt](/a.png)", '![alt](/a.png "caption")', "![a](/a.png)\n![b](/b.png)\n", "[[x]]", "![[x.png]]", "==m==", "~~d~~"),
    *('"quoted"', "it's", "...", "--", "*a*", "**b**", "\\", "`", "*[HTML]: x\n", "{: .wide #x }", "{: title='a' }", ":smile:"),
    *("{{< figure src=/a.png >}}", "{% raw %}x{% endraw %}", "[caption]x[/caption]", "https://video.example/x\n", "{{ x }}"),
    *(
        '<div markdown="1">',
        "</div>",
        "<p>",
        "</p>",
        "<table>",
        "<td>",
        "<li>",
        "</ul>",
        "<details><summary>",
        "<ruby>",
        "<a href=/y>",
    ),
    *(
        "<figure>",
        "<blockquote class=pull>",
        "<pre><code>",
        "</code>",
        "<math>",
        "<svg>",
        "<style>",
        "<title>",
        "<textarea>",
        "<iframe>",
    ),
    *(
        '<iframe src="https://video.example/x">',
        "<iframe src=https://video.example/y></iframe>",
        '<img alt="',
        '<p title="',
        "<a id='",
        ">",
    ),
)
QUOTES = ('"', "'", "", "`")


def texts(random: Random, number: int) -> Iterator[str]:
    """Yield random texts; the payloads of each call `__hit` with the number of the text."""
    for each in range(number):
        yield armed(text(random), each)


def text(random: Random) -> str:
    """Return one text: some pieces, changed a few times."""
    parts = [random.choice(SOURCES)(random) for _ in range(random.choice((1, 2, 3, 5, 8, 13)))]
    made = random.choice(("", "", " ", "\n", "\n\n")).join(parts)
    for _ in range(random.choice((0, 0, 1, 2, 3))):
        made = random.choice(CHANGES)(random, made)
    return made[:LARGEST]


def payload(random: Random) -> str:
    return random.choice(tuple(PLACES.values())).replace("ADDRESS", random.choice(ADDRESSES))


def attribute(random: Random) -> str:
    """Return an element with a value that is to end too early."""
    quote, inner = random.choice(QUOTES), random.choice((*MARKS, *RAW.values(), *PIECES))
    name = random.choice(("alt", "title", "href", "class", "id", "src", "data-x", "aria-label", "datetime"))
    element = random.choice(("img src=/a.png", "p", "a href=/y", "td", "abbr", "time", "h2", "video src=/a.mp4", "div"))
    return f"<{element} {name}={quote}{inner} onerror=HIT onclick=HIT{quote}>"


SOURCES: Sequence[Callable[[Random], str]] = (
    payload,
    attribute,
    attribute,
    lambda random: random.choice(tuple(RAW.values())),
    lambda random: random.choice(MARKS),
    lambda random: random.choice(MARKS) * random.choice((2, 3, 3, 5)),
    lambda random: random.choice(PIECES),
    lambda random: random.choice(PIECES),
)


def _insert(random: Random, made: str) -> str:
    at = random.randint(0, len(made))
    return made[:at] + random.choice((*MARKS, *PIECES)) + made[at:]


def _cut(random: Random, made: str) -> str:
    first = random.randint(0, len(made))
    return made[:first] + made[first + random.choice((1, 2, 5, 20, 80)) :]


def _double(random: Random, made: str) -> str:
    first = random.randint(0, len(made))
    piece = made[first : first + random.choice((5, 20, 80))]
    return made[:first] + piece * random.choice((2, 3, 9)) + made[first:]


def _indent(random: Random, made: str) -> str:
    before = random.choice(("  ", "    ", "> ", "- ", "| ", "1. "))
    return "\n".join(before + line for line in made.split("\n"))


def _nest(random: Random, made: str) -> str:
    opening, closing = random.choice(
        (("<div>", "</div>"), ("<b>", "</i>"), ("<table><tr><td>", "</table>"), ("*", "*"), ("[", "](/y)"))
    )
    return f"{opening}{made}{closing}"


CHANGES: Sequence[Callable[[Random, str], str]] = (_insert, _insert, _cut, _double, _indent, _nest)
