"""The row of one site, and the texts whose structure differs."""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import show
from bench.moving.exports import sources_in
from bench.moving.sources import read, texts_in
from bench.moving.structure import Difference, difference, elements, text_of
from chalicelib.content.site.site import Site
from chalicelib.content.source import read_source
from chalicelib.errors import Refusal
from infra.importers.detection.system_detection import DetectedSystem, system_of
from infra.importers.output.overwrite_policy import MEMORY
from infra.importers.output.site_file import site_of

MOST = 0.01  # of the texts may differ
SHOWN = 10  # differences that are printed
MARKS = re.compile(r"\{%|\{\{|%\}|\}\}|\[\[[^\]\n]+\]\]|^:{3,}|^import [\w{*]|<[A-Z]\w+|^!!! |%%", re.MULTILINE)
FEEDS: Mapping[str, Sequence[str]] = {
    "jekyll": ("/feed.xml",),
    "hugo": ("/index.xml",),
    "zola": ("/atom.xml", "/rss.xml"),
    "ghost": ("/rss/",),
    "substack": ("/feed/",),
    "wordpress": ("/feed/",),
}
"""Where each system has its feeds unless it is told; others are read from the redirects that the import wrote."""
FEED = re.compile(r"(feed|atom|rss|index)[\w.-]*(\.(xml|json|rss))?/?$")


def main(given: Sequence[str]) -> int:
    """Move a site in; return 0 if fewer than one in a hundred texts differ, and none is lost."""
    asked = arguments(given)
    site = asked.site.resolve()
    seen = (
        DetectedSystem(asked.system, asked.system)
        if asked.system
        else system_of(site) or DetectedSystem("folder", "a folder of Markdown")
    )
    site = site / seen.folder
    with TemporaryDirectory() as folder:
        into, out = (asked.into or Path(folder) / "blog"), Path(folder) / "out"
        moved = run(seen.command, site, into, out)
        texts = list(texts_in(site))
        keys = {old: new for old, new in entries(into).items() if (site / old).is_file()}
        compared = [compare(site, old, new, into, out, seen) for old, new in keys.items()]
        compared += [
            difference(source, page) or False
            for id_, source in sources_in(site, seen.command).items()
            if (key := entries(into).get(id_)) and (page := page_of(key, into, out)) is not None
        ]
        row = {**row_of(moved, texts, keys, out), **feeds(seen.command, into, out)}
        lost = lost_in(moved, texts, keys)[1]
    checked = [one for one in compared if one is not None]
    different = [one for one in checked if isinstance(one, Difference)]
    share = len(different) / len(checked) if checked else 0.0
    row |= {"compared": len(checked), "differ %": 100 * share}
    show(f"{asked.site.name}: {seen.title}", [row])
    for one in different[: asked.most]:
        print(f"  {one}")
    for path in lost[: asked.most]:
        print(f"  {path}: lost")
    return 0 if share < MOST and not lost else 1


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench moving", description="Move a site in, and show what became of it.")
    parser.add_argument("site", type=Path, metavar="SITE", help="the folder or the export of the old site")
    parser.add_argument("--from", dest="system", default="", metavar="SYSTEM", help="its system; unless given, its files say it")
    parser.add_argument("--into", type=Path, default=None, metavar="DIR", help="keep the imported folder here")
    parser.add_argument("--most", type=int, default=SHOWN, metavar="N", help="how many differences are printed")
    return parser.parse_args(given)


def run(system: str, site: Path, into: Path, out: Path) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "bench.moving.move", system, str(site), str(into), str(out)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"it can't be moved: {ran.stderr.strip().splitlines()[-1]}")
    moved: Mapping[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return moved


def entries(into: Path) -> Mapping[str, str]:
    """Return the keys of what was imported by the path in the old site."""
    try:
        return dict(json.loads((into / MEMORY).read_text())["entries"])
    except FileNotFoundError:
        return {}


def site_at(into: Path) -> Site:
    import yaml  # noqa: PLC0415

    path = into / "site.yaml"
    return site_of(yaml.safe_load(path.read_text())) if path.exists() else Site()


def compare(site: Path, old: str, new: str, into: Path, out: Path, seen: DetectedSystem) -> Difference | bool | None:
    """Return how a text differs from its source, or False; None if it has no page, or its source is no Markdown."""
    page = page_of(new, into, out)
    if page is None or not re.search(r"(?i)\.(md|markdown|mdx|mkd|mdown|rst)$", old):
        return None
    return difference(read(site, old, seen.title.lower()), page) or False


def page_of(key: str, into: Path, out: Path) -> str | None:
    """Return the built page of a source; None if it has none, such as a draft."""
    try:
        address = read_source(key, (into / key).read_bytes(), site_at(into)).post.address
    except Refusal:
        return None
    path = out / address.strip("/") / "index.html"
    return path.read_text("utf-8") if path.is_file() else None


def lost_in(moved: Mapping[str, Any], texts: Sequence[str], keys: Mapping[str, str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the texts that were left behind with a note, and those that are neither here nor told."""
    told = {note.get("file") or note["what"] for note in moved["notes"] if note["outcome"] == "skipped"}
    folders = tuple(one for one in told if one.endswith("/")) or ("\0",)
    left = [path for path in texts if path not in keys and (path in told or path.startswith(folders))]
    return left, [path for path in texts if path not in keys and path not in {*left}]


def row_of(moved: Mapping[str, Any], texts: Sequence[str], keys: Mapping[str, str], out: Path) -> dict[str, Any]:
    """Return the numbers of a site: what was there, what came along, and what readers meet."""
    left, lost = lost_in(moved, texts, keys)
    written = Counter(moved["written"]) + Counter(moved["unchanged"])
    return {
        "texts": len(texts),
        "posts": written["post"],
        "pages": written["page"],
        "left, told": len(left),
        "lost": len(lost),
        "built": moved["posts"],
        "refused": len(moved["refused"]),
        "raw marks": sum(1 for _ in raw_marks(out)),
        "dead links": sum("leads nowhere" in note["why"] or "doesn't hold" in note["why"] for note in moved["notes"]),
        "seconds": moved["seconds"],
        "MiB": moved["MiB"],
    }


def raw_marks(out: Path) -> Iterator[str]:
    """Yield the notations of the old system that readers see in the built texts, outside of code."""
    for path in sorted(out.rglob("index.html")):
        text = text_of(path.read_text("utf-8"))
        for code in elements(text, './/pre | .//code[not(@class="raw-template")] | .//script | .//math'):
            code.drop_tree()
        yield from (found[0] for found in MARKS.finditer(str(text.text_content())))


def feeds(system: str, into: Path, out: Path) -> dict[str, str]:
    """Return how many of the feeds that the old site had are there, under their old address."""
    redirects = site_at(into).redirects
    old = dict.fromkeys(
        (*FEEDS.get(system, ()), *(path for path, to in redirects.items() if "/feed" in to and FEED.search(path)))
    )
    there = [path for path in old if (out / path.strip("/")).exists() or path in redirects]
    return {"feeds": f"{len(there)}/{len(old)}"}
