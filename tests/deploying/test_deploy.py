"""`presswork deploy`: all at once, again, after a failure, and in steps that a person agrees to."""

from contextlib import suppress
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud import secrets
from infra.deploying import UndeployableError
from infra.deploying.deploy import deploy, kept
from infra.deploying.settings import settings
from infra.deploying.stack import Stack, settled
from tests.deploying.clouds import CloudFormation, change, working
from tests.deploying.house import ACCOUNT, PLAIN, REGION, House, sender

CODE = f"presswork-code-{ACCOUNT}-{REGION}"


def codes(house: House) -> list[str]:
    return [one["Key"] for one in house.aws.s3.list_objects_v2(Bucket=CODE)["Contents"]]


# ---- once, and again


def test_from_nothing_to_a_site(house: House) -> None:
    assert deploy(house.work()) == 0

    said = house.hears()
    assert "  + Table                  AWS::DynamoDB::Table\n" in said
    assert "16 added" in said
    assert "  16/16 CREATE_COMPLETE  UploadsQueue" in said
    assert f"site      https://d1.cloudfront.net\nwrite to  s3://presswork-content-{ACCOUNT}-{REGION}" in said


def test_the_code_bucket_is_closed_and_encrypted(house: House) -> None:
    deploy(house.work())

    s3 = house.aws.s3
    assert all(s3.get_public_access_block(Bucket=CODE)["PublicAccessBlockConfiguration"].values())
    assert s3.get_bucket_encryption(Bucket=CODE)["ServerSideEncryptionConfiguration"]["Rules"]
    assert s3.get_bucket_tagging(Bucket=CODE)["TagSet"] == [{"Key": "presswork", "Value": "presswork"}]
    assert s3.get_bucket_location(Bucket=CODE)["LocationConstraint"] == REGION


def test_an_empty_code_bucket_that_a_run_left_without_its_tag_is_taken(house: House) -> None:
    house.aws.s3.create_bucket(Bucket=CODE, CreateBucketConfiguration={"LocationConstraint": REGION})

    assert deploy(house.work()) == 0


def test_a_second_run_changes_nothing(house: House) -> None:
    deploy(house.work())
    before, keys = codes(house), settings(house.site)
    house.hears()

    assert deploy(house.work()) == 0

    assert "nothing to change" in house.hears()
    assert (codes(house), settings(house.site)) == (before, keys)
    assert (house.stack.executed, house.beside.executed) == (1, 1)
    assert house.stack.sets == house.beside.sets == {}


def test_new_code_is_put_beside_the_old_and_named_to_the_stack(house: House) -> None:
    deploy(house.work())
    first = house.stack.parameters["CodeKey"]

    deploy(house.work(zip=b"other"))

    assert house.stack.parameters["CodeKey"] != first
    assert {first, house.stack.parameters["CodeKey"]} <= set(codes(house))


def test_the_stack_is_told_what_is_wanted(house: House) -> None:
    house.functions.limit = 10

    deploy(house.work(replace(PLAIN, budget="25", frames="player.vimeo.com")))

    told = house.stack.parameters
    assert (told["Owner"], told["Budget"], told["FrameHosts"]) == ("owner@press.example", "25", "player.vimeo.com")
    assert (told["Account"], told["CodeBucket"]) == ("new", CODE)
    assert len(told["OriginSecret"]) == 64


def test_secrets_that_stand_are_never_replaced(house: House) -> None:
    secrets.write(house.aws.ssm, "/presswork/secrets", secrets.Secrets(("old",), "pepper"))

    deploy(house.work())

    assert settings(house.site)["LINK_KEYS"] == "old"
    assert settings(house.site)["ADDRESS_PEPPER"] == "pepper"


def test_of_two_who_make_a_secret_at_once_both_have_the_first(house: House) -> None:
    ssm = house.aws.ssm

    def another() -> str:
        ssm.put_parameter(Name="/presswork/origin", Value="theirs", Type="SecureString")
        return "ours"

    assert kept(ssm, "/presswork/origin", another) == "theirs"


def test_a_site_in_another_region_has_a_stack_beside_it(house: House) -> None:
    deploy(house.work())

    assert set(house.beside.parameters) == {"Source", "Distribution", "Bucket"}
    assert house.beside.status == "CREATE_COMPLETE"


# ---- a person's word


def test_it_is_done_when_a_person_says_yes(house: House) -> None:
    house.answers = ["y"]

    assert deploy(house.work(yes=False)) == 0

    assert "Make these changes? [y/N] " in house.hears()


