"""Which site a verb is about: a stack on AWS, or the site that runs here."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeAlias

import click

from infra.deploying import wanted
from infra.deploying.site import Asked
from infra.running.settings_here import cloud_here
from infra.terminal import interruptible
from infra.verbs.options import PATH

Work: TypeAlias = Callable[..., int]


def of_stack(work: Work) -> Work:
    """Give a verb the site on AWS that it is asked about, as `asked`, and the options that name it."""

    @click.option("--config", type=PATH, default=wanted.FILE, metavar="FILE", help="The site's file, instead of presswork.toml.")
    @click.option("--name", default="", help="The deployment's name, instead of the one in the file.")
    @click.option("--region", default="", help="Its region, instead of the one in the file.")
    @wraps(work)
    @interruptible("AWS finishes what it has started, and the same command continues from there")
    def working(*, config: Path, name: str, region: str, **options: Any) -> int:
        return work(asked=Asked(config, name, region), **options)

    return working


def on_site(work: Work) -> Work:
    """Give a verb the running site, as `cloud`."""

    @wraps(work)
    def working(**options: Any) -> int:
        return work(cloud=cloud_here(), **options)

    return working
