"""What the stack keeps: buckets and the table."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.stack import adopting
from infra.stack.intrinsics import NOTHING
from tests.stack.reading import of, of_type, referred, within

BUCKETS = ("ContentBucket", "PublicBucket", "EncodedBucket", "LogBucket", "InboundBucket")


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_is_private_encrypted_and_knows_no_acl(resources: Mapping[str, Any], bucket: str) -> None:
    properties = of(resources, bucket)

    assert all(properties["PublicAccessBlockConfiguration"].values())
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert properties["BucketEncryption"]
    assert "AccessControl" not in properties


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_and_all_its_objects_are_denied_without_tls(resources: Mapping[str, Any], bucket: str) -> None:
    first = of(resources, f"{bucket}Policy")["PolicyDocument"]["Statement"][0]

    assert first["Resource"] == [{"Fn::Sub": f"${{{bucket}.Arn}}"}, {"Fn::Sub": f"${{{bucket}.Arn}}/*"}]


SPOKEN_TO: Mapping[str, tuple[str, str, str]] = {
    "AWS::S3::Bucket": ("AWS::S3::BucketPolicy", "Bucket", "s3:*"),
    "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "Queues", "sqs:*"),
    "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "Topics", "sns:Publish"),  # a topic's policy knows no `sns:*`
}
"""What has a policy of its own: the type of that, where it names what it is for, and what it denies without TLS."""


@pytest.mark.parametrize("kind", SPOKEN_TO)
def test_every_bucket_queue_and_topic_is_spoken_to_over_tls_alone(resources: Mapping[str, Any], kind: str) -> None:
    policy, names, action = SPOKEN_TO[kind]
    closed = [name for one in of_type(resources, policy).values() if denies(one, action) for name in referred(one[names])]

    assert sorted(closed) == sorted(of_type(resources, kind))


def denies(policy: Mapping[str, Any], action: str) -> bool:
    """Whether the policy denies the action on what it is for to everyone without TLS."""
    without_tls = {"Effect": "Deny", "Principal": "*", "Action": action, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    denials = [one for one in policy["PolicyDocument"]["Statement"] if without_tls.items() <= one.items()]
    on = policy.get("Bucket") or policy.get("Queues") or policy.get("Topics")
    return any({*referred(one["Resource"])} == {*referred(on)} for one in denials)


@pytest.mark.parametrize("kept", [*BUCKETS, "Table"])
def test_what_holds_anything_stays_when_the_stack_goes(resources: Mapping[str, Any], kept: str) -> None:
    assert resources[kept]["DeletionPolicy"] == resources[kept]["UpdateReplacePolicy"] == "Retain"


def test_the_content_bucket_keeps_old_versions_for_a_month(resources: Mapping[str, Any]) -> None:
    content = of(resources, "ContentBucket")
    rules = {rule["Id"]: rule for rule in content["LifecycleConfiguration"]["Rules"]}

    assert content["VersioningConfiguration"] == {"Status": "Enabled"}
    assert rules["old-versions"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rules["old-versions"]["ExpiredObjectDeleteMarker"] is True


def test_what_comes_and_goes_in_the_content_bucket_is_reported_to_the_queue_of_uploads(resources: Mapping[str, Any]) -> None:
    actual = of(resources, "ContentBucket")["NotificationConfiguration"]["QueueConfigurations"]

    assert {one["Event"] for one in actual} == {"s3:ObjectCreated:*", "s3:ObjectRemoved:*"}
    assert all(one["Queue"] == {"Fn::GetAtt": ["UploadsQueue", "Arn"]} for one in actual)


def test_each_file_of_the_cdn_is_reported_to_the_function_that_counts_it(resources: Mapping[str, Any]) -> None:
    [actual] = of(resources, "LogBucket")["NotificationConfiguration"]["LambdaConfigurations"]

    assert actual["Event"] == "s3:ObjectCreated:*"
    assert actual["Function"]["Fn::Sub"].endswith(":function:" + of(resources, "Popular")["FunctionName"]["Fn::Sub"])


def test_no_other_bucket_tells_of_anything(resources: Mapping[str, Any]) -> None:
    assert {name for name in BUCKETS if "NotificationConfiguration" in of(resources, name)} == {"ContentBucket", "LogBucket"}


@pytest.mark.parametrize(("bucket", "right"), [("ContentBucket", "UploadsQueuePolicy"), ("LogBucket", "PopularMayBeCalled")])
def test_a_bucket_waits_for_the_right_to_tell_which_waits_for_no_bucket(
    resources: Mapping[str, Any], bucket: str, right: str
) -> None:
    assert resources[bucket]["DependsOn"] == [right]
    assert bucket not in waited_for(resources, right)


def waited_for(resources: Mapping[str, Any], name: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Everything that is made before this resource."""
    one = resources.get(name, {})
    near = {*referred(one), *one.get("DependsOn", ())} - known
    return frozenset(known | near).union(*(waited_for(resources, other, frozenset(known | near)) for other in near))


