"""What git knows of a folder: its repository, where that is hosted, and which commit of Presswork is installed."""

import json
import re
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from infra.authoring.create.workflows import Source

REMOTE = re.compile(r"(?:https://|ssh://git@|git@)(?P<host>github\.com|gitlab\.com)[:/](?P<path>[\w.-]+(?:/[\w.-]+)+?)/?")


def root_of(folder: Path) -> Path:
    """Return the top folder of the repository that a folder is in; the folder itself, if it is in none."""
    found = _git(folder, "rev-parse", "--show-toplevel")
    return Path(found) if found else folder.resolve()


def hosted(folder: Path) -> tuple[str, str]:
    """Return the host of the repository (`github`, `gitlab`) and its path there; both empty if it has no such remote."""
    found = REMOTE.fullmatch(_git(folder, "remote", "get-url", "origin"))
    return (found["host"].removesuffix(".com"), found["path"].removesuffix(".git")) if found else ("", "")


def source() -> Source | None:
    """Return the commit of this very Presswork, and where others get it; None if that can't be told.

    Its name alone would not do: whoever registers it with an index would be trusted with the site.
    """
    try:
        said = json.loads(distribution("presswork").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None
    if "vcs_info" in said:
        return Source(said["url"], said["vcs_info"]["commit_id"])
    if not said.get("url", "").startswith("file:"):
        return None
    folder = Path(url2pathname(urlsplit(said["url"]).path))
    remote, commit = _git(folder, "remote", "get-url", "origin"), _git(folder, "rev-parse", "HEAD")
    return Source(remote, commit) if remote.startswith("https://") and commit else None


def _git(folder: Path, *words: str) -> str:
    """Return what git says, in one line; empty if it is missing or finds nothing."""
    try:
        said = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)  # noqa: S603, S607
    except OSError:
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""
