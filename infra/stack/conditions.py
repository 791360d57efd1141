"""The template as CloudFormation makes it from these parameters: conditions are decided, and what is off is gone."""

from collections.abc import Mapping
from typing import Any

from infra.stack.intrinsics import NOTHING

Parameters = Mapping[str, str]


def effective(template: Mapping[str, Any], **given: str) -> dict[str, Any]:
    """Return the resources and outputs that remain, each without `Fn::If`; in eu-central-1, unless a region is given."""
    defaults = {name: str(row.get("Default", "given")) for name, row in template.get("Parameters", {}).items()}
    conditions, parameters = template.get("Conditions", {}), {"AWS::Region": "eu-central-1", **defaults, **given}

    def is_true(condition: Any) -> bool:
        [(operator, operands)] = condition.items()
        if operator == "Condition":
            return is_true(conditions[operands])
        if operator == "Fn::Equals":
            first, second = (_value(one, parameters) for one in operands)
            return bool(first == second)
        truths = [is_true(one) for one in operands]
        return {"Fn::Not": not truths[0], "Fn::And": all(truths), "Fn::Or": any(truths)}[operator]

    def decided(value: Any) -> Any:
        if isinstance(value, list):
            return [one for one in map(decided, value) if one != NOTHING]
        if not isinstance(value, Mapping):
            return value
        if "Fn::If" in value:
            condition, yes, no = value["Fn::If"]
            return decided(yes if is_true(conditions[condition]) else no)
        return {key: one for key, one in ((key, decided(one)) for key, one in value.items()) if one != NOTHING}

    def remaining(part: str) -> dict[str, Any]:
        there = {
            name: one
            for name, one in template.get(part, {}).items()
            if "Condition" not in one or is_true(conditions[one["Condition"]])
        }
        return {name: decided(one) for name, one in there.items()}

    return {part: remaining(part) for part in ("Resources", "Outputs")}


def _value(operand: Any, parameters: Parameters) -> Any:
    """Return the value of one side of an equation: a text, a parameter, or a list of a parameter's texts, joined."""
    if not isinstance(operand, Mapping):
        return operand
    return _value(operand["Fn::Join"][1], parameters) if "Fn::Join" in operand else parameters[operand["Ref"]]
