"""What the content bucket promises to the authoring API: writes on conditions, and earlier versions."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import requests
from botocore.stub import Stubber

from chalicelib.cloud.aws import clients
from chalicelib.cloud.memory import FixedClock, MemoryBucket
from chalicelib.cloud.memory_versions import MemoryVersions
from chalicelib.cloud.ports import Bucket, Object
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.cloud.s3_versions import AwsVersions
from chalicelib.cloud.versioned import NOTHING, ChangedError, VersionedBucket
from chalicelib.settings import Settings
from tests.contract.conftest import REGION
from tests.publishing.blog import NOW

LISTED = 1_000  # versions in one answer of S3
KEY, MARKDOWN = "posts/a.md", "text/markdown"


def memory(_: pytest.FixtureRequest) -> tuple[VersionedBucket, Bucket]:
    bucket = MemoryBucket()
    return MemoryVersions(bucket, FixedClock(NOW)), bucket


def aws(request: pytest.FixtureRequest) -> tuple[VersionedBucket, Bucket]:
    s3, name = request.getfixturevalue("aws").s3, uuid4().hex
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return AwsVersions(s3, name), AwsBucket(s3, name)


KEEPERS: dict[str, Callable[[pytest.FixtureRequest], tuple[VersionedBucket, Bucket]]] = {"memory": memory, "aws": aws}


@pytest.fixture(params=list(KEEPERS))
def keeper(request: pytest.FixtureRequest) -> tuple[VersionedBucket, Bucket]:
    """The bucket as the authoring API has it, and as everybody else has it."""
    return KEEPERS[request.param](request)


@pytest.fixture
def versions(keeper: tuple[VersionedBucket, Bucket]) -> VersionedBucket:
    return keeper[0]


def test_what_was_written_is_read_with_its_etag(keeper: tuple[VersionedBucket, Bucket]) -> None:
    versions, bucket = keeper

    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)

    assert versions.read(KEY) == (b"one", etag)
    assert etag == Object(b"one", MARKDOWN).etag
    stat = bucket.stat(KEY)
    assert stat
    assert (stat.etag, stat.type) == (etag, MARKDOWN)
    assert versions.read("posts/b.md") is None


def test_a_write_replaces_the_object_that_it_names(versions: VersionedBucket) -> None:
    first = versions.put(KEY, b"one", MARKDOWN, NOTHING)

    second = versions.put(KEY, b"two", MARKDOWN, first)

    assert versions.read(KEY) == (b"two", second)


@pytest.mark.parametrize("over", [NOTHING, Object(b"another", MARKDOWN).etag], ids=["nothing", "another"])
def test_a_write_replaces_no_other_object(versions: VersionedBucket, over: str) -> None:
    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)

    with pytest.raises(ChangedError) as refused:
        versions.put(KEY, b"two", MARKDOWN, over)

    assert (refused.value.key, refused.value.etag) == (KEY, etag)
    assert versions.read(KEY) == (b"one", etag)


def test_a_write_over_an_object_that_was_deleted_meanwhile_makes_none(versions: VersionedBucket) -> None:
    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)
    versions.delete(KEY, etag)

    with pytest.raises(ChangedError) as refused:
        versions.put(KEY, b"two", MARKDOWN, etag)

    assert refused.value.etag == NOTHING
    assert versions.read(KEY) is None


def test_the_same_bytes_are_as_good_as_written(versions: VersionedBucket) -> None:
    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)

    assert versions.put(KEY, b"one", MARKDOWN, NOTHING) == etag


def test_a_deletion_takes_the_object_that_it_names_and_no_other(versions: VersionedBucket) -> None:
    first = versions.put(KEY, b"one", MARKDOWN, NOTHING)
    second = versions.put(KEY, b"two", MARKDOWN, first)

    with pytest.raises(ChangedError) as refused:
        versions.delete(KEY, first)
    assert refused.value.etag == second
    versions.delete(KEY, second)

    assert versions.read(KEY) is None


def test_a_deletion_never_takes_what_was_written_while_it_was_under_way(request: pytest.FixtureRequest) -> None:
    versions, bucket = aws(request)
    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)
    events = request.getfixturevalue("aws").s3.meta.events

    def write(**_: object) -> None:
        bucket.write(KEY, Object(b"two", MARKDOWN))

    events.register("before-call.s3.DeleteObject", write)
    with pytest.raises(ChangedError):
        versions.delete(KEY, etag)
    events.unregister("before-call.s3.DeleteObject", write)

    assert versions.read(KEY) == (b"two", Object(b"two", MARKDOWN).etag)


def test_the_deletion_of_nothing_leaves_no_trace(versions: VersionedBucket) -> None:
    versions.delete(KEY, "any")

    assert versions.versions(KEY) == ()


def test_all_versions_are_kept_newest_first_those_of_others_too(keeper: tuple[VersionedBucket, Bucket]) -> None:
    versions, bucket = keeper
    bucket.write(KEY, Object(b"one", MARKDOWN))
    two = versions.put(KEY, b"two", MARKDOWN, Object(b"one", MARKDOWN).etag)
    versions.put(f"{KEY}x", b"a longer key", MARKDOWN, NOTHING)
    versions.delete(KEY, two)

    history = versions.versions(KEY)

    one = Object(b"one", MARKDOWN).etag
    assert [(each.etag, each.deleted) for each in history] == [(NOTHING, True), (two, False), (one, False)]
    assert [versions.read_version(KEY, each.id) for each in history] == [None, b"two", b"one"]


@pytest.mark.slow
def test_more_versions_than_s3_lists_at_once_are_listed(versions: VersionedBucket) -> None:
    etag = NOTHING
    for number in range(LISTED + 2):
        etag = versions.put(KEY, str(number).encode(), MARKDOWN, etag)

    history = versions.versions(KEY)

    assert len({each.id for each in history}) == LISTED + 2
    assert history[0].etag == etag


def test_a_version_that_is_not_there_is_nothing(versions: VersionedBucket) -> None:
    versions.put(KEY, b"one", MARKDOWN, NOTHING)

    assert versions.read_version(KEY, "3f9a2b") is None


def test_what_is_no_id_of_a_version_is_nothing() -> None:
    client = clients(Settings(region=REGION)).s3
    with Stubber(client) as stubber:  # moto takes any id
        stubber.add_client_error("get_object", "InvalidArgument", "Invalid version id specified", 400)

        assert AwsVersions(client, "content").read_version(KEY, "../x") is None


def test_a_deleted_object_is_restored_from_its_version(versions: VersionedBucket) -> None:
    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)
    versions.delete(KEY, etag)
    newest = next(each for each in versions.versions(KEY) if not each.deleted)

    body = versions.read_version(KEY, newest.id)

    assert body == b"one"
    assert versions.put(KEY, body, MARKDOWN, NOTHING) == etag


def test_files_are_listed_by_their_beginning_in_order(versions: VersionedBucket) -> None:
    etags = {
        key: versions.put(key, key.encode(), MARKDOWN, NOTHING)
        for key in ("posts/b.md", "posts/a.md", "posts/c/d.md", "site.yaml")
    }

    assert dict(versions.etags("posts/", "", 10)) == {key: etags[key] for key in ("posts/a.md", "posts/b.md", "posts/c/d.md")}
    assert list(versions.etags("posts/", "posts/a.md", 1)) == ["posts/b.md"]
    assert versions.etags("images/", "", 10) == {}


def test_the_etag_of_nothing_is_nothing(versions: VersionedBucket) -> None:
    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)

    assert versions.etag(KEY) == etag
    assert versions.etag("posts/b.md") == NOTHING


def test_an_upload_by_address_keeps_the_condition_and_the_type(request: pytest.FixtureRequest) -> None:
    versions, _ = aws(request)
    etag = versions.put(KEY, b"one", MARKDOWN, NOTHING)

    address, headers = versions.upload_link(KEY, MARKDOWN, etag, 60)
    written = requests.put(address, b"two", headers=dict(headers), timeout=5)
    refused = requests.put(address, b"three", headers=dict(headers), timeout=5)

    assert (written.status_code, refused.status_code) == (200, 412)
    assert versions.read(KEY) == (b"two", Object(b"two", MARKDOWN).etag)
