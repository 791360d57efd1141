"""`presswork deploy`: all at once, again, after a failure, and in steps that a person agrees to."""

from contextlib import suppress
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud import secrets
from infra.deploying import UndeployableError
from infra.deploying.deploy import deploy, kept
from infra.deploying.site import settings
from infra.deploying.stack import Stack, settled
from tests.deploying.clouds import CloudFormation, change, working
from tests.deploying.deployer import ACCOUNT, PLAIN, REGION, Deployer, sender

CODE = f"presswork-code-{ACCOUNT}-{REGION}"


def codes(deployer: Deployer) -> list[str]:
    return [one["Key"] for one in deployer.aws.s3.list_objects_v2(Bucket=CODE)["Contents"]]


# ---- once, and again


def test_from_nothing_to_a_site(deployer: Deployer) -> None:
    assert deploy(deployer.work()) == 0

    said = deployer.printed()
    assert "  + Table                  AWS::DynamoDB::Table\n" in said
    assert "16 added" in said
    assert "  16/16 CREATE_COMPLETE  UploadsQueue" in said
    assert f"site      https://d1.cloudfront.net\nwrite to  s3://presswork-content-{ACCOUNT}-{REGION}" in said


def test_the_code_bucket_is_closed_and_encrypted(deployer: Deployer) -> None:
    deploy(deployer.work())

    s3 = deployer.aws.s3
    assert all(s3.get_public_access_block(Bucket=CODE)["PublicAccessBlockConfiguration"].values())
    assert s3.get_bucket_encryption(Bucket=CODE)["ServerSideEncryptionConfiguration"]["Rules"]
    assert s3.get_bucket_tagging(Bucket=CODE)["TagSet"] == [{"Key": "presswork", "Value": "presswork"}]
    assert s3.get_bucket_location(Bucket=CODE)["LocationConstraint"] == REGION


def test_an_empty_code_bucket_that_a_run_left_without_its_tag_is_taken(deployer: Deployer) -> None:
    deployer.aws.s3.create_bucket(Bucket=CODE, CreateBucketConfiguration={"LocationConstraint": REGION})

    assert deploy(deployer.work()) == 0


def test_a_second_run_changes_nothing(deployer: Deployer) -> None:
    deploy(deployer.work())
    before, keys = codes(deployer), settings(deployer.site)
    deployer.printed()

    assert deploy(deployer.work()) == 0

    assert "nothing to change" in deployer.printed()
    assert (codes(deployer), settings(deployer.site)) == (before, keys)
    assert (deployer.stack.executed, deployer.beside.executed) == (1, 1)
    assert deployer.stack.sets == deployer.beside.sets == {}


def test_new_code_is_put_beside_the_old_and_named_to_the_stack(deployer: Deployer) -> None:
    deploy(deployer.work())
    first = deployer.stack.parameters["CodeKey"]

    deploy(deployer.work(zip=b"other"))

    assert deployer.stack.parameters["CodeKey"] != first
    assert {first, deployer.stack.parameters["CodeKey"]} <= set(codes(deployer))


def test_the_stack_is_reported_what_is_wanted(deployer: Deployer) -> None:
    deployer.functions.limit = 10

    deploy(deployer.work(replace(PLAIN, budget="25", frames="player.vimeo.com")))

    actual = deployer.stack.parameters
    assert (actual["Owner"], actual["Budget"], actual["FrameHosts"]) == ("owner@press.example", "25", "player.vimeo.com")
    assert (actual["Account"], actual["CodeBucket"]) == ("new", CODE)
    assert len(actual["OriginSecret"]) == 64


def test_secrets_that_stand_are_never_replaced(deployer: Deployer) -> None:
    secrets.write(deployer.aws.ssm, "/presswork/secrets", secrets.Secrets(("old",), "pepper"))

    deploy(deployer.work())

    assert settings(deployer.site)["LINK_KEYS"] == "old"
    assert settings(deployer.site)["ADDRESS_PEPPER"] == "pepper"


def test_of_two_who_make_a_secret_at_once_both_have_the_first(deployer: Deployer) -> None:
    ssm = deployer.aws.ssm

    def another() -> str:
        ssm.put_parameter(Name="/presswork/origin", Value="theirs", Type="SecureString")
        return "ours"

    assert kept(ssm, "/presswork/origin", another) == "theirs"


def test_a_site_in_another_region_has_a_stack_beside_it(deployer: Deployer) -> None:
    deploy(deployer.work())

    assert set(deployer.beside.parameters) == {"Source", "Distribution", "Bucket"}
    assert deployer.beside.status == "CREATE_COMPLETE"


# ---- a person's word


