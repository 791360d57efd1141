"""The extras of Presswork: the packages that each brings, and the text where they are not installed."""

import sys
from collections.abc import Mapping
from shlex import quote

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "import": ("bs4", "docutils", "markdownify"),
    "images": ("PIL", "budoux", "pillow_heif", "uharfbuzz"),
    "deploy": ("boto3", "botocore", "chalice", "samtranslator", "watchfiles"),
    "demo": ("moto",),
}
"""The packages that the extras of Presswork bring, by the names under which they are imported."""


def not_installed(needing: str, extra: str) -> str:
    """Return that this needs the packages of the extra, and how to install them; `needing` is a subject and its verb."""
    install = f"{quote(sys.executable)} -m pip install 'presswork[{extra}]'"
    return f"{needing} packages that are not installed; run `{install}`, then run the same command again"
