"""The site of a command: a stack on AWS, or any running site."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeAlias

import click

from chalicelib.cloud.ports import Cloud
from infra.authoring.target import destination
from infra.authoring.target.destination import Destination
from infra.commands.options import PATH
from infra.deploying import config as wanted
from infra.deploying import trial
from infra.deploying.site import SiteChoice
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, interruptible

Work: TypeAlias = Callable[..., int]


def _site_on_aws(*names: str) -> Callable[[Work], Work]:
    """Return the decorator that gives a command the choice of a site on AWS, as `asked`, and the options that name it."""

    def decorated(work: Work) -> Work:
        @click.option(
            "--config", type=PATH, default=wanted.FILE, metavar="FILE", help="The site's file, instead of presswork.toml."
        )
        @click.option(*names, "name", default="", metavar="NAME", help="The deployment's name, instead of the one in the file.")
        @click.option("--region", default="", metavar="REGION", help="Its region, instead of the one in the file.")
        @wraps(work)
        @interruptible("AWS finishes what it has started; run the same command again to continue")
        def working(*, config: Path, name: str, region: str, **options: Any) -> int:
            return work(asked=site_choice(config, name, region), **options)

        return working

    return decorated


of_stack = _site_on_aws("--name", "--site")
also_of_stack = _site_on_aws("--name")
"""The same for a command that is also about other sites, and has an option `--site` for all of them."""


def site_choice(config: Path, name: str, region: str) -> SiteChoice:
    """Return the choice of a site on AWS: without its file, it is the one that `.presswork.toml` remembers, or a trial."""
    remembered, remembered_region = ("", "") if config.exists() else destination.remembered_stack()
    chosen = name or remembered
    if destination.SITE_URL.fullmatch(chosen):
        raise CannotError(destination.KEYS_NEEDED.format(chosen), UNABLE)
    if config == wanted.FILE and not config.exists() and not remembered and trial.FILE.exists():
        config = trial.FILE
    return SiteChoice(config, chosen, region or (remembered_region if chosen == remembered else ""))


def _on_running(build: str) -> Callable[[Work], Work]:
    """Return the decorator that gives a command the running site with its secrets, as `cloud`, and the option that names it.

    `build` is the reason why the folder of a build isn't such a site.
    """

    def decorated(work: Work) -> Work:
        @destination.site_option
        @wraps(work)
        def working(*, site: str, **options: Any) -> int:
            return work(cloud=running(destination.find(site), build), **options)

        return working

    return decorated


on_site = _on_running("which has no subscribers and no letters")
BUILT_COMMENTS = "whose comments are those of the files beside its posts"
on_site_with_comments = _on_running(BUILT_COMMENTS)
on_site_with_people = _on_running("for which only its author writes")
on_site_with_queues = _on_running("which `presswork build FOLDER {out} --fresh` builds again")


def running(site: Destination, build: str) -> Cloud:
    """Return a site that has readers. Raises CannotError for a folder of a build, and for a site without secrets."""
    if site.kind == "build":
        raise CannotError(f"{site.name} is a built folder, {build.format(out=site.name)}", UNABLE)
    try:
        cloud = site.trusted
    except ValueError as error:  # the secrets are missing
        raise CannotError(str(error), UNABLE) from error
    if not (cloud.keys and cloud.pepper):
        raise CannotError(
            f"{site.name}'s secrets are missing; set LINK_KEYS and ADDRESS_PEPPER as its functions have them", UNABLE
        )
    return cloud
