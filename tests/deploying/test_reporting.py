"""Reports: AWS's errors on one line, progress, and the steps left to do by hand."""

import shlex

import pytest
from botocore import exceptions

from infra import aws_errors
from infra.deploying import manual_steps
from infra.deploying.mail import production_access
from infra.deploying.manual_steps import OpenSteps
from infra.deploying.stack import StackEvent, progress, waiting
from tests.aws_cli import options
from tests.deploying.deployer import error


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        (exceptions.NoCredentialsError(), "there are no AWS credentials: log in"),
        (exceptions.PartialCredentialsError(provider="env", cred_var="x"), "incomplete"),
        (exceptions.ProfileNotFound(profile="blog"), "blog"),
        (exceptions.EndpointConnectionError(endpoint_url="https://x"), "https://x"),
        (error("ExpiredToken", "GetCallerIdentity"), "have expired: log in"),
        (error("InvalidClientTokenId", "GetCallerIdentity"), "AWS rejects these credentials"),
        (
            error("AccessDenied", "CreateBucket", "no s3:CreateBucket"),
            "aren't allowed to do that: CreateBucket: AccessDenied: no s3",
        ),
        (error("Odd", "CreateBucket", "two\nlines"), "CreateBucket: Odd: two lines"),
    ],
)
def test_an_error_of_aws_is_reported_on_one_line(raised: Exception, says: str) -> None:
    text = aws_errors.explained(raised)

    assert says in text
    assert "\n" not in text


def happened(resource: str, status: str, reason: str = "", type: str = "AWS::SQS::Queue") -> StackEvent:
    return StackEvent(f"{resource}-{status}", resource, type, status, reason)


def test_progress_counts_what_is_through() -> None:
    before = [happened("A", "CREATE_COMPLETE"), happened("B", "CREATE_IN_PROGRESS")]
    new = [
        happened("B", "CREATE_COMPLETE"),
        happened("C", "CREATE_FAILED", "no"),
        happened("blog", "CREATE_FAILED", type="AWS::CloudFormation::Stack"),
    ]

    assert list(progress(before, new, 3)) == ["  2/3 CREATE_COMPLETE  B", "  3/3 CREATE_FAILED    C: no"]
    assert waiting(before) == ["B"]


OUTPUTS = {
    "SiteUrl": "https://press.example",
    "ContentBucketName": "blog-content",
    "RecordSite": "press.example CNAME d1.cloudfront.net",
    "RecordConfirmationsDkim1": "a._domainkey.press.example CNAME a.dkim.amazonses.com",
    "RecordConfirmationsBouncesMx": "bounce.press.example MX 10 feedback-smtp.eu-central-1.amazonses.com",
    "RecordConfirmationsBouncesSpf": 'bounce.press.example TXT "v=spf1 include:amazonses.com ~all"',
}


def test_records_that_ses_has_seen_are_not_asked_of_dns_again() -> None:
    outputs = {**OUTPUTS, "RecordInboundMx": "news.press.example MX 10 inbound-smtp.eu-central-1.amazonaws.com"}

    every = manual_steps.records(OpenSteps("eu-central-1", outputs))
    unseen = manual_steps.records(OpenSteps("eu-central-1", outputs, verified=True))

    assert len(every) == len([name for name in outputs if name.startswith("Record")])
    assert [(record.name, record.type) for record in unseen] == [("press.example", "CNAME"), ("news.press.example", "MX")]


SENDING = {"LettersSender": "letters@news.press.example", "ConfirmationsSender": "confirm@press.example"}


def test_the_sandbox_is_left_by_a_command_that_can_be_copied() -> None:
    of_site = {"SiteUrl": "https://press.example", **SENDING}
    *_, line = manual_steps.lines(OpenSteps("eu-central-1", of_site, verified=True, in_sandbox=True))

    _, service, operation, *words = shlex.split(line)
    given = options(words)

    assert (service, operation) == ("sesv2", "put-account-details")
    assert (given["region"], given["website-url"]) == (["eu-central-1"], ["https://press.example"])
    [described] = given["use-case-description"]
    assert len(described) <= production_access.LONGEST
    assert "{" not in described
    assert all(fact in described for fact in (*of_site.values(), *TOLD))


TOLD = ("double opt-in", "List-Unsubscribe-Post", "suppressed", "1,000 emails a day", "stops by itself")


def test_the_request_comes_once_dns_has_the_records_of_mail() -> None:
    said = "\n".join(manual_steps.lines(OpenSteps("eu-central-1", {"SiteUrl": "https://press.example"}, in_sandbox=True)))

    assert "put-account-details" not in said
    assert "Once DNS has the records of the mail domain, run `presswork deploy` again" in said


def test_an_owner_who_has_not_confirmed_is_reported() -> None:
    assert list(manual_steps.lines(OpenSteps("eu-central-1", {}, owner_asked="o@press.example"))) == [
        "Confirm the email that AWS sent to o@press.example, or nobody gets the alarms."
    ]
