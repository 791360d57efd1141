"""The weight of a post on its first visit, compared with the same post in the themes that come with other programs.

What blocks is the page and the stylesheets and scripts that it waits for; it is counted as it travels, compressed. A round
trip is a wait for an answer without which nothing more can be asked or displayed: one for the page, one more for what it waits
for, and another for each depth of `@import`. A stylesheet in the body holds up only what stands below it, so it is deferred, as
are scripts that don't block. Connecting is left out, as all sites connect alike. The layout shift is what Chromium reports, while
the page loads and is scrolled to its end.
"""

import gzip
import json
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from lxml import html
from playwright.sync_api import Browser

from bench import corpus
from bench.machine import judged, show
from bench.rivals import PROJECT, hugo_folder, pelican_folder, rivals
from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.browser import launched
from infra.serve.server import SiteServer

POSTS = 100
NOW = datetime(2027, 1, 1, tzinfo=UTC)
BLOCKING, LATER, TRIPS, SHIFT = 12_500, 5_000, 1, 0.0
"""The most that a post of ours may: bytes that block, bytes of script and of what stands below, round trips, and layout shift."""

WIDTHS = (1280, 390)
IMPORT = re.compile(rb"""@import\s+(?:url\()?["']?([^"')\s;]+)""")
SHIFTS = """async () => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  for (let at = 0; at < document.body.scrollHeight; at += innerHeight) {
    scrollTo(0, at);
    await new Promise((done) => setTimeout(done, 50));
  }
  return sum;
}"""

Read = Callable[[str], bytes]
"""The bytes at an address of the site; none for another host's."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Compressed bytes of the page, of the stylesheets and scripts that its first screen waits for, and of the others."""

    page: int
    styles: int
    scripts: int
    deferred: int
    trips: int

    @property
    def blocking(self) -> int:
        return self.page + self.styles + self.scripts


def gzipped(body: bytes) -> int:
    return len(gzip.compress(body, 6, mtime=0)) if body else 0


def weight(page: bytes, address: str, read: Read, packed: Callable[[bytes], int] = gzipped) -> Weight:
    """Return the weight of the page; `packed` returns the size of a compressed body."""
    tree = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    at = partial(urljoin, address)
    sheets = dict(sheet for link in styles_of(tree, "head") for sheet in imported(at(link), read))
    below = dict(sheet for link in styles_of(tree, "body") for sheet in imported(at(link), read))
    scripts = every(tree, "//script[@src]")
    waits = [at(one.get("src", "")) for one in scripts if blocks(one)]
    later = [at(one.get("src", "")) for one in scripts if not blocks(one)]
    return Weight(
        page=packed(page),
        styles=sum(packed(read(one)) for one in sheets),
        scripts=sum(packed(read(one)) for one in waits),
        deferred=sum(packed(read(one)) for one in (*below, *later)),
        trips=1 + max([1 if waits else 0, *sheets.values()]),
    )


def styles_of(tree: html.HtmlElement, part: str) -> Iterator[str]:
    """The stylesheets for screens in this part of the page."""
    for link in every(tree, f"//{part}//link[contains(concat(' ', @rel, ' '), ' stylesheet ')]"):
        if link.get("media", "all") in ("all", "screen") and "alternate" not in link.get("rel", ""):
            yield link.get("href", "")


def blocks(script: html.HtmlElement) -> bool:
    """Whether the page waits for this script."""
    return not ({"defer", "async"} & set(script.attrib) or script.get("type") == "module")


def imported(address: str, read: Read, depth: int = 1) -> Iterator[tuple[str, int]]:
    """A stylesheet and those that it imports, and after how many others each is found."""
    yield address, depth
    for inner in IMPORT.findall(read(address)):
        yield from imported(urljoin(address, inner.decode()), read, depth + 1)


