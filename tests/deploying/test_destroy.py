"""`presswork destroy`: the stack goes; data only where that was said twice."""

import pytest
from msgspec.structs import replace

from infra.deploying import UndeployableError
from infra.deploying.config import Deployment
from infra.deploying.deploy import deploy
from infra.deploying.destroy import destroy, empty, remove_bucket
from tests.deploying.deployer import ACCOUNT, PLAIN, REGION, Deployer, error, foreign_bucket, foreign_table

CONTENT = f"presswork-content-{ACCOUNT}-{REGION}"
TABLE = "presswork-catalog"


@pytest.fixture
def deployed(deployer: Deployer) -> Deployer:
    deploy(deployer.work())
    deployer.aws.s3.put_bucket_versioning(Bucket=CONTENT, VersioningConfiguration={"Status": "Enabled"})
    for text in (b"one", b"two"):
        deployer.aws.s3.put_object(Bucket=CONTENT, Key="posts/a.md", Body=text)
    deployer.aws.s3.delete_object(Bucket=CONTENT, Key="posts/a.md")
    deployer.printed()
    return deployer


def buckets(deployer: Deployer) -> set[str]:
    return {one["Name"].removesuffix(f"-{ACCOUNT}-{REGION}") for one in deployer.aws.s3.list_buckets()["Buckets"]}


ALL = {f"presswork-{name}" for name in ("content", "public", "encoded", "logs", "inbound", "code")}


def test_the_stacks_go_and_the_data_stays(deployed: Deployer) -> None:
    assert destroy(deployed.leaving()) == 0

    assert (deployed.stack.status, deployed.beside.status) == ("DELETE_COMPLETE", "DELETE_COMPLETE")
    assert buckets(deployed) == ALL
    assert deployed.aws.dynamodb.list_tables()["TableNames"] == [TABLE]
    said = deployed.printed()
    assert "functions, API, queues and their messages, alarms and logs are LOST" in said
    assert f"These stay:\n  the bucket {CONTENT}, with all versions of all its files" in said


SENDERS = {
    "no mail": (PLAIN, ""),
    "a domain": (replace(PLAIN, mail_domain="press.example"), "the mail senders are LOST: they get new DNS records"),
    "a mailbox": (replace(PLAIN, mail_from="o@press.example"), "mail from o@press.example ends: AWS mails it another link"),
}


@pytest.mark.parametrize(("wanted", "line"), SENDERS.values(), ids=SENDERS.keys())
def test_only_the_senders_that_the_stack_has_made_are_lost(deployer: Deployer, wanted: Deployment, line: str) -> None:
    deploy(deployer.work(wanted))
    deployer.printed()

    destroy(deployer.leaving())

    said = deployer.printed()
    assert line in said
    assert [other for _, other in SENDERS.values() if other != line and other and other in said] == []


def test_only_the_links_in_letters_need_the_keys_of_links(deployed: Deployer) -> None:
    destroy(deployed.leaving())

    [line] = [line for line in deployed.printed().splitlines() if "links in letters" in line]
    assert line.startswith("  the parameter /presswork/secrets,")


def test_with_data_nothing_is_left(deployed: Deployer) -> None:
    assert destroy(deployed.leaving(with_data=True)) == 0

    assert buckets(deployed) == set()
    assert deployed.aws.dynamodb.list_tables()["TableNames"] == []
    assert deployed.aws.ssm.describe_parameters()["Parameters"] == []
    assert f"deleted the bucket {CONTENT}, with 3 versions of files" in deployed.printed()


def test_a_program_is_told_what_was_removed(deployed: Deployer) -> None:
    deployed.told.clear()
    for with_data in (False, False, True):
        destroy(deployed.leaving(with_data=with_data))

    assert [(one["removed"], one["with_data"]) for one in deployed.told] == [(True, False), (False, False), (True, True)]
    assert {(one["event"], one["site"], one["region"]) for one in deployed.told} == {("done", "presswork", REGION)}


def test_what_was_kept_can_go_later(deployed: Deployer) -> None:
    destroy(deployed.leaving())

    assert destroy(deployed.leaving(with_data=True)) == 0

    assert buckets(deployed) == set()


def test_where_nothing_is_nothing_is_done(deployer: Deployer) -> None:
    assert destroy(deployer.leaving(with_data=True)) == 0
    assert deployer.printed() == "there's no presswork in eu-central-1"


def test_what_is_kept_is_reported_where_only_that_is_left(deployed: Deployer) -> None:
    destroy(deployed.leaving())
    deployed.printed()

    assert destroy(deployed.leaving()) == 0
    assert "its data is still there, and `--with-data` removes it" in deployed.printed()


@pytest.mark.parametrize(("with_data", "answer"), [(False, ""), (False, "presswork"), (True, "y"), (True, "presswrok")])
def test_without_a_clear_word_nothing_goes(deployed: Deployer, with_data: bool, answer: str) -> None:
    deployed.answers = [answer]

    with pytest.raises(UndeployableError, match="nothing was removed"):
        destroy(deployed.leaving(with_data=with_data, yes=False))

    assert deployed.stack.status == "CREATE_COMPLETE"
    assert buckets(deployed) == ALL


