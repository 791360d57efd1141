"""CloudFormation as a deployment sees it: moto makes what is in a template; change sets, events and failures are played here.

moto's own change sets make resources, and then report neither outputs nor failures. Each read of a stack that changes is one
step further, as if time went by; `slow` is the number of reads before anything seems to begin.
"""

# ruff: noqa: N803, ARG002 - arguments are called, and given, as boto3 has them

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
CHANGES_A_PAGE, EVENTS_A_PAGE = 3, 4
UNKNOWN = "AWS::Logs::Delivery"  # to moto
KEPT = ("AWS::S3::Bucket", "AWS::DynamoDB::Table")


def refused(code: str, operation: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@dataclass
class CloudFormation:
    """The stack that one name stands for; `breaks` says which resources can't be made, and why."""

    moto: Any
    s3: Any
    breaks: dict[str, str] = field(default_factory=dict)
    refuses: str = ""
    status: str = ""
    tags: list[dict[str, str]] = field(default_factory=list)
    template: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[dict[str, str]] = field(default_factory=list)
    coming: list[tuple[dict[str, str], str]] = field(default_factory=list)
    executed: int = 0
    slow: int = 0
    found_wrong: dict[str, str] = field(default_factory=dict)
    outputs: list[Mapping[str, str]] | None = None  # of moto's stack, until it changes; moto takes long to list them

    @property
    def meta(self) -> Any:
        return self.moto.meta

    # ---- looking

    def describe_stacks(self, StackName: str) -> Mapping[str, Any]:
        by_id = StackName.startswith("id-of-")
        if self.slow and self.coming:
            self.slow -= 1
        elif self.coming:
            event, self.status = self.coming.pop(0)
            self.history.insert(0, {"EventId": f"event-{len(self.history)}", **event})
        if not self.status or (self.status == "DELETE_COMPLETE" and not by_id):
            raise refused("ValidationError", "DescribeStacks", f"Stack with id {StackName} does not exist")
        name = StackName.removeprefix("id-of-")
        said = {"StackId": f"id-of-{name}", "StackStatus": self.status, "CreationTime": NOW, "Tags": self.tags}
        return {"Stacks": [{**said, "Outputs": self._outputs(name)}]}

    def _outputs(self, name: str) -> list[Mapping[str, str]]:
        if self.outputs is None:
            try:
                self.outputs = self.moto.describe_stacks(StackName=name)["Stacks"][0].get("Outputs", [])
            except ClientError:  # it isn't made yet
                self.outputs = []
        return [*self.outputs]

    def describe_stack_events(self, StackName: str) -> Mapping[str, Any]:
        return {"StackEvents": self.history[:EVENTS_A_PAGE]}

    def get_paginator(self, name: str) -> "CloudFormation | Validations | ChangeSets":
        if name == "list_change_sets":
            return ChangeSets(list(self.sets))
        return self if name == "describe_stack_events" else Validations(self.found_wrong)

    def paginate(self, StackName: str) -> Iterator[Mapping[str, Any]]:
        for start in range(0, len(self.history), EVENTS_A_PAGE):
            yield {"StackEvents": self.history[start : start + EVENTS_A_PAGE]}

    # ---- change sets

    def create_change_set(self, *, StackName: str, ChangeSetName: str, ChangeSetType: str, **more: Any) -> None:
        assert more["ImportExistingResources"]
        assert (ChangeSetType == "CREATE") == (self.status in ("", "REVIEW_IN_PROGRESS", "DELETE_COMPLETE"))
        if ChangeSetType == "CREATE":
            self.status, self.tags = "REVIEW_IN_PROGRESS", more["Tags"]
            self.history.insert(
                0, event(StackName, "AWS::CloudFormation::Stack", self.status, EventId=f"event-{len(self.history)}")
            )
        template = json.loads(more.get("TemplateBody") or self._fetched(more["TemplateURL"]))
        parameters = {one["ParameterKey"]: one["ParameterValue"] for one in more["Parameters"]}
        self.sets[ChangeSetName] = {"template": template, "parameters": parameters, "type": ChangeSetType, "looks": 0}

    def _fetched(self, url: str) -> str:
        parts = urlsplit(url)
        bucket = (parts.hostname or "").partition(".s3.")[0]
        return str(self.s3.get_object(Bucket=bucket, Key=parts.path.lstrip("/"))["Body"].read().decode())

    def describe_change_set(self, StackName: str, ChangeSetName: str, NextToken: str = "0") -> Mapping[str, Any]:
        asked = self.sets[ChangeSetName]
        asked["looks"] += 1
        if asked["looks"] == 1:
            return {"Status": "CREATE_PENDING"}
        changes = self.changes or diff(self.template, asked["template"])
        if self.refuses:
            return {"Status": "FAILED", "StatusReason": self.refuses}
        if asked["type"] == "UPDATE" and not changes and asked["parameters"] == self.parameters:
            return {"Status": "FAILED", "StatusReason": "The submitted information didn't contain changes. Submit different"}
        start = int(NextToken)
        page = {"Status": "CREATE_COMPLETE", "Changes": changes[start : start + CHANGES_A_PAGE]}
        return page | ({"NextToken": str(start + CHANGES_A_PAGE)} if changes[start + CHANGES_A_PAGE :] else {})

    def delete_change_set(self, StackName: str, ChangeSetName: str) -> None:
        del self.sets[ChangeSetName]

    def execute_change_set(self, StackName: str, ChangeSetName: str, RetainExceptOnCreate: bool) -> None:
        assert RetainExceptOnCreate  # so a failure leaves nothing of what it made
        asked = self.sets.pop(ChangeSetName)
        self.executed += 1
        verb = asked["type"]
        self.status = self.status if self.slow else f"{verb}_IN_PROGRESS"
        changed = [one["ResourceChange"] for one in diff(self.template, asked["template"])]
        resources = {one["LogicalResourceId"]: one["ResourceType"] for one in changed}
        if set(self.breaks) & set(resources):
            self.coming = list(failing(StackName, verb, resources, self.breaks))
            return
        self._make(StackName, asked)
        self.coming = list(working(StackName, verb, resources))

    def _make(self, name: str, asked: Mapping[str, Any]) -> None:
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in asked["parameters"].items()]
        make = self.moto.update_stack if self.template else self.moto.create_stack
        made = {name: one for name, one in asked["template"]["Resources"].items() if not one["Type"].startswith(UNKNOWN)}
        if made:
            make(StackName=name, TemplateBody=json.dumps({**asked["template"], "Resources": made}), Parameters=given)
        self.template, self.parameters, self.outputs = asked["template"], asked["parameters"], None

    # ---- going

    def delete_stack(self, StackName: str) -> None:
        if self.status == "REVIEW_IN_PROGRESS":
            self.status, self.sets = "", {}
            return
        resources = {name: one["Type"] for name, one in self.template.get("Resources", {}).items() if one["Type"] not in KEPT}
        if set(self.breaks) & set(resources):
            self.coming = list(failing(StackName, "DELETE", resources, self.breaks))
        else:
            self.moto.delete_stack(StackName=StackName)
            self.outputs = None
            self.coming, self.template = list(working(StackName, "DELETE", resources)), {}
        self.status = "DELETE_IN_PROGRESS"


