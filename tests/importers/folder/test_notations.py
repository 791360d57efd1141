"""What each notation of an old system becomes, one row each; code stays to the letter."""

from pathlib import Path

import pytest

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar
from infra.importers.blog import Entry
from infra.importers.folder.link_map import LinkMap, Place
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.habit import Context, Step
from infra.importers.markdown_folder.index import index_of
from infra.importers.markdown_folder.settings import Settings
from infra.importers.markdown_folder.systems.callouts import admonitions, containers
from infra.importers.markdown_folder.systems.excerpts import more_mark
from infra.importers.markdown_folder.systems.hexo_tags import TAGS, hexo_tags
from infra.importers.markdown_folder.systems.mdx import as_markdown, components
from infra.importers.markdown_folder.systems.mdx_components import COMPONENTS
from infra.importers.markdown_folder.systems.pandoc import as_markdown as pandoc
from infra.importers.markdown_folder.systems.wikilinks import sized_pictures, wikilinks, without_comments
from tests.each import each

SOURCES = {"posts/2011-04-28-rye.md": "posts/2011-04-28-rye.md", "notes/Salt.md": "notes/Salt.md"}
FILES = {"posts/x/boat.png": "posts/x/boat.png", "files/song.mp3": "files/song.mp3", "files/film.mp4": "files/film.mp4"}


def on(path: str = "posts/x.mdx") -> Context:
    front = FrontMatter("", keys={"mood": Scalar("warm", "warm")})
    index = index_of(SOURCES, FILES, {"posts/2011-04-28-rye.md": "Rye"})
    links = LinkMap(SOURCES, {}, FILES)
    return Context(
        path, Place(path, "/x/", path), Entry(path, "X"), front, Settings(), Tree(Path("nowhere")), links, index, Notes()
    )


