"""What an earlier check read: of a blog in which little has changed, only that is read again.

It is kept in the blog's `.presswork/check.json`, which may be deleted at any time. It counts only for the same Presswork, the
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
from infra.authoring.check.file_summary import Read
from infra.build.fingerprint import made_with
from infra.files import private_files
from infra.files.blog_folder import Look

KEPT = Path(".presswork/check.json")
IGNORED = "*\n"  # git then knows nothing of the folder, whether or not the blog's own .gitignore has it


def read_with(site: Site) -> str:
    """Return a name for all that a reading depends on, beside the file and the time."""
    return hashlib.sha256(json.dumps([made_with(""), reading_of(site)]).encode()).hexdigest()[:32]


def load(folder: Path, made: str, looks: Mapping[str, Look], now: datetime) -> Mapping[str, Read]:
    """Return what is known of the files that look as they did; nothing if there is no such list, or a damaged one."""
    try:
        said = json.loads((folder / KEPT).read_bytes())
        rows: Mapping[str, Any] = said["files"] if said["made"] == made else {}
        same = {key: row for key, row in rows.items() if row[1] and key in looks and tuple(row[:2]) == looks[key]}
        found = {key: codec.from_plain(Read, row[2]) for key, row in same.items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}
    return {key: read for key, read in found.items() if holds(read, in_utc(now))}


def holds(read: Read, now: str) -> bool:
    """Return whether the state of a file is what it was when it was read."""
    if read.state == "due":
        return read.publishes > now
    return read.state != "published" or not read.expires or read.expires > now


def save(folder: Path, made: str, looks: Mapping[str, Look], reads: Mapping[str, Read], seen: int) -> None:
    """Keep what was read, as it looked at this time, in nanoseconds; a folder that can't be written is checked all the same."""
    rows = {key: [*looks[key].steady(seen), codec.plain(read)] for key, read in reads.items()}
    try:
        if not (folder / KEPT).parent.exists():
            (folder / KEPT).parent.mkdir()
            (folder / KEPT).with_name(".gitignore").write_text(IGNORED)
        private_files.write(folder / KEPT, json.dumps({"made": made, "files": rows}, ensure_ascii=False))
    except OSError:
        return
