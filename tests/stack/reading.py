"""Reading a template: its resources by name and by type, and what stands within them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any


def of(resources: Mapping[str, Any], name: str) -> Any:
    return resources[name]["Properties"]


def of_type(resources: Mapping[str, Any], type: str) -> dict[str, Any]:
    return {name: one["Properties"] for name, one in resources.items() if one.get("Type") == type}


def within(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key, inner
            yield from within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner)


def referred(value: Any) -> Iterator[str]:
    """What intrinsics name: resources, parameters, and what CloudFormation itself knows."""
    for key, inner in within(value):
        if key == "Ref":
            yield inner
        elif key == "Fn::GetAtt":
            yield inner[0]
        elif key == "Fn::Sub":
            yield from re.findall(r"\$\{(?!!)([^}.]+)", inner)  # after a `!` it is IAM's own


def alarmed(resources: Mapping[str, Any], metric: str) -> set[str]:
    """Whose metric is watched, by the value of its first dimension."""
    alarms = [one for one in of_type(resources, "AWS::CloudWatch::Alarm").values() if one["MetricName"] == metric]
    values = [one["Dimensions"][0]["Value"] if one["Dimensions"] else "account" for one in alarms]
    return {value if isinstance(value, str) else next(referred([value])) for value in values}
