"""The site of a command: named on the command line, else in `presswork.toml`."""

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import boto3

from chalicelib.cloud import secrets
from chalicelib.frozen import Frozen
from chalicelib.settings import read
from infra.deploying import UndeployableError, regions, stack_recovery
from infra.deploying import config as wanted
from infra.deploying.services import Aws, services
from infra.deploying.stack import Stack, StackState
from infra.stack import outputs
from infra.terminal import streams
from infra.terminal.exit_codes import UNABLE

NAME = "presswork"


class Site(Frozen):
    """An existing deployment: the services of its region, and its stack."""

    name: str
    aws: Aws
    state: StackState

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.state.outputs


class SiteChoice(Frozen):
    """The choice of a site on the command line; empty values are in the file."""

    config: Path = wanted.FILE
    name: str = ""
    region: str = ""


def name_and_region(choice: SiteChoice, environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Return the name and the region of the site. Raises UndeployableError without a region."""
    deployment = wanted.read(choice.config)
    in_file = "" if choice.region else deployment.get("region", "")
    region = choice.region or in_file or region_in(environment)
    if not region:
        raise UndeployableError(f"which region? Use --region, or add it to {choice.config}", UNABLE)
    regions.check(region, f"{choice.config}: " if in_file else "")
    return choice.name or deployment.get("name") or NAME, region


def region_in(environment: Mapping[str, str]) -> str:
    return read(environment, ["region"]).region


def likely_region(environment: Mapping[str, str]) -> str:
    """Return the region of the environment, or else of the AWS profile; empty if neither names one."""
    return region_in(environment) or str(boto3.session.Session().region_name or "")


def endpoint_in(environment: Mapping[str, str]) -> str:
    return read(environment, ["endpoint"]).endpoint


def site(name: str, aws: Aws, say: Callable[[str], None] = streams.say) -> Site:
    """Find the deployment of this name. Raises UndeployableError if there is none."""
    state = Stack(aws.cloudformation, name, say).found()
    if state is None:
        raise UndeployableError(f"there's no stack {name} in {aws.region}; `presswork deploy` creates it", UNABLE)
    stack_recovery.check_owner(state, name)
    return Site(name, aws, state)


def chosen_site(choice: SiteChoice) -> Site:
    name, region = name_and_region(choice)
    return site(name, services(region, endpoint_in(os.environ)))


def checked_name(what: str, name: str, names: Collection[str]) -> str:
    """Check the name of a resource; an empty one means all. Raises UndeployableError."""
    if name and name not in names:
        raise UndeployableError(f"there's no {what} {name}; use one of {', '.join(names)}", UNABLE)
    return name


def output(site: Site, name: str) -> str:
    """Return an output of the stack. Raises UndeployableError if it is missing."""
    if name not in site.outputs:
        raise UndeployableError(f"the stack {site.name} ({site.state.status}) has no output {name}; run `presswork deploy`")
    return site.outputs[name]


def queue_facts(sqs: Any, url: str) -> Mapping[str, str]:
    """Return a queue's attributes: its messages, and its ARN."""
    return dict(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])


def settings(site: Site) -> Mapping[str, str]:
    """Return the settings of its functions, with its keys and its pepper. Raises UndeployableError without them."""
    deployed = outputs.settings_of(site.outputs)
    parameter = deployed.get("SECRETS", "")
    deployed_secrets = secrets.read(site.aws.ssm, parameter) if parameter else None
    if deployed_secrets is None:
        raise UndeployableError(
            f"{site.name} has no secrets{f' at {parameter}' if parameter else ''}; `presswork deploy` creates them"
        )
    own = {"LINK_KEYS": ",".join(deployed_secrets.keys), "ADDRESS_PEPPER": deployed_secrets.pepper, "AWS_REGION": site.aws.region}
    endpoint = {"AWS_ENDPOINT_URL": site.aws.endpoint} if site.aws.endpoint else {}
    return {**deployed, **own, **endpoint}
