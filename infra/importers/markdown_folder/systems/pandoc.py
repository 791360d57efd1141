"""What pandoc reads and CommonMark doesn't, as texts of Quarto have it: divs, and attributes behind pictures and words.

    ::: {.callout-tip title="Warm"}         ![A boat](boat.png){width=300 fig-alt="At sea"}         [words]{.mark}

`as_markdown` also turns the code that such texts run (`chunks`), and Quarto's shortcodes.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from itertools import accumulate

from infra.importers.markdown_folder.front_matter_notations import split_any
from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.pictures import figure, picture, sized
from infra.importers.markdown_folder.settings import script
from infra.importers.markdown_folder.systems.code_spans import code_in, replaced_outside_code
from infra.importers.markdown_folder.systems.executed_code import chunks
from infra.importers.parsing.lenient_values import text_at

ENDINGS = (".qmd", ".rmd")
DIV = re.compile(r"([ \t]*)(:{3,})[ \t]*\{([^{}\n]*)\}[ \t:]*")
CLASS = re.compile(r"(?:^|\s)\.([A-Za-z][\w-]*)")
VALUE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'{}]+))")
HEADING = re.compile(r"#{1,6}[ \t]++([^{}\n]++)(?:\{[^{}\n]*\})?")
IMAGE = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\n]*)\)\{([^{}\n]*)\}")
SPAN = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\{\s*((?:[.#][\w-]|[\w-]+=)[^{}\n]*)\}")
SHORTCODE = re.compile(r"\{\{<[ \t]++([\w-]++)([^<>\n]*+)>\}\}")
YOUTUBE = re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)")


def as_markdown(text: str, on: Context) -> str:
    """Return a text of Quarto or R Markdown as Markdown."""

    def shortcode(match: re.Match[str]) -> str:
        make = SHORTCODES.get(match[1])
        replacement = make(match[2].strip(), on) if make else None
        return match[0] if replacement is None else replacement

    divided = divs(chunks(replaced_outside_code(SHORTCODE, shortcode, text), on))
    return replaced_outside_code(SPAN, _span, replaced_outside_code(IMAGE, _image, divided))


def of_pandoc(text: str, on: Context) -> str:
    """Return a text as Markdown if it is of Quarto or R Markdown by its name."""
    return as_markdown(text, on) if on.path.lower().endswith(ENDINGS) else text


def values_in(attributes: str) -> Mapping[str, str]:
    return {match[1]: match[2] or match[3] or match[4] or "" for match in VALUE.finditer(attributes)}


# ---- divs


def divs(text: str) -> str:
    """Return the text with each div in the notation of boxes: `:::note Title`, which a heading at its begin may give."""
    if ":::" not in text:
        return text
    code, lines = code_in(text), text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for number, line in enumerate(lines):
        match = None if starts[number] in code else DIV.fullmatch(line)
        if match is None:
            continue
        name, title = _named(match[3])
        first = number + 1 if number + 1 < len(lines) and lines[number + 1].strip() else number + 2
        heading = HEADING.fullmatch(lines[first].strip()) if first < len(lines) and "callout-" in match[3] else None
        if heading and not title:
            title, lines[first] = heading[1].strip(), ""
        lines[number] = f"{match[1]}{match[2]}{name} {title}".rstrip()
    return "\n".join(lines)


def _named(attributes: str) -> tuple[str, str]:
    """Return the name of a div, which a box is known by, and its title."""
    values = values_in(attributes)
    classes = CLASS.findall(VALUE.sub("", attributes))
    callout = next((word.removeprefix("callout-") for word in classes if word.startswith("callout-")), "")
    name = "details" if callout and values.get("collapse") == "true" else callout
    return name or next(iter(classes), "div"), values.get("title", "")


# ---- pictures and words


def _image(match: re.Match[str]) -> str:
    values = values_in(match[3])
    caption, address = match[1], match[2].partition(' "')[0].strip(" <>")
    alt = values.get("fig-alt") or values.get("alt") or caption
    width = re.fullmatch(r"(\d+)(?:px)?", values.get("width", ""))
    if caption and alt != caption:
        return figure(address, alt, caption)
    return sized(address, alt, width[1]) if width else picture(address, alt)


MARKED: Mapping[str, str] = {"mark": "mark", "underline": "u", "kbd": "kbd"}
"""The classes of words that an element of HTML says the same as."""


def _span(match: re.Match[str]) -> str:
    element = next((MARKED[name] for name in CLASS.findall(match[2]) if name in MARKED), "")
    return f"<{element}>{match[1]}</{element}>" if element else match[1]


# ---- shortcodes


def _video(said: str, _: Context) -> str | None:
    address = YOUTUBE.sub(r"https://www.youtube.com/watch?v=\1", said.partition(" ")[0].strip("\"'"))
    if re.match(r"https?://", address):
        return f"\n{address}\n"
    return f'\n<video controls src="{address}"></video>\n' if address else None


def _include(said: str, on: Context) -> str | None:
    """Return the text of a file beside this text, or from the root."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(f"/{on.path}"), said.strip("\"'"))).lstrip("/")
    return split_any(script(on.tree, path)).body.strip("\n") or None


SHORTCODES: Mapping[str, Callable[[str, Context], str | None]] = {
    "video": _video,
    "include": _include,
    "meta": lambda said, on: text_at(on.front.keys, said) or None,
    "pagebreak": lambda *_: "",
}
