"""Templates of Tera, which Zola's shortcodes are written in, as far as Jinja2 reads them alike.

The environment is the sandbox in which a site's own templates run, with a limit of steps. A template that asks for anything else
than its arguments, the page, the settings and pictures isn't simple: `NotSimpleError` says why.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import ChainableUndefined, FunctionLoader, TemplateError, TemplateNotFound
from jinja2.runtime import Context
from markupsafe import Markup

from chalicelib.content.shortcodes.shortcode_calls import inline as markdown_inline
from chalicelib.frozen import Frozen
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.sandbox import Sandbox
from chalicelib.rendering.templates.template_costs import Cost, count
from infra.importers.shortcodes.placement import as_markdown

STEPS = 20_000  # of one call
LONGEST = 100  # characters of a pattern
NESTED = re.compile(r"[+*}]\)?[+*{]")  # patterns that may take for ever
MACRO = re.compile(r"\b(\w+)::(?=\w)")
TAG = re.compile(r"\{[{%](?:(?![%}]\}).)*+[%}]\}", re.DOTALL)


class NotSimpleError(Exception):
    """A template that does more than is read here: why, in a few words."""


class Absent(ChainableUndefined):
    """A value that nobody gave: it counts as false, and a template that shows it isn't simple."""

    def __str__(self) -> str:
        raise NotSimpleError(f"it shows `{self._undefined_name}`, which isn't known here")

    __html__ = __str__


class TeraSandbox(Sandbox):
    """The sandbox of templates, with Tera's filters, tests and functions, and with values that may be missing."""

    def __init__(self, load: Callable[[str], str | None], functions: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(FunctionLoader(load), STEPS, Phrasebook())
        self.undefined = Absent
        self.globals |= functions
        self.own = {id(function) for function in functions.values()}
        for acts, added in ((self.filters, FILTERS), (self.tests, TESTS)):
            acts.update({name: self._watched(name, act, COSTS.get(name, PLAIN)) for name, act in added.items()})

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (as in Jinja2)
        if id(__obj) not in __self.own:
            return super().call(__context, __obj, *args, **kwargs)
        __self._pay(1)
        return __self._weighed(__context.call(__obj, *args, **kwargs))


class Picture(dict[str, Any]):
    """A picture: its `url`, as which it is shown, and its `width` and `height`."""

    def __str__(self) -> str:
        return str(self["url"])

    __html__ = __str__


class Functions(Frozen):
    """What a template may call: the address of a path, and the properties of a picture."""

    url: Callable[[str], str]
    picture: Callable[[str], Picture]


def render(
    source: str,
    values: Mapping[str, Any],
    functions: Functions,
    others: Callable[[str], str | None] = lambda _: None,
    *,
    html: bool = True,
) -> str:
    """Return what a template makes of these values, its Markdown marked; raise `NotSimpleError` if it isn't simple.

    `others` returns the text of another template, whose macros it may use.
    """
    name = "template.html" if html else "template.txt"

    def load(asked: str) -> str | None:
        text = source if asked == name else others(asked)
        return text and TAG.sub(lambda tag: in_words_of_jinja(tag[0]), text)

    named: Mapping[str, Callable[..., Any]] = {
        "get_url": lambda path, **_: Markup(functions.url(path)),  # noqa: S704 - the sanitizer reads it again
        "resize_image": lambda path, **_: functions.picture(path),
        "range": lambda end, start=0, step_by=1: range(start, end, step_by)[:STEPS],
        "get_image_metadata": lambda path, **_: functions.picture(path),
    }
    try:
        return TeraSandbox(load, named).get_template(name).render(values)
    except NotSimpleError:
        raise
    except TemplateNotFound as error:
        raise NotSimpleError(f"it uses the template `{error}`, which isn't there") from error
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise NotSimpleError(" ".join(str(error).split())[:120]) from error


def in_words_of_jinja(tag: str) -> str:
    """Return a tag as Jinja2 writes it: `self::x` is `x`, `m::x` is `m.x`, and the end of a macro has no name."""
    plain = re.sub(r"\b(endmacro|endblock)\s+\w+", r"\1", tag)
    return MACRO.sub(lambda match: "" if match[1] == "self" else f"{match[1]}.", plain)


# ---- Tera's filters and tests, by its names and arguments


FILTERS: Mapping[str, Callable[..., Any]] = {
    "markdown": lambda text, inline=False: Markup(markdown_inline(str(text)) if inline else as_markdown(str(text))),  # noqa: S704 - read again
    "default": lambda given, value="": value if isinstance(given, Absent) or given is None else given,
    "replace": lambda text, **named: str(text).replace(str(named["from"]), str(named["to"])),
    "slice": lambda values, start=0, end=None: values[start:end],
    "split": lambda text, pat: str(text).split(pat),
    "join": lambda values, sep="": str(sep).join(map(str, values)),
    "nth": lambda values, n: values[n],
    "concat": lambda values, **named: [*values, *(named["with"] if isinstance(named["with"], list) else [named["with"]])],
    "as_str": str,
    "str": str,
    "trim_start_matches": lambda text, pat: str(text).removeprefix(pat),
    "trim_end_matches": lambda text, pat: str(text).removesuffix(pat),
    "linebreaksbr": lambda text: Markup("<br>").join(Markup.escape(text).split("\n")),
    "spaceless": lambda text: re.sub(r">\s+<", "><", str(text)),
}


PLAIN = Cost(counts=False)
COSTS: Mapping[str, Cost] = {
    "replace": Cost(makes=lambda text, **named: str(text).count(str(named.get("from"))) * len(str(named.get("to")))),
    "join": Cost(makes=lambda values, sep="": count(values) * len(str(sep))),
}
"""The costs of filters whose results may be much larger than what they get."""


def _matching(text: Any, pattern: str) -> bool:
    if len(pattern) > LONGEST or NESTED.search(pattern):
        raise NotSimpleError(f"it tests for a pattern that isn't simple (`{pattern}`)")
    try:
        return re.search(pattern, str(text)) is not None
    except re.error as error:
        raise NotSimpleError(f"it tests for a pattern that can't be read (`{pattern}`)") from error


TESTS: Mapping[str, Callable[..., bool]] = {
    "matching": _matching,
    "containing": lambda whole, part: part in whole,
    "starting_with": lambda text, begin: str(text).startswith(begin),
    "ending_with": lambda text, end: str(text).endswith(end),
    "object": lambda value: isinstance(value, Mapping),
    "divisibleby": lambda number, by: number % by == 0,
}
