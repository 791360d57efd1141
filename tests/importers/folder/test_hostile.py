"""Folders that are odd or made to harm: read where it is safe, told in words, and never left; no program is run."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from chalicelib.content.frontmatter.parsed_values import plain
from chalicelib.errors import Refusal
from infra.importers.markdown_folder.front_matter_notations import split_any
from infra.importers.markdown_folder.habits import HABITS
from infra.importers.markdown_folder.reader import read
from infra.importers.markdown_folder.systems.js_values import named, values_in
from infra.importers.markdown_folder.systems.jsx import parts_of
from tests.each import each
from tests.importers.folder.blogs import ELEVENTY, HEXO, OBSIDIAN, QUARTO
from tests.importers.folder.test_notations import on
from tests.importers.trying import PIXEL, Files, moved, written

SECONDS = 5  # for a text of 100 KB, on a slow machine
REPEATED = (
    "{",
    "${",
    "`",
    "<",
    "<a ",
    "<!--",
    "/*",
    "[[",
    "{%",
    "{/*",
    "'",
    "\n",
    " ",
    "\t",
    "import x\n",
    "const a = {",
    "title: `",
    "- ",
    "![",
    "![a](b){",
    "[a]{.",
    "`r ",
    "{{< a ",
    "::: {.a\n",
    "::: {.callout-tip}\n",
    "```{r, a=",
    "```{r}\n",
    "a=",
    "^a ",
    "$$",
    "<Badge ",
)


STEPS = {step: None for habit in HABITS for step in habit.steps}


@each("part", REPEATED)
def test_a_text_that_repeats_a_begin_without_an_end_is_read_in_linear_time(part: str) -> None:
    text = part * (100_000 // len(part))
    began = time.process_time()

    values_in(text)
    list(named(text, "title"))
    list(parts_of(text))
    with suppress(Refusal):
        split_any(text)
    for step in STEPS:
        step(text, on("posts/x.qmd"))

    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("depth", [30, 20_000])
def test_objects_deep_in_each_other_are_given_up_and_what_is_beside_them_is_read(depth: int) -> None:
    values = plain(values_in(f"export const a = {'{x:' * depth}1{'}' * depth};\nexport const title = 'Bread';"))

    assert isinstance(values, dict)
    assert values["title"] == "Bread"


def test_programs_are_never_run(tmp_path: Path) -> None:
    harm = f"require('fs').writeFileSync('{tmp_path}/harm', ''); module.exports = (() => {{ throw 1 }})();"

    moved(read, tmp_path, {**ELEVENTY, "content/blog/blog.11tydata.js": harm, "_data/site.js": harm})

    assert not (tmp_path / "harm").exists()


def test_a_folder_of_contents_outside_of_the_folder_is_never_read(tmp_path: Path) -> None:
    secret = written(tmp_path, {"secret/diary.md": "---\ntitle: Secret\ndate: 2011-04-28\n---\nSecret.\n"})
    config = f'export default {{ dir: {{ input: "../secret", data: "{secret}/secret" }} }};'

    blog = moved(
        read, tmp_path, {"eleventy.config.js": config, "posts/rye.md": "---\ntitle: Rye\ndate: 2011-04-28\n---\nFlour.\n"}
    )

    assert blog.all_keys() == ["posts/rye.md", "site.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        "![[../../secret.png]]",
        "{% include_code ../../../secret.md %}",
        "{% asset_img ../../../secret.png %}",
        "![x](../../secret.png)",
        "{{< include ../../../secret.md >}}",
    ],
)
@pytest.mark.parametrize("files", [HEXO, OBSIDIAN, QUARTO], ids=["hexo", "obsidian", "quarto"])
def test_what_a_text_names_outside_of_the_folder_stays_outside(tmp_path: Path, files: Files, text: str) -> None:
    written(tmp_path, {"secret.png": PIXEL, "secret.md": "A secret.", "old/secret.txt": "x"})
    where = "source/_posts/2011-05-03-climb.md" if files is HEXO else "Climb.md"

    blog = moved(read, tmp_path, {**files, where: f"---\ntitle: Climb\ndate: 2011-05-03\n---\n{text}\n"})

    assert not [key for key in blog.all_keys() if "secret" in key]
    assert "A secret." not in (blog.into / "posts").joinpath(where.rpartition("/")[2]).read_text()


def test_links_out_of_the_folder_are_never_followed(tmp_path: Path) -> None:
    secret = written(tmp_path, {"secret.md": "---\ntitle: Secret\ndate: 2011-04-28\n---\nSecret.\n", "secrets/x.md": "Secret."})
    old = written(tmp_path / "old", {"posts/2011-04-28-rye.md": "Flour. ![x](secret.png)\n"})
    (old / "posts/secret.md").symlink_to(secret / "secret.md")
    (old / "posts/secret.png").symlink_to(secret / "secret.md")
    (old / "more").symlink_to(secret / "secrets")
    (old / "round").symlink_to(old)

    blog = moved(read, tmp_path, {})

    assert blog.all_keys() == ["posts/2011-04-28-rye.md", "site.yaml"]
    assert len([why for why in blog.whys("skipped") if "a link to somewhere outside the folder" in why]) == 2


def test_an_alias_bomb_in_front_matter_is_told_and_all_else_comes_along(tmp_path: Path) -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    bomb = f"---\na0: &a0 lol\n{levels}\ntitle: x\n---\n"

    blog = moved(read, tmp_path, {"posts/2011-04-28-bomb.md": bomb, "posts/2011-04-28-rye.md": "Flour.\n"})

    assert [why for why in blog.whys("skipped") if "bomb.md" in why and "aliases that stand for too much" in why]
    assert blog.built.posts == 1
