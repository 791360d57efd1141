"""Every link of a built site, followed: by the edge's rule to an object, and by its fragment to a place on that page.

A link that leads nowhere is dead. Where an author wrote it so, to what is none of the sources, it is the source's fault:
the caller gets the list of these.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import html

from bench.machine import show
from chalicelib.edge.rule import Forward, Redirect, Serve, respond, route
from infra.build.build import build
from infra.build.build_cache import cache_of
from infra.files.blog_folder import every_key

PROJECT = Path(__file__).parents[1]
SITE = "http://site.invalid"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

LEADING = "//@href | //@src | //@action | //@poster | //form/@action"
SEVERAL = "//@srcset | //@imagesrcset"
HOPS = 5  # redirects that a reader may be sent along
ON_TOP = frozenset(("", "top"))  # fragments that every page has

NONE_HERE = re.compile(r"data:|mailto:|tel:|javascript:|sms:|xmpp:", re.IGNORECASE)
WRITTEN = (".md", ".markdown", ".html", ".yaml")
TEXT_FRAGMENT = ":~:"


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A link as it is written, and the address of the page that it stands on."""

    page: str
    written: str


@dataclass(frozen=True, slots=True)
class Followed:
    """How many pages and links there are, and the links that lead nowhere."""

    pages: int
    links: int
    dead: Sequence[Link]


class Built:
    """A built site in a folder, whose address is `SITE` unless another is given."""

    def __init__(self, folder: Path, site: str = SITE) -> None:
        self._folder, self._site = folder, site
        self._bucket = cache_of(folder).public
        self.leads = lru_cache(maxsize=None)(self._leads)
        self._places = lru_cache(maxsize=None)(self._places_of)

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The documents, by the address of each; data that scripts fill into pages stand under `_` and count, too."""
        keys = (key for key in every_key(self._bucket) if key.endswith(".html"))
        return {quote(f"/{key.removesuffix('index.html')}"): key for key in keys}

    def followed(self) -> Followed:
        """Follow every link of every page."""
        links = [Link(page, written) for page, key in self.pages.items() for written in written_in(self._tree(key))]
        return Followed(len(self.pages), len(links), tuple(sorted({one for one in links if not self.lives(one)})))

    def lives(self, link: Link) -> bool:
        """Whether the link leads somewhere; other hosts are believed."""
        if NONE_HERE.match(link.written):
            return True
        to = urlsplit(urljoin(self._site + link.page, link.written))
        if f"{to.scheme}://{to.netloc}" != self._site:
            return True
        key = self.leads(quote(to.path or "/", safe="/%:@!$&'()*+,;=~-._"))
        return key is not None and self._has(key, to.fragment)

    def _leads(self, address: str, hops: int = HOPS) -> str | None:
        """The key of the object that an address leads to; none for the API's, which is no object but leads somewhere."""
        match route("GET", address):
            case Forward():
                return ""
            case Redirect(_, to):
                return self._leads(to, hops - 1) if hops else None
            case Serve(key):
                return self._object(key, hops)
        return None

    def _object(self, key: str, hops: int) -> str | None:
        stat = self._bucket.stat(key)
        if stat is None:
            return None
        moved = respond(stat.meta)
        if moved is None:
            return key
        return self._leads(moved.to.partition("#")[0], hops - 1) if hops else None

    def _has(self, key: str, fragment: str) -> bool:
        wanted = unquote(fragment.partition(TEXT_FRAGMENT)[0])
        return wanted in ON_TOP or not key.endswith(".html") or wanted in self._places(key)

    def _places_of(self, key: str) -> frozenset[str]:
        return frozenset(str(name) for name in self._tree(key).xpath("//@id | //a/@name"))

    def _tree(self, key: str) -> html.HtmlElement:
        return html.document_fromstring((self._folder / key).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def written_in(tree: html.HtmlElement) -> Iterator[str]:
    """Every link of a page, as written."""
    yield from (str(one).strip() for one in tree.xpath(LEADING))
    for several in tree.xpath(SEVERAL):
        yield from (one.split()[0] for one in str(several).split(",") if one.strip())


def theirs(dead: Iterable[Link], sources: Path) -> frozenset[Link]:
    """Return the dead links that an author wrote and that lead to no source: neither to a file, nor to a place in a text."""
    files = [path for path in sources.rglob("*") if path.is_file()]
    names = {name for path in files for name in (path.name, path.stem)}
    text = "\n".join(path.read_text(errors="replace") for path in files if path.suffix in WRITTEN)
    return frozenset(link for link in dead if any(one in text for one in writings(link.written, names)))


def writings(link: str, names: Container[str]) -> Iterator[str]:
    """Return the ways in which an author may have written this link, or its end."""
    path, _, fragment = unquote(link).partition("#")
    name = path.rstrip("/").rpartition("/")[2]
    yield link
    if fragment:
        yield f"#{fragment}"
    elif name and name not in names:
        yield name


def run(sources: Path | None = None) -> bool:
    """Build the folder, or the example, and follow its links; whether none is dead but those that the sources have."""
    sources = sources or PROJECT / "example"
    with TemporaryDirectory() as folder:
        built = build(sources, Path(folder), url=SITE, now=NOW)
        followed = Built(Path(folder)).followed()
    inherited = theirs(followed.dead, sources)
    row = {"pages": followed.pages, "links": followed.links, "dead": len(followed.dead), "dead in the sources": len(inherited)}
    ours = [link for link in followed.dead if link not in inherited]
    lines = (f"ours: {link.page} → {link.written}" for link in ours)
    show(f"The links of {sources.name}, {built.posts:,} posts", [row], lines)
    return not ours
