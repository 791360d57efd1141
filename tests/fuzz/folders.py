"""The readers of folders of Markdown under the fuzzers: programs as text, front matter, MDX, tags, boxes, links in brackets."""

from pathlib import Path

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import plain
from chalicelib.content.plain_text import decoded
from infra.importers.blog import Entry
from infra.importers.folder.link_map import LinkMap, Place
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.front_matter_notations import in_presswork_words, split_any
from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.index import index_of
from infra.importers.markdown_folder.settings import Settings
from infra.importers.markdown_folder.systems.callouts import admonitions, containers
from infra.importers.markdown_folder.systems.excerpts import more_mark
from infra.importers.markdown_folder.systems.hexo_tags import hexo_tags
from infra.importers.markdown_folder.systems.js_values import named, values_in
from infra.importers.markdown_folder.systems.mdx import as_markdown
from infra.importers.markdown_folder.systems.wikilinks import tags_in, wikilinks, without_comments, without_lines_of_tags

PROGRAMS = (
    b"export default defineConfig({ site: 'https://oven.example', integrations: [mdx()], i18n: { locales: ['en', 'fr'] } });",
    b"module.exports = function (c) { c.addPassthroughCopy({ './public/': '/' }); return { dir: { input: `src`, n: 1.5 } } }",
    b'export const SITE: Site = {\n  title: "The \\u004fven", // bread\n'
    b"  path: `${__dirname}/x`, tags: ['a', b, /* c */ null],\n} as const;",
)
PROGRAM_PARTS = (
    *(b"export default ", b"const a = ", b"return ", b"function (", b"=> {", b"{", b"}", b"[", b"]", b"(", b")", b"`", b"${"),
    *(b"'", b'"', b"\\", b"\\u{1}", b"//", b"/*", b"*/", b",", b":", b"\n", b" as const", b"true", b"-1.5", b"new Date("),
)
TEXTS = (
    b'import x from \'./a.png\'\n\n# A\n\n<Image src={x} alt="b" />\n\n<Tabs>\n  <TabItem label="c">\n\n'
    b"    d\n\n  </TabItem>\n</Tabs>\n{/* e */}",
    b"{% note info %}\nA\n{% endnote %}\n\n1. B\n\n   {% codeblock lang:js %}\n   let c = {{ d }}\n"
    b"   {% endcodeblock %}\n\n{% asset_img a.png 1 e %}",
    b':::tip[A]\n\nB\n\n:::\n\n!!! note "C"\n\n    - d\n\n=== "E"\n\n    f\n\n'
    b"[[rye|g]] ![[a.png|30]] %%h%% #i\n\n<!-- more -->\n",
)
TEXT_PARTS = (
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"<>",
        b"</>",
        b"<Tabs>",
        b"</Tabs>",
        b"<Callout type={",
        b'<div className="a">',
        b"</div>",
        b"{",
    ),
    *(
        b"}",
        b"{/*",
        b"*/}",
        b"import a from 'b'\n",
        b"export const c = {\n",
        b"```\n",
        b"~~~\n",
        b"`",
        b"{% note %}",
        b"{% endnote %}",
    ),
    *(b"{% codeblock %}", b"{% endcodeblock %}", b"{% post_link rye %}", b"{% asset_img a.png 1 %}", b"{{", b"}}", b"{%", b"%}"),
    *(b":::", b"::: note a\n", b"!!! note\n", b'=== "a"\n', b"??? tip\n", b"    ", b"[[", b"]]", b"![[", b"|", b"#", b"^", b"%%"),
    *(b"\n", b"\n\n", b"- ", b"> ", b"<!-- more -->", b"<!--", b"-->", b"\\", "é".encode(), b"$", b"'", b'"'),
)
FRONTS = (
    b'---js\nconst title = "A";\nconst date = "2011-04-28";\n---\nB\n',
    b"title: A\ndate: 2011-04-28\ntags:\n- a\n---\nB\n",
    b"<!--\n.. title: A\n.. date: 2011-04-28\n-->\n\nB\n",
    b'"title": "A",\n"cover": {"src": "a.png", "alt": "b"}\n;;;\nB\n',
    b"export const meta = { title: 'A', pubDate: '2011-04-28' }\n\nB\n",
)
FRONT_PARTS = (
    b"---",
    b"---js\n",
    b"+++\n",
    b";;;\n",
    b"\n",
    b".. ",
    b"title: ",
    b"- ",
    b" ",
    b"\t",
    b"{",
    b"}",
    b"<!--",
    b"-->",
    b"export const meta = ",
)


def program(data: bytes) -> str:
    text = decoded(data)
    return repr(plain(values_in(text))) + repr([plain(value) for value in named(text, "title", "a")])


def front(data: bytes) -> str:
    return repr(plain(in_presswork_words(split_any(decoded(data)).keys)))


def text(data: bytes) -> str:
    """Return a text after the steps of every system, one after the other."""
    written = decoded(data)
    on = Context(
        "x.mdx",
        Place("x.mdx", "/x/", "posts/x.md"),
        Entry("x.mdx", "X"),
        FrontMatter(""),
        Settings(contents=("source",)),
        Tree(Path("nowhere")),
        LinkMap({"rye.md": "posts/rye.md"}, {}, {"a.png": "a.png"}),
        index_of({"rye.md": "posts/rye.md"}, {"a.png": "a.png"}, {}),
        Notes(),
    )
    steps = (as_markdown, hexo_tags, without_comments, without_lines_of_tags, wikilinks, containers, admonitions, more_mark)
    return "\n".join([*(step(written, on) for step in steps), *tags_in(written)])