def test_for_data_the_name_is_typed(deployed: Deployer) -> None:
    deployed.answers = ["presswork"]

    assert destroy(deployed.leaving(with_data=True, yes=False)) == 0
    assert buckets(deployed) == set()


def test_a_stack_of_somebody_elses_is_left_alone(deployer: Deployer) -> None:
    deployer.stack.status = "CREATE_COMPLETE"

    with pytest.raises(UndeployableError, match="isn't Presswork's"):
        destroy(deployer.leaving(with_data=True))


def test_what_cannot_be_deleted_is_reported_and_the_data_stays(deployed: Deployer) -> None:
    deployed.stack.breaks = {"UploadsQueue": "it is in use"}

    with pytest.raises(
        UndeployableError, match=r"UploadsQueue \(AWS::SQS::Queue\): it is in use; the stack presswork is now DELETE"
    ):
        destroy(deployed.leaving(with_data=True))

    assert buckets(deployed) == ALL


def test_a_bucket_that_is_written_to_meanwhile_is_emptied_again(deployed: Deployer) -> None:
    s3 = deployed.aws.s3
    late = ["a", "b"]

    class Late:
        """S3, with a process that still writes."""

        def __getattr__(self, name: str) -> object:
            return getattr(s3, name)

        def delete_bucket(self, Bucket: str) -> None:  # noqa: N803 - as boto3 calls it
            if late:
                s3.put_object(Bucket=Bucket, Key=late.pop(), Body=b"")
                raise error("BucketNotEmpty", "DeleteBucket")
            s3.delete_bucket(Bucket=Bucket)

    assert remove_bucket(Late(), CONTENT, lambda: None) == 5
    assert "presswork-content" not in buckets(deployed)


def test_more_files_than_a_call_takes_are_all_deleted(deployer: Deployer) -> None:
    s3 = deployer.aws.s3
    s3.create_bucket(Bucket="many", CreateBucketConfiguration={"LocationConstraint": REGION})
    for number in range(1001):
        s3.put_object(Bucket="many", Key=str(number), Body=b"")

    assert empty(s3, "many") == 1001
    assert s3.list_objects_v2(Bucket="many")["KeyCount"] == 0


def test_a_protected_table_goes_when_that_was_said(deployed: Deployer) -> None:
    deployed.aws.dynamodb.update_table(TableName=TABLE, DeletionProtectionEnabled=True)

    assert destroy(replace(deployed.leaving(with_data=True))) == 0
    assert deployed.aws.dynamodb.list_tables()["TableNames"] == []


# ---- what isn't ours


@pytest.mark.parametrize("name", ["presswork-public", "presswork-code"])
def test_a_bucket_without_our_tag_stays_and_the_rest_goes(deployed: Deployer, name: str) -> None:
    bucket = f"{name}-{ACCOUNT}-{REGION}"
    deployed.aws.s3.put_object(Bucket=bucket, Key="theirs", Body=b"theirs")
    deployed.aws.s3.delete_bucket_tagging(Bucket=bucket)

    assert destroy(deployed.leaving(with_data=True)) == 0

    assert buckets(deployed) == {name}
    assert deployed.aws.s3.get_object(Bucket=bucket, Key="theirs")["Body"].read() == b"theirs"
    assert f"Left alone: the bucket {bucket} has no tag presswork=presswork" in deployed.printed()


def test_buckets_and_tables_of_somebody_elses_are_left_where_there_is_no_stack(deployer: Deployer) -> None:
    foreign_bucket(deployer, CONTENT)
    foreign_table(deployer, TABLE)

    assert destroy(deployer.leaving(with_data=True)) == 0

    assert buckets(deployer) == {"presswork-content"}
    assert deployer.aws.dynamodb.list_tables()["TableNames"] == [TABLE]
    assert f"left alone: the table {TABLE} has no tag presswork=presswork" in deployer.printed()


def test_a_table_with_other_keys_is_left_whatever_its_tag(deployer: Deployer) -> None:
    foreign_table(deployer, TABLE, ("id",), tag="presswork")

    assert destroy(deployer.leaving(with_data=True)) == 0

    assert deployer.aws.dynamodb.list_tables()["TableNames"] == [TABLE]
    assert f"left alone: the table {TABLE} doesn't have the keys pk and sk" in deployer.printed()


def test_a_mere_proposal_stays_where_somebody_else_has_one_too(deployer: Deployer) -> None:
    deployer.stack.status, deployer.stack.sets = "REVIEW_IN_PROGRESS", {"theirs": {}}

    with pytest.raises(UndeployableError, match="also by theirs, which isn't Presswork's, so it stays"):
        destroy(deployer.leaving())

    assert deployer.stack.status == "REVIEW_IN_PROGRESS"
