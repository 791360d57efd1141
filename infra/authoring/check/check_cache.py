"""The summaries of an earlier check: of a blog in which little has changed, only changed files are read again.

They are in the blog's `.presswork/check.json`, which may be deleted at any time. They count only for the same Presswork, the
same settings of the site, and as long as no post has come due or expired since.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib import codec
from chalicelib.content.site.site import Site
from chalicelib.publishing.parse import reading_of
from chalicelib.times import in_utc
from infra.authoring.check.file_summary import FileSummary
from infra.build.fingerprint import fingerprints
from infra.files import private_files
from infra.files.blog_folder import Look

FILE = Path(".presswork/check.json")
IGNORED = "*\n"  # git then ignores the folder, whether or not the blog's own .gitignore has it


def cache_key(site: Site) -> str:
    """Return a digest of all that a summary depends on, beside the file and the time."""
    return hashlib.sha256(json.dumps([fingerprints(""), reading_of(site)]).encode()).hexdigest()[:32]


def load(folder: Path, key: str, looks: Mapping[str, Look], now: datetime) -> Mapping[str, FileSummary]:
    """Return the summaries of the files that look as they did; none if there is no such list, or a damaged one."""
    try:
        content = json.loads((folder / FILE).read_bytes())
        rows: Mapping[str, Any] = content["files"] if content["made"] == key else {}
        same = {name: row for name, row in rows.items() if row[1] and name in looks and tuple(row[:2]) == looks[name]}
        summaries = {name: codec.from_plain(FileSummary, row[2]) for name, row in same.items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}
    return {name: summary for name, summary in summaries.items() if is_current(summary, in_utc(now))}


def is_current(summary: FileSummary, now: str) -> bool:
    """Return whether the state of a file is the same as when it was read."""
    if summary.state == "due":
        return summary.publishes > now
    return summary.state != "published" or not summary.expires or summary.expires > now


def save(folder: Path, key: str, looks: Mapping[str, Look], summaries: Mapping[str, FileSummary], seen: int) -> None:
    """Store the summaries of files as they looked at this time, in nanoseconds; do nothing if the folder can't be written."""
    rows = {name: [*looks[name].steady(seen), codec.plain(summary)] for name, summary in summaries.items()}
    try:
        if not (folder / FILE).parent.exists():
            (folder / FILE).parent.mkdir()
            (folder / FILE).with_name(".gitignore").write_text(IGNORED, "utf-8")
        private_files.write(folder / FILE, json.dumps({"made": key, "files": rows}, ensure_ascii=False))
    except OSError:
        return