def test_only_its_own_bucket_of_this_account_may_tell_a_queue(resources: Mapping[str, Any]) -> None:
    _closed, allowed = of(resources, "UploadsQueuePolicy")["PolicyDocument"]["Statement"]

    assert allowed["Principal"] == {"Service": "s3.amazonaws.com"}
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    name = of(resources, "ContentBucket")["BucketName"]["Fn::Sub"]
    assert allowed["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"].endswith(f":::{name}")


def test_only_its_own_bucket_of_this_account_may_call_a_function(resources: Mapping[str, Any]) -> None:
    permission = of(resources, "PopularMayBeCalled")

    assert (permission["Action"], permission["Principal"]) == ("lambda:InvokeFunction", "s3.amazonaws.com")
    assert permission["FunctionName"] == {"Ref": "Popular"}
    assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert permission["SourceArn"]["Fn::Sub"].endswith(":::" + of(resources, "LogBucket")["BucketName"]["Fn::Sub"])


def test_the_public_bucket_is_read_by_this_distribution_alone_and_written_by_none(resources: Mapping[str, Any]) -> None:
    _closed, *choices = of(resources, "PublicBucketPolicy")["PolicyDocument"]["Statement"]

    allowed = [one["Fn::If"][1] for one in choices]
    assert all(one["Fn::If"][::2] == ["HasCdn", NOTHING] for one in choices)
    assert {one["Action"] for one in allowed} == {"s3:GetObject", "s3:ListBucket"}
    assert all(one["Principal"] == {"Service": "cloudfront.amazonaws.com"} for one in allowed)
    assert all("distribution/${Distribution}" in one["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"] for one in allowed)


def test_the_encoded_images_are_read_by_nobody_else_and_never_forgotten(resources: Mapping[str, Any]) -> None:
    """The table says what was encoded, so it must be there as long as the table."""
    _closed, *allowed = of(resources, "EncodedBucketPolicy")["PolicyDocument"]["Statement"]
    [rule] = of(resources, "EncodedBucket")["LifecycleConfiguration"]["Rules"]

    assert allowed == []
    assert "AbortIncompleteMultipartUpload" in rule
    assert "ExpirationInDays" not in rule


def test_the_bucket_of_logs_forgets_in_a_week(resources: Mapping[str, Any]) -> None:
    rules = of(resources, "LogBucket")["LifecycleConfiguration"]["Rules"]

    assert [rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule] == [7]


def test_names_of_buckets_tell_account_and_region_and_fit(resources: Mapping[str, Any]) -> None:
    names = {of(resources, bucket)["BucketName"]["Fn::Sub"] for bucket in BUCKETS}

    full = [name.replace("${AWS::StackName}", "presswork").replace("${AWS::AccountId}", "1" * 12) for name in names]

    assert len(names) == len(BUCKETS)
    assert all(len(name.replace("${AWS::Region}", "ap-southeast-2")) <= 63 for name in full)


def test_no_acl_stands_anywhere(template: Mapping[str, Any]) -> None:
    assert not {"AccessControl", "AccessControlList", "Logging"} & {key for key, _ in within(template)}


def test_what_is_kept_has_its_name_written_out_to_be_adopted(template: Mapping[str, Any]) -> None:
    written = adopting.written_out(template, name="presswork", account="123456789012", region="eu-central-1")["Resources"]

    assert written["ContentBucket"]["Properties"]["BucketName"] == "presswork-content-123456789012-eu-central-1"
    assert written["Table"]["Properties"]["TableName"] == "presswork-catalog"
    assert written["UploadsQueue"] == template["Resources"]["UploadsQueue"]
    assert of(template["Resources"], "Table")["TableName"] == {"Fn::Sub": "${AWS::StackName}-catalog"}


def test_the_table_is_paid_by_use_restorable_forgetful_and_protected(resources: Mapping[str, Any]) -> None:
    table = of(resources, "Table")

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["DeletionProtectionEnabled"] is True
    assert {key["AttributeName"]: key["KeyType"] for key in table["KeySchema"]} == {"pk": "HASH", "sk": "RANGE"}


def test_what_holds_data_says_whose_it_is_for_when_the_stack_is_gone(resources: Mapping[str, Any]) -> None:
    kept = [one for one in resources.values() if one.get("Type") in ("AWS::S3::Bucket", "AWS::DynamoDB::Table")]
    assert len(kept) == len(BUCKETS) + 1
    assert all(one["Properties"]["Tags"] == [{"Key": "presswork", "Value": {"Ref": "AWS::StackName"}}] for one in kept)
