"""The template: every concern's resources joined, for Chalice to merge into its own.

Of Chalice's resources it has only the missing properties: dicts are merged deep, other values replaced. It is JSON, since
CloudFormation refuses Chalice's YAML.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from infra.stack import (
    alarms,
    api,
    authoring_function,
    buckets,
    cdn,
    dashboard,
    events,
    firewall,
    functions,
    headers,
    inbound,
    mail,
    queues,
    site_function,
    table,
)
from infra.stack.access import pushing, roles
from infra.stack.intrinsics import Resources
from infra.stack.outputs import outputs
from infra.stack.parameters import CONDITIONS, parameters

OWN = (
    table,
    buckets,
    queues,
    events,
    headers,
    cdn,
    site_function,
    authoring_function,
    api,
    firewall,
    mail,
    inbound,
    alarms,
    dashboard,
    roles,
    pushing,
)


def merge_template() -> Mapping[str, Any]:
    own = [concern.resources() for concern in OWN]
    resources = united([*own, functions.logs()])
    return {
        "Description": "A Presswork site",
        "Parameters": parameters(),
        "Conditions": CONDITIONS,
        "Resources": resources | overlays(),
        "Outputs": outputs(),
    }


def overlays() -> Resources:
    """Return the properties to merge into Chalice's own resources."""
    merged: Resources = {}
    for part in (functions.overlays(), queues.triggers(), queues.loops(), events.overlays()):
        merged = deep(merged, part)
    return merged | {"RestAPI": api.overlay()}


def united(parts: Iterable[Resources]) -> Resources:
    """Join the resources of the parts. Raises ValueError where two have the same name."""
    whole: Resources = {}
    for part in parts:
        twice = whole.keys() & part.keys()
        if twice:
            raise ValueError(f"two resources are named {', '.join(sorted(twice))}")
        whole |= part
    return whole


def deep(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Join two mappings as Chalice does: dicts deep, other values from the second."""
    shared = {
        key: deep(one[key], value) if isinstance(value, dict) and isinstance(one[key], dict) else value
        for key, value in other.items()
        if key in one
    }
    return {**one, **other, **shared}
