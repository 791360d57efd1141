"""The settings of a deployed site, as its functions have them, for commands that work on it from here."""

import os
from collections.abc import Mapping

from chalicelib.cloud import secrets
from infra.deploying import UndeployableError
from infra.deploying.services import services
from infra.deploying.site import Site, endpoint_in, site
from infra.stack import outputs


def settings_of(name: str, region: str, environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """The settings of the deployment of this name; its keys and its pepper are among them.

    Raises UndeployableError where there is none, or its secrets are gone.
    """
    return settings(site(name, services(region, endpoint_in(environment))))


def settings(site: Site) -> Mapping[str, str]:
    told = outputs.settings_of(site.told)
    parameter = told.get("SECRETS", "")
    found = secrets.read(site.aws.ssm, parameter) if parameter else None
    if found is None:
        raise UndeployableError(f"{site.name} has no secrets at {parameter or 'all'}; `presswork deploy` makes them")
    own = {"LINK_KEYS": ",".join(found.keys), "ADDRESS_PEPPER": found.pepper, "AWS_REGION": site.aws.region}
    there = {"AWS_ENDPOINT_URL": site.aws.endpoint} if site.aws.endpoint else {}
    return {**told, **own, **there}
