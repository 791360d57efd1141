"""Stacks as they were found lately: a push of one file needn't ask CloudFormation each time where the site is.

What is known is in the blog's `.presswork/stack-NAME.json`: names of buckets, queues and the table, nothing secret. It holds
for a day, for the same credentials and endpoint, and is forgotten as soon as a push fails.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.authoring.target.destination import NAMED, Destination, find, remembered_site
from infra.files import private_files

HOLDS = 86_400  # seconds
FROM = ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION")
"""The settings of the environment that may make a name mean another stack."""


def found_lately(site: str, blog: Path, environment: Mapping[str, str] = os.environ) -> Destination:
    """Return the site that is meant, by what is known of it, or else as `find` does. Raise `CannotError`."""
    said = remembered_site(blog)
    name = site or said.get("site", "")
    known = _read(blog, name, said.get("region", ""), environment) if NAMED.fullmatch(name) else None
    if known is not None:
        return Destination(name, "stack", blog, known, remembered=name == said.get("site"))
    found = find(site, blog, environment)
    if found.kind == "stack" and found.name == name:
        _write(found, environment)
    return found


def forget(found: Destination) -> None:
    """Let the stack be looked up again."""
    if NAMED.fullmatch(found.name):
        _path(found.blog, found.name).unlink(missing_ok=True)


def _path(blog: Path, name: str) -> Path:
    return blog / ".presswork" / f"stack-{name}.json"


def _read(blog: Path, name: str, region: str, environment: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return the settings of the stack; None if they aren't known, or may be others by now."""
    path = _path(blog, name)
    try:
        said: Mapping[str, Any] = json.loads(path.read_bytes())
        settings: Mapping[str, str] = said["settings"]
        is_recent = 0 <= time.time() - path.stat().st_mtime < HOLDS
        is_same = said["from"] == _origin(environment) and region in ("", settings["AWS_REGION"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return settings if is_recent and is_same else None


def _write(found: Destination, environment: Mapping[str, str]) -> None:
    """Note the stack; where that can't be, it is looked up each time."""
    path = _path(found.blog, found.name)
    try:
        path.parent.mkdir(exist_ok=True)
        private_files.write(path, json.dumps({"from": _origin(environment), "settings": dict(found.settings)}))
    except OSError:
        return


def _origin(environment: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(environment.get(name, "") for name in FROM).encode()).hexdigest()
