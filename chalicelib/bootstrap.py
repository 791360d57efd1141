"""Bootstrap: the outside world, built once from a mapping of settings."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from chalicelib.cloud.aws import create_aws_cloud
from chalicelib.cloud.ports import Cloud


def cloud(settings: Mapping[str, str]) -> Cloud:
    """The cloud that these settings name (`chalicelib.cloud.aws` lists them)."""
    logging.getLogger().setLevel(settings.get("LOG_LEVEL", "INFO"))
    return replace(create_aws_cloud(settings), url=settings.get("SITE_URL", ""))
