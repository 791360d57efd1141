"""The end of a line is a line break where the old program made it one, whichever system it is of."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.importers.blog import Item
from infra.importers.hugo.reader import read as hugo
from infra.importers.jekyll.reader import read as jekyll
from infra.importers.markdown_folder.reader import read as folder
from tests.importers.trying import Files, moved

NEEDS = '{{"dependencies": {{"{}": "1"}}}}'
HEXO = "source/_posts/2011-04-28-rye.md"
HUGO = "content/posts/2011-04-28-rye.md"
JEKYLL = "_posts/2011-04-28-rye.md"
ROOT = "2011-04-28-rye.md"
Read = Callable[[Path], Iterator[Item]]
SYSTEMS: list[tuple[Read, Files, str, bool]] = [
    (folder, {"_config.yml": "marked:\n  breaks: true\n"}, HEXO, True),
    (folder, {"_config.yml": "breaks: true\n"}, HEXO, True),
    (folder, {"_config.yml": "", "package.json": NEEDS.format("hexo-renderer-marked")}, HEXO, True),
    (folder, {"_config.yml": "marked: {breaks: false}\n", "package.json": NEEDS.format("hexo-renderer-marked")}, HEXO, False),
    (folder, {"_config.yml": "markdown: {render: {breaks: true}}\n"}, HEXO, True),
    (folder, {"_config.yml": ""}, HEXO, False),
    (folder, {"eleventy.config.js": "markdownIt({ html: true, breaks: true })"}, ROOT, True),
    (folder, {"eleventy.config.js": "markdownIt({ html: true })"}, ROOT, False),
    (folder, {".vitepress/config.ts": "export default { markdown: { breaks: true } }"}, ROOT, True),
    (folder, {"quartz.config.ts": "Plugin.HardLineBreaks(),"}, f"content/{ROOT}", True),
    (folder, {"quartz.config.ts": "// Plugin.HardLineBreaks(),"}, f"content/{ROOT}", False),
    (folder, {"astro.config.mjs": "", "package.json": NEEDS.format("remark-breaks")}, f"src/content/blog/{ROOT}", True),
    (folder, {".obsidian/app.json": "{}"}, ROOT, True),
    (folder, {".obsidian/app.json": '{"strictLineBreaks": true}'}, ROOT, False),
    (folder, {}, ROOT, False),
    (hugo, {"hugo.toml": "[markup.goldmark.renderer]\nhardWraps = true\n"}, HUGO, True),
    (hugo, {"hugo.toml": ""}, HUGO, False),
    (jekyll, {"_config.yml": "kramdown:\n  hard_wrap: true\n"}, JEKYLL, True),
    (jekyll, {"_config.yml": ""}, JEKYLL, False),
]
LINES = "Flour and\nw\u00e4ter, `a\nb`.\n\n- Salt\n  and\n\n> Oats\n> and rye\n\n```\nc\nd\n```\n"
BROKEN = LINES.replace("Flour and", "Flour and  ").replace("Salt", "Salt  ").replace("Oats", "Oats  ")


@pytest.mark.parametrize(("read", "files", "path", "is_break"), SYSTEMS)
def test_the_end_of_a_line_is_a_line_break_where_the_old_program_made_it_one(
    tmp_path: Path, read: Read, files: Files, path: str, *, is_break: bool
) -> None:
    blog = moved(read, tmp_path, {**files, path: f"---\ntitle: Rye\ndate: 2011-04-28\n---\n{LINES}"})

    [text] = [blog.text(key) for key in blog.all_keys() if key.endswith("rye.md")]
    assert text.endswith(BROKEN if is_break else LINES)
    assert bool([why for why in blog.whys("imported") if "line break" in why]) == is_break
