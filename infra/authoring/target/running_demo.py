"""The demo that runs here or beside a blog, found by its file."""

import json
import socket
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from infra.authoring.target.demo_folder import states_in
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError

PATIENCE = 5  # seconds in which a running demo has answered


def near(blog: Path) -> tuple[Path, ...]:
    """Return the folders from which a demo may have been started, or a site deployed: this one, the blog's, and its parent."""
    return (Path(), blog, blog.resolve().parent)


def is_here(blog: Path) -> bool:
    """Return whether a demo runs here, or left its file behind."""
    return _file(blog) is not None


def description_of(blog: Path) -> Mapping[str, Any]:
    """Return the running demo's description of itself. Raise `CannotError` if none runs."""
    file = _file(blog)
    if file is None:
        raise CannotError("no demo is running here or beside the blog; start one with `presswork demo`", UNABLE)
    try:
        description: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
        endpoint = description["settings"].get("AWS_ENDPOINT_URL", "")
    except (OSError, ValueError, KeyError) as error:
        raise CannotError(f"can't read the running demo's {file}: {error}; start the demo again", UNABLE) from error
    if not _answers(endpoint):
        raise CannotError("the demo that ran here was stopped from outside; start it again with `presswork demo`", UNABLE)
    return description


def _file(blog: Path) -> Path | None:
    """Return the file of the demo that publishes this blog, or of the first demo if none does; None if no demo runs."""
    files = [file for folder in near(blog) for file in states_in(folder)]
    return next((file for file in files[1:] if publishes(file, blog)), files[0] if files else None)


def publishes(file: Path, blog: Path) -> bool:
    """Return whether the demo that wrote this file publishes the folder of this blog."""
    try:
        return bool(Path(json.loads(file.read_text("utf-8"))["folder"]) == blog.resolve())
    except (OSError, ValueError, KeyError):
        return False


def _answers(endpoint: str) -> bool:
    """Return whether something listens at this address; an empty one is AWS."""
    url = urlsplit(endpoint)
    try:
        with socket.create_connection((url.hostname, url.port), timeout=PATIENCE) if endpoint else nullcontext():
            return True
    except OSError:
        return False
