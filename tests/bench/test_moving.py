"""The comparer of moved sites finds what is lost, and takes for a difference only what is one."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from bench.moving.command import entries
from bench.moving.exports import sources_in
from bench.moving.sources import Source, commonmark, without_front, without_tags
from bench.moving.structure import counts, difference, root_of
from infra.commands.blog.import_ import ROWS
from infra.importers.output.writer import write
from tests.importers import ghost_export, medium_export, substack_export
from tests.importers.moving import NOW
from tests.importers.wxr_samples import item, written

SOURCE = "# Title\n\nA [link](/a/) and ![a](b.png).\n\n- one\n- two\n\n```\ncode\n```\n\n> said\n\n| a |\n|---|\n| b |\n"


LIST = "<ul><li>one</li><li>two</li></ul>"
STORY = "1a2b3c4d5e6f"


def page(text: str) -> str:
    return f'<html><body><article><div class="text">{text}</div></article></body></html>'


def source(text: str, aside: int = 0) -> Source:
    return Source("x.md", commonmark(text), aside, text.startswith("# "))


def test_the_same_structure_is_no_difference_whatever_the_words() -> None:
    assert difference(source(SOURCE), page(commonmark(SOURCE.replace("said", "“other”")))) is None


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("- two\n", "items"),
        ("```\ncode\n```\n", "code"),
        ("> said\n", "quotes"),
        ("[link](/a/)", "links"),
        ("![a](b.png)", "images"),
    ],
)
def test_what_is_missing_is_a_difference_even_where_tags_were_set_aside(part: str, kind: str) -> None:
    built = page(commonmark(SOURCE.replace(part, "")))

    found = difference(source(SOURCE, aside=5), built)

    assert found
    assert kind in found.kinds


def test_what_is_more_is_a_difference_unless_a_tag_was_set_aside() -> None:
    built = page(commonmark(SOURCE) + '<p><img src="c.png" alt=""></p>')

    assert difference(source(SOURCE), built)
    assert difference(source(SOURCE, aside=1), built) is None


def test_the_heading_that_became_the_title_is_no_difference_but_another_is() -> None:
    without = page(commonmark(SOURCE.removeprefix("# Title\n")))

    assert difference(source(SOURCE), without) is None
    assert difference(source(f"Text\n\n{SOURCE}"), without)


@pytest.mark.parametrize(
    ("text", "system", "body", "aside"),
    [
        ("a {% tag x %} b", "jekyll", "a  b", 1),
        ("`{% tag %}` {{ a }}", "eleventy", "`{% tag %}` ", 1),
        ("```\n{% tag %}\n```", "hexo", "```\n{% tag %}\n```", 0),
        ("{% raw %}{{ a }}{% endraw %}", "hexo", "", 1),
        ("{% highlight js %}\na\n{% endhighlight %}", "jekyll", "```\na\n```", 0),
        ("import a from 'b'\n\n<Tabs>\nx\n</Tabs>", "docusaurus", "\n\n\nx\n", 3),
        ("a [[b]] %%c%%", "obsidian", "a  ", 1),
    ],
)
def test_the_system_s_own_notations_are_set_aside_and_counted(text: str, system: str, body: str, aside: int) -> None:
    assert without_tags(text, "x.md", system) == (body, aside)


@pytest.mark.parametrize(
    "front",
    [
        "---\na: b\n---\n",
        "+++\na = 1\n+++\n",
        "---js\nconst a = 1;\n---\n",
        "a: b\n\n",
        "<!--\n.. a: b\n-->\n",
        "a: b\n- c\n---\n",
    ],
)
def test_front_matter_is_no_part_of_the_text(front: str) -> None:
    assert without_front(f"{front}Text.\n").strip() == "Text."


@pytest.mark.parametrize("written", ["https://a.example/b/", "/b/", ""])
def test_a_link_that_shows_its_address_is_bare_with_and_without_its_host(written: str) -> None:
    text = f'<p><a href="{written}">a.example/b</a></p>'

    assert counts(root_of(text))["links"] == 0
    assert counts(root_of(text.replace(">a.", ">b ")))["links"] == 1


EXPORTS: Mapping[str, Callable[[Path], Path]] = {
    "wordpress": lambda folder: written(folder / "export.xml", item(7, "One", f"<!-- wp:a -->{LIST}[a]{LIST}[/a]")),
    "ghost": lambda folder: ghost_export.exported(folder, [ghost_export.post("7", "One", html=LIST + LIST)]),
    "medium": lambda folder: medium_export.exported(
        folder, {f"2018-01-01_One-{STORY}": medium_export.story("One", medium_export.titled("One") + LIST + LIST, STORY)}
    ),
    "substack": lambda folder: substack_export.exported(folder, [substack_export.row("7.one", "One")], {"7.one": LIST + LIST}),
}


@pytest.mark.parametrize("system", EXPORTS)
def test_a_text_of_an_export_is_read_by_the_id_that_an_import_remembers(system: str, tmp_path: Path) -> None:
    export = EXPORTS[system](tmp_path)
    write(import_module(ROWS[system].module).read(export), tmp_path / "blog", NOW)

    sources = sources_in(export, system)

    assert entries(tmp_path / "blog").keys() == sources.keys()
    assert [counts(root_of(source.html))["items"] for source in sources.values()] == [4]
