"""The functions of Hugo's templates that simple shortcodes use; a function that isn't here isn't simple."""

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from markupsafe import Markup, escape

from chalicelib.content.shortcodes.shortcode_calls import inline
from chalicelib.html_to_markdown.escapes import fenced
from infra.importers.shortcodes.placement import as_markdown
from infra.importers.shortcodes.tera import NotSimpleError

MOST = 10_000  # characters or items that a function may make
BLOCKS = re.compile(r"(?m)\n[ \t]*\n|^[ \t]*(?:(?:[-*+]|#{1,6}|\d{1,9}[.)])[ \t]|>|```|~~~|\|)")


def markdown(text: Any) -> Markup:
    """Return Markdown as it is shown: within a line if it is one paragraph."""
    whole = str(text).strip()
    return Markup(as_markdown(whole) if BLOCKS.search(whole) else inline(whole) if whole else "")  # noqa: S704 - read again


def safe(text: Any) -> Markup:
    return Markup(str(text))  # noqa: S704 - what the author's own template calls safe; the sanitizer reads it again


def shown(value: Any) -> str:
    """Return a value as a template shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float) or hasattr(value, "__html__"):
        return str(escape(value))
    raise NotSimpleError("it shows a value that is no text")


def from_root(path: Any) -> str:
    text = str(path)
    return text if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|#", text) else f"/{text}"


def _format(pattern: str, *values: Any) -> str:
    left = list(values)

    def filled(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        value = left.pop(0) if left else ""
        return f'"{value}"' if match[1] == "q" else str(value)

    return re.sub(r"%%|%[\d.]*([svdqtfg])", filled, pattern)


def _equal(first: Any, *others: Any) -> bool:
    return any(
        str(first) == str(other) if isinstance(first, str) or isinstance(other, str) else first == other for other in others
    )


def _number(value: Any) -> float | int:
    text = str(value or 0)
    try:
        return int(text) if re.fullmatch(r"-?\d{1,12}", text) else float(text)
    except ValueError as error:
        raise NotSimpleError(f"it counts with `{text[:20]}`") from error


def _index(values: Any, *keys: Any) -> Any:
    for key in keys:
        if isinstance(values, Mapping):
            values = values.get(key)
        else:
            at = int(_number(key))
            values = values[at] if isinstance(values, Sequence) and 0 <= at < len(values) else None
    return values


def _default(otherwise: Any, *given: Any) -> Any:
    return given[0] if given and given[0] not in (None, "", (), [], {}) else otherwise


def _sequence(*numbers: Any) -> list[int]:
    first, last = (1, int(numbers[0])) if len(numbers) == 1 else (int(numbers[0]), int(numbers[-1]))
    return list(range(first, min(last, first + MOST) + 1))


def _partial(name: Any, *_: Any) -> str:
    if "icon" in str(name):
        return ""
    raise NotSimpleError(f"it uses the partial `{name}`")


def _highlight(code: Any, language: Any = "", *_: Any) -> Markup:
    return Markup(as_markdown(fenced(str(code).strip("\n"), language)))  # noqa: S704 - the sanitizer reads it again


def _refused(pattern: Any, *values: Any) -> str:
    raise NotSimpleError(f"it says: {_format(str(pattern), *values)[:80]}")


def _compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda first, second: test(_number(first), _number(second))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "default": _default,
    "compare.default": _default,
    **dict.fromkeys(
        ("safehtml", "safeurl", "safecss", "safejs", "safehtmlattr", "safe.html", "safe.url", "safe.css", "safe.htmlattr"), safe
    ),
    **dict.fromkeys(("markdownify", "transform.markdownify"), markdown),
    **dict.fromkeys(("plainify", "transform.plainify"), lambda text: re.sub(r"<[^<>]*>", "", str(text))),
    **dict.fromkeys(("htmlescape", "transform.htmlescape"), lambda text: str(escape(str(text)))),
    **dict.fromkeys(("htmlunescape", "transform.htmlunescape"), lambda text: unescape(str(text))),
    **dict.fromkeys(("relurl", "absurl", "rellangurl", "abslangurl", "urls.relurl", "urls.absurl", "urls.rellangurl"), from_root),
    **dict.fromkeys(("printf", "fmt.printf"), _format),
    **dict.fromkeys(("print", "fmt.print"), lambda *values: "".join(map(str, values))),
    **dict.fromkeys(("highlight", "transform.highlight"), _highlight),
    "eq": _equal,
    "ne": lambda first, second: not _equal(first, second),
    "gt": _compared(lambda a, b: a > b),
    "ge": _compared(lambda a, b: a >= b),
    "lt": _compared(lambda a, b: a < b),
    "le": _compared(lambda a, b: a <= b),
    "not": lambda value: not value,
    "and": lambda *values: next((value for value in values if not value), values[-1]),
    "or": lambda *values: next((value for value in values if value), values[-1]),
    "cond": lambda test, yes, no: yes if test else no,
    "len": lambda value: len(value or ()),
    "index": _index,
    "isset": lambda values, key: _index(values, key) not in (None, ""),
    "in": lambda values, item: str(item) in values if isinstance(values, str) else item in (values or ()),
    "slice": lambda *values: list(values),
    "dict": lambda *pairs: dict(zip(map(str, pairs[::2]), pairs[1::2], strict=False)),
    "seq": _sequence,
    "first": lambda many, values: list(values)[: int(many)],
    "last": lambda many, values: list(values)[-int(many) :],
    "after": lambda many, values: list(values)[int(many) :],
    "delimit": lambda values, sign, *_: str(sign).join(map(str, values)),
    **dict.fromkeys(("int", "float"), _number),
    "string": str,
    **dict.fromkeys(("add", "math.add"), lambda *values: sum(map(_number, values))),
    **dict.fromkeys(("sub", "math.sub"), lambda a, b: _number(a) - _number(b)),
    **dict.fromkeys(("mul", "math.mul"), lambda a, b: _number(a) * _number(b)),
    **dict.fromkeys(("div", "math.div"), lambda a, b: _number(a) / (_number(b) or 1)),
    **dict.fromkeys(("mod", "math.mod"), lambda a, b: _number(a) % (_number(b) or 1)),
    **dict.fromkeys(("lower", "strings.tolower"), lambda text: str(text).lower()),
    **dict.fromkeys(("upper", "strings.toupper"), lambda text: str(text).upper()),
    **dict.fromkeys(("title", "strings.title"), lambda text: str(text).title()),
    **dict.fromkeys(("humanize", "inflect.humanize"), lambda text: re.sub(r"[-_]", " ", str(text)).capitalize()),
    **dict.fromkeys(
        ("urlize", "anchorize", "urls.urlize", "urls.anchorize"),
        lambda text: re.sub(r"[^\w]+", "-", str(text).lower()).strip("-"),
    ),
    **dict.fromkeys(("trim", "strings.trim"), lambda text, signs=None: str(text).strip(signs)),
    **dict.fromkeys(("chomp", "strings.chomp"), lambda text: str(text).rstrip("\r\n")),
    "strings.trimspace": lambda text: str(text).strip(),
    "strings.trimprefix": lambda begin, text: str(text).removeprefix(str(begin)),
    "strings.trimsuffix": lambda end, text: str(text).removesuffix(str(end)),
    "strings.trimleft": lambda signs, text: str(text).lstrip(str(signs)),
    "strings.trimright": lambda signs, text: str(text).rstrip(str(signs)),
    **dict.fromkeys(("hasprefix", "strings.hasprefix"), lambda text, begin: str(text).startswith(str(begin))),
    **dict.fromkeys(("hassuffix", "strings.hassuffix"), lambda text, end: str(text).endswith(str(end))),
    "strings.contains": lambda text, part: str(part) in str(text),
    **dict.fromkeys(("split", "strings.split"), lambda text, sign: str(text).split(str(sign)) if str(sign) else list(str(text))),
    **dict.fromkeys(
        ("replace", "strings.replace"),
        lambda text, old, new, *_: str(text).replace(str(old), str(new)) if str(old) else str(text),
    ),
    "path.join": lambda *parts: posixpath.normpath(posixpath.join(*map(str, parts))),
    "path.base": lambda path: posixpath.basename(str(path)),
    "path.dir": lambda path: posixpath.dirname(str(path)),
    "path.ext": lambda path: posixpath.splitext(str(path))[1],
    **dict.fromkeys(("partial", "partialcached", "partials.include"), _partial),
    **dict.fromkeys(("errorf", "fmt.errorf"), _refused),
    **dict.fromkeys(("warnf", "fmt.warnf", "fmt.warnidf", "warnidf"), lambda *_: ""),
}
"""The functions by their names in small letters."""
