"""The content bucket on S3: what is written only where nothing else was written meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.authoring.target.content_bucket import ChangedError, EditedError, S3Contents
from infra.demo import aws

KEY = "posts/a.md"


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="any", aws_secret_access_key="any")
        client.create_bucket(Bucket="content")
        yield client


@pytest.fixture
def contents(s3: Any) -> S3Contents:
    return S3Contents(s3, "content")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("Mine.")
    return tmp_path / "a.md"


def digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def test_a_new_object_is_written_where_there_is_none(contents: S3Contents, file: Path, s3: Any) -> None:
    assert contents.put(KEY, file, digest("Mine."), "") == digest("Mine.")
    assert contents.listed() == {KEY: digest("Mine.")}
    assert s3.head_object(Bucket="content", Key=KEY)["ContentType"].startswith("text/")


def test_where_another_one_stands_it_is_left_and_named(contents: S3Contents, file: Path, s3: Any) -> None:
    s3.put_object(Bucket="content", Key=KEY, Body=b"Theirs.")

    for over in ("", digest("Older.")):
        with pytest.raises(ChangedError) as changed:
            contents.put(KEY, file, digest("Mine."), over)
        assert changed.value.etag == digest("Theirs.")

    assert contents.put(KEY, file, digest("Mine."), digest("Theirs.")) == digest("Mine.")


def test_what_is_gone_meanwhile_is_not_written_again(contents: S3Contents, file: Path) -> None:
    with pytest.raises(ChangedError) as changed:
        contents.put(KEY, file, digest("Mine."), digest("Theirs."))

    assert changed.value.etag == ""


def test_whatever_stands_is_replaced_without_a_condition(contents: S3Contents, file: Path, s3: Any) -> None:
    s3.put_object(Bucket="content", Key=KEY, Body=b"Theirs.")

    contents.put(KEY, file, digest("Mine."), None)

    assert contents.etag(KEY) == digest("Mine.")


def test_a_file_that_is_no_longer_what_was_read_is_not_uploaded(contents: S3Contents, file: Path) -> None:
    with pytest.raises(EditedError):
        contents.put(KEY, file, digest("Before."), "")

    assert contents.listed() == {}


def test_only_the_object_that_was_meant_is_deleted(contents: S3Contents, s3: Any) -> None:
    s3.put_object(Bucket="content", Key=KEY, Body=b"Theirs.")

    with pytest.raises(ChangedError):
        contents.delete(KEY, digest("Mine."))
    contents.delete(KEY, digest("Theirs."))
    contents.delete(KEY, digest("Theirs."))

    assert contents.listed() == {}


def test_a_deletion_never_takes_what_was_written_while_it_was_under_way(contents: S3Contents, s3: Any) -> None:
    s3.put_object(Bucket="content", Key=KEY, Body=b"Mine.")

    def write(**_: object) -> None:
        s3.put_object(Bucket="content", Key=KEY, Body=b"Theirs.")

    s3.meta.events.register("before-call.s3.DeleteObject", write)
    with pytest.raises(ChangedError) as refused:
        contents.delete(KEY, digest("Mine."))
    s3.meta.events.unregister("before-call.s3.DeleteObject", write)

    assert refused.value.etag == digest("Theirs.")
    assert contents.listed() == {KEY: digest("Theirs.")}


@pytest.mark.parametrize("bucket", ["presswork-content", "of-somebody-else"])
def test_the_time_is_what_the_service_says_whatever_it_answers(bucket: str) -> None:
    with aws.local_aws() as endpoint:
        aws.create_stack(endpoint)
        before = datetime.now(UTC).replace(microsecond=0)

        assert before <= S3Contents(aws.client("s3", endpoint), bucket).now() <= datetime.now(UTC)
