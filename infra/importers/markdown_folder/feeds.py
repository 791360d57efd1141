"""Where an old site had its feeds: what its templates and programs are called, and where they write."""

import posixpath
import re
from collections.abc import Iterator
from itertools import islice

from chalicelib.errors import Refusal
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.markdown_folder.front_matter_notations import split_any
from infra.importers.markdown_folder.settings import script
from infra.importers.parsing.lenient_values import text_at

TEMPLATE = re.compile(
    r"(?i)(?:^|/)[\w.-]*(?:feed|atom|rss|index)[\w.-]*\.(?:njk|liquid|hbs|ejs|pug|11ty\.js|xml|json|webc|md|vto)$"
)
PROGRAM = re.compile(
    r"(?i)(?:^|/)((?:[\w.-]*(?:feed|atom|rss)[\w.-]*|index)\.(?:xml|json))(?:\.(?:js|ts|mjs)|/route\.(?:js|ts)|\.get\.ts)$"
)
STATIC = re.compile(r"(?i)(?:^|/)(?:[\w-]*(?:feed|atom|rss)[\w-]*|index)\.(?:xml|json)$")
IS_TEMPLATE_OF_FEED = re.compile(r"<feed|<rss|jsonfeed\.org|rssLastUpdatedDate|getNewestCollectionItemDate")
MOST = 5_000  # files that are looked at
JSON_FEED, ATOM, RSS = "/feed/json/", "/feed/atom/", "/feed/"


def kind_of(path: str, text: str = "") -> str:
    """Return the feed here that replaces an old feed, by what its template writes, or else by its name."""
    if path.endswith(".json"):
        return JSON_FEED
    is_atom = "<feed" in text or ("<rss" not in text and "atom" in path.lower())
    return ATOM if is_atom else RSS


def feed_templates(tree: Tree, root: str) -> Iterator[tuple[str, str]]:
    """Yield the address of each feed that a template below this folder writes, with the feed that replaces it."""
    for path in filter(TEMPLATE.search, paths(tree, root)):
        try:
            text = tree.text(path).text
            keys = split_any(text).keys
        except (UnreadError, Refusal):
            continue
        below = path.removeprefix(f"{root}/") if root else path
        address = text_at(keys, "permalink") or re.sub(r"\.(njk|liquid|hbs|ejs|pug|11ty\.js|webc|vto)$", "", below)
        if IS_TEMPLATE_OF_FEED.search(text) and re.search(r"\.(xml|json)$", address):
            yield f"/{address.lstrip('/')}", kind_of(address, text)


def feed_programs(tree: Tree, root: str) -> Iterator[tuple[str, str]]:
    """Yield the address of each feed that a program below this folder makes: its path is its address."""
    for path in paths(tree, root):
        match = PROGRAM.search(path)
        if match:
            below = posixpath.join(posixpath.dirname(path[: match.start(1)]).removeprefix(root).strip("/"), match[1])
            if match[1].lower() not in ("index.json", "manifest.json"):
                yield f"/{below}", kind_of(below)


def feed_files(tree: Tree, folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the address of each feed that stands as a file in a folder of static files."""
    for folder in folders:
        for path in filter(STATIC.search, paths(tree, folder)):
            head = script(tree, path)[:2_000]
            if re.search(r"<feed|<rss|jsonfeed\.org", head):
                below = path.removeprefix(f"{folder}/") if folder else path
                yield f"/{below}", kind_of(below, head)


def paths(tree: Tree, root: str) -> Iterator[str]:
    """Yield the paths of a folder's files, of bounded number; none if it can't be looked into."""
    if root and not tree.is_folder(root):
        return
    below = Tree(tree.root / root)
    try:
        files = below.files(lambda folder: not folder.endswith(("node_modules", "_site", "dist", "public")))
        yield from (posixpath.join(root, path) for path in islice(files, MOST + 1))
    except (OSError, UnreadError):  # the reader reports what it can't read
        return
