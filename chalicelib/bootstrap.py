"""Bootstrap: the outside world, built once from a mapping of settings."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from chalicelib.cloud import secrets
from chalicelib.cloud.aws import Clients, clients, create_aws_cloud
from chalicelib.cloud.hub import HttpHub
from chalicelib.cloud.ports import Cloud
from chalicelib.cloud.s3 import AwsBucket


def cloud(settings: Mapping[str, str]) -> Cloud:
    """The cloud that these settings name (`chalicelib.cloud.aws` lists them)."""
    return _made(settings, clients(settings))


def trusted(settings: Mapping[str, str]) -> Cloud:
    """The same with the secrets, for the functions that sign and read links."""
    use = clients(settings)  # once: to begin a session takes as long as a request
    return with_secrets(_made(settings, use), settings, use)


def with_secrets(cloud: Cloud, settings: Mapping[str, str], use: Clients) -> Cloud:
    """The cloud with the secrets of the parameter that `SECRETS` names; without that, they stand in the settings."""
    name = settings.get("SECRETS", "")
    if not name:
        return cloud
    found = secrets.read(use.ssm, name)
    if found is None:
        raise ValueError(f"there are no secrets at {name} (setting SECRETS); `presswork deploy` makes them")
    return replace(cloud, keys=found.keys, pepper=found.pepper)


def _made(settings: Mapping[str, str], use: Clients) -> Cloud:
    logging.getLogger().setLevel(settings.get("LOG_LEVEL", "INFO"))
    name = settings.get("LOGS_BUCKET", "")
    logs = AwsBucket(use.s3, name) if name else None
    top = int(settings["TOP_SECONDS"]) if settings.get("TOP_SECONDS") else None
    return replace(create_aws_cloud(settings, use), url=settings.get("SITE_URL", ""), hub=HttpHub(), logs=logs, top=top)