BECOMES: list[tuple[Step, str, str]] = [
    # ---- MDX
    (as_markdown, "import A from './A'\n\n# B\n", "\n\n# B\n"),
    (as_markdown, "export const a = {\n  b: 1,\n}\n\nText", "\n\n\n\nText"),
    (as_markdown, "import pic from './boat.png'\n\n<Image src={pic} alt='A boat' />", "\n\n![A boat](./boat.png)"),
    (as_markdown, '<Image src="/a b.png" caption="The sea" />', "/a%20b.png"),
    (as_markdown, "<YouTube id='I07XMi7MHd4' />", "https://www.youtube.com/watch?v=I07XMi7MHd4"),
    (as_markdown, '<Tweet id="12" />', "https://x.com/i/web/status/12"),
    (
        as_markdown,
        '<Callout type="warning" title="Hot">\nA **b**\n</Callout>',
        '<div class="admonition warning">\n<p class="admonition-title">Hot</p>',
    ),
    (as_markdown, "<Note>a</Note>", '<div class="admonition note">'),
    (as_markdown, '<Link href="/a/">b</Link>', '<a href="/a/">b</a>'),
    (as_markdown, "<Accordion title='More'>\na\n</Accordion>", "<details>\n<summary>More</summary>"),
    (as_markdown, "<Tabs>\n<TabItem label='A'>\nb\n</TabItem>\n</Tabs>", "**A**"),
    (as_markdown, "<Odd x={{ y: 1 }}>words</Odd>", "words"),
    (as_markdown, "<div className='a' style={{ color: 'red' }}>b</div>", '<div class="a">b</div>'),
    (as_markdown, "{/* truncate */}", "<!--more-->"),
    (as_markdown, "a{/* b */}c", "ac"),
    (as_markdown, 'a{" "}b', "a b"),
    (as_markdown, "It is {frontmatter.mood}.", "It is warm."),
    (as_markdown, "It is \\{typed}.", "It is \\{typed}."),
    (as_markdown, "`<Odd />` and {'b'}", "`<Odd />` and b"),
    (as_markdown, "```jsx\nimport a from 'b'\n<Odd {...c} />\n```\n", "```jsx\nimport a from 'b'\n<Odd {...c} />\n```\n"),
    (as_markdown, "I import bread, and export salt.", "I import bread, and export salt."),
    (as_markdown, "1 < 2 and a<b", "1 < 2 and a<b"),
    # ---- boxes
    (containers, ":::note\nA\n:::", '<div class="admonition note">'),
    (containers, "::: warning Hot **oven**\nA\n:::", '<p class="admonition-title">Hot **oven**</p>'),
    (containers, ":::tip[Warm]{#a}\nA\n:::", '<p class="admonition-title">Warm</p>'),
    (containers, "::: details More\nA\n:::", "<summary>More</summary>"),
    (containers, "::::note\n:::tip\nA\n:::\n::::", "</div>\n\n\n</div>"),
    (containers, "```\n:::note\n```", "```\n:::note\n```"),
    (admonitions, '!!! danger "Hot"\n    A\n\nB', '!!! danger "Hot"\n    A\n\nB'),
    (admonitions, '???+ note "More"\n    A\n', '!!! note "More"\n    A\n'),
    (admonitions, '=== "One"\n\n    A\n\n    ??? tip\n        B\n\nC', "**One**\n\n\nA\n\n!!! tip\n    B\n\nC"),
    (admonitions, '```\n=== "One"\n```', '```\n=== "One"\n```'),
    # ---- Obsidian
    (wikilinks, "[[Salt]]", "[Salt](/notes/Salt.md)"),
    (wikilinks, "[[salt#The sea|white]]", "[white](/notes/Salt.md#The%20sea)"),
    (wikilinks, "[[2011-04-28-rye]]", "[2011-04-28-rye](/posts/2011-04-28-rye.md)"),
    (wikilinks, "[[#Below]]", "[Below](#Below)"),
    (wikilinks, "[[No_where]]", "No\\_where"),
    (wikilinks, "![[boat.png]]", "![](/posts/x/boat.png)"),
    (wikilinks, "![[boat.png|A boat]]", "![A boat](/posts/x/boat.png)"),
    (wikilinks, "![[boat.png|30x20]]", '<img src="/posts/x/boat.png" alt="" width="30">'),
    (wikilinks, "![[boat.png|A boat|30x20]]", '<img src="/posts/x/boat.png" alt="A boat" width="30">'),
    (wikilinks, "|![[boat.png\\|A boat\\|30]]|", '|<img src="/posts/x/boat.png" alt="A boat" width="30">|'),
    (wikilinks, "a ![[gone.png|100]] b", "a gone.png b"),
    (wikilinks, "a ![[gone.png|A boat|100x50]] b", "a A boat b"),
    (wikilinks, "[[Salt#^block]]", "[Salt](/notes/Salt.md)"),
    (wikilinks, "[[Salt|100]]", "[100](/notes/Salt.md)"),
    (sized_pictures, "![A boat|30x20](a.png)", '<img src="a.png" alt="A boat" width="30">'),
    (sized_pictures, "![30](a.png) ![A boat](b.png)", '<img src="a.png" alt="" width="30"> ![A boat](b.png)'),
    (sized_pictures, "`![30](a.png)`", "`![30](a.png)`"),
    (wikilinks, "![[song.mp3]]", '<audio controls src="/files/song.mp3"></audio>'),
    (wikilinks, "![[film.mp4]]", '<video controls src="/files/film.mp4"></video>'),
    (wikilinks, "![[Salt]]", "[Salt](/notes/Salt.md)"),
    (wikilinks, "`[[Salt]]`", "`[[Salt]]`"),
    (without_comments, "a %%b\nc%% d ^block", "a \n d"),
    (without_comments, "a\n^block-1\n\nb", "a\n\n\nb"),
    (without_comments, "> a\n> ^block\n", "> a\n>\n"),
    (without_comments, "$$\na ^2\n^2\n$$", "$$\na ^2\n^2\n$$"),
    (without_comments, "`a ^block`\n2 ^ 3\na^2", "`a ^block`\n2 ^ 3\na^2"),
    # ---- Quarto and R Markdown
    (pandoc, "```{python}\n#| label: a\nb\n```", "```python\nb\n```"),
    (pandoc, "~~~{r a, fig.cap='B, c'}\nd\n~~~", "~~~r\nd\n~~~"),
    (pandoc, "> ```{r}\n> a\n> ```", "> ```r\n> a\n> ```"),
    (pandoc, "````{ojs}\n//| eval: false\n```\n````", "````js\n```\n````"),
    (pandoc, "```{{python}}\na\n```", "```python\na\n```"),
    (pandoc, "```{.python}\n#| a\n```", "```{.python}\n#| a\n```"),
    (pandoc, "```{=html}\n<b>a</b>\n```", "\n<b>a</b>\n"),
    (pandoc, "```{mermaid}\na\n```", "```mermaid\na\n```"),
    (pandoc, "`r 1 + 1` and `{python} a` and `r`", "`1 + 1` and `a` and `r`"),
    (pandoc, '::: {.callout-tip title="Warm"}\nA\n:::', ":::tip Warm\nA\n:::"),
    (pandoc, "::: {.callout-tip}\n\n## Warm {.a}\n\nA\n:::", ":::tip Warm\n\n\n\nA\n:::"),
    (pandoc, '::: {.callout-note collapse="true"}\nA\n:::', ":::details\nA\n:::"),
    (pandoc, ":::: {#a .panel-tabset}\nA\n::::", "::::panel-tabset\nA\n::::"),
    (pandoc, '![A](b.png){width=300 fig-align="left"}', '<img src="b.png" alt="A" width="300">'),
    (pandoc, "![A](b.png){.lightbox width=50%}", "![A](b.png)"),
    (pandoc, '![A](b.png){fig-alt="At sea"}', '<img src="b.png" alt="At sea"><figcaption>A</figcaption>'),
    (pandoc, "[a]{.mark} [b]{#c} [d] {e}", "<mark>a</mark> b [d] {e}"),
    (pandoc, "{{< video https://www.youtube.com/embed/w7Ft2ymGmfc >}}", "\nhttps://www.youtube.com/watch?v=w7Ft2ymGmfc\n"),
    (pandoc, "{{< meta mood >}} {{< pagebreak >}} {{< odd a >}}", "warm  {{< odd a >}}"),
    (pandoc, "`{{< pagebreak >}}` `[a]{.mark}`", "`{{< pagebreak >}}` `[a]{.mark}`"),
    # ---- Vue
    (components, '<Badge type="tip" text="^1" />', "<mark>&#94;1</mark>"),
    (components, "<Badge>New</Badge>", "<mark>New</mark>"),
    (components, "<Odd>words</Odd> {{ a }} <div>b</div>", "words {{ a }} <div>b</div>"),
    (components, "`<Badge/>`\n\n    <Badge/>\n", "`<Badge/>`\n\n    <Badge/>\n"),
    # ---- excerpts
    (more_mark, "a\n<!-- truncate -->\nb\n<!-- more -->", "a\n<!--more-->\nb\n"),
    (more_mark, "`<!-- more -->`", "`<!-- more -->`"),
    # ---- Hexo
    (hexo_tags, "{% asset_img boat.png A boat %}", "![A boat](/posts/x/boat.png)"),
    (hexo_tags, "{% asset_img boat.png '\"A\" boat' 'B' %}", "![B](/posts/x/boat.png"),
    (hexo_tags, """{% asset_img boat.png "The sea 'A boat'" %}""", '![A boat](/posts/x/boat.png "The sea")'),
    (hexo_tags, """{% asset_img boat.png "The sea'A boat'" %}""", '![A boat](/posts/x/boat.png "The sea")'),
    (hexo_tags, """{% asset_img boat.png 'The sea "A boat"' %}""", '![A boat](/posts/x/boat.png "The sea")'),
    (hexo_tags, """{% asset_img boat.png 30 "The sea 'A boat'" %}""", 'alt="A boat" width="30">'),
    (hexo_tags, """{% asset_img boat.png "It's a boat" %}""", "![It's a boat](/posts/x/boat.png)"),
    (hexo_tags, """{% img /a.png "The sea 'A boat'" %}""", '![A boat](/a.png "The sea")'),
    (hexo_tags, "{% img left /a.png 30 20 %}", '<img src="/a.png" alt="" width="30" height="20">'),
    (hexo_tags, "{% asset_link boat.png The boat %}", "[The boat](/posts/x/boat.png)"),
    (hexo_tags, "{% post_link rye %}", "[Rye](/posts/2011-04-28-rye.md)"),
    (hexo_tags, "{% post_link rye 'On rye' true %}", "[On rye](/posts/2011-04-28-rye.md)"),
    (hexo_tags, "{% post_link nowhere Gone %}", "Gone"),
    (hexo_tags, "{% codeblock lang:js a.js %}\n{{ b }}\n{% endcodeblock %}", "**a.js**\n\n```js\n{{ b }}\n```"),
    (hexo_tags, "- a\n  {% code %}\n  b\n  {% endcode %}", "- a\n  ```\n  b\n  ```"),
    (
        hexo_tags,
        "{% blockquote Ann https://a.example The A %}\nb\n{% endblockquote %}",
        '<footer>Ann, <a href="https://a.example">The A</a></footer>',
    ),
    (
        hexo_tags,
        "{% note danger Hot %}\na\n{% endnote %}",
        '<div class="admonition caution">\n<p class="admonition-title">Hot</p>',
    ),
    (hexo_tags, "{% tabs a %}\n<!-- tab One -->\nb\n<!-- endtab -->\n{% endtabs %}", "**One**"),
    (hexo_tags, "{% youtube a-1 %}", "https://www.youtube.com/watch?v=a-1"),
    (hexo_tags, "{% btn https://a.example, Go, home %}", "[Go](https://a.example)"),
    (hexo_tags, "{% label primary@Hot %}", "<mark>Hot</mark>"),
    (hexo_tags, "{% mathjax %}a^2{% endmathjax %}", "$$\na^2\n$$"),
    (hexo_tags, "{% nothing %}", "{% nothing %}"),
    (hexo_tags, "`{% youtube a %}`", "`{% youtube a %}`"),
]


