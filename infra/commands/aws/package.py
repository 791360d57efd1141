"""`presswork package`: make the zips and the templates of a deployment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from infra.commands.options import PATH, as_json
from infra.package import UnpackableError, archive
from infra.package.packing import package
from infra.package.targets import MACHINES
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, document, say

PROJECT = Path(__file__).resolve().parents[3]


arch = click.option(
    "--arch", type=click.Choice(tuple(MACHINES)), default="arm64", help="The functions' processor (default: arm64)."
)


@click.command(epilog="Example: presswork package ./package")
@click.argument("out", metavar="OUT", type=PATH, help="The folder for the package.")
@arch
@as_json
def command(*, out: Path, arch: str, as_json: bool) -> int:
    """Build the zips and templates that a deployment needs."""
    from infra.stack.template import merge_template  # noqa: PLC0415 - help needs none of it

    return make(PROJECT, out, arch, merge_template(), as_json=as_json)


def make(project: Path, out: Path, architecture: str, merged: Mapping[str, Any], *, as_json: bool = False) -> int:
    """Make the package; print its content and sizes. Raises CannotError."""
    if out.exists() and not out.is_dir():
        raise CannotError(f"{out} is a file; choose a folder for the package", UNABLE)
    try:
        result = package(project, out, architecture, merged)
    except UnpackableError as error:
        raise CannotError(str(error)) from error
    if as_json:
        zips = [{"file": str(path), "bytes": path.stat().st_size} for path in result.zips]
        document({"zips": zips, "template": str(result.template), "plain": str(result.plain), "target": str(result.target)})
        return 0
    for path in result.zips:
        say(f"{path}: {archive.megabytes(path.stat().st_size)} for {result.target}")
        say(f"    {archive.largest(path)}")
    say(f"{result.template}\n{result.plain}")
    return 0
