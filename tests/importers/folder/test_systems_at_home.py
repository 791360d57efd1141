"""A folder of each system: what it holds comes along, at its address, with its words; each sample is built."""

from pathlib import Path

import pytest

from infra.importers.markdown_folder.habit import Habit
from infra.importers.markdown_folder.habits import HABITS
from infra.importers.markdown_folder.reader import read
from tests.importers.folder.blogs import ASTRO, DOCUSAURUS, ELEVENTY, HEXO, OBSIDIAN, PLAIN, QUARTO
from tests.importers.trying import Files, moved


def test_eleventy_keeps_addresses_values_and_files(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, ELEVENTY)

    for address in ("/blog/rye/", "/blog/salt/", "/x/own/own/", "/blog/js/", "/about/"):
        assert blog.has(address), address
    assert "Flour Rye in The Oven." in blog.text("posts/2011-04-28-rye.md")
    assert "tags: [sour dough]" in blog.text("posts/2011-04-28-rye.md")
    assert "[Rye](/posts/2011-04-28-rye.md)" in blog.text("posts/salt/salt.md")
    assert {"posts/salt/boat.png", "favicon.png"} <= set(blog.all_keys())
    assert "/feed/feed.xml: /feed/atom/" in blog.text("site.yaml")
    assert [why for why in blog.whys("skipped") if "content/blog/none.md" in why and "permalink is false" in why]
    assert blog.built.refused == ()


def test_astro_keeps_collections_and_says_what_components_become(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, ASTRO)

    rye, salt = blog.text("posts/Rye Bread.md"), blog.text("posts/salt.md")
    assert blog.has("/blog/rye-bread/")
    for line in ("date: 2011-04-28", "updated: 2011-05-01", "summary: On rye", "image: /assets/boat.png", "tags: [dough]"):
        assert line in rye
    assert "![A boat](/assets/boat.png)" in salt
    assert "\nhttps://www.youtube.com/watch?v=I07XMi7MHd4\n" in salt
    assert "Sales **rose**." in salt
    assert 'import x from "y";' in salt
    assert "astro:assets" not in salt
    assert "Chart" not in salt
    assert [why for why in blog.whys("changed") if "<Chart>" in why and "what it drew is gone" in why]
    assert "assets/unused.png" not in blog.all_keys()
    assert "draft: true" in blog.text("posts/draft.md")
    assert "/rss.xml: /feed/" in blog.text("site.yaml")
    assert blog.built.refused == ()


def test_hexo_keeps_its_pattern_its_tags_and_a_post_s_own_files(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, HEXO)

    rye, salt = blog.text("posts/2011-04-28-rye.md"), blog.text("posts/2011-05-02-salt.md")
    assert blog.has("/2011/04/28/rye/")
    assert "categories: [Food, Bread, Diary]" in rye
    assert '<img src="/posts/2011-04-28-rye/boat.png" alt="A boat" width="300">' in rye
    assert "[On salt](/posts/2011-05-02-salt.md)" in rye
    assert "Flour.\n\n<!--more-->" in rye
    page = blog.article("/2011/05/02/salt/")
    for part in (
        "<blockquote>",
        "<footer>Ann, The Oven",
        'class="admonition warning"',
        "Hot <strong>oven</strong>",
    ):
        assert part in page
    assert page.count("<ol") == 1
    assert "let {a} = {{b}};" in salt
    assert "{% unknown x %}" in salt
    assert [why for why in blog.whys("changed") if "{% unknown %}" in why and "as it is typed" in why]
    assert blog.has("/about/")
    assert blog.has("/fr/about/")
    assert "draft: true" in blog.text("drafts/later.md")
    assert "/atom.xml: /feed/atom/" in blog.text("site.yaml")
    assert blog.built.refused == ()


def test_docusaurus_keeps_blog_documents_authors_and_boxes(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, DOCUSAURUS)

    for address in ("/blog/2011/04/28/rye/", "/blog/salt/", "/docs/intro/", "/docs/more/dough/"):
        assert blog.has(address), address
    assert "name: Ann Baker" in blog.text("site.yaml")
    assert "Flour.\n\n<!--more-->" in blog.text("posts/2011-04-28-rye.md")
    page = blog.article("/blog/salt/")
    for part in ('class="admonition warning"', "Hot", "<strong>oven</strong>", "<strong>Apple</strong>", "Red", "boat"):
        assert part in page
    assert ":::" not in page
    assert "[here](/docs/02-more/01-dough.md)" in blog.text("docs/01-intro.md")
    for feed in ("/blog/rss.xml: /feed/", "/blog/atom.xml: /feed/atom/"):
        assert feed in blog.text("site.yaml")
    assert blog.built.refused == ()


