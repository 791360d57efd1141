"""What the configurations of further systems say: Gatsby, Next.js, Nuxt, VitePress, VuePress, MkDocs, Nikola, Quartz, Lume."""

import ast
import posixpath
import re
from dataclasses import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.feeds import feed_files, feed_programs, paths
from infra.importers.markdown_folder.habit import Named, Spot, by_path, own_address, routed, whole
from infra.importers.markdown_folder.settings import Settings, package, read_keys, script, settings_of
from infra.importers.parsing.lenient_values import text_at

JS = ("js", "ts", "mjs", "mts", "cjs")
POST_ROUTE = re.compile(r"^(?:src/)?(?:app|pages)/((?:[\w()-]+/)*)\[(?:\.\.\.)?\w+\](?:/(?:page|index))?\.(?:tsx?|jsx?|mdx|vue)$")
POST_FOLDERS: tuple[str, ...] = (
    *("posts", "_posts", "content/posts", "content/blog", "data/blog", "data/posts", "blog", "content", "src/posts"),
    *("src/content", "src/content/posts", "src/content/blog", "src/data/posts", "contents", "articles", "data/articles"),
)
NUMBERED = re.compile(r"^\d+\.\s*")


def names_of(stem: str, endings: tuple[str, ...] = JS) -> tuple[str, ...]:
    return tuple(f"{stem}.{ending}" for ending in endings)


def gatsby(tree: Tree, notes: Notes) -> Settings:
    said = settings_of(read_keys(tree, notes, *names_of("gatsby-config")))
    text = "".join(script(tree, path) for path in names_of("gatsby-config"))
    found = [posixpath.normpath(one).strip("/") for one in re.findall(r"\$?\{?__dirname\}?`?\s*\+?\s*[\"'`]?/([\w./-]+)", text)]
    contents = tuple(dict.fromkeys(one for one in found if tree.is_folder(one) and "image" not in one and "asset" not in one))
    inner = tuple(one for one in contents if not any(f"{one}/".startswith(f"{other}/") and one != other for other in contents))
    feeds = {f"/{path.lstrip('/')}": "/feed/" for path in re.findall(r"output\s*:\s*[\"'`]([^\"'`\n]+\.xml)[\"'`]", text)}
    routes = dict.fromkeys(contents, "")
    return replace(said, contents=inner or ("",), routes=routes, feeds=feeds or {"/rss.xml": "/feed/"})


def next_js(tree: Tree, notes: Notes) -> Settings:
    """Return what constants say, the folders of texts, and where they are read, by the program whose name is a hole."""
    constants = (
        f"{above}{name}.{end}"
        for above in ("", "src/", "lib/", "data/", "config/", "app/")
        for name in ("siteMetadata", "site.config", "blog.config", "config", "constants", "site")
        for end in JS
    )
    said = settings_of({**read_keys(tree, notes, *constants), **read_keys(tree, notes, *names_of("next.config"))})
    contents = [
        one for one in POST_FOLDERS if tree.is_folder(one) and any(re.search(r"\.mdx?$", path) for path in paths(tree, one))
    ]
    inner = [one for one in contents if not any(f"{one}/".startswith(f"{other}/") and one != other for other in contents)]
    pages = [one for one in ("pages", "src/pages", "app", "src/app") if tree.is_folder(one)]
    routes = {one: route_for(one, tree, pages) for one in contents} | dict.fromkeys(pages, "")
    feeds = {address: to for one in pages for address, to in feed_programs(tree, one)}
    return replace(
        said,
        contents=(*inner, *pages) or ("",),
        routes=routes,
        statics=("public",),
        feeds={**feeds, **dict(feed_files(tree, ("public",)))},
    )


def route_for(folder: str, tree: Tree, pages: list[str]) -> str:
    """Return the beginning of the addresses of a folder's texts: that of the program with its name, or of the only one."""
    holes = [
        re.sub(r"\(\w+\)/", "", found[1]).strip("/")
        for one in pages
        for path in paths(tree, one)
        if (found := POST_ROUTE.match(path))
    ]
    own = posixpath.basename(folder).lstrip("_")
    likely = [
        one for one in holes if one.split("/")[-1] in (own, own.rstrip("s"), f"{own}s", "blog", "posts", "post", "articles")
    ]
    return next(iter(likely), next(iter(holes), "") if len(holes) == 1 else "blog" if own == "blog" else "posts")


def nuxt(tree: Tree, notes: Notes) -> Settings:
    said = settings_of(read_keys(tree, notes, *names_of("app.config"), *names_of("nuxt.config")))
    feeds = {re.sub(r"^/routes", "", address): to for address, to in feed_programs(tree, "server")}
    return replace(
        said,
        contents=tuple(filter(tree.is_folder, ("content",))) or ("",),
        statics=tuple(filter(tree.is_folder, ("public", "static"))),
        feeds=feeds,
    )


def vitepress(tree: Tree, notes: Notes) -> Settings:
    """Return the configuration in the hidden folder of VitePress or VuePress, whose folder has the texts."""
    kinds = [(root, kind) for kind in ("vitepress", "vuepress") for root in ("", "docs", "src", "blog", "site")]
    root, kind = next(
        ((root, kind) for root, kind in kinds if tree.is_folder(posixpath.join(root, f".{kind}"))), ("", "vitepress")
    )
    at = posixpath.join(root, f".{kind}/config")
    said = settings_of(read_keys(tree, notes, *names_of(at), *(f"{at}/index.{end}" for end in JS)))
    public = posixpath.join(root, "public" if kind == "vitepress" else ".vuepress/public")
    breaks = text_at(said.keys, "markdown.breaks") == "true"
    return replace(said, contents=(root,), statics=(public,) if tree.is_folder(public) else (), breaks=breaks)


