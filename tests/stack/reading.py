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


def metrics_of(alarm: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The metrics that an alarm watches, alone or in an expression."""
    return [one["MetricStat"]["Metric"] for one in alarm.get("Metrics", ()) if "MetricStat" in one] or [alarm]


def whose(metric: Mapping[str, Any]) -> str:
    """Whose metric it is, by the value of its first dimension; the account's if it has none."""
    value = metric["Dimensions"][0]["Value"] if metric["Dimensions"] else "account"
    return value if isinstance(value, str) else next(referred([value]))