def test_obsidian_keeps_links_embeds_tags_and_nothing_private(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, OBSIDIAN)

    rye = blog.text("posts/2011-04-28 Rye.md")
    assert "Flour from [Salt](/Notes/Salt.md) and [the sea](/Notes/Salt.md), not Nowhere." in rye
    assert '<img src="/files/boat.png" alt="" width="300">' in rye
    assert "tags: [dough, sour/dough, one, two]" in rye
    assert "for me" not in rye
    assert "\n#one #two" not in rye
    assert [why for why in blog.whys("changed") if "Nowhere" in why]
    assert "files/private.png" not in blog.all_keys()
    assert "[Salt > White](/Notes/Salt.md#White)" in blog.text("Notes/Salt.md")
    assert blog.built.refused == ()


def test_quarto_keeps_addresses_code_and_boxes_and_tells_what_code_made(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, QUARTO)

    assert blog.has("/posts/rye/")
    assert (blog.out / "about.html").exists()
    rye = blog.text("posts/rye/index.md")
    for part in (
        "author: Ann\n",
        "category: dough\n",
        "```python\nprint('boats')\n```",
        '<img src="boat.png" alt="A boat" width="300">',
        "\nA part.\n",
    ):
        assert part in rye
    assert "secret" not in rye
    assert "toc" not in rye
    page = blog.article("/posts/rye/")
    for part in ('class="admonition warning"', "Hot", "<strong>oven</strong>"):
        assert part in page
    assert "[Rye](/posts/rye/index.md#flour)" in blog.text("about.md")
    site = blog.text("site.yaml")
    for part in (
        "title: The Oven\n",
        "url: https://oven.example\n",
        "/index.xml: /feed/\n",
        "to: about.md\n",
        "title: About\n",
        "Friends",
    ):
        assert part in site
    told = "\n".join(blog.whys("changed"))
    assert "posts/rye/index.qmd:11: ```{python}: its code is here, and what it printed or drew isn't" in told
    assert "its options were left out: label, fig-cap" in told
    assert "posts/rye/index.qmd:17: ```{r}: readers saw only what this code printed or drew" in told
    skipped = "\n".join(blog.whys("skipped"))
    for part in ("docs/: this is what the old program built", "index.qmd: a template filled it", "_part.qmd: its system leaves"):
        assert part in skipped
    assert blog.built.refused == ()


@pytest.mark.parametrize("ending", ["Rmd", "qmd"])
def test_the_markdown_that_was_made_of_a_text_with_code_is_taken_in_its_place(tmp_path: Path, ending: str) -> None:
    text = "---\ntitle: Rye\ndate: 2011-04-28\n---\n```{r}\n1 + 1\n```\n"
    knitted = text.replace("{r}", "r") + "\n    ## [1] 2\n"

    blog = moved(read, tmp_path, {f"posts/rye.{ending}": text, "posts/rye.md": knitted, f"posts/oats.{ending}": text})

    assert "[1] 2" in blog.text("posts/rye.md")
    assert "```r\n1 + 1\n```" in blog.text("posts/oats.md")
    assert [why for why in blog.whys("skipped") if f"posts/rye.{ending}: rye.md is the same text, with what its code" in why]
    assert [why for why in blog.whys("changed") if "printed or drew" in why] == [
        f"posts/oats.{ending}:5: ```{{r}}: its code is here, and what it printed or drew isn't"
    ]


def test_a_folder_without_a_system_has_posts_by_date_and_pages(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, PLAIN)

    assert "date: 2011-04-28" in blog.text("posts/2011-04-28-rye.md")
    salt = blog.text("posts/salt.md")
    for line in ("date: 2011-05-02", "author: Ann", "image: /posts/boat.png", "tags: [sea, white]"):
        assert line in salt
    assert blog.built.posts == 2
    assert [why for why in blog.whys("changed") if "posts/undated.md" in why and "no date" in why]
    assert [why for why in blog.whys("skipped") if "README.md" in why]
    assert {"about.md", "posts/boat.png"} <= set(blog.all_keys())
    assert blog.built.refused == ()


def test_mkdocs_keeps_its_dialect_of_markdown_and_its_boxes(tmp_path: Path) -> None:
    text = '---\ndate: 2011-04-28\n---\n# Rye\n\nFlour\n- no list\n\n!!! tip "Warm"\n\n    Water\n\n    - and\n    - salt\n'

    blog = moved(read, tmp_path, {"mkdocs.yml": "site_name: The Oven\nplugins: [blog]\n", "docs/blog/posts/rye.md": text})

    page = blog.article("/blog/2011/04/28/rye/")
    assert page.count("<li>and") == 1
    assert "no list</li>" not in page
    assert "Warm" in page
    assert "markdown: python-markdown" in blog.text("site.yaml")


