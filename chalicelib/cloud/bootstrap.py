"""Build the `Cloud` of a function or a command, once, from its environment.

`TABLE` names a table of DynamoDB, or a file on this machine, which the functions of the demo and the commands beside it share.
"""

import logging
from collections.abc import Mapping

from msgspec.structs import replace

from chalicelib.cloud import secrets
from chalicelib.cloud.aws import AwsFunction, AwsQueue, Clients, clients, create_aws_cloud
from chalicelib.cloud.dns import DnsResolver
from chalicelib.cloud.ports import Bucket, Cloud, OwnQueue, Queue, Table
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.cloud.s3_versions import AwsVersions
from chalicelib.cloud.websub import HttpHub
from chalicelib.settings import Settings, read


def cloud(environment: Mapping[str, str]) -> Cloud:
    """Return the cloud that the settings in this environment name (`chalicelib.settings` lists them)."""
    settings = read(environment)
    return _create_cloud(settings, clients(settings))


def trusted(environment: Mapping[str, str]) -> Cloud:
    """Return the same with the secrets, for the functions that sign and read links."""
    settings = read(environment)
    use = clients(settings)  # once: a session takes as long to begin as a request
    return with_secrets(_create_cloud(settings, use), settings, use)


def with_secrets(cloud: Cloud, settings: Settings, use: Clients) -> Cloud:
    """Return the cloud with the secrets of the parameter that `SECRETS` names; without it, the settings hold the secrets."""
    if not settings.secrets:
        return cloud
    values = secrets.read(use.ssm, settings.secrets)
    if values is None:
        raise ValueError(f"there are no secrets at {settings.secrets} (setting SECRETS); `presswork deploy` makes them")
    return replace(cloud, keys=values.keys, pepper=values.pepper)


def own_queue(environment: Mapping[str, str], name: str) -> OwnQueue:
    """Return the queue whose address is in this field of the settings, for the function that handles its messages."""
    settings = read(environment)
    url = getattr(settings, name)
    return AwsQueue(clients(settings).sqs, url, fifo=url.endswith(".fifo"))


def _create_cloud(settings: Settings, use: Clients) -> Cloud:
    logging.getLogger().setLevel(settings.log_level)
    on_aws = create_aws_cloud(settings, use)
    return replace(
        on_aws,
        table=_in_file(settings.table) if settings.table.startswith(IN_FILE) else on_aws.table,
        url=settings.site_url,
        sends_from=settings.sends_from,
        receiving=settings.receiving,
        desk=settings.desk,
        logs=_bucket(settings.logs_bucket, use),
        encoded=_bucket(settings.encoded_bucket, use),
        inbound=_bucket(settings.inbound_bucket, use),
        encoder=_encoder(settings, use),
        resolver=DnsResolver() if settings.ask_dns else None,
        hub=HttpHub(),
        top=settings.top,
        versions=AwsVersions(use.s3, settings.content_bucket),
    )


def _bucket(name: str, use: Clients) -> Bucket | None:
    return AwsBucket(use.s3, name) if name else None


def _encoder(settings: Settings, use: Clients) -> Queue | None:
    """Return the queue in place of the function, if there is one, or else the function."""
    if settings.images_queue_url:
        return AwsQueue(use.sqs, settings.images_queue_url, fifo=False)
    return AwsFunction(use.functions, settings.images_function) if settings.images_function else None


IN_FILE = "sqlite:"  # no name of DynamoDB's has a colon, and its ARNs begin otherwise


def _in_file(table: str) -> Table:
    from chalicelib.cloud.sqlite import SqliteTable  # noqa: PLC0415 - only one machine alone keeps its table so

    return SqliteTable(table.removeprefix(IN_FILE))
