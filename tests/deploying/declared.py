"""A stack of the whole template, as CloudFormation tells of it."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from infra.deploying.doctor.template_reader import Declared
from infra.stack.functions import FUNCTIONS
from tests.deploying.patients import NAMES

REGION, ACCOUNT = NAMES.region, NAMES.account
ROLE = {"Version": "2012-10-17", "Statement": []}
IDS = {
    "UploadsQueue": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/presswork-uploads",
    "EventsDeadLetters": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/presswork-events-dead",
    "MailEventsTopic": f"arn:aws:sns:{REGION}:{ACCOUNT}:presswork-mail-events",
    **{name: f"presswork-{name.lower()}" for name in ("ContentBucket", "PublicBucket", "LogBucket", "InboundBucket")},
    "Distribution": "D1",
    "RestAPI": "r1",
    "TickTickEvent": "presswork-tick-rule",
    **{function.resource: f"presswork-{function.name}" for function in FUNCTIONS},
}
"""What CloudFormation calls what the fixture `aws` makes."""


def all_made(template: Mapping[str, Any]) -> Declared:
    """The template, of which every resource was made, and has its own name as its id."""
    return Declared(template, {name: name for name in template["Resources"]}, {"MailDomain": "example.org"}, NAMES)


class Pages(list[Any]):
    """Pages that were read before."""

    def paginate(self, **_where: Any) -> Iterator[Any]:
        return iter(self)


def played(template: Mapping[str, Any]) -> dict[str, Any]:
    """CloudFormation's answers about a stack in which every resource was made."""
    made = [
        {"LogicalResourceId": name, "PhysicalResourceId": name, "ResourceStatus": "CREATE_COMPLETE"}
        for name in template["Resources"]
    ]
    parameters = [{"ParameterKey": "MailDomain", "ParameterValue": "example.org"}]
    return {
        "get_template": {"TemplateBody": template},
        "get_paginator": Pages([{"StackResourceSummaries": made}]),
        "describe_stacks": {"Stacks": [{"Parameters": parameters}]},
    }


def empty_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("app.py", "")
    return file.getvalue()
