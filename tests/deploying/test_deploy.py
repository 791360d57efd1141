"""`presswork deploy`: all at once, again, and what it leaves to do by hand."""

from msgspec.structs import replace

from chalicelib.cloud import secrets
from infra.deploying.deploy import deploy
from infra.deploying.prerequisites import stored_parameter
from infra.deploying.site import settings
from tests.deploying.clouds import change
from tests.deploying.deployer import ACCOUNT, PLAIN, REGION, Deployer, sender

CODE = f"presswork-code-{ACCOUNT}-{REGION}"


def codes(deployer: Deployer) -> list[str]:
    return [one["Key"] for one in deployer.aws.s3.list_objects_v2(Bucket=CODE)["Contents"]]


# ---- once, and again


def test_from_nothing_to_a_site(deployer: Deployer) -> None:
    assert deploy(deployer.work()) == 0

    said = deployer.printed()
    assert "  + Table               AWS::DynamoDB::Table\n" in said
    assert "14 added" in said
    assert "  14/14 CREATE_COMPLETE  UploadsQueue" in said
    assert f"site      https://d1.cloudfront.net\nwrite to  s3://presswork-content-{ACCOUNT}-{REGION}" in said


def test_a_program_is_told_where_the_site_is_and_what_changed(deployer: Deployer) -> None:
    for _ in range(2):
        deploy(deployer.work())

    first, second = deployer.told
    where = {"site": "presswork", "region": REGION, "account": ACCOUNT, "url": "https://d1.cloudfront.net"}
    assert {**first, **where, "event": "done", "content_bucket": f"presswork-content-{ACCOUNT}-{REGION}"} == first
    assert {"kind": "added", "resource": "Table", "type": "AWS::DynamoDB::Table", "lost": ""} in first["changes"]
    assert second == {**first, "changes": []}


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


def test_the_function_that_encodes_images_has_code_of_its_own(deployer: Deployer) -> None:
    deploy(deployer.work())
    first = dict(deployer.stack.parameters)

    deploy(deployer.work(zip=b"other"))

    assert deployer.stack.parameters["ImagesCodeKey"] == first["ImagesCodeKey"] in codes(deployer)
    assert first["ImagesCodeKey"] != first["CodeKey"]


def test_a_change_that_has_not_begun_yet_is_not_taken_for_done(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.slow = 3

    deploy(deployer.work(PLAIN, "More"))

    assert "  1/1 UPDATE_COMPLETE  More" in deployer.printed()


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

    assert stored_parameter(ssm, "/presswork/origin", another) == "theirs"


def test_a_site_in_another_region_has_a_stack_beside_it(deployer: Deployer) -> None:
    deploy(deployer.work())

    assert set(deployer.beside.parameters) == {"Source", "Distribution", "Bucket"}
    assert deployer.beside.status == "CREATE_COMPLETE"


def test_a_site_that_counts_no_reads_has_no_stack_beside_it_and_loses_the_one_that_it_had(deployer: Deployer) -> None:
    uncounted = replace(PLAIN, reads="no")
    deploy(deployer.work(uncounted))
    assert deployer.beside.status == ""
    deploy(deployer.work())

    deploy(deployer.work(uncounted))

    assert deployer.beside.status == "DELETE_COMPLETE"


def test_a_site_that_logs_no_requests_leaves_the_accounts_role_alone(deployer: Deployer) -> None:
    deploy(deployer.work(replace(PLAIN, request_log="no")))

    assert deployer.stack.parameters["GatewayRole"] == "none"


# ---- by hand


def test_what_was_taken_up_again_is_named_with_how_to_compare_it(deployer: Deployer) -> None:
    deployer.stack.changes = [change("Import", name, "AWS::S3::Bucket") for name in ("PublicBucket", "ContentBucket")]

    deploy(deployer.work())

    said = deployer.printed()
    assert "NOT changed to match the template: ContentBucket, PublicBucket. To see what differs:" in said
    assert "aws cloudformation detect-stack-drift --region eu-central-1 --stack-name presswork" in said
    assert "run `presswork rebuild sources --site presswork`, then `presswork rebuild pages --site presswork`" in said


def test_after_another_address_everything_is_to_be_made_again(deployer: Deployer) -> None:
    deploy(deployer.work())
    assert "rebuild" not in deployer.printed()
    work = deployer.work(PLAIN, "More")
    moved = work.pack()
    outputs = {**moved.template["Outputs"], "SiteUrl": {"Value": "https://press.example"}}

    deploy(replace(work, pack=lambda: replace(moved, template={**moved.template, "Outputs": outputs})))

    said = deployer.printed()
    assert "The site has a new address: run `presswork rebuild sources --site presswork`, then" in said
    assert "detect-stack-drift" not in said


def test_the_request_to_leave_the_sandbox_is_printed_once_dns_has_the_records_of_mail(deployer: Deployer) -> None:
    deployer.mail.account["ProductionAccessEnabled"] = False
    with_mail = replace(PLAIN, mail_domain="press.example")
    request = "aws sesv2 put-account-details --region eu-central-1 --production-access-enabled"

    deploy(deployer.work(with_mail))
    first = deployer.printed()
    deployer.mail.senders = dict.fromkeys(("press.example", "news.press.example"), sender("SUCCESS", "SUCCESS"))
    deploy(deployer.work(with_mail))

    assert request not in first
    assert "run `presswork deploy` again: it prints the request" in first
    assert request in deployer.printed()


def test_nothing_is_left_where_all_is_proved(deployer: Deployer) -> None:
    deploy(deployer.work(replace(PLAIN, mail_domain="press.example")))
    deployer.printed()
    deployer.mail.senders = {name: sender("SUCCESS", "SUCCESS") for name in ("press.example", "news.press.example")}

    deploy(deployer.work(replace(PLAIN, mail_domain="press.example")))

    assert deployer.printed().endswith(f"write to  s3://presswork-content-{ACCOUNT}-{REGION}")
