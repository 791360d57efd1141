"""Adopting: what a stack left behind when it went is taken up again by one of the same name.

CloudFormation does so where a resource that is kept has its name written out, not put together by a `Fn::Sub`. So names are
written out for the account and region at hand, just before the stack is made. With `ImportExistingResources`, what stands is
then adopted, and what doesn't is made.
"""

from collections.abc import Mapping
from typing import Any

NAMES: Mapping[str, str] = {"AWS::S3::Bucket": "BucketName", "AWS::DynamoDB::Table": "TableName"}
"""The property that names a resource that may be adopted."""


def written_out(template: Mapping[str, Any], *, name: str, account: str, region: str) -> dict[str, Any]:
    """The template with the names of buckets and table as they are in this account and region."""
    known = {"AWS::StackName": name, "AWS::AccountId": account, "AWS::Region": region}
    resources = {key: _written_out(one, known) for key, one in template["Resources"].items()}
    return {**template, "Resources": resources}


def _written_out(resource: Mapping[str, Any], known: Mapping[str, str]) -> Mapping[str, Any]:
    naming = NAMES.get(resource.get("Type", ""))
    if naming is None:
        return resource
    text = resource["Properties"][naming]["Fn::Sub"]
    for word, value in known.items():
        text = text.replace("${" + word + "}", value)
    return {**resource, "Properties": {**resource["Properties"], naming: text}}