@pytest.mark.parametrize("written", ["~/assets/boat.png", "@/assets/boat.png", "@assets/boat.png", "../../assets/boat.png"])
def test_a_short_name_for_a_folder_leads_to_the_file(tmp_path: Path, written: str) -> None:
    text = f"---\ntitle: Oats\npubDate: 2011-05-04\nimage: '{written}'\n---\n![A boat]({written}) ![Gone](~/assets/gone.png)\n"

    blog = moved(read, tmp_path, {**ASTRO, "src/content/blog/oats.md": text})

    assert "image: /assets/boat.png" in blog.text("posts/oats.md")
    assert "![A boat](/assets/boat.png)" in blog.text("posts/oats.md")
    assert [why for why in blog.whys("changed") if "~/assets/gone.png" in why]


TAGGED = "---\ntitle: Rye\ndate: 2011-04-28\ntags: [dough]\ncategories: [Food]\n---\nFlour.\n"
LISTS: list[tuple[Files, str, str]] = [
    ({"docusaurus.config.js": ""}, "blog/rye.md", "/blog/tags/dough/: /tag/dough/"),
    ({"docusaurus.config.js": "x = { blog: { routeBasePath: 'news' } }"}, "blog/rye.md", "/news/tags/dough/: /tag/dough/"),
    ({"docusaurus.config.js": "x = { blog: { routeBasePath: '/' } }"}, "blog/rye.md", "/tags/dough/: /tag/dough/"),
    ({"docusaurus.config.js": "x = { blog: { tagsBasePath: 'labels' } }"}, "blog/rye.md", "/blog/labels/dough/: /tag/dough/"),
    ({"_config.yml": ""}, "source/_posts/rye.md", "/tags/dough/: /tag/dough/"),
    ({"_config.yml": "tag_dir: labels"}, "source/_posts/rye.md", "/labels/dough/: /tag/dough/"),
    ({"_config.yml": "category_dir: kinds"}, "source/_posts/rye.md", "/kinds/food/: /category/food/"),
]


@pytest.mark.parametrize(("files", "path", "redirect"), LISTS)
def test_the_list_of_a_tag_leads_on_from_where_the_configuration_puts_it(
    tmp_path: Path, files: Files, path: str, redirect: str
) -> None:
    blog = moved(read, tmp_path, {**files, path: TAGGED})

    assert redirect in blog.text("site.yaml").replace("/dough: ", "/dough/: ")


@pytest.mark.parametrize("ending", ["md", "mdx", "markdown"])
@pytest.mark.parametrize("link", ["./first.{}", "first.{}#top", "/src/content/blog/first.{}"])
def test_a_link_to_the_file_of_a_text_leads_to_it_whatever_its_ending_is(tmp_path: Path, ending: str, link: str) -> None:
    first, second = (f"---\ntitle: {name}\npubDate: 2011-05-04\n---\n" for name in ("First", "Second"))
    files = {f"src/content/blog/first.{ending}": first, "src/content/blog/second.mdx": f"{second}[a]({link.format(ending)})\n"}

    blog = moved(read, tmp_path, {**ASTRO, **files})

    assert "[a](first.md" in blog.text("posts/second.md")
    assert not [why for why in blog.whys("changed") if "old folder doesn't hold" in why]


TIMES = [(habit, word) for habit in HABITS for word in habit.times]


@pytest.mark.parametrize(("habit", "word"), TIMES, ids=[f"{habit.name} {word}" for habit, word in TIMES])
def test_a_word_for_the_time_of_a_file_is_told_as_such_and_the_date_of_the_name_counts(
    tmp_path: Path, habit: Habit, word: str
) -> None:
    text = f"---\ntitle: Rye\ndate: '{word.title()}'\n---\nFlour.\n"

    blog = moved(read, tmp_path, {habit.files[0]: "", "posts/2011-04-28-rye.md": text, "posts/oats.md": text})

    assert "date: 2011-04-28" in blog.text("posts/2011-04-28-rye.md")
    assert "oats.md" in "".join(blog.all_keys())
    told = [why for why in blog.whys("changed") if f": {word.title()}: " in why]
    assert [why.rpartition("; ")[2] for why in told] == [
        "the date is 2011-04-28 here, as the file's name says",
        "the text has no date here",
    ]
    assert not [why for why in blog.whys("changed") if "isn't a date" in why]


def test_a_title_has_the_words_of_a_badge_in_its_heading(tmp_path: Path) -> None:
    text = "---\ndate: 2011-04-28\n---\n# Rye <Badge type='tip' text='^1.0' />\n\nFlour.\n"

    blog = moved(read, tmp_path, {".vitepress/config.ts": "", "rye.md": text})

    assert "title: Rye ^1.0\n" in blog.text("posts/rye.md")
    assert blog.words("/rye/").count("Rye") == 1
