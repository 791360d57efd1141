"""Small folders of each system, written after its documentation."""

from tests.importers.trying import PIXEL, Files

ELEVENTY: Files = {
    "eleventy.config.js": """
import { feedPlugin } from "@11ty/eleventy-plugin-rss";
export default function (eleventyConfig) {
	eleventyConfig.addPassthroughCopy({ "./public/": "/" });
	eleventyConfig.addPlugin(feedPlugin, { outputPath: "/feed/feed.xml" });
}
export const config = { dir: { input: "content", data: "../_data" } };
""",
    "_data/metadata.js": 'export default { title: "The Oven", url: "https://oven.example/", language: "en" }',
    "_includes/base.njk": "<html></html>",
    "content/blog/blog.11tydata.js": 'module.exports = { tags: ["posts"], layout: "post.njk" };',
    "content/blog/2011-04-28-rye.md": "---\ntitle: Rye\ntags: [sour dough]\n---\n\nFlour {{ title }} in {{ metadata.title }}.\n",
    "content/blog/salt/salt.md": "---\ntitle: Salt\ndate: 2011-05-01\n---\n\n![A boat](./boat.png) [Rye](/blog/rye/)\n",
    "content/blog/salt/boat.png": PIXEL,
    "content/blog/own.md": (
        "---\ntitle: Own\ndate: 2011-05-02\npermalink: /x/{{ page.fileSlug }}/{{ title | slugify }}/\n---\nText.\n"
    ),
    "content/blog/none.md": "---\ntitle: None\ndate: 2011-05-03\npermalink: false\n---\nText.\n",
    "content/blog/js.md": '---js\nconst title = "By a program";\nconst date = "2011-05-04";\n---\nText.\n',
    "content/about.md": "---\ntitle: About\n---\nWe bake.\n",
    "content/index.njk": "{% for post in collections.posts %}{{ post.url }}{% endfor %}",
    "public/favicon.png": PIXEL,
}

ASTRO: Files = {
    "astro.config.mjs": "export default defineConfig({ site: 'https://oven.example', integrations: [mdx()] });",
    "src/consts.ts": "export const SITE_TITLE = 'The Oven';\nexport const SITE_DESCRIPTION = 'Bread';",
    "src/pages/blog/[...slug].astro": "---\nconst posts = await getCollection('blog');\n---\n",
    "src/pages/rss.xml.js": "export async function GET() { return rss({}) }",
    "src/pages/about.md": "---\ntitle: About\n---\nWe bake.\n",
    "src/content/blog/Rye Bread.md": (
        "---\ntitle: 'Rye'\ndescription: 'On rye'\npubDate: 'Apr 28 2011'\nupdatedDate: 2011-05-01\n"
        "heroImage: '../../assets/boat.png'\n"
        "tags: [dough]\n---\n\nFlour.\n"
    ),
    "src/content/blog/salt.mdx": (
        "---\ntitle: Salt\npubDate: 2011-05-02\n---\n"
        "import Boat from '../../assets/boat.png';\nimport { Image } from 'astro:assets';\n"
        "import Chart from '../../Chart.astro';\n\n"
        '<Image src={Boat} alt="A boat" />\n\n<Chart client:load>\n  Sales **rose**.\n</Chart>\n\n'
        '<YouTube id="I07XMi7MHd4" />\n\n{/* a comment */}\n\n```js\nimport x from "y";\n```\n'
    ),
    "src/content/blog/draft.md": "---\ntitle: Draft\npubDate: 2011-05-03\ndraft: true\n---\nNot yet.\n",
    "src/assets/boat.png": PIXEL,
    "src/assets/unused.png": PIXEL,
    "public/favicon.png": PIXEL,
}

HEXO: Files = {
    "_config.yml": (
        "title: The Oven\nsubtitle: Bread\nauthor: Ann\nlanguage: en\ntimezone: Europe/Paris\nurl: https://oven.example\n"
        "permalink: :year/:month/:day/:title/\nnew_post_name: :year-:month-:day-:title.md\npost_asset_folder: true\n"
    ),
    "package.json": '{"dependencies": {"hexo": "^7.0.0", "hexo-generator-feed": "^3.0.0"}}',
    "source/_posts/2011-04-28-rye.md": (
        "---\ntitle: Rye\ndate: 2011-04-28 10:00:00\nupdated: 2011-05-01 12:00:00\ncategories:\n  - [Food, Bread]\n"
        "  - [Diary]\n"
        "tags: [dough]\n---\nFlour.\n\n<!-- more -->\n\n{% asset_img boat.png 300 A boat %}\n\n"
        "{% post_link 2011-05-02-salt 'On salt' %}\n"
    ),
    "source/_posts/2011-04-28-rye/boat.png": PIXEL,
    "source/_posts/2011-05-02-salt.md": (
        "---\ntitle: Salt\ndate: 2011-05-02\n---\n{% blockquote Ann, The Oven https://oven.example %}\nSalt it.\n"
        "{% endblockquote %}\n\n"
        "1. First\n\n   {% codeblock lang:js %}\n   let {a} = {{b}};\n   {% endcodeblock %}\n\n2. Then\n\n"
        "{% note warning %}\nHot **oven**.\n{% endnote %}\n\n{% youtube I07XMi7MHd4 %}\n\n{% unknown x %}\n"
    ),
    "source/_drafts/later.md": "---\ntitle: Later\n---\nNot yet.\n",
    "source/about/index.md": "---\ntitle: About\n---\nWe bake.\n",
    "source/fr/about/index.md": "---\ntitle: À propos\n---\nDu pain.\n",
    "source/img/logo.png": PIXEL,
}