@pytest.mark.parametrize("answer", ["", "n", "maybe"])
def test_anything_else_is_no_and_leaves_no_trace_of_the_stack(house: House, answer: str) -> None:
    house.answers = [answer]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(house.work(yes=False))

    assert (house.stack.status, house.stack.sets, house.stack.executed) == ("", {}, 0)


def test_with_nobody_there_the_changes_are_told_and_not_made(house: House) -> None:
    with pytest.raises(UndeployableError, match="say --yes"):
        deploy(house.work(yes=False))

    assert "16 added" in house.hears()
    assert house.stack.status == ""


def test_what_would_be_lost_is_in_the_question(house: House) -> None:
    deploy(house.work())
    house.stack.changes = [change("Modify", "UploadsQueue", "AWS::SQS::Queue", "True")]
    house.answers = ["y"]

    with pytest.raises(UndeployableError):
        deploy(house.work(PLAIN, "More", yes=False))

    assert "LOSE WHAT 1 OF THEM HOLD" in house.hears()


def lossy(house: House) -> None:
    deploy(house.work())
    house.stack.changes = [change("Modify", "UploadsQueue", "AWS::SQS::Queue", "True")]
    house.hears()


def test_a_yes_beforehand_is_none_to_losses(house: House) -> None:
    lossy(house)

    with pytest.raises(UndeployableError, match="say --lose"):
        deploy(house.work(PLAIN, "More"))

    assert (house.stack.executed, house.stack.sets) == (1, {})


@pytest.mark.parametrize(("answer", "executed"), [("y", 1), ("", 1), ("presswork", 2)])
def test_to_lose_something_the_name_is_typed(house: House, answer: str, executed: int) -> None:
    lossy(house)
    house.answers = [answer]

    with suppress(UndeployableError):
        deploy(house.work(PLAIN, "More"))

    assert house.stack.executed == executed


def test_losses_may_be_agreed_to_beforehand(house: House) -> None:
    lossy(house)

    assert deploy(house.work(PLAIN, "More", lose=True)) == 0
    assert house.stack.executed == 2


# ---- failures


def test_a_failure_names_the_resource_and_the_cause_on_one_line(house: House) -> None:
    house.stack.breaks = {"PressQueue": "Resource limit exceeded"}

    with pytest.raises(UndeployableError) as told:
        deploy(house.work())

    assert str(told.value).startswith(
        "PressQueue (AWS::SQS::Queue): Resource limit exceeded; the stack presswork is now ROLLBACK"
    )
    assert "\n" not in str(told.value)


def test_after_a_first_try_that_failed_the_next_begins_anew(house: House) -> None:
    house.stack.breaks = {"PressQueue": "Resource limit exceeded"}
    with pytest.raises(UndeployableError):
        deploy(house.work())
    house.stack.breaks = {}

    assert deploy(house.work()) == 0

    assert "the stack presswork is ROLLBACK_COMPLETE, as a try that failed leaves it" in house.hears()
    assert house.stack.status == "CREATE_COMPLETE"


def test_an_update_that_failed_can_be_done_again(house: House) -> None:
    deploy(house.work())
    house.stack.breaks = {"More": "no"}
    with pytest.raises(
        UndeployableError, match=r"More \(AWS::SNS::Topic\): no; the stack presswork is now UPDATE_ROLLBACK_COMPLETE"
    ):
        deploy(house.work(PLAIN, "More"))
    house.stack.breaks = {}

    assert deploy(house.work(PLAIN, "More")) == 0


def test_a_refused_template_says_why_and_leaves_no_trace(house: House) -> None:
    house.stack.refuses = "Template error: no such thing"

    with pytest.raises(UndeployableError, match="CloudFormation refuses the template: Template error: no such thing"):
        deploy(house.work())

    assert (house.stack.sets, house.stack.status) == ({}, "")


def test_reasons_that_are_told_elsewhere_are_fetched(house: House) -> None:
    house.stack.refuses = "Validation failed with 1 error(s). Call DescribeEvents to retrieve the full list"
    house.stack.found_wrong = {"LogBucket": "it already exists"}

    with pytest.raises(UndeployableError, match="LogBucket: it already exists"):
        deploy(house.work())


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --region eu-central-1"),
        ("UPDATE_FAILED", "console"),
    ],
)
def test_a_stack_that_is_stuck_is_told_with_what_to_do(house: House, status: str, advice: str) -> None:
    deploy(house.work())
    house.stack.status = status

    with pytest.raises(UndeployableError, match=advice):
        deploy(house.work())


