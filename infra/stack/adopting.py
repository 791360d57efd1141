"""Adopting: a new stack takes over the resources that an earlier one of its name has left.

CloudFormation does so for resources whose names are literal, without `Fn::Sub`. So their names are filled in for the account and
region, just before the stack is made. With `ImportExistingResources`, existing resources are then adopted, and others made.
"""

from collections.abc import Mapping
from typing import Any

NAMES: Mapping[str, str] = {"AWS::S3::Bucket": "BucketName", "AWS::DynamoDB::Table": "TableName"}
"""The types of resources that may be adopted, and the property with their name."""


def written_out(template: Mapping[str, Any], *, name: str, account: str, region: str) -> dict[str, Any]:
    """Return the template with the literal names of buckets and table in this account and region."""
    resources = dict(template["Resources"])
    for key, resource in resources.items():
        if naming := NAMES.get(resource.get("Type", "")):
            text = filled(resource["Properties"][naming]["Fn::Sub"], name=name, account=account, region=region)
            resources[key] = {**resource, "Properties": {**resource["Properties"], naming: text}}
    return {**template, "Resources": resources}


def filled(text: str, *, name: str, account: str, region: str) -> str:
    for word, value in {"AWS::StackName": name, "AWS::AccountId": account, "AWS::Region": region}.items():
        text = text.replace("${" + word + "}", value)
    return text
