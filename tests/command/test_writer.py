"""Nothing harmful reaches the terminal: one module writes to it, and whatever passes through that is escaped."""

import ast
import io
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import invisible
from infra.authoring.push import push_events
from infra.authoring.push.push_events import printed_as_json, printed_as_text
from infra.commands.site import history
from infra.terminal import streams as terminal
from infra.terminal import writer
from infra.terminal.error_log import on_terminal
from infra.terminal.exit_codes import wrong
from tests.each import each

ROOT = Path(__file__).resolve().parents[2]
HARMFUL = {
    "a colour of another": "\x1b[35mx",
    "a colour that we use": "\x1b[31mx\x1b[0m",
    "a name of the window": "\x1b]0;x\x07",
    "a control of eight bits": "\x9b31m",
    "a carriage return": "good\rbad",
    "a backspace": "a\b\b",
    "a null": "a\0b",
    "a turned name": "photo\u202egpj.exe",
    "an isolated name": "\u2066a\u2069",
    "a mark of direction": "a\u200fb",
    "a separator of lines": "a\u2028b",
    "a letter without width": "ad\u200bmin",
    "a flood of joiners": "a" + "\u200d" * 9,
    "a tower of accents": "a" + "\u0301" * 50,
    "a filler of Hangul": "about\u3164.pdf",
    "half a filler": "about\uffa0.pdf",
    "fillers of syllables": "a\u115f\u1160b",
    "a joiner of graphemes": "a\u034fb",
    "vowels of Khmer that show nothing": "a\u17b4\u17b5b",
    "a variant of a letter": "a\ufe00b",
    "an emoji's mark behind a letter": "a\ufe0fb",
    "an emoji's mark behind a picture": "👍\ufe0f",
    "a variant of an ideograph": "字\U000e0100",
    "a mark of Mongolian": "a\u180bb",
    "an old mark of digits": "a\u206fb",
    "a blank of Braille": "a\u2800b",
    "a joiner between letters that don't join": "ad\u200dmin",
    "a joiner at the end of a word": "می\u200c.pdf",
    "an invisible tag": "a\U000e0041b",
    "a name that is no text": "caf\udce9",
}
ACCEPTED = (
    "é ü 字 한글 עברית العربية",
    "می\u200cخواهم",
    "👩\u200d👧",
    "❤\ufe0f",
    "🕵\ufe0f\u200d♂\ufe0f",
    "👩🏽\u200d💻",
    "1\ufe0f\u20e3",
    "क\u094d\u200dष",
    "e\u0301",
    "tab\tand\nline",
    "→ … “quoted”",
)


def is_harmful(text: str) -> bool:
    """A reading of the tests' own, by the properties of Unicode; line ends, tabs and what stands in its place are no harm."""
    return bool(SHOWS_NOTHING.search(IN_ITS_PLACE.sub("", text)))


IN_ITS_PLACE = regex.compile(
    r"(?<=\p{Emoji})(?<!\p{Emoji_Presentation}|[0-9#*])\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    r"|(?<=\p{Emoji}\ufe0f?)\u200d(?=\p{Emoji})|(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])"
)
SHOWS_NOTHING = regex.compile(r"(?V1)[[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u2800]--[\n\t]]")


@each("text", HARMFUL.values())
def test_what_a_terminal_obeys_or_an_eye_is_misled_by_is_escaped(text: str) -> None:
    said = writer.escaped(text)

    assert said != text
    assert not is_harmful(said)
    assert "\\" in said


@pytest.mark.parametrize("text", ACCEPTED)
def test_the_letters_of_every_language_stay(text: str) -> None:
    assert writer.escaped(text) == text


@given(st.text(st.characters(codec=None)) | st.lists(st.sampled_from([*HARMFUL.values(), *ACCEPTED])).map("".join))
def test_no_text_leaves_anything_harmful(text: str) -> None:
    said = writer.escaped(text)

    assert not is_harmful(said)
    assert writer.escaped(said) == said


@given(st.text(st.characters(codec=None)))
def test_a_program_reads_the_same_json(text: str) -> None:
    said = writer.escaped_json(json.dumps({"text": text}, ensure_ascii=False))

    assert not is_harmful(said)
    assert json.loads(said) == {"text": text}


@pytest.mark.parametrize("colour", writer.COLOURS)
def test_a_colour_is_given_and_never_brought_by_a_text(colour: str) -> None:
    styled = click.style("x", fg=colour, reset=True)

    assert writer.escaped("x", colour) == styled
    assert "\x1b" not in writer.escaped(styled)
    assert writer.escaped(f"{styled}y", colour, len(styled)) == click.style(writer.escaped(styled), fg=colour) + "y"


