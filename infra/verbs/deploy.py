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
    what = "the file that describes the site (default: presswork.toml)"
    parser.add_argument("--config", type=Path, default=wanted.FILE, metavar="FILE", help=what)
    parser.add_argument("--package", type=Path, metavar="DIR", help="deploy a package made by `presswork package DIR`")
    parser.add_argument("--arch", choices=tuple(MACHINES), default="arm64", help="the functions' processor (default: arm64)")
    parser.add_argument("--yes", action="store_true", help="don't ask before making changes, unless something would be lost")
    parser.add_argument("--lose", action="store_true", help="don't ask even if something would be lost")


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
        raise UndeployableError(f"{folder} has no {' and no '.join(missing)}; run `presswork package {folder}` to make it")
    zips = {each.parameter: folder / each.name for each in ZIPS}
    return Packed(zips, json.loads((folder / PLAIN).read_text()))


def fresh(folder: Path, architecture: str) -> Packed:
    from infra.stack.template import merge_template  # noqa: PLC0415 - it brings Chalice

    try:
        package(PROJECT, folder, architecture, merge_template())
    except UnpackableError as error:
        raise UndeployableError(str(error)) from error
    return given(folder)
