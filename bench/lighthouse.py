"""Lighthouse's four scores, of a hundred, for the example's home page and for a post, on a phone.

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
from bench.rivals import PROJECT
from chalicelib.cloud.folder import FolderBucket
from infra.local.browser import program
from infra.local.build import build
from infra.local.server import SiteServer

LOCK = PROJECT / "locks" / "lighthouse"
KEPT = PROJECT / ".presswork" / "bench-lighthouse"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAGES = {"home": "/", "post": "/2026/07/15/a-tide-table-in-thirty-lines/"}
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
FLAGS = "--headless --no-sandbox --disable-background-networking"
QUIET = ("--quiet", "--output=json", "--no-enable-error-reporting", f"--only-categories={','.join(LEAST)}")


def run() -> bool:
    """Measure and show the scores; return whether each is reached."""
    lighthouse = installed()
    with TemporaryDirectory() as folder, SiteServer(FolderBucket(Path(folder))) as server:
        build(PROJECT / "example", Path(folder), url=server.url, now=NOW)
        reports = {name: report(lighthouse, server.url + address) for name, address in PAGES.items()}
    rows = [{"page": name, **scores(one)} for name, one in reports.items()]
    show("Lighthouse, on a phone", rows, (f"{name}: {what}" for name, one in reports.items() for what in lost(one)))
    print("", *(judged(f"short of {least} in {name}", short(rows, name), 0) for name, least in LEAST.items()), sep="\n")
    return not any(short(rows, name) for name in LEAST)


def short(rows: list[Mapping[str, Any]] | list[dict[str, Any]], name: str) -> float:
    """By how much the worst page misses the score."""
    return max(0.0, *(float(LEAST[name] - row[name]) for row in rows))


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
