"""The code that Quarto and R Markdown run, as plain code of its language.

    ```{r plot, echo=FALSE}       `r mean(x)`
    #| fig-cap: Sales

No code is run here, so what it printed or drew is missing, and each place is told. Code that readers didn't see is left out.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from infra.importers.markdown_folder.habit import Context
from infra.importers.parsing.lenient_values import text_at

FENCE = re.compile(r"([ \t>]*)(`{3,}|~{3,})([^\n`]*)")
CELL = re.compile(r"\{(\{?)[ \t]*+([A-Za-z]\w*+)([^{}]*+)\}\}?")
RAW = re.compile(r"\{=(\w+)\}")
IN_HEAD = re.compile(r"(?<![\w.-])([\w.-]++)[ \t]*+=[ \t]*+(\"[^\"]*\"|'[^']*'|[^,]+)")
IN_LINE = re.compile(r"[ \t>]*(?:#|//|%%|--)\|[ \t]*+(?:([\w.-]++)[ \t]*+:)?(.*)")
INLINE = re.compile(r"(?<!`)`(?:r|\{\w+\})[ \t]++([^`\n]++)`(?!`)")
FOR_ALL = re.compile(r"opts_chunk\$set\([^()]*\becho[ \t]*=[ \t]*F(?:ALSE)?\b")
NO = ("false", "f", "no")
LANGUAGES: Mapping[str, str] = {"ojs": "js", "rcpp": "cpp", "node": "js"}
DIAGRAMS = ("mermaid", "dot")
WEB = ("html", "html5")
RESULT = "its code is here, and what it printed or drew isn't"
ONLY_RESULT = "readers saw only what this code printed or drew, which isn't in the folder; it was left out"
UNSEEN = "readers saw nothing of this code, so it was left out"
COMPUTED = "what it computed isn't in the folder, so readers see the code"
OTHER_FORMAT = "this is for another format than the web, so it was left out"


def chunks(text: str, on: Context) -> str:
    """Return the text with the code that it ran as code that is shown. Its lines stay where they are."""
    lines, made, number = text.split("\n"), list[str](), 0
    hides = text_at(on.front.keys, "execute.echo") or text_at(on.settings.keys, "execute.echo")
    is_hidden = hides.lower() in NO or bool(FOR_ALL.search(text))

    def inline(found: re.Match[str]) -> str:
        on.notes.add("changed", found[0], COMPUTED, "", number + 1)
        return f"`{found[1].strip()}`"

    while number < len(lines):
        fence = FENCE.fullmatch(lines[number])
        end = _end(lines, number, fence[2]) if fence else number
        if fence:
            block = lines[number : end + 1]
            new = _block(block, fence, on, number + 1, is_hidden=is_hidden)
            made += [*new, *[""] * (len(block) - len(new))]
        else:
            made.append(INLINE.sub(inline, lines[number]))
        number = end + 1
    return "\n".join(made)


def _end(lines: list[str], begun: int, fence: str) -> int:
    """Return the number of the line that closes a fence, or of the last."""
    closing = re.compile(rf"[ \t>]*{re.escape(fence)}{re.escape(fence[0])}*[ \t]*")
    return next((at for at in range(begun + 1, len(lines)) if closing.fullmatch(lines[at])), len(lines) - 1)


def _block(block: list[str], fence: re.Match[str], on: Context, line: int, *, is_hidden: bool) -> list[str]:
    info = fence[3].strip()
    if raw := RAW.fullmatch(info):
        if raw[1] in WEB:
            return ["", *block[1:-1]]
        on.notes.add("changed", f"```{info}", OTHER_FORMAT, "", line)
        return []
    cell = CELL.fullmatch(info)
    if cell is None:
        return block
    language = LANGUAGES.get(cell[2].lower(), cell[2])
    head = f"{fence[1]}{fence[2]}{language}"
    if cell[1]:
        return [head, *block[1:]]
    own = list(takewhile(bool, map(IN_LINE.fullmatch, block[1:])))
    options = {**dict(_in_head(cell[3])), **{found[1]: found[2].strip() for found in own if found and found[1]}}
    why = _told(language, options, is_hidden=is_hidden)
    if why:
        names = ", ".join(name for name in options if name not in ("echo", "eval", "include"))
        on.notes.add("changed", f"```{{{cell[2]}}}", f"{why}; its options were left out: {names}" if names else why, "", line)
    return [] if why in (ONLY_RESULT, UNSEEN) else [head, *block[1 + len(own) :]]


def _in_head(said: str) -> Iterator[tuple[str, str]]:
    yield from ((found[1], found[2].strip("\"' \t")) for found in IN_HEAD.finditer(said))


def _told(language: str, options: Mapping[str, str], *, is_hidden: bool) -> str:
    """Return what is said of a chunk with these options; nothing of one that was only shown."""
    said = {name: value.strip("\"'").lower() for name, value in options.items()}
    if said.get("include") in NO:
        return UNSEEN
    if language in DIAGRAMS:
        return ""
    is_run = said.get("eval") not in NO
    if said.get("echo", "false" if is_hidden else "true") in NO:
        return ONLY_RESULT if is_run else UNSEEN
    return RESULT if is_run else ""
