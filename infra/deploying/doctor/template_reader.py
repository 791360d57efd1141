"""What the deployed template declares, with its references filled in. Pure.

The doctor compares what is there with the template that was deployed, so whatever the template gains is checked without new code.
A reference becomes what CloudFormation puts in its place, as far as the compared resources have any:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chalicelib.frozen import Frozen
from infra.deploying.names import Names
from infra.stack import conditions

PARTITION = "aws"
ARNS: Mapping[str, str] = {
    "AWS::SQS::Queue": "sqs:{region}:{account}:{name}",
    "AWS::Lambda::Function": "lambda:{region}:{account}:function:{name}",
    "AWS::S3::Bucket": "s3:::{name}",
    "AWS::Events::Rule": "events:{region}:{account}:rule/{name}",
}
"""The ARNs of resources, by their type; the name is the last part of the physical id, which is a URL for a queue."""

NAMED = re.compile(r"\$\{(!?)([^}]+)\}")


class Declared(Frozen):
    """A template, the physical ids of the resources that were made, and the values of its parameters."""

    template: Mapping[str, Any]
    made: Mapping[str, str]
    parameters: Mapping[str, str]
    names: Names

    def of_type(self, type: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the names and properties of the resources of a type that were made, as the parameters decide them."""
        made = conditions.decisions(self.template, {"AWS::Region": self.names.region, **self.parameters})
        for name, one in self.template["Resources"].items():
            if one["Type"] == type and name in self.made:
                yield name, made.decided(one["Properties"])

    def filled(self, value: Any) -> Any:
        """Return a value with its references filled in. Raises ValueError for one that isn't known here."""
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        key = next(iter(value), "")
        if len(value) == 1 and (key == "Ref" or key.startswith("Fn::")):
            return self._answer(key, value[key])
        return {name: self.filled(each) for name, each in value.items()}

    def _answer(self, intrinsic: str, given: Any) -> str:
        if intrinsic not in INTRINSICS:
            raise ValueError(f"the doctor can't fill in {intrinsic}: {given}")
        return INTRINSICS[intrinsic](self, given)

    def ref(self, name: str) -> str:
        values = {**self._places(), **self.parameters, **self.made}
        if name not in values:
            raise ValueError(f"the stack {self.names.name} has no {name}")
        return values[name]

    def _places(self) -> Mapping[str, str]:
        places = {"StackName": self.names.name, "AccountId": self.names.account, "Region": self.names.region}
        return {f"AWS::{place}": value for place, value in {**places, "Partition": PARTITION}.items()}

    def attribute(self, given: tuple[str, str]) -> str:
        resource, name = given
        kind = self.template["Resources"][resource]["Type"]
        if name != "Arn" or kind not in ARNS:
            raise ValueError(f"the doctor doesn't know the {name} of {resource}, {kind}")
        filled = {"region": self.names.region, "account": self.names.account, "name": self.ref(resource).rpartition("/")[2]}
        return f"arn:{PARTITION}:{ARNS[kind].format(**filled)}"

    def sub(self, given: Any) -> str:
        """Fill in a text; `${!x}` stays, as `${x}`."""
        text, own = (given, {}) if isinstance(given, str) else (given[0], self.filled(given[1]))

        def value(found: re.Match[str]) -> str:
            literal, name = found.groups()
            resource, _, attribute = name.partition(".")
            if literal:
                return "${" + name + "}"
            return str(own[name]) if name in own else self.attribute((resource, attribute)) if attribute else self.ref(name)

        return NAMED.sub(value, text)


INTRINSICS: Mapping[str, Callable[[Declared, Any], str]] = {
    "Ref": Declared.ref,
    "Fn::GetAtt": Declared.attribute,
    "Fn::Sub": Declared.sub,
}