DOCUSAURUS: Files = {
    "docusaurus.config.js": (
        "const config = { title: 'The Oven', tagline: 'Bread', url: 'https://oven.example', baseUrl: '/',\n"
        " presets: [['classic', { docs: { sidebarPath: './sidebars.js' }, blog: { showReadingTime: true } }]] };\n"
        "export default config;"
    ),
    "blog/authors.yml": "ann:\n  name: Ann Baker\n  url: https://ann.example\n",
    "blog/2011-04-28-rye.md": "---\ntitle: Rye\nauthors: [ann]\ntags: [dough]\n---\nFlour.\n\n<!-- truncate -->\n\nWater.\n",
    "blog/2011-05-02-salt/index.mdx": (
        "---\nslug: salt\ntitle: Salt\nauthors: ann\n---\n\n![A boat](./boat.png)\n\n:::warning[Hot]\n\n"
        "The **oven**.\n\n:::\n\n"
        '<Tabs>\n  <TabItem value="a" label="Apple">Red</TabItem>\n</Tabs>\n'
    ),
    "blog/2011-05-02-salt/boat.png": PIXEL,
    "docs/01-intro.md": "---\nsidebar_position: 1\n---\n\n# Introduction\n\nStart [here](./02-more/01-dough.md).\n",
    "docs/02-more/01-dough.md": "# Dough\n\nKnead.\n",
    "static/img/logo.png": PIXEL,
}

OBSIDIAN: Files = {
    ".obsidian/app.json": "{}",
    "Journal/2011-04-28 Rye.md": (
        "---\naliases: [Rye bread]\ntags:\n  - dough\n---\n"
        "Flour from [[Salt]] and [[salt|the sea]], not [[Nowhere]].\n\n![[boat.png|300]]\n\n"
        "> [!tip] Warm\n> water\n\n==Marked== %%for me%% #sour/dough\n\n#one #two\n"
    ),
    "Notes/Salt.md": "# Salt\n\nWhite. See [[2011-04-28 Rye#Flour]].\n\n![[Salt#White]]\n",
    "files/boat.png": PIXEL,
    "files/private.png": PIXEL,
}

QUARTO: Files = {
    "_quarto.yml": (
        "project:\n  type: website\n  output-dir: docs\nwebsite:\n  title: The Oven\n  description: Bread\n"
        "  site-url: https://oven.example\n  navbar:\n    left:\n      - about.qmd\n"
        "    right:\n      - text: Friends\n        href: https://friends.example/\n"
    ),
    "index.qmd": "---\ntitle: The Oven\nlisting:\n  contents: posts\n  feed: true\n---\n",
    "about.qmd": "---\ntitle: About\n---\nWe bake. [Rye](posts/rye/index.qmd#flour)\n",
    "docs/index.html": "<html></html>",
    "posts/_metadata.yml": "freeze: true\nauthor: Ann\n",
    "posts/_part.qmd": "A part.\n",
    "posts/rye/index.qmd": (
        "---\ntitle: Rye\ndate: 2011-04-28\ncategories: [dough]\nimage: boat.png\nformat:\n  html:\n    toc: true\n---\n\n"
        "```{python}\n#| label: fig-boats\n#| fig-cap: Boats\nprint('boats')\n```\n\n"
        "```{r, echo=FALSE}\nplot(secret)\n```\n\n"
        "::: {.callout-warning}\n## Hot\nThe **oven**.\n:::\n\n"
        "![A boat](boat.png){width=300}\n\n{{< include ../_part.qmd >}}\n"
    ),
    "posts/rye/boat.png": PIXEL,
}

PLAIN: Files = {
    "posts/2011-04-28-rye.md": "# Rye\n\nFlour. [Salt](salt.md)\n",
    "posts/salt.md": (
        "---\ntitle: Salt\npublished_at: 2011-05-02\nauthor: {name: Ann}\ncover: boat.png\nkeywords: [sea, white]\n---\nWhite.\n"
    ),
    "posts/undated.md": "# Undated\n\nText.\n",
    "posts/boat.png": PIXEL,
    "about.md": "# About\n\nWe bake.\n",
    "README.md": "# My folder\n",
}
