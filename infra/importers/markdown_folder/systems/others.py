"""Further systems, whose configurations and addresses need few rules: Gatsby, Next.js, Nuxt, VitePress, VuePress, MkDocs, Nikola,
Quartz, Obsidian and Lume; and a folder without a system.
"""

import ast
import posixpath
import re
from collections.abc import Iterable

from msgspec.structs import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.feeds import feed_files, feed_programs, paths
from infra.importers.markdown_folder.habit import AddressParts, Spot, by_path, own_address, routed, whole
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


def outermost(folders: Iterable[str]) -> tuple[str, ...]:
    """Return those of the folders that are in none of the others."""
    listed = tuple(folders)
    return tuple(
        folder for folder in listed if not any(f"{folder}/".startswith(f"{other}/") and folder != other for other in listed)
    )


def gatsby(tree: Tree, notes: Notes) -> Settings:
    said = settings_of(read_keys(tree, notes, *names_of("gatsby-config")))
    text = "".join(script(tree, path) for path in names_of("gatsby-config"))
    named = re.findall(r"\$?\{?__dirname\}?`?\s*\+?\s*[\"'`]?/([\w./-]+)", text)
    folders = dict.fromkeys(filter(tree.is_folder, (posixpath.normpath(path).strip("/") for path in named)))
    contents = [folder for folder in folders if "image" not in folder and "asset" not in folder]
    feeds = {f"/{path.lstrip('/')}": "/feed/" for path in re.findall(r"output\s*:\s*[\"'`]([^\"'`\n]+\.xml)[\"'`]", text)}
    routes = dict.fromkeys(contents, "")
    return replace(said, contents=outermost(contents) or ("",), routes=routes, feeds=feeds or {"/rss.xml": "/feed/"})


def next_js(tree: Tree, notes: Notes) -> Settings:
    """Return what constants say, the folders of texts, and where they are read, by the program whose name is a hole."""
    constants = (
        f"{above}{name}.{end}"
        for above in ("", "src/", "lib/", "data/", "config/", "app/")
        for name in ("siteMetadata", "site.config", "blog.config", "config", "constants", "site")
        for end in JS
    )
    said = settings_of({**read_keys(tree, notes, *constants), **read_keys(tree, notes, *names_of("next.config"))})
    folders = filter(tree.is_folder, POST_FOLDERS)
    contents = [folder for folder in folders if any(re.search(r"\.mdx?$", path) for path in paths(tree, folder))]
    pages = list(filter(tree.is_folder, ("pages", "src/pages", "app", "src/app")))
    feeds = {address: to for folder in pages for address, to in feed_programs(tree, folder)}
    return replace(
        said,
        contents=(*outermost(contents), *pages) or ("",),
        routes={folder: route_for(folder, tree, pages) for folder in contents} | dict.fromkeys(pages, ""),
        statics=("public",),
        feeds={**feeds, **dict(feed_files(tree, ("public",)))},
    )


def route_for(folder: str, tree: Tree, pages: list[str]) -> str:
    """Return the beginning of the addresses of a folder's texts: that of the program with its name, or of the only program."""
    matches = (POST_ROUTE.match(path) for root in pages for path in paths(tree, root))
    routes = [re.sub(r"\(\w+\)/", "", match[1]).strip("/") for match in matches if match]
    own = posixpath.basename(folder).lstrip("_")
    names = (own, own.rstrip("s"), f"{own}s", "blog", "posts", "post", "articles")
    likely = next((route for route in routes if route.split("/")[-1] in names), None)
    if likely is not None:
        return likely
    if len(routes) == 1:
        return routes[0]
    return "blog" if own == "blog" else "posts"


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
    return replace(
        settings_of(keys),
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
        routes={root: root for root in roots},
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


def html_by_path(parts: AddressParts, settings: Settings) -> str:
    """Return the address in VitePress and VuePress: the path with `.html`, unless addresses are clean."""
    own = own_address(parts, settings)
    clean = text_at(settings.keys, "cleanUrls").lower() == "true"
    below = "/".join(filter(None, routed(parts.spot, settings)))
    return own or (whole(below) if parts.spot.is_index or clean else f"/{below}.html")


def with_slug(parts: AddressParts, settings: Settings) -> str:
    """Return the address by the path, whose last part a slug replaces; a slug with slashes replaces all of it."""
    slug = parts.says("slug").strip("/")
    route, below = routed(parts.spot, settings)
    if slug:
        below = slug if "/" in slug else posixpath.join(posixpath.dirname(below), slug)
    return own_address(parts, settings) or whole(posixpath.join(route, below))


def of_nuxt(parts: AddressParts, settings: Settings) -> str:
    route, below = routed(parts.spot, settings)
    return own_address(parts, settings) or whole(posixpath.join(route, *(NUMBERED.sub("", part) for part in below.split("/"))))


def of_mkdocs(parts: AddressParts, settings: Settings) -> str:
    """Return the address: by the path, but of a post of the plugin for blogs by date and slug."""
    spot = parts.spot
    if "posts" in spot.folders and parts.date:
        above = spot.folders[: spot.folders.index("posts")]
        slug = parts.says("slug") or re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", parts.title.lower())).strip("-")
        return whole(posixpath.join("/", *above, f"{parts.date:%Y/%m/%d}", slug))
    return by_path(parts, settings)


def of_nikola(parts: AddressParts, settings: Settings) -> str:
    slug = parts.says("slug") or parts.spot.stem
    route = settings.routes.get(parts.spot.root, "")
    return whole(posixpath.join("/", "stories" if route == "stories" else route, *parts.spot.folders, slug))


def of_quartz(parts: AddressParts, settings: Settings) -> str:
    path = "/".join(
        re.sub(r"\s", "-", part).replace("&", "-and-").replace("%", "-percent").replace("?", "").replace("#", "")
        for part in parts.spot.below.split("/")
    )
    return own_address(parts, settings) or f"/{path}"


def undated_path(parts: AddressParts, settings: Settings) -> str:
    """Return the address by the path, without the date before a name."""
    own = own_address(parts, settings)
    spot = parts.spot
    return own or whole("/".join((*spot.folders, *(() if spot.is_index else (dated(spot.stem).rest or spot.stem,)))))


def only_own(parts: AddressParts, settings: Settings) -> str:
    """Return the address that front matter gives; none otherwise, since the folder was no site."""
    return own_address(parts, settings)


# ---- front matter


def of_vault(front: FrontMatter, spot: Spot, settings: Settings) -> FrontMatter:  # noqa: ARG001 - as every system's
    """Return front matter whose aliases are addresses: other names of a note are none."""
    keys = {name: value for name, value in front.keys.items() if name.lower() not in ("aliases", "alias")}
    return replace(front, keys=keys)
