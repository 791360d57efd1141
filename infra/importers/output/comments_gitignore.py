"""Keeping imported comments, with the mail addresses in them, out of a repository of the blog."""

from fnmatch import fnmatchcase
from pathlib import Path

from infra.files.gitignore import COMMENTS, IGNORED
from infra.importers.blog import Note
from infra.importers.output.overwrite_policy import put

EXPOSED = Note("changed", ".gitignore", f"add `{COMMENTS}` to it: these files have the mail addresses of those who commented")
ONE = ".post.comments.json"
"""The name of such a file."""


def keep_from_git(into: Path) -> bool:
    """Write a `.gitignore`, unless there is one; return whether it leaves out the comments."""
    file = into / ".gitignore"
    if not file.exists():
        put(file, IGNORED.encode())
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(fnmatchcase(ONE, line.strip().removeprefix("**/")) for line in lines)
