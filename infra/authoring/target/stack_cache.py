"""A cache of stacks, so that a push of a single file needn't ask CloudFormation each time for the names of its resources.

The cache is the blog's `.presswork/stack-NAME.json`: names of buckets, queues and the table, nothing secret. It is valid for a
day, for the same credentials and endpoint, and is forgotten as soon as a push fails.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.authoring.target.destination import STACK_NAME, Destination, find
from infra.authoring.target.remembered_site import remembered_site
from infra.deploying import UndeployableError
from infra.files import private_files
from infra.terminal.streams import CannotError

MAX_AGE = 86_400  # seconds
ORIGIN_SETTINGS = ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION")
"""The settings of the environment that may make a name mean another stack."""


def find_cached(site: str, blog: Path, environment: Mapping[str, str] = os.environ) -> Destination:
    """Return the site that is meant, from the cache if it has it, or else as `find` does. Raise `CannotError`."""
    remembered = remembered_site(blog)
    name = site or remembered.get("site", "")
    settings = _read(blog, name, remembered.get("region", ""), environment) if STACK_NAME.fullmatch(name) else None
    if settings is not None:
        return Destination(name, "stack", blog, settings, remembered=name == remembered.get("site"))
    destination = find(site, blog, environment)
    if destination.kind == "stack" and destination.name == name:
        _write(destination, environment)
    return destination


def forget(destination: Destination) -> None:
    """Let the stack be looked up again."""
    if STACK_NAME.fullmatch(destination.name):
        _path(destination.blog, destination.name).unlink(missing_ok=True)


def demand(destination: Destination, environment: Mapping[str, str] = os.environ) -> None:
    """Look up a cached stack again; raise `CannotError` if it is gone. That it can't be looked up proves nothing."""
    if not (STACK_NAME.fullmatch(destination.name) and _path(destination.blog, destination.name).is_file()):
        return
    try:
        find(destination.name, destination.blog, environment)
    except CannotError as error:
        if isinstance(error.__cause__, UndeployableError):
            forget(destination)
            raise


def _path(blog: Path, name: str) -> Path:
    return blog / ".presswork" / f"stack-{name}.json"


def _read(blog: Path, name: str, region: str, environment: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return the settings of the stack; None if they aren't cached, or may have changed."""
    path = _path(blog, name)
    try:
        content: Mapping[str, Any] = json.loads(path.read_bytes())
        settings: Mapping[str, str] = content["settings"]
        is_recent = 0 <= time.time() - path.stat().st_mtime < MAX_AGE
        is_same = content["from"] == _origin(environment) and region in ("", settings["AWS_REGION"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return settings if is_recent and is_same else None


def _write(destination: Destination, environment: Mapping[str, str]) -> None:
    """Write the cache; if it can't be written, the stack is looked up each time."""
    path = _path(destination.blog, destination.name)
    try:
        path.parent.mkdir(exist_ok=True)
        private_files.write(path, json.dumps({"from": _origin(environment), "settings": dict(destination.settings)}))
    except OSError:
        return


def _origin(environment: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(environment.get(name, "") for name in ORIGIN_SETTINGS).encode()).hexdigest()
