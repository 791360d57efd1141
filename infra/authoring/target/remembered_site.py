"""The `.presswork.toml` of a blog, which remembers the site that the blog belongs to.

It lies in the blog's folder or in one above it, and names the `site`, for a stack also its `region`. It holds no secret, so it
may be committed with the blog.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError

REMEMBERED_FILE = Path(".presswork.toml")


def remembered_site(blog: Path) -> dict[str, str]:
    """Return the values of the nearest `.presswork.toml`, with its `folder`; empty if there is none."""
    file = next((folder / REMEMBERED_FILE for folder in _upwards(blog) if (folder / REMEMBERED_FILE).is_file()), None)
    if file is None:
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotError(
            f"can't read {file}: {error}; correct it, or remove it and name the site with --site", UNABLE
        ) from error
    return {**{name: str(value) for name, value in values.items()}, "folder": str(file.parent)}


def blog_of(path: Path) -> Path:
    """Return the folder of the blog that a file or folder belongs to: the nearest with a site.yaml or a .presswork.toml."""
    start = path if path.is_dir() else path.parent
    return next(
        (folder for folder in _upwards(start) if (folder / "site.yaml").is_file() or (folder / REMEMBERED_FILE).is_file()), start
    )


def _upwards(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.resolve().parents
