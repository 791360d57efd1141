"""The settings of a deployed site's functions, for commands that work on it from here."""

import os
from collections.abc import Mapping

from chalicelib.cloud import secrets
from infra.deploying import UndeployableError
from infra.deploying.services import services
from infra.deploying.site import Site, endpoint_in, site
from infra.stack import outputs


def settings_of(name: str, region: str, environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """Return the settings of a deployment, with its keys and its pepper. Raises UndeployableError without them."""
    return settings(site(name, services(region, endpoint_in(environment))))


def settings(site: Site) -> Mapping[str, str]:
    deployed = outputs.settings_of(site.outputs)
    parameter = deployed.get("SECRETS", "")
    found = secrets.read(site.aws.ssm, parameter) if parameter else None
    if found is None:
        raise UndeployableError(f"{site.name} has no secrets at {parameter or 'all'}; `presswork deploy` makes them")
    own = {"LINK_KEYS": ",".join(found.keys), "ADDRESS_PEPPER": found.pepper, "AWS_REGION": site.aws.region}
    endpoint = {"AWS_ENDPOINT_URL": site.aws.endpoint} if site.aws.endpoint else {}
    return {**deployed, **own, **endpoint}
