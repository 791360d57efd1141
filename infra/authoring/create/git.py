"""Questions to git: the repository of a folder, its host, and the installed commit of Presswork."""

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
    path = _git(folder, "rev-parse", "--show-toplevel")
    return Path(path) if path else folder.resolve()


def hosted(folder: Path) -> tuple[str, str]:
    """Return the host of the repository (`github`, `gitlab`) and its path there; both empty if it has no such remote."""
    match = REMOTE.fullmatch(_git(folder, "remote", "get-url", "origin"))
    return (match["host"].removesuffix(".com"), match["path"].removesuffix(".git")) if match else ("", "")


def source() -> Source | None:
    """Return the commit of this very Presswork, and its public repository; None if that can't be told.

    Its name alone isn't enough: anyone who registers it with an index would be trusted with the site.
    """
    try:
        install = json.loads(distribution("presswork").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None
    if "vcs_info" in install:
        return Source(install["url"], install["vcs_info"]["commit_id"])
    if not install.get("url", "").startswith("file:"):
        return None
    folder = Path(url2pathname(urlsplit(install["url"]).path))
    remote, commit = _git(folder, "remote", "get-url", "origin"), _git(folder, "rev-parse", "HEAD")
    return Source(remote, commit) if remote.startswith("https://") and commit else None


def _git(folder: Path, *words: str) -> str:
    """Return the one line that git prints; empty if git is missing or fails."""
    try:
        result = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, encoding="utf-8", check=False)  # noqa: S603, S607
    except OSError:
        return ""
    return result.stdout.strip() if result.returncode == 0 else ""