def test_what_is_under_way_already_is_waited_for(house: House) -> None:
    deploy(house.work())
    house.stack.coming = list(working("presswork", "UPDATE", {"Press": "AWS::Lambda::Function"}))
    house.stack.status = "UPDATE_IN_PROGRESS"

    assert deploy(house.work()) == 0

    assert "waiting until it is through" in house.hears()


def test_a_change_that_has_not_begun_yet_is_not_taken_for_done(house: House) -> None:
    deploy(house.work())
    house.stack.slow = 3

    deploy(house.work(PLAIN, "More"))

    assert "  1/1 UPDATE_COMPLETE  More" in house.hears()


def test_a_left_over_proposal_is_no_obstacle(house: House) -> None:
    house.stack.status = "REVIEW_IN_PROGRESS"

    assert deploy(house.work()) == 0


def test_a_proposal_of_somebody_elses_stays(house: House) -> None:
    house.stack.status, house.stack.sets = "REVIEW_IN_PROGRESS", {"theirs": {}}
    house.answers = ["n"]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(house.work(yes=False))

    assert (house.stack.status, list(house.stack.sets)) == ("REVIEW_IN_PROGRESS", ["theirs"])


def test_what_is_left_of_a_stack_that_went_is_taken_off_only_by_a_persons_word(house: House) -> None:
    deploy(house.work())
    house.stack.status = "DELETE_FAILED"
    house.answers = ["n"]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(house.work(yes=False))

    assert house.stack.status == "DELETE_FAILED"
    assert "The stack presswork is DELETE_FAILED: take off what is left of it, and make it anew? [y/N] " in house.hears()


@pytest.mark.parametrize(("yes", "answers"), [(True, []), (False, ["y", "n"])])
def test_with_a_persons_word_what_is_left_of_it_goes(house: House, yes: bool, answers: list[str]) -> None:
    deploy(house.work())
    house.stack.status, house.answers = "DELETE_FAILED", answers
    stack = Stack(house.stack, "presswork", house.said.append, lambda _: None)

    assert settled(stack, REGION, house.work(yes=yes).agreed) == "CREATE"

    assert house.stack.status == "DELETE_COMPLETE"


def test_credentials_that_may_not_are_not_taken_for_something_missing(house: House) -> None:
    class Closed(CloudFormation):
        def describe_stacks(self, StackName: str) -> dict[str, str]:  # noqa: N803, ARG002 - as boto3 calls it
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeStacks")

    house.stack = Closed(house.stack.moto, house.stack.s3)

    with pytest.raises(ClientError):
        deploy(house.work())


# ---- by hand


def test_what_was_taken_up_again_is_named_with_how_to_compare_it(house: House) -> None:
    house.stack.changes = [change("Import", name, "AWS::S3::Bucket") for name in ("PublicBucket", "ContentBucket")]

    deploy(house.work())

    said = house.hears()
    assert "NOT set as the template says: ContentBucket, PublicBucket. See what differs:" in said
    assert "aws cloudformation detect-stack-drift --region eu-central-1 --stack-name presswork" in said
    assert "run `presswork rebuild sources`, then `presswork rebuild pages`" in said


def test_after_another_address_everything_is_to_be_made_again(house: House) -> None:
    deploy(house.work())
    assert "rebuild" not in house.hears()
    work = house.work(PLAIN, "More")
    moved = work.pack()
    outputs = {**moved.template["Outputs"], "SiteUrl": {"Value": "https://press.example"}}

    deploy(replace(work, pack=lambda: replace(moved, template={**moved.template, "Outputs": outputs})))

    said = house.hears()
    assert "The site's address is another: run `presswork rebuild sources`, then `presswork rebuild pages`." in said
    assert "detect-stack-drift" not in said


def test_what_is_left_to_do_by_hand_is_told(house: House) -> None:
    house.mail.account["ProductionAccessEnabled"] = False

    deploy(house.work(replace(PLAIN, mail_domain="press.example")))

    assert "aws sesv2 put-account-details --region eu-central-1 --production-access-enabled" in house.hears()


def test_nothing_is_left_where_all_is_proved(house: House) -> None:
    deploy(house.work(replace(PLAIN, mail_domain="press.example")))
    house.hears()
    house.mail.senders = {name: sender("SUCCESS", "SUCCESS") for name in ("press.example", "news.press.example")}

    deploy(house.work(replace(PLAIN, mail_domain="press.example")))

    assert house.hears().endswith(f"write to  s3://presswork-content-{ACCOUNT}-{REGION}")
