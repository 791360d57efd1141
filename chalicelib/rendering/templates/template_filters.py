"""The filters and phrases of templates."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from chalicelib.content.html.url_policy import leads
from chalicelib.content.media.image_variants import ROOT, plain_address
from chalicelib.content.media.images import sized
from chalicelib.rendering.language.initials import initial
from chalicelib.rendering.language.phrases import Phrasebook, list_text, number_text

KEPT = "/:?#[]@!$&'()*+,;=%~"  # characters besides letters and digits that stay in an external address


@lru_cache(maxsize=4096)
def href(address: str) -> str:
    """Return an address for a link, percent-encoded; nothing for an address that must not be followed."""
    if address.startswith("/") and not address.startswith("//"):
        return quote(address)
    return quote(address, safe=KEPT) if leads(address) else ""


@pass_context
def _absolute(context: Context, address: str) -> str:
    """Return an address as a whole URL."""
    return context["site"].url.rstrip("/") + href(address) if address.startswith("/") else href(address)


@pass_context
def _number(context: Context, number: int) -> str:
    return number_text(number, context["lang"])


@pass_context
def _listed(context: Context, items: Iterable[str]) -> str:
    text = list_text(tuple(items), context["lang"])
    return text if context.eval_ctx.autoescape else text.unescape()


def _shows(html: str, address: str) -> bool:
    """Return whether safe HTML has the image at this address, however the address is encoded, or a variant of it."""
    return any(_one(unquote(unescape(source))) == _one(unquote(address)) for source in IMAGE.findall(html))


def _one(address: str) -> str:
    """Return the same address for an image and all its variants."""
    host, slash, path = address.partition(ROOT)
    return host + plain_address(slash + path)


IMAGE = re.compile(r'<img(?: [^<>]*?)? src="([^"<>]*)"')
FILTERS: Mapping[str, Callable[..., Any]] = {
    "href": href,
    "absolute": _absolute,
    "number": _number,
    "listed": _listed,
    "shows": _shows,
    "sized": sized,
    "initial": initial,
}


def gettext_functions(phrases: Phrasebook) -> tuple[Callable[..., str], Callable[..., str]]:
    """Return `_` and `ngettext` for templates: a phrase of a catalogue is plain text, unless the English phrase is markup."""

    @pass_context
    def gettext(context: Context, phrase: str) -> str:
        return _fit(context, phrases.gettext(context["lang"], phrase), phrase)

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int) -> str:
        text = phrases.ngettext(context["lang"], one, many, number)
        return _fit(context, text, many if text == many else one)

    return gettext, ngettext


def plurals_function(phrases: Phrasebook) -> Callable[..., Mapping[str, str]]:
    """Return `plurals` for templates: the texts of a phrase for a script, which chooses by `Intl.PluralRules`."""

    @pass_context
    def plurals(context: Context, one: str, many: str) -> Mapping[str, str]:
        return phrases.plurals(context["lang"], one, many)

    return plurals


def kept_gettext(phrases: Phrasebook) -> Callable[..., str]:
    """Return `_` for the built-in templates: the same phrases, each looked up once for its language."""
    texts: dict[tuple[str, str, bool], str] = {}

    @pass_context
    def gettext(context: Context, phrase: str, **variables: Any) -> str:
        is_html = bool(context.eval_ctx.autoescape)
        named = (context["lang"], phrase, is_html)
        if named not in texts:
            text = _fit(context, phrases.gettext(context["lang"], phrase), phrase)
            texts[named] = Markup(text) if is_html else text  # noqa: S704 - a phrase is escaped, or is English and safe
        text = texts[named]
        return text % variables if variables or "%" in text else text

    return gettext


def _fit(context: Context, text: str, phrase: str) -> str:
    is_markup = text == phrase or "<" in phrase or "&" in phrase
    return escape(text) if context.eval_ctx.autoescape and not is_markup else text