@dataclass(frozen=True)
class ChangeSets:
    """What is proposed."""

    names: Sequence[str]

    def paginate(self, **_where: Any) -> Iterator[Mapping[str, Any]]:
        yield {"Summaries": [{"ChangeSetName": name} for name in self.names]}


@dataclass(frozen=True)
class Validations:
    """What was found wrong before anything was made."""

    wrong: Mapping[str, str]

    def paginate(self, **_where: Any) -> Iterator[Mapping[str, Any]]:
        said = [{"LogicalResourceId": name, "ValidationStatusReason": why} for name, why in self.wrong.items()]
        yield {"OperationEvents": [{"ValidationStatus": "FAILED", **one} for one in said]}


def event(resource: str, type: str, status: str, reason: str = "", **more: str) -> dict[str, str]:
    return {"LogicalResourceId": resource, "ResourceType": type, "ResourceStatus": status, "ResourceStatusReason": reason, **more}


def working(name: str, verb: str, resources: Mapping[str, str]) -> Iterator[tuple[dict[str, str], str]]:
    on = f"{verb}_IN_PROGRESS"
    for resource, kind in resources.items():
        yield event(resource, kind, on), on
        yield event(resource, kind, f"{verb}_COMPLETE"), on
    yield event(name, "AWS::CloudFormation::Stack", f"{verb}_COMPLETE"), f"{verb}_COMPLETE"


BACK = {"CREATE": "ROLLBACK", "UPDATE": "UPDATE_ROLLBACK"}


def failing(
    name: str, verb: str, resources: Mapping[str, str], breaks: Mapping[str, str]
) -> Iterator[tuple[dict[str, str], str]]:
    on = f"{verb}_IN_PROGRESS"
    for resource, kind in resources.items():
        yield event(resource, kind, on), on
    for resource in sorted(resources.keys() - breaks.keys())[:1]:
        yield event(resource, resources[resource], f"{verb}_FAILED", "Resource creation cancelled"), on
    for resource, why in breaks.items():
        yield event(resource, resources[resource], f"{verb}_FAILED", why), on
    end = f"{BACK[verb]}_COMPLETE" if verb in BACK else f"{verb}_FAILED"
    yield event(name, "AWS::CloudFormation::Stack", end), end


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    before, after = old.get("Resources", {}), new["Resources"]
    actions = {
        **dict.fromkeys(after.keys() - before.keys(), "Add"),
        **dict.fromkeys(before.keys() - after.keys(), "Remove"),
        **{name: "Modify" for name in after.keys() & before.keys() if after[name] != before[name]},
    }
    return [change(action, name, {**before, **after}[name]["Type"]) for name, action in sorted(actions.items())]


def change(action: str, resource: str, type: str, replacement: str = "", **more: Any) -> dict[str, Any]:
    said = {"Action": action, "LogicalResourceId": resource, "ResourceType": type, **more}
    if action == "Modify":
        said["Replacement"] = replacement or "False"
    return {"Type": "Resource", "ResourceChange": said}
