"""Payloads: addresses that run something, disguised, in every place where an author may write an address.

A payload is a place with an address in it; an address is a vector in a disguise. Each payload calls `__hit` with its number, so
a browser with the page shows which payloads ran.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

RUNS: Mapping[str, str] = {
    "javascript": "javascript:HIT",
    "mixed case": "jAvAsCrIpT:HIT",
    "a comment": "javascript:/*x*/HIT//",
    "a line break": "javascript://x%0aHIT",
    "a string": "javascript:'&lt;script&gt;HIT&lt;/script&gt;'",
    "vbscript": "vbscript:HIT",
    "livescript": "livescript:HIT",
    "a page": "data:text/html,&lt;script&gt;HIT&lt;/script&gt;",
    "a page in base64": "data:text/html;base64,PHNjcmlwdD5fX2hpdCgwKTwvc2NyaXB0Pg==",
    "a drawing": "data:image/svg+xml,&lt;svg/onload=HIT&gt;",
    "XML": "data:application/xhtml+xml,&lt;script&gt;HIT&lt;/script&gt;",
    "a blob": "blob:https://press.example/1",
    "a file": "file:///etc/passwd",
    "a file system": "filesystem:https://press.example/1",
    "a source": "view-source:javascript:HIT",
    "a feed": "feed:javascript:HIT",
    "an unknown one": "x-y.z+1:HIT",
    "about": "about:blank",
}
"""Addresses that run something, or would with some browser; none of their schemes is allowed."""

BEFORE: Mapping[str, str] = {
    "nothing": "",
    "space": " ",
    "no-break space": "&nbsp;",
    "the same, bare": "\u00a0",
    "en quad": "&#8192;",
    "ideographic space": "&#x3000;",
    "line separator": "&#x2028;",
    "next line": "&#x85;",
    "next line, bare": "\u0085",
    "a control": "&#1;",
    "the last control": "&#x1f;",
    "file separator": "&#28;",
    "vertical tab": "&#11;",
    "form feed": "&#12;",
    "tab": "&Tab;",
    "new line": "&NewLine;",
    "byte order mark": "&#xFEFF;",
    "no character": "&#xFFFE;",
    "no character after a space": "&nbsp;&#xFFFF;&#x1680;",
    "nul": "&#0;",
    "soft hyphen": "&shy;",
    "zero width space": "&#x200B;",
    "a backslash": "\\",
    "a quote": "&quot;",
}
"""Characters before a scheme that some parsers drop."""

WRITTEN: Mapping[str, str] = {
    "a tab within": "java&Tab;script:HIT",
    "a line break within": "java&#10;script:HIT",
    "a bare tab within": "java\tscript:HIT",
    "no character within": "java&#xFFFE;script:HIT",
    "a space within": "java&nbsp;script:HIT",
    "decimal": "&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;HIT",
    "decimal without semicolons": "&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58HIT",
    "padded": "&#0000106avascript:HIT",
    "hexadecimal": "&#x6A;avascript&#x3A;HIT",
    "a named colon": "javascript&colon;HIT",
    "encoded twice": "javascript&amp;colon;HIT",
    "percent": "%6Aavascript:HIT",
    "full width": "ｊａｖａｓｃｒｉｐｔ：HIT",
    "a Kelvin sign": "javas\u212aript:HIT",
    "dots before": "./javascript:HIT",
    "our own scheme": "source:javascript:HIT",
    "our own scheme after a space": "&nbsp;source:posts/x.md",
}
"""The same vector in other notations."""

PLACES: Mapping[str, str] = {
    "link": "[x](ADDRESS)",
    "link in brackets": "[x](<ADDRESS>)",
    "link with a title": '[x](ADDRESS "t")',
    "reference": "[x][r1]\n\n[r1]: ADDRESS\n",
    "reference in brackets": "[x][r2]\n\n[r2]: <ADDRESS> 't'\n",
    "autolink": "<ADDRESS>",
    "image": "![x](ADDRESS)",
    "image as a link": "[![x](/i.png)](ADDRESS)",
    "heading": "## [x](ADDRESS)",
    "table": "|a|b|\n|-|-|\n|[x](ADDRESS)|y|",
    "footnote": "x[^1]\n\n[^1]: [x](ADDRESS)",
    "attribute list": '[x](/y){: href="ADDRESS" }',
    "attribute list of an image": '![x](/y.png){: src="ADDRESS" }',
    "attribute list of a block": 'x\n{: cite="ADDRESS" onclick="HIT" }',
    "a": '<a href="ADDRESS">x</a>',
    "a, single quotes": "<a href='ADDRESS'>x</a>",
    "a, no quotes": "<a href=ADDRESS>x</a>",
    "a, capitals": '<A HREF="ADDRESS" TARGET="_blank">x</A>',
    "a, twice": '<a href="/y" href="ADDRESS">x</a>',
    "a, slash": '<a/href="ADDRESS">x</a>',
    "a, ping": '<a href="/y" ping="ADDRESS">x</a>',
    "a, in Markdown": '<div markdown="1">\n\n<a href="ADDRESS">*x*</a>\n\n</div>',
    "area": '<map id="m"><area shape="default" href="ADDRESS" alt="x"></map>',
    "img": '<img src="ADDRESS" alt="x">',
    "img, srcset": '<img src="/i.png" srcset="ADDRESS 2x" alt="x">',
    "img, second of a srcset": '<img src="/i.png" srcset="/i.png 1x,ADDRESS 2x" alt="x">',
    "img, longdesc": '<img src="/i.png" longdesc="ADDRESS" alt="x">',
    "picture": '<picture><source srcset="ADDRESS"><img src="/i.png" alt="x"></picture>',
    "video": '<video controls src="ADDRESS" poster="ADDRESS"></video>',
    "video's source": '<video controls><source src="ADDRESS"><track src="ADDRESS"></video>',
    "audio": '<audio controls src="ADDRESS"></audio>',
    "q": '<q cite="ADDRESS">x</q>',
    "blockquote": '<blockquote cite="ADDRESS">x</blockquote>',
    "del": '<del cite="ADDRESS">x</del>',
    "ins": '<ins cite="ADDRESS">x</ins>',
    "frame": '<iframe src="ADDRESS"></iframe>',
    "frame, no quotes": "<iframe src=ADDRESS width=1></iframe>",
    "frame, srcdoc": '<iframe src="https://video.example/x" srcdoc="&lt;script&gt;HIT&lt;/script&gt;" title="ADDRESS"></iframe>',
    "frame of ours": '<iframe src="https://video.example/ADDRESS"></iframe>',
    "form": '<form action="ADDRESS"><button formaction="ADDRESS">x</button></form>',
    "button": '<button formaction="ADDRESS" onclick="HIT">x</button>',
    "input": '<input type="image" src="ADDRESS" formaction="ADDRESS" onfocus="HIT" autofocus>',
    "object": '<object data="ADDRESS"></object>',
    "embed": '<embed src="ADDRESS">',
    "formula": "a $\\href{ADDRESS}{x}\\url{ADDRESS}$ b",
    "svg": '<svg><a xlink:href="ADDRESS"><text>x</text></a><script href="ADDRESS"></script></svg>',
    "math": '<math href="ADDRESS"><mtext>x</mtext></math>',
    "base": '<base href="ADDRESS">',
    "link element": '<link rel="stylesheet" href="ADDRESS">',
    "refresh": '<meta http-equiv="refresh" content="0;url=ADDRESS">',
    "body": '<body background="ADDRESS" onload="HIT">x</body>',
    "table background": '<table background="ADDRESS"><tr><td background="ADDRESS">x</td></tr></table>',
    "style": '<p style="background:url(ADDRESS)">x</p>',
    "details": '<details open><summary><a href="ADDRESS">x</a></summary></details>',
}
"""The places of addresses: notations of Markdown, raw HTML, and elements that are to be removed."""

RAW: Mapping[str, str] = {
    "script": "<script>HIT</script>",
    "script in capitals": "<SCRIPT SRC=data:,HIT></SCRIPT>",
    "script in parts": "<scr<script>ipt>HIT</scr</script>ipt>",
    "image that fails": "<img src=x onerror=HIT>",
    "image that fails, slashes": "<img/src=x/onerror=HIT>",
    "handler in Markdown": '![x](/x.png){: onerror="HIT" }',
    "handler in a title": "[x](/y \"t' onmouseover='HIT\")",
    "handler behind an alt": '![" onerror="HIT](/x.png)',
    "hover": '<p onmouseover="HIT" onclick="HIT" onpointerenter="HIT">x</p>',
    "toggle": '<details open ontoggle="HIT"><summary onclick="HIT">x</summary></details>',
    "label": '<label onclick="HIT">x <input type="checkbox" onchange="HIT"></label>',
    "video that fails": "<video><source onerror=HIT></video>",
    "audio that fails": "<audio src=/nothing.mp3 onerror=HIT></audio>",
    "animation": '<p class="x" onanimationstart="HIT" style="animation:late 1ms">x</p>',
    "drawing": "<svg onload=HIT><animate onbegin=HIT attributeName=x dur=1s></svg>",
    "drawing in a style": "<svg><style><img src=x onerror=HIT></style></svg>",
    "formula": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=HIT&gt;"></math>',
    "formula with text": "a $\\text{<img src=x onerror=HIT>}$ b",
    "formula with a handler": "a $x' onclick='HIT' \" onmouseover=\"HIT$ b",
    "formula with HTML": "$$\n</annotation></math><script>HIT</script>\n$$",
    "formula in an attribute": '$x$ <p title="&#2;0&#3; onclick=HIT">x</p> ![$y" onerror="HIT$](/x.png)',
    "broken formula": "a $\\foo <img src=x onerror=HIT>$ b",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=HIT>"></noscript>',
    "title": "<title><img src=x onerror=HIT></title>",
    "textarea": "<textarea><img src=x onerror=HIT></textarea>",
    "template": "<template><img src=x onerror=HIT></template>",
    "comment": "<!--><img src=x onerror=HIT>-->",
    "comment that ends otherwise": "<!-- --!><img src=x onerror=HIT> -->",
    "CDATA": "<![CDATA[><img src=x onerror=HIT>]]>",
    "processing instruction": "<?x ><img src=x onerror=HIT>?>",
    "code": "`<img src=x onerror=HIT>`\n\n    <script>HIT</script>",
    "fence": "```html\n<script>HIT</script>\n```",
    "fence's title": '```py title="><img src=x onerror=HIT>" hl_lines="1"\nx\n```',
    "fence's title, otherwise": "```py title='\" onmouseover=\"HIT'\nx\n```",
    "fence's language": '```"><img/src=x/onerror=HIT>\nx\n```',
    "abbreviation": 'HTML\n\n*[HTML]: "><img src=x onerror=HIT>',
    "heading's id": '## x {: #"><img/src=x/onerror=HIT> }',
    "ids of the page": '<div id="_sidebar"><div id="&#xFFFE;_sidebar" data-fragment="/evil.html">x</div></div>',
    "names of the page": '<form data-browser="1" name="getElementById"><input name="email" data-copy="x" data-asked="y"></form>',
    "more": '<p title="<!--more--><img src=x onerror=HIT>">x</p>',
    "an end of the page": "</div></article></main></body></html><script>HIT</script>",
}
"""Payloads without an address."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A piece of a source, and the number with which it calls `__hit`."""

    name: str
    text: str
    number: int

    @property
    def source(self) -> str:
        return armed(self.text, self.number)


def armed(text: str, number: int) -> str:
    return text.replace("HIT", f"__hit({number})")


def addresses() -> Iterator[tuple[str, str]]:
    """Yield the name and address of each vector and each disguise."""
    yield from RUNS.items()
    yield from WRITTEN.items()
    for name, before in BEFORE.items():
        if before:
            yield f"{name} before", f"{before}javascript:HIT"


def placed() -> tuple[Payload, ...]:
    """Return each address in each place: thousands of payloads."""
    named = ((f"{place}: {name}", text, address) for place, text in PLACES.items() for name, address in addresses())
    return tuple(Payload(name, text.replace("ADDRESS", address), number) for number, (name, text, address) in enumerate(named, 1))


def raw() -> tuple[Payload, ...]:
    """Return the payloads without an address; some have unclosed elements, so each needs a source of its own."""
    return tuple(Payload(name, text, number) for number, (name, text) in enumerate(RAW.items(), 10_001))


def some() -> tuple[Payload, ...]:
    """Return hundreds of payloads, with each place and each address among them."""
    return placed()[::EVERY]


EVERY = 5  # no divisor of the number of addresses, so that each comes to stand in another place
