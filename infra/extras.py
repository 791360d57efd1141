"""The extras of Presswork: the packages that each brings, and the text where they are not installed."""

import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from infra.terminal.invocation import quoted

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "import": ("bs4", "docutils", "markdownify"),
    "images": ("PIL", "budoux", "pillow_heif", "uharfbuzz"),
    "deploy": ("boto3", "botocore", "chalice", "samtranslator"),
    "demo": ("moto", "webauthn"),
    "login": ("keyring",),
}
"""The packages that the extras of Presswork bring, by the names under which they are imported."""


@cache
def is_installed(extra: str) -> bool:
    """Return whether the packages of the extra are here."""
    return all(map(find_spec, EXTRAS[extra]))


def load(extra: str) -> None:
    """Load the packages of the extra; one that is missing ends the command before anything is done."""
    for package in EXTRAS[extra]:
        import_module(package)


INSTALLERS: Mapping[str, str] = {
    "/pipx/venvs/": "pipx runpip presswork install {extra}",
    "/uv/": "uv pip install --python {python} {extra}",
}
"""How an extra is added, by a part of the environment's path; in any other environment, by its own pip."""


def install(extra: str, prefix: str = sys.prefix) -> str:
    """Return the command that adds the extra to what is installed in the environment at `prefix`."""
    path = f"{prefix}/".replace("\\", "/")
    command = next((command for part, command in INSTALLERS.items() if part in path), "{python} -m pip install {extra}")
    return command.format(python=quoted(sys.executable), extra=quoted(f"presswork[{extra}]"))


def not_installed(needing: str, extra: str) -> str:
    """Return that this needs the packages of the extra, and how to install them; `needing` is a subject and its verb."""
    return f"{needing} packages that are not installed; run `{install(extra)}`, then run the same command again"
