"""Where each system had a text: one row for each rule of its documentation."""

from pathlib import Path

import pytest

from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.reader import FolderReader
from tests.importers.trying import written

TEXT = "---\ntitle: Rye Bread\n{}\n---\nFlour.\n"
ASTRO = {"astro.config.mjs": "export default {}"}
NEXT = {"next.config.js": "module.exports = {}"}
ADDRESSES: list[tuple[dict[str, str], str, str, str]] = [
    # ---- Eleventy
    ({"eleventy.config.js": ""}, "posts/rye.md", "date: 2011-04-28", "/posts/rye/"),
    ({"eleventy.config.js": ""}, "posts/2011-04-28-rye.md", "", "/posts/rye/"),
    ({"eleventy.config.js": ""}, "posts/rye/index.md", "date: 2011-04-28", "/posts/rye/"),
    ({"eleventy.config.js": ""}, "posts/rye/rye.md", "date: 2011-04-28", "/posts/rye/"),
    ({"eleventy.config.js": ""}, "posts/rye.md", "date: 2011-04-28\npermalink: /own/rye.html", "/own/rye.html"),
    (
        {"eleventy.config.js": ""},
        "posts/rye.md",
        "date: 2011-04-28\npermalink: 'x/{{ title | slug }}/index.html'",
        "/x/rye-bread/",
    ),
    (
        {"eleventy.config.js": ""},
        "posts/rye.md",
        "date: 2011-04-28\npermalink: \"/{{ page.date | date: '%Y/%m' }}/x/\"",
        "/2011/04/x/",
    ),
    (
        {"eleventy.config.js": ""},
        "posts/rye.md",
        "date: 2011-04-28\npermalink: '{{ page.filePathStem }}.html'",
        "/posts/rye.html",
    ),
    ({"eleventy.config.js": ""}, "posts/rye.md", "date: 2011-04-28\npermalink: '/{{ unknown | thing }}/'", "/posts/rye/"),
    ({".eleventy.js": "module.exports = () => ({ dir: { input: 'src' } })"}, "src/rye.md", "date: 2011-04-28", "/rye/"),
    (
        {".eleventy.js": "", "posts/posts.json": '{"permalink": "/w/{{ page.fileSlug }}/"}'},
        "posts/rye.md",
        "date: 2011-04-28",
        "/w/rye/",
    ),
    # ---- Astro
    (
        {**ASTRO, "src/pages/blog/[...slug].astro": "getCollection('blog')"},
        "src/content/blog/a/Rye.md",
        "pubDate: 2011-04-28",
        "/blog/a/rye/",
    ),
    ({**ASTRO, "src/pages/[slug].astro": "getCollection('blog')"}, "src/content/blog/rye.md", "pubDate: 2011-04-28", "/rye/"),
    (
        {**ASTRO, "src/pages/posts/[...slug]/index.astro": 'getCollection("blog")'},
        "src/content/blog/rye.md",
        "date: 2011-04-28",
        "/posts/rye/",
    ),
    (
        {**ASTRO, "src/pages/p/[id].astro": "getCollection('blog')"},
        "src/content/blog/rye.md",
        "date: 2011-04-28\nslug: own",
        "/p/own/",
    ),
    (ASTRO, "src/pages/notes/rye.md", "pubDate: 2011-04-28", "/notes/rye/"),
    # ---- Hexo
    ({"_config.yml": "new_post_name: :year-:month-:day-:title.md"}, "source/_posts/2011-04-28-rye.md", "", "/2011/04/28/rye/"),
    ({"_config.yml": ""}, "source/_posts/a/rye.md", "date: 2011-04-28", "/2011/04/28/a/rye/"),
    ({"_config.yml": "permalink: posts/:title.html"}, "source/_posts/rye.md", "date: 2011-04-28", "/posts/rye.html"),
    (
        {"_config.yml": "permalink: :category/:i_month/:name/"},
        "source/_posts/a/rye.md",
        "date: 2011-04-28\ncategories: [Food]",
        "/Food/4/rye/",
    ),
    (
        {"_config.yml": "permalink: p/:abbrlink.html"},
        "source/_posts/rye.md",
        "date: 2011-04-28\nabbrlink: 4a17b156",
        "/p/4a17b156.html",
    ),
    ({"_config.yml": ""}, "source/_posts/rye.md", "date: 2011-04-28\npermalink: own/rye/", "/own/rye/"),
    ({"_config.yml": "", "source/_posts/x.md": ""}, "source/about/index.md", "", "/about/"),
    ({"_config.yml": "", "source/_posts/x.md": ""}, "source/a/rye.md", "", "/a/rye.html"),
    # ---- Docusaurus
    ({"docusaurus.config.js": ""}, "blog/2011-04-28-rye.md", "", "/blog/2011/04/28/rye/"),
    ({"docusaurus.config.js": ""}, "blog/2011-04-28-rye/index.mdx", "", "/blog/2011/04/28/rye/"),
    ({"docusaurus.config.js": ""}, "blog/2011/04/28/rye.md", "", "/blog/2011/04/28/rye/"),
    ({"docusaurus.config.js": ""}, "blog/2011-04-28-rye.md", "slug: own", "/blog/own/"),
    ({"docusaurus.config.js": "x = { blog: { routeBasePath: '/' } }"}, "blog/2011-04-28-rye.md", "slug: own", "/own/"),
    ({"docusaurus.config.js": ""}, "docs/01-a/02-rye.md", "", "/docs/a/rye/"),
    ({"docusaurus.config.js": ""}, "docs/a/rye.md", "slug: /own", "/docs/own/"),
    # ---- others
    ({"gatsby-config.js": "`${__dirname}/content/blog`"}, "content/blog/rye/index.md", "date: 2011-04-28", "/rye/"),
    ({**NEXT, "app/blog/[slug]/page.tsx": ""}, "posts/rye.mdx", "date: 2011-04-28", "/blog/rye/"),
    ({**NEXT, "pages/posts/[id].js": ""}, "posts/rye.md", "date: 2011-04-28", "/posts/rye/"),
    ({".vitepress/config.ts": ""}, "posts/rye.md", "date: 2011-04-28", "/posts/rye.html"),
    ({".vitepress/config.ts": "export default { cleanUrls: true }"}, "posts/rye.md", "date: 2011-04-28", "/posts/rye/"),
    ({"nuxt.config.ts": ""}, "content/1.blog/2.rye.md", "date: 2011-04-28", "/blog/rye/"),
    ({"mkdocs.yml": "plugins: [blog]"}, "docs/blog/posts/rye.md", "date: 2011-04-28", "/blog/2011/04/28/rye-bread/"),
    ({"mkdocs.yml": ""}, "docs/guide/rye.md", "", "/guide/rye/"),
    ({"conf.py": "# Nikola\n"}, "posts/rye.md", "date: 2011-04-28\nslug: own", "/posts/own/"),
    ({"_quarto.yml": ""}, "posts/rye/index.qmd", "date: 2011-04-28", "/posts/rye/"),
    ({"_quarto.yml": ""}, "posts/rye.qmd", "date: 2011-04-28", "/posts/rye.html"),
    ({"_quarto.yml": ""}, "about.qmd", "", "/about.html"),
    ({"_quarto.yml": ""}, "docs/rye.md", "", "/docs/rye.html"),
    ({"_quarto.yml": ""}, "posts/rye.ipynb.qmd", "output-file: own.html", "/posts/own.html"),
    ({"_site.yml": ""}, "about.Rmd", "", "/about.html"),
    ({"_site.yml": ""}, "_posts/2011-04-28-rye/rye.Rmd", "date: 2011-04-28", "/posts/2011-04-28-rye/"),
    ({"quartz.config.ts": ""}, "content/Rye Bread.md", "date: 2011-04-28", "/Rye-Bread"),
    ({}, "posts/rye.md", "date: 2011-04-28", ""),
    ({}, "posts/rye.md", "date: 2011-04-28\npermalink: /own/", "/own/"),
]


@pytest.mark.parametrize(("files", "path", "front", "address"), ADDRESSES, ids=[f"{row[1]} {row[2]}" for row in ADDRESSES])
def test_an_address_is_that_of_the_old_system(tmp_path: Path, files: dict[str, str], path: str, front: str, address: str) -> None:
    written(tmp_path, {**files, path: TEXT.format(front)})
    reading = FolderReader(Tree(tmp_path))

    reading.blog()

    assert [source.entry.address for source in reading.sources if source.path == path] == [address]
