"""`presswork comments close` and `open`: the key `comments` in the front matter of posts, on a line of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from chalicelib.content.frontmatter.frontmatter import NOTATIONS, FrontMatter, split
from chalicelib.content.frontmatter.parsed_values import Plain, plain
from chalicelib.errors import Refusal
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError, document, say_line

KEY = "comments"
Wish: TypeAlias = Literal["open", "closed"]


def write(files: Sequence[Path], wish: Wish, *, as_json: bool) -> int:
    """Write the wish into each file. Raises CannotError before anything is written, where a file can't have it."""
    texts = {file: _changed(file, wish) for file in files}
    changed = [file for file, text in texts.items() if text.encode() != file.read_bytes()]
    for file in changed:
        file.write_bytes(texts[file].encode())
    if as_json:
        document([{"file": str(file), "comments": wish, "changed": file in changed} for file in files])
        return 0
    for file in files:
        if file in changed:
            say_line(f"{file} now says that comments are {wish}; `presswork push {word(str(file))}` tells the site")
        else:
            say_line(f"{file} says already that comments are {wish}")
    return 0


def _changed(file: Path, wish: Wish) -> str:
    try:
        return with_key(file.read_bytes().decode(), wish)
    except OSError as error:
        raise CannotError(f"can't read {file}: {error.strerror}", UNABLE) from error
    except Refusal as refusal:
        raise CannotError(f"{file}:{refusal.line or 1}: {refusal}", UNABLE) from refusal
    except ValueError as error:
        raise CannotError(f"{file}: {error}; write `{KEY}: {wish}` into its front matter yourself", UNABLE) from error


def with_key(text: str, wish: Wish) -> str:
    """Return a source whose front matter has this wish, and is otherwise as it was. Raises ValueError and Refusal."""
    before = split(text)
    end = "\r\n" if "\r\n" in text else "\n"
    mark, lines = text[: text.startswith("\ufeff")], text.removeprefix("\ufeff").split(end)
    _set(lines, before.lines.get(KEY, 0), wish)
    changed = mark + end.join(lines)
    if not _says(changed, before, wish):
        raise ValueError(f"its key `{KEY}` has more than one line")
    return changed


def _says(text: str, before: FrontMatter, wish: Wish) -> bool:
    """Return whether a source has the wish, and all else that it had before."""
    try:
        after = split(text)
    except Refusal:
        return False
    return (after.body, _others(after), plain(after.keys[KEY])) == (before.body, _others(before), wish)


def _set(lines: list[str], line: int, wish: Wish) -> None:
    """Put the key into the lines of a source, in place of this one (0: it has none), or into a front matter of its own."""
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    notation = next((row for row in NOTATIONS if row.begins(lines, start)), None)
    if notation is None:
        lines[:0] = ["---", f"{KEY}: {wish}", "---"]
        return
    is_toml, block = lines[start].startswith("+++"), notation.bounds(lines, start).block
    said = f'{KEY} = "{wish}"' if is_toml else f"{KEY}: {wish}"
    if line:
        lines[line - 1] = said
    else:
        lines.insert(block.start if is_toml else block.stop, said)


def _others(source: FrontMatter) -> dict[str, Plain]:
    """Return the keys but for the one that is written."""
    return {name: plain(value) for name, value in source.keys.items() if name != KEY}