def test_it_is_done_when_a_person_says_yes(deployer: Deployer) -> None:
    deployer.answers = ["y"]

    assert deploy(deployer.work(yes=False)) == 0

    assert "Make these changes? [y/N] " in deployer.printed()


@pytest.mark.parametrize("answer", ["", "n", "maybe"])
def test_anything_else_is_no_and_leaves_no_trace_of_the_stack(deployer: Deployer, answer: str) -> None:
    deployer.answers = [answer]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(deployer.work(yes=False))

    assert (deployer.stack.status, deployer.stack.sets, deployer.stack.executed) == ("", {}, 0)


def test_with_nobody_there_the_changes_are_reported_and_not_made(deployer: Deployer) -> None:
    with pytest.raises(UndeployableError, match="say --yes"):
        deploy(deployer.work(yes=False))

    assert "16 added" in deployer.printed()
    assert deployer.stack.status == ""


def test_what_would_be_lost_is_in_the_question(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.changes = [change("Modify", "UploadsQueue", "AWS::SQS::Queue", "True")]
    deployer.answers = ["y"]

    with pytest.raises(UndeployableError):
        deploy(deployer.work(PLAIN, "More", yes=False))

    assert "LOSE WHAT 1 OF THEM HOLD" in deployer.printed()


def lossy(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.changes = [change("Modify", "UploadsQueue", "AWS::SQS::Queue", "True")]
    deployer.printed()


def test_a_yes_beforehand_is_none_to_losses(deployer: Deployer) -> None:
    lossy(deployer)

    with pytest.raises(UndeployableError, match="say --lose"):
        deploy(deployer.work(PLAIN, "More"))

    assert (deployer.stack.executed, deployer.stack.sets) == (1, {})


@pytest.mark.parametrize(("answer", "executed"), [("y", 1), ("", 1), ("presswork", 2)])
def test_to_lose_something_the_name_is_typed(deployer: Deployer, answer: str, executed: int) -> None:
    lossy(deployer)
    deployer.answers = [answer]

    with suppress(UndeployableError):
        deploy(deployer.work(PLAIN, "More"))

    assert deployer.stack.executed == executed


def test_losses_may_be_agreed_to_beforehand(deployer: Deployer) -> None:
    lossy(deployer)

    assert deploy(deployer.work(PLAIN, "More", lose=True)) == 0
    assert deployer.stack.executed == 2


# ---- failures


def test_a_failure_names_the_resource_and_the_cause_on_one_line(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": "Resource limit exceeded"}

    with pytest.raises(UndeployableError) as raised:
        deploy(deployer.work())

    assert str(raised.value).startswith(
        "PressQueue (AWS::SQS::Queue): Resource limit exceeded; the stack presswork is now ROLLBACK"
    )
    assert "\n" not in str(raised.value)


def test_after_a_first_try_that_failed_the_next_begins_anew(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": "Resource limit exceeded"}
    with pytest.raises(UndeployableError):
        deploy(deployer.work())
    deployer.stack.breaks = {}

    assert deploy(deployer.work()) == 0

    assert "the stack presswork is ROLLBACK_COMPLETE, as a try that failed leaves it" in deployer.printed()
    assert deployer.stack.status == "CREATE_COMPLETE"


def test_an_update_that_failed_can_be_done_again(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.breaks = {"More": "no"}
    with pytest.raises(
        UndeployableError, match=r"More \(AWS::SNS::Topic\): no; the stack presswork is now UPDATE_ROLLBACK_COMPLETE"
    ):
        deploy(deployer.work(PLAIN, "More"))
    deployer.stack.breaks = {}

    assert deploy(deployer.work(PLAIN, "More")) == 0


def test_a_refused_template_says_why_and_leaves_no_trace(deployer: Deployer) -> None:
    deployer.stack.refuses = "Template error: no such thing"

    with pytest.raises(UndeployableError, match="CloudFormation refuses the template: Template error: no such thing"):
        deploy(deployer.work())

    assert (deployer.stack.sets, deployer.stack.status) == ({}, "")


def test_reasons_that_are_reported_elsewhere_are_fetched(deployer: Deployer) -> None:
    deployer.stack.refuses = "Validation failed with 1 error(s). Call DescribeEvents to retrieve the full list"
    deployer.stack.found_wrong = {"LogBucket": "it already exists"}

    with pytest.raises(UndeployableError, match="LogBucket: it already exists"):
        deploy(deployer.work())


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --region eu-central-1"),
        ("UPDATE_FAILED", "console"),
    ],
)
def test_a_stack_that_is_stuck_is_reported_with_what_to_do(deployer: Deployer, status: str, advice: str) -> None:
    deploy(deployer.work())
    deployer.stack.status = status

    with pytest.raises(UndeployableError, match=advice):
        deploy(deployer.work())


def test_what_is_under_way_already_is_waited_for(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.coming = list(working("presswork", "UPDATE", {"Press": "AWS::Lambda::Function"}))
    deployer.stack.status = "UPDATE_IN_PROGRESS"

    assert deploy(deployer.work()) == 0

    assert "waiting until it is through" in deployer.printed()


def test_a_change_that_has_not_begun_yet_is_not_taken_for_done(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.slow = 3

    deploy(deployer.work(PLAIN, "More"))

    assert "  1/1 UPDATE_COMPLETE  More" in deployer.printed()


def test_a_left_over_proposal_is_no_obstacle(deployer: Deployer) -> None:
    deployer.stack.status = "REVIEW_IN_PROGRESS"

    assert deploy(deployer.work()) == 0


def test_a_proposal_of_somebody_elses_stays(deployer: Deployer) -> None:
    deployer.stack.status, deployer.stack.sets = "REVIEW_IN_PROGRESS", {"theirs": {}}
    deployer.answers = ["n"]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(deployer.work(yes=False))

    assert (deployer.stack.status, list(deployer.stack.sets)) == ("REVIEW_IN_PROGRESS", ["theirs"])


def test_what_is_left_of_a_stack_that_went_is_taken_off_only_by_a_persons_word(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.status = "DELETE_FAILED"
    deployer.answers = ["n"]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(deployer.work(yes=False))

    assert deployer.stack.status == "DELETE_FAILED"
    assert "The stack presswork is DELETE_FAILED: take off what is left of it, and make it anew? [y/N] " in deployer.printed()


@pytest.mark.parametrize(("yes", "answers"), [(True, []), (False, ["y", "n"])])
def test_with_a_persons_word_what_is_left_of_it_goes(deployer: Deployer, yes: bool, answers: list[str]) -> None:
    deploy(deployer.work())
    deployer.stack.status, deployer.answers = "DELETE_FAILED", answers
    stack = Stack(deployer.stack, "presswork", deployer.said.append, lambda _: None)

    assert settled(stack, REGION, deployer.work(yes=yes).agreed) == "CREATE"

    assert deployer.stack.status == "DELETE_COMPLETE"


def test_credentials_that_may_not_are_not_taken_for_something_missing(deployer: Deployer) -> None:
    class Closed(CloudFormation):
        def describe_stacks(self, StackName: str) -> dict[str, str]:  # noqa: N803, ARG002 - as boto3 calls it
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeStacks")

    deployer.stack = Closed(deployer.stack.moto, deployer.stack.s3)

    with pytest.raises(ClientError):
        deploy(deployer.work())


# ---- by hand


def test_what_was_taken_up_again_is_named_with_how_to_compare_it(deployer: Deployer) -> None:
    deployer.stack.changes = [change("Import", name, "AWS::S3::Bucket") for name in ("PublicBucket", "ContentBucket")]

    deploy(deployer.work())

    said = deployer.printed()
    assert "NOT set as the template says: ContentBucket, PublicBucket. See what differs:" in said
    assert "aws cloudformation detect-stack-drift --region eu-central-1 --stack-name presswork" in said
    assert "run `presswork rebuild sources`, then `presswork rebuild pages`" in said


def test_after_another_address_everything_is_to_be_made_again(deployer: Deployer) -> None:
    deploy(deployer.work())
    assert "rebuild" not in deployer.printed()
    work = deployer.work(PLAIN, "More")
    moved = work.pack()
    outputs = {**moved.template["Outputs"], "SiteUrl": {"Value": "https://press.example"}}

    deploy(replace(work, pack=lambda: replace(moved, template={**moved.template, "Outputs": outputs})))

    said = deployer.printed()
    assert "The site's address is another: run `presswork rebuild sources`, then `presswork rebuild pages`." in said
    assert "detect-stack-drift" not in said


def test_what_is_left_to_do_by_hand_is_reported(deployer: Deployer) -> None:
    deployer.mail.account["ProductionAccessEnabled"] = False

    deploy(deployer.work(replace(PLAIN, mail_domain="press.example")))

    assert "aws sesv2 put-account-details --region eu-central-1 --production-access-enabled" in deployer.printed()


def test_nothing_is_left_where_all_is_proved(deployer: Deployer) -> None:
    deploy(deployer.work(replace(PLAIN, mail_domain="press.example")))
    deployer.printed()
    deployer.mail.senders = {name: sender("SUCCESS", "SUCCESS") for name in ("press.example", "news.press.example")}

    deploy(deployer.work(replace(PLAIN, mail_domain="press.example")))

    assert deployer.printed().endswith(f"write to  s3://presswork-content-{ACCOUNT}-{REGION}")
