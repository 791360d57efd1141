"""Hostile texts in Markdown and HTML, by name."""

from collections.abc import Iterator

MANY = 100_000
MEBIBYTE = 1 << 20
LONG = "A" * 20_000


def cut(text: str, size: int = MEBIBYTE - 200) -> str:
    """Return the text repeated, to the length that a source may have."""
    return (text * (size // len(text) + 1))[:size]


def halves(text: str) -> Iterator[str]:
    """Yield the text, its first half, the first half of that, and so on: some twenty thousand characters are the least."""
    yield text
    while len(text) > 20_000:
        text = text[: len(text) // 2]
        yield text


TEXTS: dict[str, str] = {
    "references": "[a][x]" * 2_000 + f"\n\n[x]: https://e.x/{LONG}",
    "as many references as fit": cut("[a][x]\n", 500_000) + f"\n\n[x]: https://e.x/{cut('A', 500_000)}",
    "abbreviations": "HT " * 2_000 + f"\n\n*[HT]: {LONG}",
    "footnotes": "".join(f"[^{n}]" for n in range(2_000)) + "\n\n" + "".join(f"[^{n}]: {'x' * 90}\n\n" for n in range(2_000)),
    "tables of contents": "# a\n\n" * 2_000 + "[TOC]\n\n" * 2_000,
    "nested tags": cut("<div>"),
    "unclosed tags": cut("<b class=a>x "),
    "unclosed cells": cut("<table><tr><td>"),
    "misnested tags": cut("<b><i><p></b></i>"),
    "attributes": "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">x</p>",
    "attributes with values": "<p " + " ".join(f'a{n}=">"' for n in range(80_000)) + ">x</p>",
    "tags without end": cut("<a "),
    "comments without end": cut("<!-- "),
    "declarations": cut("<!x "),
    "instructions": cut("<?x "),
    "backticks": cut("``a`"),
    "brackets": cut("["),
    "exclamation marks": cut("!["),
    "as many exclamation marks as pass": "![" * 3_800,
    "escapes after brackets": "![" * 900 + "\\*" * 900,
    "code after brackets": "![" * 900 + "`a` " * 900,
    "entities": cut("&amp;"),
    "broken entities": cut("&#"),
    "ampersands": cut("&"),
    "angles": cut("<"),
    "one line": cut("a"),
    "one line of words": cut("ab "),
    "quotes": cut("\"'"),
    "open quotes": cut('a "b '),
    "dashes": cut("--- "),
    "a wide table": cut("|a") + "\n" + "|-" * 10,
    "a table of cells": "|a" * 500 + "\n" + "|-" * 500 + "\n" + cut("|b" * 500 + "\n", 500_000),
    "a table of short rows": "a|" * 400 + "\n" + "-|" * 400 + "\n" + "a|\n" * 40_000,
    "a table of long names": "|".join(["A" * 20_000] * 2) + "\n-|-\n" + "a|b\n" * 10_000,
    "raw tables": "<table><tr><th>" + "A" * 50_000 + "</th></tr>" + "<tr><td>a</td></tr>" * 2_000 + "</table>",
    "frames": cut("<iframe src="),
    "a frame of ampersands": f"<iframe src={'&' * MANY}></iframe>",
    "sets of images": '<img srcset="' + cut("a 1x, ", 500_000) + '">',
    "commas in a set": '<img srcset="' + cut("a,", 500_000) + '">',
    "styles": '<p style="' + cut("a:b;", 500_000) + '">x</p>',
    "links that open elsewhere": cut('<a href="a.md" target="b" rel="c">d</a> '),
    "links to one source": cut("[a](b.md)\n\n", 500_000),
    "links to many sources": "".join(f"[a]({n}.md)\n\n" for n in range(10_000)),
    "a long link": f"[a]({'a' * 50_000}.md)",
    "a long link to an image": f"![a]({'a' * 50_000}.png)",
    "images": cut("![](a.png)\n\n", 500_000),
    "formulas": cut("$x$ "),
    "long formulas": cut(f"${'~' * 3_900}$\n\n"),
    "formulas of brackets": cut(f"${'(' * 1_400}$\n\n"),
    "formulas of braces": cut(f"${'{' * 700}{'}' * 700}$\n\n"),
    "formulas that grow": cut("$\\newcommand{\\a}{" + "x" * 3_500 + "}" + "\\a" * 90 + "$\n\n"),
    "a formula without an end": "$" + cut("{"),
    "prices": cut("$1“"),
    "broken formulas": cut("$\\a$ "),
    "diagrams": cut("```dot\n```\n"),
    "fences with many lines": cut('```py hl_lines="' + "1-9999 " * 140 + '" linenums="1"\na\n```\n'),
    "numbered lines": '```py linenums="1"\n' + cut("a\n"),
    "marked lines": "``` {1-9999}\n" + cut("\n", 500_000),
    "a long word": f"{LONG} " * 50,
    "empty lines": cut("\n"),
    "paragraphs": cut("a\n\n"),
    "lists": cut("- a\n"),
    "definitions": cut("a\n: b\n\n"),
    "tasks": cut("- [ ] a\n"),
    "admonitions": cut("!!! a\n    b\n\n"),
    "markdown in html": cut('<div markdown="1">\n\n*a*\n\n</div>\n\n'),
    "pieces of code": cut("```python\na = (1)\n```\n\n"),
    "attribute lists": cut("a {: .b }\n\n"),
    "marks of more": cut("<!-- more -->"),
    "blanks in a comment": "<!--" + cut(" "),
    "closed by itself": cut("<li>"),
    "many scripts": cut("<script>a</script>"),
    "an open script": "<script>" + cut("<a>"),
    "an open textarea": "<textarea>" + cut("<a>"),
    "outputs of Liquid": cut("{{ x }} "),
    "tags without an end": cut("{% raw %}{{< highlight >}}[caption a=b]"),
    "details in details": cut("{{< details >}}" * 50 + "a" + "{{< /details >}}" * 50),
    "titles of the page": cut("{{ page.title }}"),
    "math": cut("<math><mi><svg><a>"),
}
