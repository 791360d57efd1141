"""Lighthouse's four scores, of a hundred, for the example's home page, a post, and a post of five photographs, on a phone.

Of the photographs, 12 million pixels each, it is also shown what the phone loads, beside what was uploaded, and how much the
page moves while it loads.

Lighthouse comes from npm, with some hundred other packages, so it is asked here and not in the tests. The site is served on
this machine, compressed as by the CDN.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import judged, show
from bench.pictures import LARGE, photo, saved
from bench.rivals import PROJECT
from chalicelib.cloud.folder import FolderBucket
from infra.build.build import build
from infra.serve.browser import program
from infra.serve.server import SiteServer

LOCK = PROJECT / "locks" / "lighthouse"
KEPT = PROJECT / ".presswork" / "bench-lighthouse"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAGES = {"home": "/", "post": "/2026/07/15/a-tide-table-in-thirty-lines/", "photographs": "/2026/11/24/five/"}
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
OF_PHOTOGRAPHS = {**LEAST, "performance": 95}
FIVE = range(1, 6)
FLAGS = "--headless --no-sandbox --disable-background-networking"
QUIET = ("--quiet", "--output=json", "--no-enable-error-reporting", f"--only-categories={','.join(LEAST)}")


def run() -> bool:
    """Measure and show the scores; return whether each is reached."""
    lighthouse = installed()
    with TemporaryDirectory() as folder, SiteServer(FolderBucket(Path(folder))) as server:
        uploaded = build_with_photographs(Path(folder), server.url)
        reports = {name: report(lighthouse, server.url + address) for name, address in PAGES.items()}
    rows = [{"page": name, **scores(one)} for name, one in reports.items()]
    show("Lighthouse, on a phone", rows, (f"{name}: {what}" for name, one in reports.items() for what in lost(one)))
    show("Five photographs", [{"uploaded MB": uploaded / 1e6, **weight(reports["photographs"])}])
    missed = {(page, name): by for page, one in reports.items() for name, by in short(page, one).items() if by > 0}
    print("", *(judged(f"{name} of {page}, short by", by, 0) for (page, name), by in missed.items()), sep="\n")
    return not missed


def short(page: str, said: Mapping[str, Any]) -> Mapping[str, int]:
    """By how much a page misses each score."""
    least = OF_PHOTOGRAPHS if page == "photographs" else LEAST
    return {name: least[name] - reached for name, reached in scores(said).items()}


def build_with_photographs(folder: Path, url: str) -> int:
    """Build the example with one more post, and return the bytes of its photographs."""
    with TemporaryDirectory() as sources:
        source = Path(sources) / "blog"
        shutil.copytree(PROJECT / "example", source)
        raw = saved(photo(*LARGE), "JPEG")
        shown = (f'![The harbour, from place {number}](five-{number}.jpg "Place {number}")' for number in FIVE)
        text = "\n\nSome words about what is to be seen there.\n\n".join(shown)
        (source / "posts" / "2026-11-24-five.md").write_text(f"---\ntitle: Five photographs\n---\nFive of them.\n\n{text}\n")
        for number in FIVE:
            (source / "posts" / f"five-{number}.jpg").write_bytes(raw)
        build(source, folder, url=url, now=NOW)
        return len(raw) * len(FIVE)


def weight(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the phone loaded of all resources, and of images, without scrolling; and the shift of the layout."""
    [network] = [said["audits"]["network-requests"]["details"]["items"]]
    images = sum(one["transferSize"] for one in network if one.get("resourceType") == "Image")
    return {
        "loaded MB": said["audits"]["total-byte-weight"]["numericValue"] / 1e6,
        "of images MB": images / 1e6,
        "layout shift": said["audits"]["cumulative-layout-shift"]["numericValue"],
    }


def installed() -> Path:
    """The program; it is fetched when it isn't there, or another is locked."""
    program, lock = KEPT / "node_modules" / ".bin" / "lighthouse", LOCK / "package-lock.json"
    done = KEPT / lock.name
    if not (program.exists() and done.exists() and done.read_bytes() == lock.read_bytes()):
        shutil.copytree(LOCK, KEPT, dirs_exist_ok=True)
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", str(KEPT)], check=True)
    return program


def report(lighthouse: Path, address: str) -> Mapping[str, Any]:
    """Return Lighthouse's report on a page."""
    command = [str(lighthouse), address, *QUIET, f"--chrome-flags={FLAGS}"]
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": program()}, stdout=subprocess.PIPE, check=True)
    said: Mapping[str, Any] = json.loads(done.stdout)
    return said


def scores(said: Mapping[str, Any]) -> Mapping[str, int]:
    return {name: round(said["categories"][name]["score"] * 100) for name in LEAST}


def lost(said: Mapping[str, Any]) -> list[str]:
    """The audits that cost points."""
    audits, rows = said["audits"], [row for name in LEAST for row in said["categories"][name]["auditRefs"] if row["weight"]]
    failed = [
        audits[row["id"]] for row in rows if (audits[row["id"]]["score"] or 0) < 1 and audits[row["id"]]["score"] is not None
    ]
    return [f"{one['title']} {one.get('displayValue', '')}".strip() for one in failed]
