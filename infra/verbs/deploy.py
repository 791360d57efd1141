"""`presswork deploy`: deploy the whole site on AWS, or what has changed of it."""

import argparse
import json
import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.deploying import UndeployableError, wanted
from infra.deploying.deploy import Packed, Work, deploy
from infra.deploying.failing import reported
from infra.deploying.services import services
from infra.deploying.site import endpoint_in, region_in
from infra.deploying.terminal import terminal
from infra.package import UnpackableError
from infra.package.packing import PLAIN, package
from infra.package.targets import MACHINES
from infra.package.zips import ZIPS
from infra.verbs.package import PROJECT


def arguments(parser: argparse.ArgumentParser) -> None:
    what = "what is deployed; presswork.toml unless said"
    parser.add_argument("--config", type=Path, default=wanted.FILE, metavar="FILE", help=what)
    parser.add_argument("--package", type=Path, metavar="DIR", help="deploy what `presswork package DIR` made")
    parser.add_argument("--arch", choices=tuple(MACHINES), default="arm64", help="what the functions run on: arm64 unless said")
    parser.add_argument("--yes", action="store_true", help="make the changes without asking, unless something would be lost")
    parser.add_argument("--lose", action="store_true", help="agree beforehand also to what would be lost")


@reported
def run(asked: argparse.Namespace) -> int:
    person = terminal()
    site = wanted.wanted(asked.config, person, {"region": region_in(os.environ)})
    with TemporaryDirectory(prefix="presswork-") as scratch:
        pack = partial(given, asked.package) if asked.package else partial(fresh, Path(scratch), asked.arch)
        return deploy(Work(site, services(site.region, endpoint_in(os.environ)), person, pack, asked.yes, asked.lose))


def given(folder: Path) -> Packed:
    """Read a package that was made before."""
    missing = [name for name in (*(each.name for each in ZIPS), PLAIN) if not (folder / name).is_file()]
    if missing:
        raise UndeployableError(f"{folder} holds no {' and no '.join(missing)}: `presswork package {folder}` makes it")
    zips = {each.parameter: folder / each.name for each in ZIPS}
    return Packed(zips, json.loads((folder / PLAIN).read_text()))


def fresh(folder: Path, architecture: str) -> Packed:
    from infra.stack.template import merge_template  # noqa: PLC0415 - it brings Chalice

    try:
        package(PROJECT, folder, architecture, merge_template())
    except UnpackableError as error:
        raise UndeployableError(str(error)) from error
    return given(folder)
