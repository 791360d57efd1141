"""`presswork package`: make the zips and the templates of a deployment."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.exits import wrong
from infra.package import UnpackableError, archive
from infra.package.packing import package
from infra.package.targets import MACHINES

PROJECT = Path(__file__).resolve().parents[2]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder for the package")
    parser.add_argument("--arch", choices=tuple(MACHINES), default="arm64", help="the functions' processor (default: arm64)")


def run(asked: argparse.Namespace) -> int:
    from infra.stack.template import merge_template  # noqa: PLC0415 - each verb loads only what it needs

    return make(PROJECT, asked.out, asked.arch, merge_template())


def make(project: Path, out: Path, architecture: str, merged: Mapping[str, Any]) -> int:
    """Make the package; print its content and sizes, or an error on one line."""
    if out.exists() and not out.is_dir():
        return wrong(f"{out} is a file; choose a folder for the package", 2)
    try:
        made = package(project, out, architecture, merged)
    except UnpackableError as error:
        return wrong(str(error))
    for path in made.zips:
        print(f"{path}: {archive.megabytes(path.stat().st_size)} for {made.target}")
        print(f"    {archive.largest(path)}")
    print(f"{made.template}\n{made.plain}")
    return 0
