"""Keeping imported comments, with the mail addresses in them, out of a repository of the blog."""

from pathlib import Path

from infra.ignored import COMMENTS, IGNORED
from infra.importers.blog import Note
from infra.importers.keeping import put

EXPOSED = Note("changed", ".gitignore", f"add `{COMMENTS}` to it: these files have the mail addresses of those who commented")


def keep_from_git(into: Path) -> bool:
    """Write a `.gitignore`, unless there is one; return whether it leaves out the comments."""
    file = into / ".gitignore"
    if not file.exists():
        put(file, IGNORED.encode())
    return COMMENTS in file.read_text(encoding="utf-8", errors="replace").splitlines()
