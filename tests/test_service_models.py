"""Requests that moto accepts and AWS would refuse are found."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.cloud.limits import BATCH_BYTES, EVENT_BYTES, ITEM_BYTES, META_BYTES
from tests import conftest
from tests.service_models import faults

REGION = "eu-central-1"
ROW = {"pk": {"S": "P"}, "sk": {"S": "-"}}


def found(service: str, operation: str, **request: Any) -> list[str]:
    session = boto3.session.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION)
    return faults(session.client(service).meta.service_model.operation_model(operation), request)


def sending(*bodies: str) -> list[Mapping[str, str]]:
    return [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]


def hiding(*seconds: int) -> list[Mapping[str, Any]]:
    return [{"Id": str(number), "ReceiptHandle": "r", "VisibilityTimeout": one} for number, one in enumerate(seconds)]


def puts(*rows: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"catalog": [{"PutRequest": {"Item": row}} for row in rows]}


PUT = {"TableName": "catalog", "Item": ROW}


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("dynamodb", "PutItem", {**PUT, "TableName": "x" * 2000}),
        ("dynamodb", "PutItem", {**PUT, "ReturnValues": "SOME"}),
        ("dynamodb", "PutItem", {"TableName": "catalog", "Item": {**ROW, "body": {"B": bytes(ITEM_BYTES)}}}),
        ("dynamodb", "PutItem", {"TableName": "catalog", "Item": {**ROW, "sk": {"S": "é" * 513}}}),
        ("dynamodb", "BatchWriteItem", {"RequestItems": puts(*[ROW] * 26)}),
        ("dynamodb", "BatchWriteItem", {"RequestItems": puts(*[{**ROW, "body": {"B": bytes(390_000)}}] * 25 * 2)}),
        ("dynamodb", "BatchGetItem", {"RequestItems": {"catalog": {"Keys": [ROW, ROW]}}}),
        ("dynamodb", "BatchGetItem", {"RequestItems": {"catalog": {"Keys": [{**ROW, "sk": {"S": str(n)}} for n in range(101)]}}}),
        ("s3", "PutObject", {"Bucket": "b", "Key": "a" * 1025}),
        ("s3", "PutObject", {"Bucket": "b", "Key": "a", "Metadata": {"location": "/" + "%D0%B0" * (META_BYTES // 6)}}),
        ("s3", "PutObject", {"Bucket": "b", "Key": ""}),
        ("sqs", "SendMessageBatch", {"QueueUrl": "q", "Entries": sending("x" * BATCH_BYTES, "y")}),
        ("sqs", "SendMessageBatch", {"QueueUrl": "q", "Entries": sending(*"x" * 11)}),
        ("lambda", "Invoke", {"FunctionName": "f", "Payload": b"no JSON"}),
        ("lambda", "Invoke", {"FunctionName": "f", "Payload": b'"%s"' % (b"x" * EVENT_BYTES)}),
        ("lambda", "Invoke", {"FunctionName": "f g", "Payload": b"{}"}),
        ("lambda", "Invoke", {"FunctionName": "f", "Payload": b"{}", "InvocationType": "Later"}),
        ("sqs", "SendMessageBatch", {"QueueUrl": "q", "Entries": sending("\x00")}),
        ("sqs", "ChangeMessageVisibilityBatch", {"QueueUrl": "q", "Entries": hiding(*[5] * 11)}),
        ("sqs", "ChangeMessageVisibilityBatch", {"QueueUrl": "q", "Entries": hiding(43_201)}),
        ("sqs", "ChangeMessageVisibilityBatch", {"QueueUrl": "q", "Entries": []}),
        ("s3", "ListObjectsV2", {"Bucket": "b", "MaxKeys": 1001}),
        ("ssm", "PutParameter", {"Name": "/presswork/secrets", "Value": "x", "Type": "Secret"}),
        ("lambda", "UpdateFunctionConfiguration", {"FunctionName": "f", "Description": "x" * 257}),
        ("lambda", "UpdateFunctionConfiguration", {"FunctionName": "not a name"}),
    ],
)
def test_what_aws_would_refuse_is_found(service: str, operation: str, asked: Mapping[str, Any]) -> None:
    assert found(service, operation, **asked) != []


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("dynamodb", "PutItem", PUT),
        ("dynamodb", "BatchWriteItem", {"RequestItems": puts(*[ROW] * 25)}),
        ("s3", "PutObject", {"Bucket": "b", "Key": "a" * 1024, "Metadata": {"location": "/" + "%D0%B0" * 300}}),
        ("sqs", "SendMessageBatch", {"QueueUrl": "q", "Entries": sending("x" * (BATCH_BYTES - 1), "y")}),
        ("sqs", "ChangeMessageVisibilityBatch", {"QueueUrl": "q", "Entries": hiding(*[43_200] * 10)}),
        ("s3", "ListObjectsV2", {"Bucket": "b", "MaxKeys": 1000}),
    ],
)
def test_what_aws_would_accept_is_accepted(service: str, operation: str, asked: Mapping[str, Any]) -> None:
    assert found(service, operation, **asked) == []


@pytest.mark.refused_by_aws
def test_every_session_of_boto3_is_watched() -> None:
    with mock_aws():
        client = boto3.session.Session(region_name=REGION).client("ssm")
        client.put_parameter(Name="/presswork/origin", Value="x", Type="String", Description="x" * 1025)

    assert conftest.FAULTY == ["PutParameter.Description: 1025, at most 1024"]
