"""What every keeper of versions promises, in memory and in S3 (moto)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.authoring.inspect.history import Versions
from infra.authoring.inspect.object_versions import S3Versions
from infra.demo import aws
from tests.authoring.versions import MemoryVersions

Put = Callable[[str, bytes | None], None]


def s3_keeper(client: Any) -> tuple[Versions, Put]:
    bucket = aws.create_stack("")["CONTENT_BUCKET"]

    def put(key: str, body: bytes | None) -> None:
        if body is None:
            client.delete_object(Bucket=bucket, Key=key)
        else:
            client.put_object(Bucket=bucket, Key=key, Body=body)

    return S3Versions(client, bucket), put


@pytest.fixture(params=["memory", "s3"])
def keeper(request: pytest.FixtureRequest) -> Iterator[tuple[Versions, Put]]:
    if request.param == "memory":
        memory = MemoryVersions()
        yield memory, memory.put
        return
    with mock_aws():
        yield s3_keeper(aws.client("s3", ""))


def test_of_a_file_that_never_was_no_version_is_kept(keeper: tuple[Versions, Put]) -> None:
    assert keeper[0].of("posts/a.md") == ()


def test_versions_come_newest_first_with_their_bytes(keeper: tuple[Versions, Put]) -> None:
    versions, put = keeper
    for body in (b"one", b"three"):
        put("posts/a.md", body)

    found = versions.of("posts/a.md")

    assert [(one.size, one.deleted) for one in found] == [(5, False), (3, False)]
    assert [versions.read(one) for one in found] == [b"three", b"one"]


def test_a_deletion_is_a_version_of_its_own(keeper: tuple[Versions, Put]) -> None:
    versions, put = keeper
    for body in (b"one", None):
        put("posts/a.md", body)

    found = versions.of("posts/a.md")

    assert [one.deleted for one in found] == [True, False]
    assert versions.read(found[1]) == b"one"


def test_keys_that_begin_alike_have_versions_of_their_own(keeper: tuple[Versions, Put]) -> None:
    versions, put = keeper
    for key in ("posts/a.md", "posts/a.md.error.txt", "posts/a.mdx", "posts/a"):
        put(key, key.encode())

    found = versions.of("posts/a.md")

    assert [one.key for one in found] == ["posts/a.md"]


def test_the_local_content_bucket_keeps_versions_and_tells_of_deletions() -> None:
    with mock_aws():
        s3, sqs = aws.client("s3", ""), aws.client("sqs", "")
        stack = aws.create_stack("")
        s3.put_object(Bucket=stack["CONTENT_BUCKET"], Key="a.md", Body=b"one")
        for _ in range(2):  # S3 would note the second, too; nothing is there to delete
            s3.delete_object(Bucket=stack["CONTENT_BUCKET"], Key="a.md")

        answer = sqs.receive_message(QueueUrl=stack["UPLOADS_QUEUE_URL"], MaxNumberOfMessages=10)

        told = [event for event in (one["Body"] for one in answer["Messages"]) if "ObjectRemoved" in event]
        assert S3Versions(s3, stack["CONTENT_BUCKET"]).are_kept()
        assert len(told) == 1


class Closed:
    """A client of someone who may read and list the objects of a bucket, and ask nothing about the bucket."""

    def get_bucket_versioning(self, **_: str) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "GetBucketVersioning")


def test_an_author_who_may_not_ask_about_the_bucket_is_taken_to_have_versions() -> None:
    assert S3Versions(Closed(), "content").are_kept()