@each(("step", "text", "markdown"), BECOMES)
def test_a_notation_becomes_what_says_the_same(step: Step, text: str, markdown: str) -> None:
    assert markdown in step(text, on())


def test_what_a_component_drew_is_told_with_its_line() -> None:
    context = on()

    as_markdown("A\n\n<Chart data={x} />\n\nB\n", context)

    [note] = context.notes.pending
    assert (note.what, note.where.line) == ("<Chart>", 3)


@pytest.mark.parametrize("step", [as_markdown, components])
def test_a_component_that_says_nothing_here_is_told(step: Step) -> None:
    context = on()

    step("A <Badge :text='x' /> and <Chart />", context)

    assert [(note.what, note.why) for note in context.notes.pending] == [
        (name, "what it drew is gone; the words in it stay") for name in ("<Badge>", "<Chart>")
    ]


TOLD = {
    "```{r}\n1\n```": ["its code is here, and what it printed or drew isn't"],
    "```{r, eval=FALSE}\n1\n```": [],
    "```{r, include = F}\n1\n```": ["readers saw nothing of this code, so it was left out"],
    "```{python}\n#| echo: false\n1\n```": [
        "readers saw only what this code printed or drew, which isn't in the folder; it was left out"
    ],
    "```{r}\n#| echo: false\n#| eval: false\n1\n```": ["readers saw nothing of this code, so it was left out"],
    "```{r}\nknitr::opts_chunk$set(echo = FALSE)\n```": [
        "readers saw only what this code printed or drew, which isn't in the folder; it was left out"
    ],
    "```{=latex}\n1\n```": ["this is for another format than the web, so it was left out"],
    "```{mermaid}\n1\n```": [],
    "```python\n1\n```": [],
    "`r 1`": ["what it computed isn't in the folder, so readers see the code"],
}


