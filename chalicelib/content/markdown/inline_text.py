"""Plain text within a paragraph, as HTML: the notations that CommonMark leaves to extensions.

These are bare addresses, as GitHub links them (https://github.github.com/gfm/#autolinks-extension-), `:emoji:`, `x^2^`, `H~2~O`
and `==marked==` text. A character that the author escaped stays as it is: it comes after `ESCAPED`, matches nothing, and is
written as an entity, so that smart quotes don't change it.
"""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from chalicelib.content.html.elements import VOID
from chalicelib.content.html.tag_patterns import ALT, TAG
from chalicelib.content.markdown.link_targets import href
from chalicelib.content.markdown.smartquotes import as_typed

ESCAPED = "\x00"
MARK = "\x01"  # a `==`, until its partner is found

END = "\\s<、。，；：！？）」』】》\\x00"  # characters that end an address
PART = rf"[^{END}\x01-,./:-@\[-`{{-\x7f]{{1,63}}"  # of a domain: letters, digits, hyphens
ANY_PART = rf"[^{END}\x01-,./:-@\[-^`{{-\x7f]{{1,63}}"  # the same, with underscores, which the last two parts may not have
DOMAIN = rf"(?:{ANY_PART}+\.){{0,8}}{PART}\.{PART}(?!\.?{ANY_PART})"
ADDRESSES = rf"""
    (?<![a-zA-Z0-9])(?P<address>(?:(?:https?|ftp)://|www\.){DOMAIN}[^{END}]*)
  | (?<![\w.+-])(?P<mail>(?:(?:mailto|xmpp):)?[a-zA-Z0-9][\w.+-]{{0,63}}@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]*[a-zA-Z0-9])+)(?![\w@-])
  | """
SIGNS = rf"""
    {ESCAPED}.
  | :(?<!::)[a-z0-9_+-]{{1,40}}:(?!:)
  | \^(?<=\S\^)[^\s^\x00]{{1,40}}\^(?!\^)
  | ~(?<=\w~)[^\s~\x00]{{1,40}}~(?!~)
  | =(?:(?<!==)=(?![=\s])|(?<![=\s]=)=(?!=))
  | <|>|&|"|\x01|\x02|\x03|\x04|\x05|\x06
    """
NOTATIONS: Mapping[bool, re.Pattern[str]] = {
    False: re.compile(SIGNS, re.VERBOSE),  # each begins with a character of its own, so a search passes quickly over all others
    True: re.compile(ADDRESSES + SIGNS, re.VERBOSE),
}
"""The notations, by whether a text may hold an address."""
TRAILING = "?!.,:*_~'\"”’»"  # signs at the end of an address that belong to the sentence
ENTITY = re.compile(r"&[a-zA-Z0-9]{1,31};\Z")
HTML_OR_MARK = re.compile(rf"{MARK}|<(/?)([a-zA-Z][\w-]*)[^>]*+(?:>|\Z)")  # a tag without end takes the rest


def html(text: str, *, links: bool) -> str:
    """Return the text as HTML; `links` says whether addresses become links, which another link may not contain."""

    def written(notation: re.Match[str]) -> str:
        typed, kind = notation[0], notation.lastgroup
        if kind:
            return WRITTEN[kind](typed) if links else escape(typed, quote=False)
        return WRITTEN.get(typed[0], _plain)(typed)

    return NOTATIONS["@" in text or "://" in text or "www." in text].sub(written, text)


def _address(typed: str) -> str:
    """Return a link to a bare address, and the signs behind it, which belong to the sentence."""
    end = _end(typed)
    address = typed[:end]
    target = address if "://" in address else f"http://{address}"
    shown = as_typed(escape(address, quote=False))
    return f'<a href="{href(target)}">{shown}</a>{escape(typed[end:], quote=False)}'


def _end(typed: str) -> int:
    """Return where an address ends: before signs of the sentence, and before a parenthesis that was opened outside."""
    end, unopened = len(typed), typed.count(")") - typed.count("(")
    while True:
        last = typed[end - 1]
        if last in TRAILING:
            end -= 1
        elif last == ")" and unopened > 0:
            end, unopened = end - 1, unopened - 1
        elif last == ";" and (entity := ENTITY.search(typed, max(end - 33, 0), end)):
            end = entity.start()
        else:
            return end


def _mail(address: str) -> str:
    target = address if ":" in address else f"mailto:{address}"
    return f'<a href="{escape(target)}">{escape(address)}</a>'


def _emoji(typed: str) -> str:
    from chalicelib.content.markdown.emoji import emoji  # noqa: PLC0415 - few texts name any

    return emoji(typed[1:-1])


def _plain(typed: str) -> str:
    return escape(typed, quote=False) if typed >= " " else ""


WRITTEN: Mapping[str, Callable[[str], str]] = {
    "address": _address,
    "mail": _mail,
    ESCAPED: lambda typed: f"&#{ord(typed[1])};",
    ":": _emoji,
    "^": lambda typed: f"<sup>{escape(typed[1:-1], quote=False)}</sup>",
    "~": lambda typed: f"<sub>{escape(typed[1:-1], quote=False)}</sub>",
    "=": lambda _: MARK,
}
"""What is written for a notation, by its kind or its first character."""


def marked(html: str) -> str:
    """Return the HTML with `<mark>` for each pair of `==` within the same element; a `==` without a partner stays."""
    if MARK not in html:
        return html
    parts: list[str] = []
    open_at = [-1]  # for each open element, where in `parts` its open mark is
    end = 0
    for token in HTML_OR_MARK.finditer(html):
        parts.append(html[end : token.start()])
        end = token.end()
        if token[0] != MARK:
            parts.append(token[0])
            if token[1]:
                open_at = open_at[:-1] or [-1]
            elif token[2].lower() not in VOID:
                open_at.append(-1)
        elif open_at[-1] < 0:
            open_at[-1] = len(parts)
            parts.append("==")
        else:
            parts[open_at[-1]] = "<mark>"
            parts.append("</mark>")
            open_at[-1] = -1
    return "".join(parts) + html[end:]


def plain(html: str) -> str:
    """Return the text of inline HTML, with the texts of its images."""
    return unescape(TAG.sub(_shown, html)).replace(MARK, "==")


def _shown(tag: re.Match[str]) -> str:
    alt = ALT.match(tag[0])
    return alt[1] if alt else ""


def label(text: str) -> str:
    """Return a reference's label as CommonMark compares it."""
    return " ".join(text.split()).casefold()
