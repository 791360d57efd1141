"""The template as CloudFormation makes it from these parameters: conditions are decided, and what is off is gone."""

from collections.abc import Mapping
from typing import Any

from chalicelib.frozen import Frozen
from infra.stack.intrinsics import NOTHING

Parameters = Mapping[str, str]

REGION = "eu-central-1"  # unless another is given


class Decisions(Frozen):
    """The conditions of a template, and the values of its parameters, by which they are decided."""

    conditions: Mapping[str, Any]
    parameters: Parameters

    def is_true(self, condition: Any) -> bool:
        [(operator, operands)] = condition.items()
        if operator == "Condition":
            return self.is_true(self.conditions[operands])
        if operator == "Fn::Equals":
            first, second = (_value(one, self.parameters) for one in operands)
            return bool(first == second)
        truths = [self.is_true(one) for one in operands]
        return {"Fn::Not": not truths[0], "Fn::And": all(truths), "Fn::Or": any(truths)}[operator]

    def decided(self, value: Any) -> Any:
        """Return a part of the template without `Fn::If`, and without what is no value."""
        if isinstance(value, list):
            return [one for one in map(self.decided, value) if one != NOTHING]
        if not isinstance(value, Mapping):
            return value
        if "Fn::If" in value:
            condition, yes, no = value["Fn::If"]
            return self.decided(yes if self.is_true(self.conditions[condition]) else no)
        return {key: one for key, one in ((key, self.decided(one)) for key, one in value.items()) if one != NOTHING}


def decisions(template: Mapping[str, Any], given: Parameters) -> Decisions:
    """Return the decisions of a template with these parameters; those that aren't given have their defaults."""
    defaults = {name: str(row.get("Default", "given")) for name, row in template.get("Parameters", {}).items()}
    return Decisions(template.get("Conditions", {}), {"AWS::Region": REGION, **defaults, **given})


def effective(template: Mapping[str, Any], **given: str) -> dict[str, Any]:
    """Return the resources and outputs that remain, each without `Fn::If`."""
    made = decisions(template, given)

    def remaining(part: str) -> dict[str, Any]:
        there = {
            name: one
            for name, one in template.get(part, {}).items()
            if "Condition" not in one or made.is_true(made.conditions[one["Condition"]])
        }
        return {name: made.decided(one) for name, one in there.items()}

    return {part: remaining(part) for part in ("Resources", "Outputs")}


def _value(operand: Any, parameters: Parameters) -> Any:
    """Return the value of one side of an equation: a text, a parameter, or a list of a parameter's texts, joined."""
    if not isinstance(operand, Mapping):
        return operand
    return _value(operand["Fn::Join"][1], parameters) if "Fn::Join" in operand else parameters[operand["Ref"]]