@pytest.mark.parametrize(("text", "whys"), TOLD.items(), ids=TOLD)
def test_code_that_ran_is_told_and_left_out_if_readers_never_saw_it(text: str, whys: list[str]) -> None:
    context = on("posts/x.qmd")

    markdown = pandoc(f"A\n\n{text}\n\nB\n", context)

    assert [note.why for note in context.notes.pending] == whys
    assert {note.where.line for note in context.notes.pending} <= {3}
    assert ("1" in markdown) == (not [why for why in whys if why.endswith("it was left out")])
    assert markdown.count("\n") == text.count("\n") + 5


@each("row", TAGS)
def test_a_tag_of_hexo_that_says_nothing_stays_or_shows_nothing_and_never_fails(row: object) -> None:
    for name in row.names:  # type: ignore[attr-defined]
        for text in (f"{{% {name} %}}", f"{{% {name} %}}a{{% end{name} %}}", f"{{% end{name} %}}", f"{{% {name} ' %}}"):
            hexo_tags(text, on())


@pytest.mark.parametrize("row", COMPONENTS, ids=lambda row: row.names[0])
def test_a_component_without_attributes_leaves_no_tag_and_is_told(row: object) -> None:
    for name in row.names:  # type: ignore[attr-defined]
        for text in (f"<{name} />", f"<{name}>a</{name}>"):
            context = on()
            assert f"<{name}" not in as_markdown(text, context)
            assert context.notes.pending
