"""Jobs of the encoder: one image each, from the content bucket to the bucket of encoded images."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.ports import Cloud


def encode(cloud: Cloud, event: Mapping[str, Any]) -> None:
    """Encode the image that this job names, and queue the pages that wait for it."""
    raise NotImplementedError(event["key"])
