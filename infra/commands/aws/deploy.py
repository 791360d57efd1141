"""`presswork deploy`: deploy the whole site on AWS, or what has changed of it."""

import json
import os
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from msgspec.structs import replace

from infra.commands.aws.package import PROJECT, arch
from infra.commands.aws.trial import show
from infra.commands.options import PATH, as_events
from infra.deploying import UndeployableError, trial
from infra.deploying import config as wanted
from infra.deploying.config import Deployment
from infra.deploying.deploy import PackedFunctions, Work, deploy
from infra.deploying.domain.dns import dns_beside
from infra.deploying.dry_run import rehearse
from infra.deploying.prompts import Terminal, terminal
from infra.deploying.services import services
from infra.deploying.site import endpoint_in, likely_region
from infra.deploying.stack import NoCdnError
from infra.deploying.waits import PACKAGE
from infra.package import UnpackableError
from infra.package.packing import PLAIN, package
from infra.package.zips import Zip, needed
from infra.stack.parameters import NO, YES
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.progress import progress
from infra.terminal.streams import interruptible, is_watched


@click.command(epilog="Example: presswork deploy --config presswork.toml")
@click.option("--config", type=PATH, metavar="FILE", help="The site's file (default: presswork.toml or trial.toml).")
@click.option("--trial", "tries", is_flag=True, help="Deploy a starter blog to try it; ask one question.")
@click.option("--package", "folder", type=PATH, metavar="DIR", help="Deploy a package made by `presswork package DIR`.")
@arch
@click.option("--yes", is_flag=True, help="Don't ask before making changes, unless something would be lost.")
@click.option("--lose", is_flag=True, help="Don't ask even if something would be lost.")
@click.option("--dry-run", is_flag=True, help="Only make the package, and list what it would create; no account is asked.")
@as_events
@interruptible("AWS finishes what it has started; run the same command again to continue")
def command(*, config: Path | None, folder: Path | None, arch: str, tries: bool, as_json: bool, **how: bool) -> int:
    """Deploy the whole site to AWS, or the parts that have changed."""
    if tries and config:
        raise UndeployableError(f"a trial has a file of its own, {trial.FILE}: leave out --config, or --trial", UNABLE)
    if config and config.name == trial.FILE.name:
        raise UndeployableError(f"{config} has the settings of a trial: run `presswork deploy --trial` in its folder", UNABLE)
    person = terminal(as_json=as_json)
    file = config or (trial.FILE if tries else wanted.FILE)
    read = trial.deployment_in if tries else wanted.deployment_in
    site = read(file, person, {"region": likely_region(os.environ)}, saves=not how["dry_run"])
    with TemporaryDirectory(prefix="presswork-") as scratch:
        kinds = needed(desk=site.desk == YES)
        pack = partial(given, folder, kinds) if folder else partial(fresh, Path(scratch), arch, person, kinds)
        if how["dry_run"]:
            return rehearse(site, pack(), person)
        endpoint = endpoint_in(os.environ)
        aws, dns = services(site.region, endpoint), dns_beside(endpoint)
        bar = partial(progress, "resources", shown=is_watched() and not as_json) if tries else None
        work = Work(site, aws, person, cache(pack), dns, how["yes"] or tries, how["lose"], bar=bar)
        if not tries:
            return deploy(work)
        site = deploy_trial(work, file)
    return show(site, file, person, as_json=as_json)


def deploy_trial(work: Work, file: Path) -> Deployment:
    """Deploy a trial; without a CDN where the account may not have one yet. Return it as it is then."""
    work = replace(work, is_trial=True)
    site = work.deployment
    try:
        deploy(work)
    except NoCdnError:
        if site.cdn == NO:
            raise
        site = trial.without_cdn(site, file, work.terminal)
        deploy(replace(work, deployment=site))
    return site


def given(folder: Path, kinds: Sequence[Zip]) -> PackedFunctions:
    """Read a package that was made before; of these zips, which the deployment needs."""
    missing = [name for name in (*(each.name for each in kinds), PLAIN) if not (folder / name).is_file()]
    if missing:
        lacks = " and no ".join(missing)
        raise UndeployableError(f"{folder} has no {lacks}; run `presswork package {word(folder)}` to make it", UNABLE)
    zips = {each.parameter: folder / each.name for each in kinds}
    return PackedFunctions(zips, json.loads((folder / PLAIN).read_text("utf-8")))


def fresh(folder: Path, architecture: str, person: Terminal, kinds: Sequence[Zip]) -> PackedFunctions:
    from infra.stack.template import merge_template  # noqa: PLC0415 - it brings Chalice

    person.say(PACKAGE.line())
    try:
        package(PROJECT, folder, architecture, merge_template(), kinds)
    except UnpackableError as error:
        raise UndeployableError(str(error)) from error
    return given(folder, kinds)
