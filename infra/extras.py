"""The extras of Presswork: the packages that each brings, and the text where they are not installed."""

import sys
from collections.abc import Mapping
from shlex import quote

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "import": ("bs4", "docutils", "markdownify"),
    "images": ("PIL", "budoux", "pillow_heif", "uharfbuzz"),
    "deploy": ("boto3", "chalice", "samtranslator", "watchfiles"),
    "demo": ("moto",),
}
"""The packages that the extras of Presswork bring, by the names under which they are imported."""


INSTALLERS: Mapping[str, str] = {
    "/pipx/": "pipx install --force {extra}",
    "/uv/tools/": "uv tool install {extra}",
    "/uv/": "uvx --from {extra} presswork",
}
"""How an extra is installed, by a part of the environment's path; in any other, by its pip."""


def install(extra: str, prefix: str = sys.prefix) -> str:
    """Return the command that installs the extra in the environment at `prefix`."""
    path = f"{prefix}/".replace("\\", "/")
    by_pip = f"{quote(sys.executable)} -m pip install {{extra}}"
    command = next((command for part, command in INSTALLERS.items() if part in path), by_pip)
    return command.format(extra=f"'presswork[{extra}]'")


def not_installed(needing: str, extra: str) -> str:
    """Return that this needs the packages of the extra, and how to install them; `needing` is a subject and its verb."""
    return f"{needing} packages that are not installed; run `{install(extra)}`, then run the same command again"