def mkdocs(tree: Tree, notes: Notes) -> Settings:
    keys = read_keys(tree, notes, "mkdocs.yml", "mkdocs.yaml")
    said = settings_of(keys)
    base = said.base
    return replace(
        said,
        base=base,
        contents=(text_at(keys, "docs_dir") or "docs",),
        feeds={"/feed_rss_created.xml": "/feed/"} if "rss" in str(keys.get("plugins")) else {},
    )


def nikola(tree: Tree, notes: Notes) -> Settings:
    """Return what `conf.py` says; it is read and never run."""
    keys: dict[str, Value] = {}
    try:
        for node in ast.parse(script(tree, "conf.py")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
                keys[node.targets[0].id] = Scalar(str(node.value.value), str(node.value.value))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        notes.add("skipped", "conf.py", f"it isn't Python that can be read: {error}", "conf.py")
    roots = tuple(filter(tree.is_folder, ("posts", "pages", "stories")))
    return replace(
        settings_of(keys),
        contents=roots or ("",),
        routes={one: one for one in roots},
        statics=tuple(filter(tree.is_folder, ("files",))),
        feeds={"/rss.xml": "/feed/"},
    )


def quartz(tree: Tree, notes: Notes) -> Settings:
    said = settings_of(read_keys(tree, notes, "quartz.config.ts"))
    breaks = "HardLineBreaks(" in re.sub(r"//.*", "", script(tree, "quartz.config.ts"))
    return replace(said, contents=("content",), feeds={"/index.xml": "/feed/"}, breaks=breaks)


def obsidian(tree: Tree, notes: Notes) -> Settings:
    """Return what a vault's own folder says: the end of a line is a line break, unless they are to be strict."""
    keys = read_keys(tree, notes, ".obsidian/app.json")
    return Settings(breaks=text_at(keys, "strictLineBreaks") != "true")


def lume(tree: Tree, notes: Notes) -> Settings:
    root = "src" if tree.is_folder("src") else ""
    return replace(
        settings_of(read_keys(tree, notes, *(f"{root}/_data.{end}".lstrip("/") for end in ("yml", "yaml", "json", "ts", "js")))),
        contents=(root,),
        feeds={"/feed.xml": "/feed/"},
    )


def plain(tree: Tree, notes: Notes) -> Settings:
    """Return what a folder without a system may say of itself."""
    keys = read_keys(tree, notes, "site.json", "site.yml", "config.json", "blog.json")
    return replace(settings_of(keys), feeds=dict(feed_files(tree, ("",))) if not package(tree) else {})


# ---- addresses


def html_by_path(named: Named, settings: Settings) -> str:
    """Return the address in VitePress and VuePress: the path with `.html`, unless addresses are clean."""
    own = own_address(named, settings)
    clean = text_at(settings.keys, "cleanUrls").lower() == "true"
    below = "/".join(filter(None, routed(named.spot, settings)))
    return own or (whole(below) if named.spot.is_index or clean else f"/{below}.html")


def with_slug(named: Named, settings: Settings) -> str:
    """Return the address by the path, whose last part a slug replaces."""
    own = own_address(named, settings)
    given = named.says("slug").strip("/")
    route, below = routed(named.spot, settings)
    folder = posixpath.dirname(below)
    return own or whole(
        posixpath.join(route, given if "/" in given else posixpath.join(folder, given)) if given else posixpath.join(route, below)
    )


def of_nuxt(named: Named, settings: Settings) -> str:
    route, below = routed(named.spot, settings)
    return own_address(named, settings) or whole(posixpath.join(route, *(NUMBERED.sub("", part) for part in below.split("/"))))


def of_mkdocs(named: Named, settings: Settings) -> str:
    """Return the address: by the path, but of a post of the plugin for blogs by date and slug."""
    spot = named.spot
    if "posts" in spot.folders and named.date:
        above = spot.folders[: spot.folders.index("posts")]
        slug = named.says("slug") or re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", named.title.lower())).strip("-")
        return whole(posixpath.join("/", *above, f"{named.date:%Y/%m/%d}", slug))
    return by_path(named, settings)


def of_nikola(named: Named, settings: Settings) -> str:
    slug = named.says("slug") or named.spot.stem
    route = settings.routes.get(named.spot.root, "")
    return whole(posixpath.join("/", "stories" if route == "stories" else route, *named.spot.folders, slug))


def of_quartz(named: Named, settings: Settings) -> str:
    path = "/".join(
        re.sub(r"\s", "-", part).replace("&", "-and-").replace("%", "-percent").replace("?", "").replace("#", "")
        for part in named.spot.below.split("/")
    )
    return own_address(named, settings) or f"/{path}"


def undated_path(named: Named, settings: Settings) -> str:
    """Return the address by the path, without the date before a name."""
    own = own_address(named, settings)
    spot = named.spot
    return own or whole("/".join((*spot.folders, *(() if spot.is_index else (dated(spot.stem).rest or spot.stem,)))))


def only_own(named: Named, settings: Settings) -> str:
    """Return the address that front matter gives; none otherwise, since the folder was no website."""
    return own_address(named, settings)


# ---- front matter


def of_vault(front: FrontMatter, spot: Spot, settings: Settings) -> FrontMatter:  # noqa: ARG001 - as every system's
    """Return front matter whose aliases are addresses: other names of a note are none."""
    keys = {name: value for name, value in front.keys.items() if name.lower() not in ("aliases", "alias")}
    return replace(front, keys=keys)