def test_every_colour_of_the_command_is_one_of_the_writer() -> None:
    assert {terminal.BAD, terminal.DOUBTFUL, terminal.GOOD, *push_events.COLOURS.values(), *history.COLOURS.values()} <= set(
        writer.COLOURS
    )


@pytest.mark.parametrize("character", ["\x1b[31m", "\n", "\t"])
def test_a_line_stays_one_line_whatever_names_are_in_it(character: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"a{character}b.md"

    terminal.say_line(f"{name}: live", terminal.GOOD)
    terminal.say(terminal.first_of([name, name], 1))

    assert capsys.readouterr().out.count("\n") == 2
    assert character not in terminal.on_one_line(name)


def test_the_tables_are_those_of_unicode() -> None:
    tables = {
        r"\p{Default_Ignorable_Code_Point}": invisible.IGNORABLE,
        r"(?V1)[\p{Emoji}--\p{Emoji_Presentation}--[0-9#*]]": invisible.TEXT_FIRST,
        r"\p{Emoji_Presentation}": invisible.PICTURES,
    }
    for name, ranges in tables.items():
        ours, theirs = re.compile(f"[{invisible.of_ranges(ranges)}]"), regex.compile(name)
        assert [f"{p:x}" for p in range(0x110000) if bool(ours.match(chr(p))) != bool(theirs.match(chr(p)))] == [], name


def test_what_a_joiner_may_join_shows_something() -> None:
    joining = re.compile(f"[{invisible.of_ranges(invisible.JOINING)}]")

    assert [f"{p:x}" for p in range(0x110000) if joining.match(chr(p)) and SHOWS_NOTHING.match(chr(p))] == []


EVIL = "".join(HARMFUL.values())


def logged(text: str) -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "%s", (text,), None)
    on_terminal().handle(record)


WAYS: Mapping[str, Callable[[], object]] = {
    "say": lambda: terminal.say(EVIL),
    "remark": lambda: terminal.remark(EVIL),
    "event": lambda: terminal.event({"a": EVIL}),
    "document": lambda: terminal.document({"a": EVIL}),
    "documents": lambda: terminal.documents([EVIL, EVIL]),
    "note": lambda: terminal.note(EVIL),
    "error": lambda: wrong(EVIL),
    "error as JSON": lambda: wrong(EVIL, as_json=True),
    "event of a push": lambda: printed_as_text({"event": "pushed", "file": EVIL}),
    "event of a push as JSON": lambda: printed_as_json({"event": "pushed", "file": EVIL}),
    "log": lambda: logged(EVIL),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_say_something_is_escaped(way: str, capsys: pytest.CaptureFixture[str]) -> None:
    WAYS[way]()

    said = "".join(capsys.readouterr())
    assert said
    assert not is_harmful(said)


def test_a_table_on_a_terminal_is_escaped_and_in_a_file_exact() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    file, terminal = io.StringIO(), Terminal()
    for stream in (file, terminal):
        writer.table_stream(stream).write("a\u202eb")

    assert (file.getvalue(), terminal.getvalue()) == ("a\u202eb", "a\\u202eb")


# ---- one module writes

PRINTING = {"print", "input", "breakpoint"}
WRITING = {"echo", "secho", "echo_via_pager", "print_exception", "print_exc", "pprint", "writelines"}
ASKING = {"prompt", "confirm"}  # of click; what they ask is escaped
ESCAPED = {"write"}  # of tqdm's bars, with what is written escaped


def sources() -> Iterator[Path]:
    yield ROOT / "app.py"
    for folder in ("chalicelib", "infra"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if path != Path(writer.__file__))


def prints(tree: ast.AST) -> Iterator[str]:
    """Yield what writes to the terminal in a module, other than by the writer."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in PRINTING:
            yield f"{node.lineno}: {node.id}"
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, name = ast.unparse(node.func.value), node.func.attr
        is_stream = owner in ("sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "sys.stdout.buffer")
        bare = (name in ASKING and owner == "click") or (name in ESCAPED and owner in ("tqdm", "bar"))
        if (name in WRITING and owner != "file") or (is_stream and name.startswith("write")):
            yield f"{node.lineno}: {owner}.{name}"
        elif bare and not ast.unparse(node.args[0]).startswith("escaped("):
            yield f"{node.lineno}: {owner}.{name} without `escaped`"


def test_no_module_writes_to_the_terminal_but_the_writer() -> None:
    found = {str(path.relative_to(ROOT)): list(prints(ast.parse(path.read_text("utf-8")))) for path in sources()}

    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "text",
    ["print(1)", "f = partial(print, 1)", "sys.stdout.write(x)", "click.echo(x)", "click.confirm(x)", "tqdm.write(x)", "input()"],
)
def test_another_way_to_write_would_be_found(text: str) -> None:
    assert list(prints(ast.parse(text)))
