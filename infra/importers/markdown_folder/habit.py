"""What a system does in its own way, as data: the row of a table (`habits`)."""

import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from msgspec import field
from msgspec.structs import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.frozen import Frozen
from infra.importers.blog import Entry, Format
from infra.importers.folder.link_map import LinkMap, Place
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.index import Index
from infra.importers.markdown_folder.settings import Settings, needs
from infra.importers.parsing.lenient_values import text_at

BUILT = "this is what the old program built"
TEMPLATES = "templates are left out; Presswork has its own, which `templates/` can replace"
PROGRAMS = "programs are never run, and left out"
LEFT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("node_modules", "venv", "vendor"), PROGRAMS),
        **dict.fromkeys(("_site", "dist", "build", "out", ".next"), BUILT),
        **dict.fromkeys(("_includes", "_layouts", "layouts", "templates", "themes", "scaffolds"), TEMPLATES),
        "_data": "data files are for templates; what they say of the site was taken from them",
    }
)
POSTS: tuple[str, ...] = (
    *("posts", "post", "_posts", "blog", "blogs", "articles", "article", "journal", "news", "writing", "writings", "diary"),
    *("entries", "essays", "notes", "stories", "weblog", "log", "changelog", "updates", "newsletter", "thoughts"),
)


class Spot(Frozen):
    """The place of a source: its path, the folder of contents that it is in, the folders below that, its name without ending."""

    path: str
    root: str
    folders: tuple[str, ...]
    stem: str

    @property
    def is_index(self) -> bool:
        return self.stem.lower() in ("index", "readme", "_index")

    @property
    def own_name(self) -> str:
        """The name that tells it from others: of an index, that of its folder."""
        return self.folders[-1] if self.is_index and self.folders else self.stem

    @property
    def date(self) -> str:
        """The date in its name, or before the name of its folder, or in its path; empty if there is none."""
        return dated(self.stem).date or dated(self.own_name).date

    @property
    def below(self) -> str:
        """Its path below the contents, without ending and without the name of an index."""
        return posixpath.join("", *self.folders, *(() if self.is_index else (self.stem,)))


class AddressParts(Frozen):
    """The parts that an address is built from."""

    spot: Spot
    front: FrontMatter
    title: str = ""
    date: datetime | None = None
    categories: tuple[str, ...] = ()
    is_post: bool = False

    def says(self, *names: str) -> str:
        """Return the first text that front matter has under one of these names."""
        return text_at(self.front.keys, *names)


class Context(Frozen):
    """A text while it is turned into Presswork's Markdown: its entry and place, the folder, its settings, and where all has gone.

    `index` knows sources and files by their names.
    """

    path: str
    place: Place
    entry: Entry
    front: FrontMatter
    settings: Settings
    tree: Tree
    links: LinkMap
    index: Index
    notes: Notes


Step: TypeAlias = Callable[[str, Context], str]


class Habit(Frozen):
    """One row. Without `settings`, `data`, `front` and `address`, a folder has none, and Presswork chooses addresses.

    - A folder is of this system if it has one of `files` (patterns of paths), or if `package.json` needs one of `packages`.
    - `settings` reads its configuration; `contents` are the folders whose texts are read, unless the settings name others.
    - `posts` are names of folders whose texts are posts, `pages` of those whose texts never are, whatever date they have.
    - `left` are folders that stay behind, and why. `all_files`: files beside texts were public whether a text shows them or not.
    - `data` is what other files add to the front matter of a text, by its path and its folder of contents; the last argument
      remembers what was read.
    - `front` puts front matter into Presswork's words, `address` says where a text was read, `steps` turn its notations.
    - `has_template_pages`: a page may be a template; `has_tags_in_text`: `#tag` in a text is one; `hides_underscores`: names that
      begin with `_` are left out.
    - `lists` are the old addresses of lists by kind, in which `{}` is a tag or a category, unless the settings say others.
    - `times` are the words that `date` may have in place of a date, in small letters.
    """

    name: str
    title: str
    files: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    settings: Callable[[Tree, Notes], Settings] = lambda *_: Settings()
    contents: tuple[str, ...] = ("",)
    statics: tuple[str, ...] = ()
    posts: tuple[str, ...] = POSTS
    pages: tuple[str, ...] = ("pages", "docs")
    left: Mapping[str, str] = LEFT
    all_files: bool = False
    data: Callable[[Tree, str, str, dict[str, Mapping[str, Value]]], Mapping[str, Value]] = lambda *_: {}
    front: Callable[[FrontMatter, Spot, Settings], FrontMatter] = lambda front, *_: front
    address: Callable[[AddressParts, Settings], str] = lambda *_: ""
    steps: tuple[Step, ...] = ()
    feeds: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    times: tuple[str, ...] = ()
    dialect: Format = "commonmark"
    has_template_pages: bool = True
    has_tags_in_text: bool = False
    hides_underscores: bool = False

    def with_own(self, settings: Settings, tree: Tree) -> Settings:
        """Return the settings with what the system does where the configuration says nothing."""
        contents = tuple(folder for folder in self.contents if not folder or tree.is_folder(folder))
        statics = tuple(folder for folder in self.statics if tree.is_folder(folder))
        return replace(
            settings,
            contents=settings.contents if settings.contents != ("",) else contents or ("",),
            statics=settings.statics or statics,
            feeds={**self.feeds, **settings.feeds},
            lists=settings.lists or self.lists,
            breaks=settings.breaks or "remark-breaks" in needs(tree),
            left={**self.left, **settings.left},
        )


# ---- addresses that several systems share


def by_path(parts: AddressParts, settings: Settings) -> str:
    """Return the address that the path gives: `/folder/name/`."""
    return own_address(parts, settings) or whole("/".join(routed(parts.spot, settings)))


def own_address(parts: AddressParts, settings: Settings) -> str:
    """Return the address that front matter gives as a whole; empty if it gives none."""
    own = parts.says("permalink", "url", "path")
    if not own or "{" in own or "://" in own or not re.search(r"[/.]", own):
        return ""
    base = settings.base
    path = f"/{own.lstrip('/')}".removeprefix(base) if base and f"/{own.lstrip('/')}".startswith(f"{base}/") else own
    return whole(path)


def whole(path: str) -> str:
    """Return an address from the root, with a slash at its end unless it names a file; an index is its folder."""
    clean = re.sub(r"(^|/)index(\.html?)?$", r"\1", f"/{path.strip().lstrip('/')}")
    return clean if clean.endswith("/") or posixpath.splitext(clean)[1] else f"{clean}/"


def routed(spot: Spot, settings: Settings) -> tuple[str, str]:
    """Return the beginning of the addresses of texts in this place, and the path below the folder that has this beginning.

    Of several folders that have one, the innermost counts.
    """
    path = posixpath.join(spot.root, spot.below)
    folders = [folder for folder in settings.routes if f"{path}/".startswith(f"{folder}/")]
    inner = max(folders, key=len, default=None)
    return ("", spot.below) if inner is None else (settings.routes[inner].strip("/"), path.removeprefix(inner).strip("/"))
