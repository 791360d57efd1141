"""The table of systems whose folders of Markdown are read: a row for each, and the last for a folder without a system."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType

from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.habit import LEFT, POSTS, Habit
from infra.importers.markdown_folder.settings import needs, script
from infra.importers.markdown_folder.systems import astro, docusaurus, eleventy, hexo, others, pandoc, quarto
from infra.importers.markdown_folder.systems.callouts import admonitions, containers
from infra.importers.markdown_folder.systems.excerpts import more_mark
from infra.importers.markdown_folder.systems.hexo_tags import hexo_tags
from infra.importers.markdown_folder.systems.mdx import as_markdown, components, of_mdx
from infra.importers.markdown_folder.systems.wikilinks import sized_pictures, wikilinks, without_comments, without_lines_of_tags

TAGS: Mapping[str, str] = MappingProxyType({"/tags/{}/": "tag"})
OF_HABITS = (more_mark, containers)
OF_VAULTS = (without_comments, without_lines_of_tags, wikilinks, sized_pictures, more_mark)

HABITS: tuple[Habit, ...] = (
    Habit(
        "eleventy",
        "Eleventy",
        eleventy.CONFIGS,
        ("@11ty/eleventy",),
        settings=eleventy.settings,
        data=eleventy.data_of,
        front=eleventy.front,
        address=eleventy.address,
        steps=OF_HABITS,
        lists=TAGS,
        times=("created", "last modified", "git created", "git last modified"),
    ),
    Habit(
        "astro",
        "Astro",
        astro.CONFIGS,
        ("astro",),
        settings=astro.settings,
        pages=(),
        hides_underscores=True,
        address=astro.address,
        steps=(of_mdx, *OF_HABITS),
        lists={"/tags/{}/": "tag", "/blog/tags/{}/": "tag"},
    ),
    Habit(
        "hexo",
        "Hexo",
        ("source/_posts",),
        ("hexo",),
        settings=hexo.settings,
        posts=("_posts", "_drafts"),
        pages=("",),
        all_files=True,
        front=hexo.front,
        address=hexo.address,
        steps=(hexo_tags, more_mark),
        has_template_pages=False,
    ),
    Habit(
        "docusaurus",
        "Docusaurus",
        docusaurus.CONFIGS,
        ("@docusaurus/core",),
        settings=docusaurus.settings,
        posts=("blog",),
        left={**LEFT, "versioned_docs": "older versions of documents are left out", "i18n": "translations are left out"},
        hides_underscores=True,
        front=docusaurus.front,
        address=docusaurus.address,
        steps=(as_markdown, *OF_HABITS),
    ),
    Habit(
        "gatsby",
        "Gatsby",
        others.names_of("gatsby-config"),
        ("gatsby",),
        settings=others.gatsby,
        statics=("static",),
        address=others.with_slug,
        steps=(of_mdx, *OF_HABITS),
        lists=TAGS,
    ),
    Habit(
        "nuxt",
        "Nuxt",
        others.names_of("nuxt.config"),
        ("@nuxt/content",),
        settings=others.nuxt,
        hides_underscores=True,
        address=others.of_nuxt,
        steps=(components, *OF_HABITS),
    ),
    Habit(
        "vitepress",
        "VitePress",
        (".vitepress", "docs/.vitepress", "src/.vitepress", "blog/.vitepress"),
        ("vitepress",),
        settings=others.vitepress,
        address=others.html_by_path,
        steps=(components, *OF_HABITS),
    ),
    Habit(
        "vuepress",
        "VuePress",
        (".vuepress", "docs/.vuepress", "src/.vuepress", "blog/.vuepress"),
        ("vuepress",),
        settings=others.vitepress,
        address=others.html_by_path,
        steps=(components, *OF_HABITS),
    ),
    Habit(
        "nextjs",
        "Next.js",
        others.names_of("next.config"),
        ("next",),
        settings=others.next_js,
        pages=(),
        address=others.with_slug,
        steps=(of_mdx, *OF_HABITS),
        lists=TAGS,
    ),
    Habit(
        "mkdocs",
        "MkDocs",
        ("mkdocs.yml", "mkdocs.yaml"),
        settings=others.mkdocs,
        posts=("posts",),
        pages=(),
        all_files=True,
        address=others.of_mkdocs,
        steps=(admonitions, more_mark),
        dialect="python-markdown",
    ),
    Habit(
        "nikola",
        "Nikola",
        ("conf.py",),
        settings=others.nikola,
        posts=("posts",),
        pages=("pages", "stories"),
        all_files=True,
        address=others.of_nikola,
        steps=(more_mark,),
    ),
    Habit(
        "quartz",
        "Quartz",
        ("quartz.config.ts", "quartz.layout.ts"),
        settings=others.quartz,
        front=others.of_vault,
        has_tags_in_text=True,
        address=others.of_quartz,
        steps=OF_VAULTS,
    ),
    Habit(
        "lume",
        "Lume",
        ("_config.ts", "_config.js"),
        settings=others.lume,
        address=others.undated_path,
        steps=OF_HABITS,
    ),
    Habit(
        "quarto",
        "Quarto",
        quarto.CONFIGS,
        settings=quarto.settings,
        data=quarto.metadata_of,
        pages=(),
        hides_underscores=True,
        address=quarto.address,
        steps=(pandoc.as_markdown, *OF_HABITS),
        has_template_pages=False,
        times=quarto.TIMES,
    ),
    Habit(
        "rmarkdown",
        "R Markdown",
        quarto.OF_R,
        settings=quarto.settings,
        pages=(),
        address=quarto.address,
        steps=(pandoc.as_markdown, *OF_HABITS),
        has_template_pages=False,
        times=quarto.TIMES,
    ),
    Habit(
        "obsidian",
        "Obsidian",
        (".obsidian",),
        settings=others.obsidian,
        left={**LEFT, "templates": "these are templates of new notes", "Templates": "these are templates of new notes"},
        front=others.of_vault,
        address=others.only_own,
        steps=OF_VAULTS,
        has_template_pages=False,
        has_tags_in_text=True,
    ),
    Habit(
        "folder",
        "a folder of Markdown",
        settings=others.plain,
        left={name: why for name, why in LEFT.items() if name in ("node_modules", "_site", "venv")},
        all_files=True,
        posts=POSTS,
        address=others.only_own,
        steps=(of_mdx, pandoc.of_pandoc, wikilinks, *OF_HABITS),
    ),
)
ROWS: Mapping[str, Habit] = MappingProxyType({habit.name: habit for habit in HABITS})
PLAIN = ROWS["folder"]


def habit_of(tree: Tree) -> tuple[Habit, str]:
    """Return the row of the system that a folder was written for, and by what it is known; the last row if by nothing."""
    for look in (file_seen, package_seen):
        for habit in HABITS:
            if seen := look(habit, tree):
                return habit, seen
    return PLAIN, ""


def file_seen(habit: Habit, tree: Tree) -> str:
    """Return the file or folder by which a folder is known to be of a system; empty if there is none."""
    for pattern in habit.files:
        names = sorted(path.name for path in tree.root.iterdir()) if "*" in pattern else [pattern]
        for name in names:
            is_there = fnmatchcase(name, pattern) and (tree.has(name) or tree.is_folder(name))
            if is_there and (name != "conf.py" or "nikola" in script(tree, name).lower()):
                return name
    return ""


def package_seen(habit: Habit, tree: Tree) -> str:
    """Return the package that the folder's program needs, by which it is known to be of a system; empty if there is none."""
    needed = needs(tree) if habit.packages else frozenset()
    return next((f"{name} in package.json" for name in habit.packages if name in needed), "")