def every(tree: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return cast(list[html.HtmlElement], tree.xpath(path))


def reading(folder: Path, site: str) -> Read:
    """Reads what stands in a folder that is served at this address."""

    def read(address: str) -> bytes:
        parts = urlsplit(address)
        path = folder / parts.path.lstrip("/")
        ours = f"{parts.scheme}://{parts.netloc}" == site
        return path.read_bytes() if ours and path.is_file() else b""

    return read


# ---- the same post, made by others


@dataclass(frozen=True, slots=True)
class Maker:
    """A program with a theme: builds the sources into a folder, to be served at an address."""

    name: str
    make: Callable[[Path, Path, str], object]


def ours(sources: Path, out: Path, site: str) -> None:
    build(sources, out, url=site, now=NOW)


def pelican(theme: str, sources: Path, out: Path, site: str) -> None:
    """Pelican with a theme of its own."""
    with TemporaryDirectory() as folder:
        inner = Path(folder, "blog")
        pelican_folder(sources, inner)
        program = rivals() / "pelican"
        settings = ["-s", str(inner / "pelicanconf.py"), "-e", f"SITEURL={json.dumps(site)}", f"THEME={json.dumps(theme)}"]
        subprocess.run([str(program), "--quiet", *settings, "-o", str(out)], check=True, cwd=inner)


def hugo(sources: Path, out: Path, site: str) -> None:
    """Hugo with the theme that `hugo new theme` writes: others, such as PaperMod, are in no registry of packages."""
    program = str(rivals() / "hugo")
    with TemporaryDirectory() as folder:
        laid, inner = Path(folder, "laid"), Path(folder, "blog")
        hugo_folder(sources, laid)
        subprocess.run([program, "new", "site", "--quiet", str(inner)], check=True)
        subprocess.run([program, "new", "theme", "skeleton", "--quiet"], check=True, cwd=inner)
        shutil.copytree(laid / "content", inner / "content", dirs_exist_ok=True)
        asked = ["--quiet", "--theme", "skeleton", "--baseURL", f"{site}/", "--destination", str(out)]
        subprocess.run([program, *asked], check=True, cwd=inner)


MAKERS: tuple[Maker, ...] = (
    Maker("presswork", ours),
    Maker("hugo, new theme", hugo),
    Maker("pelican, notmyidea", partial(pelican, "notmyidea")),
    Maker("pelican, simple", partial(pelican, "simple")),
)

GHOST = "ghost@6.65.0"
GHOST_FILES = {"styles": "assets/built/screen.css", "scripts": "assets/built/source.js"}
GHOST_THEME = "package/content/themes/source"


def ghost() -> Mapping[str, int]:
    """The sizes of the stylesheet and the script of Ghost's own theme, from its package: its pages only come from a server."""
    kept = PROJECT / ".presswork" / "bench-ghost"
    if not kept.exists():
        with TemporaryDirectory() as folder:
            subprocess.run(["npm", "pack", "--silent", GHOST], check=True, cwd=folder, stdout=subprocess.DEVNULL)
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
                wanted = [one for one in package if one.name.startswith(f"{GHOST_THEME}/assets/built/")]
                package.extractall(kept, members=wanted, filter="data")
    return {name: gzipped((kept / GHOST_THEME / path).read_bytes()) for name, path in GHOST_FILES.items()}


# ---- measuring


def measured(maker: Maker, sources: Path, post: str, browser: Browser) -> Mapping[str, Any]:
    """Return a row: the weight of the post, and its layout shift."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        with SiteServer(FolderBucket(out)) as server:
            maker.make(sources, out, server.url)
            address = next(one for one in pages(out) if post in one)
            found = weight((out / address / "index.html").read_bytes(), f"{server.url}/{address}/", reading(out, server.url))
            shift = max(shifted(browser, f"{server.url}/{address}/", width) for width in WIDTHS)
    return row(maker.name, found.page, found.styles, found.scripts, found.deferred, found.trips, shift)


def row(name: str, page: int, styles: int, scripts: int, deferred: int, trips: object, shift: object) -> Mapping[str, Any]:
    names = ("page", "styles", "scripts that block", "all that blocks", "deferred", "round trips", "layout shift")
    return {"theme": name} | dict(
        zip(names, (page, styles, scripts, page + styles + scripts, deferred, trips, shift), strict=True)
    )


def pages(out: Path) -> list[str]:
    return sorted(path.parent.relative_to(out).as_posix() for path in out.rglob("index.html"))


def shifted(browser: Browser, address: str, width: int) -> float:
    """How far the page jumps in a window of this width."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        page.goto(address, wait_until="networkidle")
        return float(page.evaluate(SHIFTS))
    finally:
        page.close()


def run() -> bool:
    """Measure and show the results; return whether our post is as light as it must be."""
    post = corpus.name_of(POSTS - 1, POSTS).removesuffix(".md")[len("2026-11-25-") :]
    with launched() as browser, TemporaryDirectory() as folder:
        sources = Path(folder, "sources")
        corpus.write(sources, POSTS)
        rows = [measured(maker, sources, post, browser) for maker in MAKERS]
    theirs = ghost()
    rows.append(row("ghost, source: without its page", 0, theirs["styles"], 0, theirs["scripts"], "", ""))
    show("A post on its first visit: bytes, compressed by gzip", rows)
    limits = (("all that blocks", BLOCKING), ("deferred", LATER), ("round trips", TRIPS), ("layout shift", SHIFT))
    print("", *(judged(f"our post's {name}", rows[0][name], most) for name, most in limits), sep="\n")
    return all(rows[0][name] <= most for name, most in limits)
