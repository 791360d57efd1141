"""Hostile uploads of an author, by name: the key and the bytes of each. Each must end soon and take little memory.

The texts of posts are in `tests.bounds.texts`.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pygments.lexers import get_lexer_by_name

from tests.bounds.texts import TEXTS, cut
from tests.pictures import box, jpeg
from tests.publishing.blog import post

X, SITE, PAGE, WORDS, DRAWING = "posts/x.md", "site.yaml", "templates/post.html", "templates/phrases/es.po", "posts/d.svg"


class Case(NamedTuple):
    """An upload. A body that `may_shrink` is tried at the largest size at which it is not refused, which takes longest."""

    key: str
    source: str | bytes
    may_shrink: bool = False


NAMES = [f"{n:03}" + "é" * 190 for n in range(100)]
FRONTS: dict[str, str] = {
    "toml: a dotted key": "+++\n" + "a." * 32_700 + "b = 1\n+++\n",
    "toml: a table": "+++\n[" + "a." * 32_700 + "b]\n+++\n",
    "toml: quoted parts": "+++\n" + "'a' . " * 10_000 + "b = 1\n+++\n",
    "toml: tables": "+++\n" + "".join(f"[a{n}]\n" for n in range(8_000)) + "+++\n",
    "toml: deep tables": "+++\n" + "".join(f"[a{n}{'.b' * 14}]\n" for n in range(1_700)) + "+++\n",
    "toml: inline tables": "+++\na = " + "{b=" * 20_000 + "1\n+++\n",
    "toml: arrays": "+++\na = " + "[" * 60_000 + "\n+++\n",
    "toml: a long array": "+++\na = [" + "1," * 30_000 + "]\n+++\n",
    "toml: tables in arrays": "+++\n" + "[[a.b]]\n" * 8_000 + "+++\n",
    "toml: a long number": "+++\na = " + "9" * 65_000 + "\n+++\n",
    "toml: a long hexadecimal number": "+++\na = 0x" + "f" * 65_000 + "\n+++\n",
    "toml: quotes": "+++\na = " + '"' * 65_000 + "\n+++\n",
    "toml: escapes": '+++\na = "' + "\\" * 65_000 + "\n+++\n",
    "yaml: lists": "---\na: " + "[" * 60_000 + "\n---\n",
    "yaml: json": "---\na: " + '{"a":' * 12_000 + "\n---\n",
    "yaml: dashes": "---\na:\n  " + "- " * 30_000 + "\n---\n",
    "yaml: question marks": "---\n" + "? " * 30_000 + "\n---\n",
    "yaml: anchors": "---\n" + "".join(f"a{n}: &b{n} c\n" for n in range(4_000)) + "---\n",
    "yaml: aliases": "---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n---\n",
    "yaml: a long number": "---\na: " + "9" * 65_000 + "\n---\n",
    "yaml: quotes": '---\na: "' + "\\" * 65_000 + "\n---\n",
    "yaml: keys": "---\n" + "".join(f"k{n}: 1\n" for n in range(7_000)) + "---\n",
    "bare: lines that go on": "title: a\n" + " b\n" * 21_000,
    "front matter without end": "---\n" + cut("a: b\n", 900_000),
    "tags": post(tags=[f"t{n}" for n in range(9_000)]),
    "tags with commas": post(tags="".join(f"t{n}," for n in range(9_000))),
    "tags, categories and authors": post(tags=NAMES, categories=NAMES),
    "aliases": post(aliases=[f"/a{n}/" for n in range(5_000)]),
    "long aliases": post(aliases=[f"/{n}/" + "/".join(["a" * 200] * 4) for n in range(70)]),
    "a long address": post(path="/" + "/".join(["é" * 100] * 4)),
    "a long translation key": post(translation_key="é" * 1_000),
    "a long summary": post(summary="é" * 10_000),
    "deep extras": post(extra=[[[[[["a" * 100] * 100]]]]]),
    "a title of many marks": post(title="*" * 1_000),
    "a heading as a title": f"# {'[a](b) ' * 5_000}\n",
}

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
SITES: dict[str, str] = {
    "references": 'sidebar:\n- widget: text\n  text: "' + "[a][x]" * 2_000 + "\\n\\n[x]: https://e.x/" + "A" * 7_000 + '"\n',
    "many texts": "categories:\n" + "".join(f"  c{n}: {{text: a}}\n" for n in range(6_000)),
    "many slow texts": "categories:\n" + "".join(f"  c{n}: {{text: {'*a*' * 300}}}\n" for n in range(130)),
    "many swollen texts": "categories:\n"
    + "".join(f'  c{n}: {{text: "{"[a][x]" * 60}\\n\\n[x]: /{"A" * 1000}"}}\n' for n in range(80)),
    "languages": "languages: [" + ", ".join(a + b + c for a in "abcdefgh" for b in ALPHABET for c in ALPHABET) + "]\n",
    "boxes": "sidebar: [" + "recent, " * 15_000 + "]\n",
    "links in boxes": "sidebar:\n- widget: links\n  links: [" + "a, " * 40_000 + "]\n",
    "lists in lists": "sidebar: " + "[" * 100_000,
    "colours": "theme:\n  light:\n" + "".join(f"    c{n}: '#fff'\n" for n in range(5_000)),
    "frames": "frames: [" + "a.example, " * 10_000 + "]\n",
    "images": "categories:\n" + "".join(f"  c{n}: {{text: '![]({'a' * 900}{n}.png)'}}\n" for n in range(120)),
    "a long title": f"title: {'a' * 120_000}\n",
}

MACRO = "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}x{% endmacro %}{{ f(100) }}"
PAGES: dict[str, str] = {
    "multiplication": "{{ 'x' * 10**9 }}",
    "a constant filter": '{{ "x" * 10**6|wordwrap(1) }}{{ ("x" * 1000000)|wordwrap(1) }}',
    "center": '{{ "x".center(10**9) }}',
    "the filter center": '{{ "x"|center(10**9) }}',
    "ljust": '{{ "x".ljust(10**9) }}',
    "zfill": '{{ "x".zfill(10**9) }}',
    "expandtabs": '{{ ("\t" * 10000).expandtabs(10**6) }}',
    "a width in a format": '{{ "%1000000000d"|format(1) }}',
    "a width in an operator": '{{ "%1000000000d" % 1 }}',
    "a width as an argument": '{{ "%*d" % (10**9, 1) }}',
    "a width in braces": '{{ "{:>1000000000}".format("x") }}',
    "a width in nested braces": '{{ "{:>{}}".format("x", 10**9) }}',
    "a width in a phrase": '{{ _("%(a)1000000000d", a=1) }}',
    "a precision": '{{ "%.1000000000f" % 1 }}',
    "many fields": '{% set x = "x" * 100000 %}{{ ("%s" * 10000) % ((x,) * 10000) }}',
    "many fields in braces": '{% set x = "x" * 100000 %}{{ ("{0}" * 10000).format(x) }}',
    "indent": '{{ ("\n" * 100000)|indent(100000, true) }}',
    "an indent of text": '{{ ("\n" * 100000)|indent("x" * 100000, true) }}',
    "range": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "ranges in filters": "{{ range(99999)|map('center', 9999)|list|length }}",
    "lipsum": "{{ lipsum(n=10**6) }}",
    "batch": '{{ [1]|batch(10**9, "x")|list }}',
    "slice": "{{ [1]|slice(10**9)|list }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "powers of powers": "{% set n = namespace(x=9) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "rounding": "{{ 1|round(10**9, 'ceil') }}",
    "bytes of a number": "{{ (1).to_bytes(10**9) }}",
    "tojson": '{{ ("<" * 900000)|tojson|tojson|tojson }}',
    "pprint": '{{ ("x " * 900000)|pprint }}',
    "replace": '{{ ("x" * 100000)|replace("x", "y" * 100000) }}',
    "replace nothing": '{{ ("x" * 100000).replace("", "y" * 100000) }}',
    "join": '{{ (["x"] * 100000)|join("y" * 100000) }}',
    "the method join": '{{ ("y" * 100000).join(["x"] * 100000) }}',
    "join the same": '{% set x = "x" * 100000 %}{{ ([x] * 100000)|join }}',
    "urlize": '{{ ("www.x." * 200000)|urlize }}',
    "striptags": '{{ ("<!--" * 200000)|striptags }}',
    "striptags of tags": '{{ ("<a>" * 200000)|striptags }}',
    "wordwrap": '{{ ("x " * 400000)|wordwrap(2, wrapstring="y" * 10000) }}',
    "xmlattr": '{{ {"a": "<" * 900000}|xmlattr }}',
    "sum of lists": "{% set x = [[1] * 1000] * 1000 %}{{ x|sum(start=[])|length }}",
    "a string that doubles": '{% set n = namespace(x="x") %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}',
    "a sum that doubles": '{% set n = namespace(x="x") %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}',
    "a list that doubles": "{% set x = [1, 1] %}" + "{% set x = [x, x] %}" * 60 + "{{ x }}",
    "spaces that double": "{% set n0 = namespace(x=1) %}"
    + "".join(f"{{% set n{i + 1} = namespace(x=n{i}, y=n{i}) %}}" for i in range(60))
    + "{{ n60 }}",
    "equal lists": "{% set x = [1, 1] %}{% set y = [1, 1] %}" + "{% set x = [x, x] %}{% set y = [y, y] %}" * 60 + "{{ x == y }}",
    "keys that double": "{% set x = (1, 1) %}" + "{% set x = (x, x) %}" * 60 + "{{ {x: 1} }}",
    "a set that doubles": "{% set x %}xx{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60 + "{{ x }}",
    "a block that is written often": "{% block a %}" + "x" * 10_000 + "{% endblock %}" + "{{ self.a() }}" * 8_000,
    "many strings": "".join(f'{{% set x{i} = "x" * 3000000 %}}' for i in range(3_000)),
    "searching": '{% set x = "x" * 1000000 %}{% for i in range(99999) %}{{ "y" in x }}{% endfor %}',
    "slicing": '{% set x = "x" * 1000000 %}{% for i in range(99999) %}{% if x[1:] %}{% endif %}{% endfor %}',
    "tests": '{% set x = "x" * 1000000 %}{% for i in range(99999) %}{{ x is eq "y" }}{% endfor %}',
    "a list of letters": "{{ ('x' * 190000)|listed }}",
    "a long attribute of many": "{{ range(90000)|map(attribute='a' ~ '.b' * 100000)|list }}",
    "a large default of many": "{{ range(90000)|map(attribute='x', default='y' * 1000000)|join }}",
    "a search from the end": "{{ ('a' * 2000000).rfind('b' ~ 'a' * 1000000) }}",
    "macros": MACRO,
    "a macro in itself": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a template in itself": '{% include "post.html" %}{% include "post.html" %}',
    "a template on itself": '{% extends "post.html" %}',
    "imports of itself": '{% import "post.html" as x %}{{ x }}',
    "a long constant": '{{ "' + "x" * 130_000 + '" }}',
    "a long number": "{{ " + "9" * 130_000 + " }}",
    "a long hexadecimal number": "{{ 0x" + "f" * 130_000 + " }}",
    "outputs": "{{ 1 }}" * 18_000,
    "names": "{{a}}" * 26_000,
    "sums": "{{ " + "1+" * 60_000 + "1 }}",
    "attributes": "{{ a" + ".b" * 60_000 + " }}",
    "parentheses": "{{ " + "(" * 100_000,
    "conditions": "{% if a %}" + "{% elif a %}" * 10_000 + "{% endif %}",
    "filters": "{{ 1" + "|e" * 60_000 + " }}",
    "lists": "{{ [" + "1," * 60_000 + "] }}",
    "blocks": "".join(f"{{% block b{i} %}}{{% endblock %}}" for i in range(3_500)),
    "open marks": "{{" * 60_000,
    "open comments": "{#" * 60_000,
    "open raws": "{% raw %}" * 14_000,
    "blanks": " " * 130_000 + "{%- if 1 %}{% endif %}",
    "lines of blanks": ("\n" + " " * 100) * 1_290,
}

RULE = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural={};\\n"\n\nmsgid "Home"\nmsgstr "Inicio"\n'
PHRASES: dict[str, str] = {
    "a long rule": RULE.format("n*" * 60_000 + "n"),
    "a rule of powers": RULE.format("n*" * 490 + "n"),
    "a deep rule": RULE.format("(" * 900 + "n"),
    "a rule that never ends": RULE.format("n?" * 490),
    "a rule that divides": RULE.format("n/0"),
    "a rule that names something": RULE.format("__import__('os')"),
    "many phrases": "".join(f'msgid "a{n}"\nmsgstr "b"\n\n' for n in range(5_000)),
    "a long phrase": 'msgid "Home"\nmsgstr "' + "x" * 130_000 + '"\n',
    "many lines": 'msgid "Home"\nmsgstr ""\n' + '"x"\n' * 30_000,
    "places": 'msgid "Home"\nmsgstr "' + "%(" * 60_000 + '"\n',
    "places that are filled": 'msgid "By %(name)s"\nmsgstr "' + "%(name)s" * 14_000 + '"\n',
    "quotes": '"' * 130_000,
    "backslashes": 'msgid "' + "\\" * 130_000,
}

LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(10))
SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
DRAWINGS: dict[str, str] = {
    "a billion laughs": f'<!DOCTYPE svg [<!ENTITY a0 "ha">{LAUGHS}]><svg xmlns="http://www.w3.org/2000/svg">&a10;</svg>',
    "deep": cut("<g>"),
    "deep within": SVG.format("<g>" * 190 + "x" + "</g>" * 190),
    "attributes": SVG.format("<g " + " ".join(f'a{n}="b"' for n in range(80_000)) + "/>"),
    "names of spaces": "<svg " + " ".join(f'xmlns:a{n}="b{n}"' for n in range(40_000)) + "/>",
    "styles": SVG.format("<style>" + cut("a{b:url(", 1_000_000) + "</style>"),
    "many styles": SVG.format(cut("<style>a</style>", 1_000_000)),
    "escapes": SVG.format("<style>" + cut("\\61 ", 1_000_000) + "</style>"),
    "comments in styles": SVG.format("<style>" + cut("/*", 1_000_000) + "</style>"),
    "a view": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{"1 " * 400_000}"/>',
    "an open comment": "<svg><!--" + cut("-"),
}


def _avif(of: bytes) -> bytes:
    return box(b"ftyp", b"avif\0\0\0\0avif") + box(b"meta", bytes(4) + of)


HEAD = 250_000
PICTURES: dict[str, tuple[str, bytes]] = {
    "a large picture": ("posts/p.jpg", jpeg(65_535, 65_535)),
    "markers": ("posts/p.jpg", b"\xff\xd8" + b"\xff" * HEAD),
    "segments": ("posts/p.jpg", b"\xff\xd8" + b"\xff\xfe\0\2" * (HEAD // 4)),
    "no segments": ("posts/p.jpg", b"\xff\xd8" + bytes(HEAD)),
    "chunks": ("posts/p.png", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0abcd\0\0\0\0" * (HEAD // 12)),
    "items of nothing": (
        "posts/p.avif",
        _avif(box(b"iloc", bytes(6) + struct.pack(">H", 40_000) + struct.pack(">HHH", 1, 0, 65_535) * 40_000)),
    ),
    "more items of nothing": (
        "posts/p.avif",
        _avif(box(b"iloc", b"\2" + bytes(5) + struct.pack(">I", 25_000) + struct.pack(">IHHH", 1, 0, 0, 65_535) * 25_000)),
    ),
    "boxes": ("posts/p.avif", b"\0\0\0\x08ftyp" * (HEAD // 8)),
    "boxes in boxes": ("posts/p.avif", _avif(b"\0\0\0\x08iprp" * (HEAD // 8))),
    "associations": ("posts/p.avif", _avif(box(b"iprp", box(b"ipma", bytes(4) + b"\xff" * HEAD)))),
    "webp": ("posts/p.webp", b"RIFF\0\0\0\0WEBP" + b"JUNK\0\0\0\0" * (HEAD // 8)),
}

LEXERS = (
    *("python", "javascript", "typescript", "java", "c", "cpp", "csharp", "go", "rust", "ruby", "php", "bash", "html"),
    *("css", "sql", "yaml", "json", "make", "perl", "haskell"),
)
CODES = ("(", "<a>", "'", '"', "\\", "/*", "<<A\n", "${", "\n", "a", "a1 <b>{c 'd ", 'x = "\\', "# a\n  - b: |\n", "{{ a | b }} ")


def _lexed() -> Iterator[tuple[str, Case]]:
    for name in LEXERS:
        get_lexer_by_name(name)
        lines = [f"{n}" for n in range(400)]  # no two alike, else code is left plain
        pieces = "\n\n".join(
            f"```{name}\n{cut(code, 180)}\n{chr(10).join(code + line + code for line in lines)}\n```" for code in CODES
        )
        yield f"code: {name}", Case(X, post(pieces))


def _cases() -> Iterator[tuple[str, Case]]:
    yield from ((f"text: {name}", Case(X, text, may_shrink=True)) for name, text in TEXTS.items())
    yield from ((f"front matter: {name}", Case(X, text)) for name, text in FRONTS.items())
    for group, key, table in (
        ("site", SITE, SITES),
        ("template", PAGE, PAGES),
        ("phrases", WORDS, PHRASES),
        ("drawing", DRAWING, DRAWINGS),
    ):
        yield from ((f"{group}: {name}", Case(key, text)) for name, text in table.items())
    yield from ((f"picture: {name}", Case(key, raw)) for name, (key, raw) in PICTURES.items())
    yield from _lexed()


CASES: dict[str, Case] = dict(_cases())
