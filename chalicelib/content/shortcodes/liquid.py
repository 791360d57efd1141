"""Liquid's output, `{{ value | filter: argument }}`, as far as it depends only on the site, the post and the text itself."""

import re
from collections.abc import Callable, Mapping
from html import escape

from chalicelib.content.limits import limit
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen

LONGEST = limit("text value")
PART = re.compile(r"""("[^"]*+"|'[^']*+')|([|:,])|([^\s|:,"']++)""")
ANCHORED = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")


class Scope(Frozen):
    """The values that a template may use: the site, the front matter of the post, the key of its source."""

    key: str
    site: Site
    params: Mapping[str, object]
    in_address: bool = False  # the value is a part of an address, which on this site begins at the root


class Unknown(Exception):
    """A variable or a filter that is not known; its text is how the author may find it."""


def value_of(said: str, scope: Scope) -> str:
    """Return the value of an expression, or raise `Unknown`."""
    parts = PART.findall(said)
    if not parts or parts[0][1]:
        raise Unknown(said)
    value = _value(parts[0], scope)
    at = 1
    while at < len(parts):
        name, behind = (parts[at + 1][2], at + 2) if parts[at][1] == "|" and at + 1 < len(parts) else ("", at)
        if name not in FILTERS:
            raise Unknown(f"… | {name}" if name else said)
        arguments = []
        while behind < len(parts) and parts[behind][1] != "|":
            if not parts[behind][1]:
                arguments.append(_value(parts[behind], scope))
            behind += 1
        value, at = _short(FILTERS[name](value, arguments[0] if arguments else "", scope), said), behind
    return value


def _short(value: str, said: str) -> str:
    if len(value) > LONGEST:
        raise Unknown(said)
    return value


def _value(part: tuple[str, str, str], scope: Scope) -> str:
    quoted, _, name = part
    if quoted:
        return quoted[1:-1]
    if name in VARIABLES:
        return VARIABLES[name](scope)
    try:
        return parameter(scope, name.removeprefix("page."))  # Eleventy's front matter has no such prefix
    except Unknown:
        raise Unknown(name) from None


def parameter(scope: Scope, name: str) -> str:
    """Return a value of the post's front matter, or raise `Unknown`; a dot leads into a mapping."""
    value: object = scope.params
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str | int | float):
        return _short(str(value).lower() if isinstance(value, bool) else str(value), name)
    raise Unknown(name)


def _url(scope: Scope) -> str:
    return "" if scope.in_address else scope.site.url.rstrip("/")


VARIABLES: Mapping[str, Callable[[Scope], str]] = {
    "site.url": _url,
    "site.baseurl": lambda _: "",
    "site.title": lambda scope: scope.site.title.get(scope.site.lang),
    "site.description": lambda scope: scope.site.description.get(scope.site.lang),
}


def _relative(value: str, _: str, scope: Scope) -> str:  # noqa: ARG001
    return value if ANCHORED.match(value) or value.startswith("/") else f"/{value}"


def _absolute(value: str, argument: str, scope: Scope) -> str:
    return value if ANCHORED.match(value) else _url(scope) + _relative(value, argument, scope)


FILTERS: Mapping[str, Callable[[str, str, Scope], str]] = {
    "absolute_url": _absolute,
    "append": lambda value, more, _: value + more,
    "escape": lambda value, *_: value,  # every value is escaped where it is used
    "prepend": lambda value, more, _: more + value,
    "relative_url": _relative,
    "strip": lambda value, *_: value.strip(),
    "url": _relative,  # Eleventy's
    "xml_escape": lambda value, *_: value,
}


def shown(text: str) -> str:
    """Return the text as Markdown that shows it, whatever signs it has."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda sign: f"&#{ord(sign[0])};", text)


def literal(text: str) -> str:
    """Return a value as Markdown in which no sign is a mark; an address in it stays an address."""
    return re.sub(r"[*_`<>&\\{}|~^$=\[\]]", lambda sign: f"&#{ord(sign[0])};", text)


def attribute(text: str) -> str:
    """Return the text as the value of an attribute, which no Markdown around it changes."""
    return escape(text).replace("`", "&#96;").replace("\\", "&#92;").replace("\n", " ")
