"""The table of stages: its rows are true of the functions, and the patterns over tags are in one place."""

import ast
import re
from collections.abc import Generator, Mapping, Sequence
from inspect import Parameter, signature
from pathlib import Path

import pytest
from msgspec import Struct

from chalicelib.content import html_stages
from chalicelib.content.html.html_tree import parse, parted
from chalicelib.content.html_stages import BodySetting, PageSetting, Stage, TextSetting, function_at, run_stages
from chalicelib.content.markdown.budget import Room, Work
from chalicelib.content.markdown.dialects import DIALECTS, PYTHON_MARKDOWN, TextContext, parser_of
from chalicelib.content.media.image_variants import Picture, Variant
from chalicelib.content.presentation.scrollable import Words
from chalicelib.errors import Refusal

TEXT = """\
Some "words", $x^2$ and &#1; [a post](b.md), [a program](/a.exe), [a part](#part).

<noscript>Without scripts.</noscript>

<iframe src="https://example.org/"></iframe>

https://youtu.be/abcdefghijk

<p></p>

# Part

A sentence.

<!--more-->

<blockquote class="pullquote"><p>Large.</p></blockquote>

```python
x = 1
```

- [ ] Some task

<div class="admonition bug"><p class="admonition-title">Bug</p><p>A callout.</p></div>

| a | b |
|---|---|
| 1 | 2 |

![A](large.jpg "In May"){: .wide}

![A](large.jpg)
![B](small.jpg)
"""
PICTURE = Picture("name", 1440, 960, "", tuple(Variant(width, width * 2 // 3, "jpeg", "") for width in (480, 960, 1440)))
BODY = BodySetting({"b.md": "/b/"}, {"small.jpg": (300, 200)}, {"large.jpg": PICTURE}, frozenset(), "/a/")
PAGE = PageSetting(Words("Code", "Table", "Copy", "Copied"), "Larger")
SETTINGS: Mapping[type[Struct], Struct] = {
    TextSetting: TextSetting("a.md", "en", (), 10_000),
    BodySetting: BODY,
    PageSetting: PAGE,
}
STEPS: Sequence[tuple[Sequence[Stage], type[Struct]]] = (
    (html_stages.WRITTEN, TextSetting),
    (html_stages.SAFE, TextSetting),
    (html_stages.CHECKED, TextSetting),
    (html_stages.STORED, TextSetting),
    (html_stages.SHOWN, BodySetting),
    (html_stages.ELSEWHERE, BodySetting),
    (html_stages.PAGE, PageSetting),
    (html_stages.INITIAL, PageSetting),
)
ROWS = [(stage, setting) for step, setting in STEPS for stage in step]
BY_NAME = {stage.name: stage for stage, _ in ROWS}


def passages(dialect: str) -> Generator[tuple[Stage, str, str], None, None]:
    """Yield each stage with the sample before and after it, in the order of the table."""
    parsed = parser_of(dialect)(TEXT, TextContext("a.md", "en", "Known"), Work(), Room(TEXT))
    setting = TextSetting("a.md", "en", (), len(TEXT) * 100, parsed.formulas, frozenset({"/a.exe"}))
    html = parsed.html
    for stage in (*html_stages.WRITTEN, *html_stages.SAFE, *html_stages.CHECKED):
        html = yield from _passage(stage, html, setting)
    lead, rest = parted(html)
    assert lead
    html = yield from _passage(html_stages.STORED[0], lead + rest, setting)
    for stage in html_stages.SHOWN:
        html = yield from _passage(stage, html, BODY)
    for stage in html_stages.ELSEWHERE:
        yield from _passage(stage, html, BODY)
    for stage in (*html_stages.PAGE, *html_stages.INITIAL):
        html = yield from _passage(stage, html, PAGE)


def _passage(stage: Stage, html: str, setting: object) -> Generator[tuple[Stage, str, str], None, str]:
    after = run_stages((stage,), html, setting)
    yield stage, html, after
    return after


def has(html: str, selectors: str) -> bool:
    return bool(parse(html).css(selectors))


@pytest.mark.parametrize(("stage", "setting"), ROWS, ids=[stage.name for stage, _ in ROWS])
def test_a_function_takes_the_html_and_what_its_row_names_of_the_setting(stage: Stage, setting: type[Struct]) -> None:
    html, *others = signature(function_at(stage.function)).parameters.values()
    required = [parameter for parameter in others if parameter.default is Parameter.empty]

    assert html.annotation is str
    assert set(stage.takes) <= {*setting.__struct_fields__}
    assert len(required) <= len(stage.takes) <= len(others)


def test_each_stage_has_one_row() -> None:
    assert len(BY_NAME) == len(ROWS)
    assert {id(stage) for stage in vars(html_stages).values() if isinstance(stage, tuple) for stage in stage} == {
        id(stage) for stage, _ in ROWS
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_stage_but_the_gate_has_something_to_change_in_the_sample(dialect: str) -> None:
    """The gate changes only what an earlier stage does wrong."""
    changed = {stage.name for stage, before, after in passages(dialect) if before != after}

    without_formulas = {"formulas"} if dialect == PYTHON_MARKDOWN else set()
    assert changed == BY_NAME.keys() - {"gate"} - without_formulas


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_stage_writes_the_elements_that_its_row_names(dialect: str) -> None:
    for stage, before, after in passages(dialect):
        assert not stage.writes or before == after or has(after, stage.writes), stage.name


SAMPLES = ["Some text.", "<p>A <em>sentence</em>.</p>", "<ul><li>1</li></ul>", "<h2>A</h2>", '<p><img src="/a.jpg"></p>']


@pytest.mark.parametrize("html", SAMPLES)
def test_html_without_the_elements_that_a_stage_reads_stays(html: str) -> None:
    for stage, kind in ROWS:
        assert not stage.reads or has(html, stage.reads) or run_stages((stage,), html, SETTINGS[kind]) == html, stage.name


@pytest.mark.parametrize("html", SAMPLES)
def test_a_function_would_not_change_html_without_the_sign_of_its_row(html: str) -> None:
    """Except for headings, which step down only below an `h1`."""
    for stage, kind in ROWS:
        more = (getattr(SETTINGS[kind], name) for name in stage.takes)
        assert stage.sign in html or stage.name == "headings" or function_at(stage.function)(html, *more) == html, stage.name


def test_html_that_grows_too_long_is_refused_after_the_stage_that_lengthens_it() -> None:
    with pytest.raises(Refusal, match="grows too much"):
        run_stages(html_stages.WRITTEN, "'a' " * 200_000, TextSetting("a.md", "en", (), 10), Room("").hold)


# ---- the patterns

CONTENT = Path(html_stages.__file__).parent
ELSEWHERE = {
    "html/tag_patterns.py": "the place for them",
    "location": "metadata of files, in bytes",
    "markdown/attribute_lists.py": "lists of attributes behind the tags of a paragraph that is being written",
    "markdown/budget.py": "the cost of HTML, whatever it holds",
    "markdown/callouts.py": "the first paragraph of a quote that is being written",
    "markdown/commonmark.py": "raw HTML in events",
    "markdown/formulas.py": "MathML of another program",
    "markdown/inline_text.py": "marks within a paragraph that is being written",
    "markdown/python_markdown.py": "Markdown",
    "markdown/python_markdown_cost.py": "Markdown",
    "markdown/task_lists.py": "the item of a list that is being written",
    "shortcodes": "Markdown",
}
"""The modules whose patterns over tags don't read the HTML of a text, and what they read."""
GROUP = re.compile(r"\(\?P?<[a-zA-Z=!]")
TAGGED = re.compile(r"<[a-zA-Z/!(\[\\]")


def tag_patterns(path: Path) -> list[str]:
    """Return the patterns over tags in a module."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call) and node.args)
    patterns = (ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func).startswith("re."))
    return [pattern for pattern in patterns if TAGGED.search(GROUP.sub("(", pattern))]


def test_the_patterns_over_the_tags_of_a_text_are_in_one_module() -> None:
    modules = {path.relative_to(CONTENT).as_posix(): path for path in sorted(CONTENT.rglob("*.py"))}
    matching = {name: tag_patterns(path) for name, path in modules.items()}

    assert {name for name, patterns in matching.items() if patterns and not name.startswith(tuple(ELSEWHERE))} == set()
    assert all(any(patterns for name, patterns in matching.items() if name.startswith(module)) for module in ELSEWHERE)
