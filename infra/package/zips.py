"""Zips: which function runs from which zip, a row each.

Each holds all of the project's own code, and of others' work only what its functions need: so what the encoder of images needs
makes no other function larger, and slower to start.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.frozen import Frozen


class Zip(Frozen):
    """One row: its file, the lock of what it holds of others' work, the most bytes it may have (a cold start fetches it), the
    stack's parameter with its key, its functions by their resources, whether they render pages, and the patterns of the parts
    of chalicelib that it lacks, since they don't use them."""

    name: str
    lock: str
    most: int
    parameter: str
    functions: frozenset[str] = frozenset()
    """None: all that are in no other zip."""
    renders: bool = True
    without: tuple[str, ...] = ()
    no_templates: tuple[str, ...] = ()
    """Folders of `templates` that it lacks."""
    optional: bool = False
    """Whether only a deployment with a desk has it."""


MACHINE = ("cloud/folder.py", "cloud/windows_files.py")
"""What keeps a site on one machine."""

FUNCTIONS = Zip(
    "functions.zip",
    "requirements.lock",
    19_800_000,
    "CodeKey",
    without=(
        *MACHINE,
        "images",
        "html_to_markdown",
        "authoring/desk",
        "authoring/micropub",
        "authoring/rooms",
        "authoring/[!_g]*.py",
    ),
    no_templates=("desk/app", "phrases/refusals"),
)
"""boto3 takes 2 MB of it, the parsers of CommonMark and of formulas 2.5 MB, that of HTML 1.4 MB, the fonts of pages 0.4 MB, DNS
and the list of public suffixes 0.4 MB."""
IMAGES = Zip(
    "images.zip",
    "requirements-images.lock",
    32_000_000,
    "ImagesCodeKey",
    frozenset({"Images"}),
    renders=False,
    without=(*MACHINE, "analytics", "edge", "newsletter", "web"),
)
"""Pillow takes 6.5 MB of it, with its encoder of AVIF, and the reader of HEIF as much; the fonts of cards take 11 MB."""
AUTHORING = Zip(
    "authoring.zip",
    "requirements-authoring.lock",
    27_000_000,
    "AuthoringCodeKey",
    frozenset({"Authoring"}),
    without=(*MACHINE, "images", "analytics", "edge"),
    optional=True,
)
"""Most of what functions.zip has, also to show emails, and what reads passkeys (cryptography takes 4.8 MB) and apps' HTML."""

ZIPS = (FUNCTIONS, IMAGES, AUTHORING)


def needed(*, desk: bool) -> tuple[Zip, ...]:
    """Return the zips of a deployment, with or without a desk."""
    return tuple(each for each in ZIPS if desk or not each.optional)


def zip_of(resource: str) -> Zip:
    """Return the zip that a function runs from."""
    return next((each for each in ZIPS if resource in each.functions), FUNCTIONS)


def code_of(resource: str) -> Mapping[str, Any]:
    """Return where the stack finds the code of a function."""
    return {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": zip_of(resource).parameter}}
