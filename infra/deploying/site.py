"""The site that a command is about: named on the command line, else by `presswork.toml`."""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.settings import read
from infra.deploying import UndeployableError, checks, stack, wanted
from infra.deploying.services import Aws, services
from infra.deploying.stack import Stack, Standing

NAME = "presswork"


@dataclass(frozen=True, slots=True)
class Site:
    """A deployment that stands: the services of its region, and its stack's outputs."""

    name: str
    aws: Aws
    standing: Standing

    @property
    def told(self) -> Mapping[str, str]:
        return self.standing.told


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=wanted.FILE, metavar="FILE", help="presswork.toml, unless said")
    parser.add_argument("--name", default="", help="the deployment's name, in place of what the file says")
    parser.add_argument("--region", default="", help="its region, in place of what the file says")


def meant(asked: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The name and the region that are meant. Raises UndeployableError where none is."""
    said = wanted.read(asked.config)
    region = asked.region or said.get("region") or region_in(environment)
    if not region:
        raise UndeployableError(f"no region is named: say --region, or write it in {asked.config}")
    checks.region(region, checks.known_regions())
    return asked.name or said.get("name") or NAME, region


def region_in(environment: Mapping[str, str]) -> str:
    return read(environment, ["region"]).region


def endpoint_in(environment: Mapping[str, str]) -> str:
    return read(environment, ["endpoint"]).endpoint


def site(name: str, aws: Aws, say: Callable[[str], None] = print) -> Site:
    """The deployment of this name. Raises UndeployableError where none stands."""
    standing = Stack(aws.cloudformation, name, say).found()
    if standing is None:
        raise UndeployableError(f"there is no stack {name} in {aws.region}; `presswork deploy` makes it")
    stack.own(standing, name)
    return Site(name, aws, standing)


def asked_site(asked: argparse.Namespace) -> Site:
    """The deployment that the command line means."""
    name, region = meant(asked)
    return site(name, services(region, endpoint_in(os.environ)))


def output(site: Site, name: str) -> str:
    """Return an output of the stack. Raises UndeployableError where it isn't there yet."""
    if name not in site.told:
        raise UndeployableError(f"the stack {site.name} ({site.standing.status}) doesn't tell {name}; run `presswork deploy`")
    return site.told[name]


def queue_facts(sqs: Any, url: str) -> Mapping[str, str]:
    """How many messages a queue holds, and its ARN."""
    facts: Mapping[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return facts
