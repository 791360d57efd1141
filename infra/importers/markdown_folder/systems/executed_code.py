"""The code that Quarto and R Markdown run, as plain code of its language.

    ```{r plot, echo=FALSE}       `r mean(x)`
    #| fig-cap: Sales

No code is run here, so what it printed or drew is missing, and each place is reported. Code that readers didn't see is left out.
"""

import re
from collections.abc import Mapping
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
    lines, new_lines, number = text.split("\n"), list[str](), 0
    hides = text_at(on.front.keys, "execute.echo") or text_at(on.settings.keys, "execute.echo")
    is_hidden = hides.lower() in NO or bool(FOR_ALL.search(text))

    def inline(match: re.Match[str]) -> str:
        on.notes.add("changed", match[0], COMPUTED, "", number + 1)
        return f"`{match[1].strip()}`"

    while number < len(lines):
        fence = FENCE.fullmatch(lines[number])
        if fence is None:
            new_lines.append(INLINE.sub(inline, lines[number]))
            number += 1
            continue
        closing = re.compile(rf"[ \t>]*{re.escape(fence[2])}{re.escape(fence[2][0])}*[ \t]*")
        end = next((at for at in range(number + 1, len(lines)) if closing.fullmatch(lines[at])), len(lines) - 1) + 1
        block = _block(lines[number:end], fence, on, number + 1, is_hidden=is_hidden)
        new_lines += [*block, *[""] * (end - number - len(block))]
        number = end
    return "\n".join(new_lines)


def _block(block: list[str], fence: re.Match[str], on: Context, line: int, *, is_hidden: bool) -> list[str]:
    """Return the lines of a block of code as readers may see them; none of code that they didn't see."""
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
    option_lines = list(takewhile(bool, map(IN_LINE.fullmatch, block[1:])))
    options = {match[1]: match[2].strip("\"' \t") for match in IN_HEAD.finditer(cell[3])}
    options |= {match[1]: match[2].strip() for match in option_lines if match and match[1]}
    why = _told(language, options, is_hidden=is_hidden)
    if why:
        names = ", ".join(name for name in options if name not in ("echo", "eval", "include"))
        on.notes.add("changed", f"```{{{cell[2]}}}", f"{why}; its options were left out: {names}" if names else why, "", line)
    return [] if why in (ONLY_RESULT, UNSEEN) else [head, *block[1 + len(option_lines) :]]


def _told(language: str, options: Mapping[str, str], *, is_hidden: bool) -> str:
    """Return the note on a chunk with these options; empty if it was only shown."""
    said = {name: value.strip("\"'").lower() for name, value in options.items()}
    if said.get("include") in NO:
        return UNSEEN
    if language in DIAGRAMS:
        return ""
    is_run = said.get("eval") not in NO
    if said.get("echo", "false" if is_hidden else "true") in NO:
        return ONLY_RESULT if is_run else UNSEEN
    return RESULT if is_run else ""
