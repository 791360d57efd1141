"""The CSS of an SVG: whatever fetches is refused in every notation, and what doesn't fetch passes in the same notations."""

import codecs
import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.content.html.svg import check_svg
from chalicelib.content.html.svg_styles import AT_RULES, FUNCTIONS, forbidden
from chalicelib.errors import Refusal

ELSEWHERE = "https://other.example/a.png"

FETCHING_VALUES = (
    f"url({ELSEWHERE})",
    f'url("{ELSEWHERE}")',
    f"url( '{ELSEWHERE}' )",
    "url(//other.example/a.png)",
    "url(a.png)",
    "url(data:image/svg+xml,x)",
    "url(data:text/css,x)",
    f"url(#a) url({ELSEWHERE})",
    f'url("#a" "{ELSEWHERE}")',
    "url(var(--u))",
    "url()",
    "image-set(var(--u))",
    "image-set(var(--u) 1x)",
    f'image-set("{ELSEWHERE}" 1x)',
    f'-webkit-image-set("{ELSEWHERE}" 1x)',
    f'image("{ELSEWHERE}")',
    f'src("{ELSEWHERE}")',
    "src(var(--u))",
    f'cross-fade("{ELSEWHERE}", "b.png")',
    f"-webkit-cross-fade(url({ELSEWHERE}), url(#a), 50%)",
    "attr(data-u type(<url>))",
    "element(#a)",
    "paint(a)",
    "--own(1)",
    "expression(alert(1))",
)
FETCHING_RULES = (
    f'@import "{ELSEWHERE}";',
    f"@import url({ELSEWHERE});",
    f"@font-face{{font-family:a;src:url({ELSEWHERE})}}",
    f"@font-face{{font-family:a;src:local(b),url({ELSEWHERE}) format('woff2')}}",
    f'@namespace a "{ELSEWHERE}";',
    f"@document url({ELSEWHERE}){{a{{fill:red}}}}",
    '@property --u{syntax:"<url>";inherits:false;initial-value:none}',
    "@function --u(){result:none}",
    f'a{{--u:"{ELSEWHERE}";background:image-set(var(--u))}}',
    f"@media print{{@supports (fill:red){{a{{b{{fill:url({ELSEWHERE})}}}}}}}}",
    f'a{{b:"/*";c:url({ELSEWHERE});d:"*/"}}',
    f"a{{b:'\\\n';c:url({ELSEWHERE})}}",
    f"a{{b:url({ELSEWHERE}",
    f'a{{b:url("{ELSEWHERE}',
)
HARMLESS_VALUES = (
    "url(#a)",
    "url('#a') rgb(1 2 3 / 50%)",
    "url(data:image/png;base64,AA)",
    "var(--paint, light-dark(#fff, hsl(120deg 75% 25%)))",
    "translate(1px) rotate(calc(1deg * 2))",
    "drop-shadow(0 0 1px #000)",
)
HARMLESS_RULES = (
    "a:not(.b):nth-child(2n+1){fill:red}",
    "@font-face{font-family:a;src:url(data:font/woff2;base64,AA) format('woff2'),local(b)}",
    "@media (prefers-color-scheme:dark){:root{--paint:url(#a)}}",
    "@keyframes a{from{transform:scale(0)}to{transform:none}}",
    f'a::before{{content:"{ELSEWHERE}"}}',
    f"/* {ELSEWHERE} url({ELSEWHERE}) */a{{fill:red}}}}",
)

# ---- notations: the same CSS, written in another way

WORD = re.compile(r"(?<![\w#:/.,;-])-{0,2}[a-z][a-z-]*(?=[(\s\"'])|(?<=@)[a-z-]+")
"""The names of functions and at-rules."""


def _in_words(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda css: WORD.sub(lambda word: change(word[0]), css)


def _escaped(name: str) -> str:
    return "".join(f"\\{ord(letter):x} " for letter in name)


NOTATIONS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "capitals": _in_words(str.upper),
    "escapes": _in_words(_escaped),
    "long escapes": _in_words(lambda name: "".join(f"\\{ord(letter):06X}" for letter in name) + " "),
    "one escape": _in_words(lambda name: name[:1] + _escaped(name[1:2]) + name[2:]),
    "escaped letters": _in_words(lambda name: re.sub("([g-z])", r"\\\1", name)),
    "comments": lambda css: "/*'*/" + re.sub(r"(?<!url)([(,{])(?=[^/a-z#])", r"\1/**/", css) + '/*"*/',
    "lines": lambda css: css.replace(" ", "\n\t"),
}

PLACES: dict[str, str] = {
    "style": "<style>{}</style>",
    "cdata": "<style><![CDATA[{}]]></style>",
    "sections": "<style>/**/<![CDATA[]]>{}<![CDATA[]]></style>",
    "attribute": '<g style="fill:{}"/>',
    "presentation": '<g fill="{}"/>',
    "unknown": '<g paint-of-tomorrow="{}"/>',
    "animation": '<set attributeName="fill" to="{}"/>',
}


SHEETS = ("style", "cdata", "sections")


