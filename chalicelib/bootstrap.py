"""Bootstrap: the outside world, built once from a mapping of settings."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from chalicelib.cloud import secrets
from chalicelib.cloud.aws import clients, create_aws_cloud
from chalicelib.cloud.ports import Cloud


def cloud(settings: Mapping[str, str]) -> Cloud:
    """The cloud that these settings name (`chalicelib.cloud.aws` lists them)."""
    logging.getLogger().setLevel(settings.get("LOG_LEVEL", "INFO"))
    return replace(create_aws_cloud(settings), url=settings.get("SITE_URL", ""))


def trusted(cloud: Cloud, settings: Mapping[str, str]) -> Cloud:
    """The same cloud with the secrets of the parameter that `SECRETS` names; without that, they stand in the settings."""
    name = settings.get("SECRETS", "")
    if not name:
        return cloud
    found = secrets.read(clients(settings).ssm, name)
    if found is None:
        raise ValueError(f"there are no secrets at {name} (setting SECRETS); `presswork deploy` makes them")
    return replace(cloud, keys=found.keys, pepper=found.pepper)