def _entities(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


def _xml(text: str) -> str:
    return re.sub('[<&"]', lambda sign: f"&#{ord(sign[0])};", text)


def placed(css: str, place: str, spelled: Callable[[str], str] = _xml) -> str:
    """Return the element with this CSS at a place."""
    return PLACES[place].format(css if place == "cdata" else spelled(css))


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "none": lambda text: text.encode(),
    "utf-8": lambda text: f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode(),
    "utf-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-le": lambda text: codecs.BOM_UTF16_LE + f"<?xml version='1.0' encoding='utf-16'?>{text}".encode("utf-16-le"),
    "utf-16-be": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "iso-8859-1": lambda text: f'<?xml version="1.0" encoding="iso-8859-1"?>{text}'.encode("iso-8859-1"),
    "windows-1252": lambda text: f'<?xml version="1.0" encoding="windows-1252"?>{text}'.encode("windows-1252"),
}


def whole(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'


def is_refused(raw: bytes) -> bool:
    try:
        check_svg(raw)
    except Refusal:
        return True
    return False


def written(values: tuple[str, ...], rules: tuple[str, ...]) -> Iterator[str]:
    """Return SVGs with each value at each place, and each rule in each stylesheet, in each notation."""
    for css, place, notation in product(values, PLACES, NOTATIONS.values()):
        value = notation(css)
        yield whole(placed(f"a{{fill:{value}}}" if place in SHEETS else value, place))
    for css, place, notation in product(rules, SHEETS, NOTATIONS.values()):
        yield whole(placed(notation(css), place))


def cases() -> list[str]:
    return list(written(FETCHING_VALUES, FETCHING_RULES))


def test_what_fetches_is_refused_in_every_notation_at_every_place() -> None:
    assert [svg for svg in cases() if not is_refused(svg.encode())] == []


def test_what_fetches_nothing_passes_in_every_notation_at_every_place() -> None:
    assert [svg for svg in written(HARMLESS_VALUES, HARMLESS_RULES) if is_refused(svg.encode())] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("spelled", [_xml, _entities], ids=["letters", "entities"])
def test_an_encoding_hides_nothing(encoding: str, spelled: Callable[[str], str]) -> None:
    def refused(css: str) -> bool:
        return is_refused(ENCODINGS[encoding](whole(placed(css, "presentation", spelled))))

    assert all(map(refused, FETCHING_VALUES))
    assert not any(map(refused, HARMLESS_VALUES))


def test_every_part_is_refused_that_is_on_no_list() -> None:
    assert forbidden("fill: of-tomorrow(1)") == ("of-tomorrow(1)", 1)
    assert forbidden("a{}\n@of-tomorrow{}") == ("@of-tomorrow", 2)


def test_no_listed_function_or_rule_is_known_to_fetch() -> None:
    fetching = {"image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade", "src", "attr", "element", "paint"}

    assert not FUNCTIONS & (fetching | {"url", "if"})
    assert not AT_RULES & {"import", "namespace", "property", "function", "document", "-moz-document"}


def test_a_stylesheet_is_refused_with_the_line_of_its_own_part() -> None:
    with pytest.raises(Refusal) as caught:
        check_svg(whole("\n<style>\na{}\n@import 'x';\nb{}\n</style>").encode())

    assert (caught.value.code, caught.value.line) == ("script", 4)
    assert "@import" in caught.value.found


PIECES = (
    *FETCHING_VALUES,
    *HARMLESS_VALUES,
    *("url(", "image-set(", "src(", "var(--u)", "(", ")", "{", "}", "[", "]", '"', "'", "/*", "*/", "\\", "\n", ";", ":", ","),
    *("@import ", "@media ", "--u:", "a", "#a", "u+", "<!--", "-->", "9" * 5000, "\\0", "\\d800", "é", "\u00a0", ELSEWHERE),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example(css="#aurl(https://other.example/a.png)")
@example(css="url(#a;)")
def test_css_of_any_pieces_is_refused_or_leads_nowhere(css: str) -> None:
    passed = forbidden(css) is None

    assert not passed or not addresses_outside_texts(css)


def addresses_outside_texts(css: str) -> list[str]:
    """Return the addresses elsewhere that stand neither in a comment nor in a text nor in a name: a reading of its own."""
    texts = r"/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*[\"\n]?|'(?:\\.|[^'\\\n])*['\n]?"
    names = r"#(?:[\w-]|[^\x00-\x7f]|\\[0-9A-Fa-f]{1,6}\s?|\\[^\n])+"  # `#aurl(` is a name and a bracket
    css = re.sub(rf"(\\.|{texts})|{names}", lambda part: part[1] or "#", css, flags=re.DOTALL)
    known = re.sub(rf"url\(\s*(?:'#a'|#|data:image/png;base64,AA)\s*\)|\\.|({texts})", " ", css, flags=re.DOTALL)
    return re.findall(r"(?i)url\(\s*[^\s#)]|image-set\(|src\(|@import", known)


def test_deep_and_long_css_is_read_at_once() -> None:
    assert forbidden("(" * 200_000) is None
    assert forbidden("calc(" * 100_000) is None
    assert forbidden("@media{" * 100_000) is None
