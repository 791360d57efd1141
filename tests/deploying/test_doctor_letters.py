"""The probe letter: what the functions may is asked of IAM, and what is sent is sent with one's own rights."""

# ruff: noqa: N803 - arguments are called, and given, as boto3 has them

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.deploying.doctor import aws_checks, check_subjects, needed_rights
from infra.deploying.doctor.probes import SIMULATOR
from infra.stack import outputs
from infra.stack.functions import LETTERS
from tests.deploying.deployer import error
from tests.deploying.patients import NAMES, found, patient, remarked

CONFIRM, NEWS = "confirm@example.org", "letters@news.example.org"
OUTPUTS = {
    outputs.output_of("CONFIGURATION_SET"): "presswork",
    outputs.FUNCTION + LETTERS.resource: "presswork-letters",
    "ConfirmationsSender": CONFIRM,
    "LettersSender": NEWS,
}


@dataclass
class Mail:
    """Lambda, IAM and SES: the role may do everything but what is `denied` on resources that end so; SES may refuse."""

    denied: str = "nothing"
    refuses: str = ""
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    sent: list[Mapping[str, Any]] = field(default_factory=list)

    def get_function_configuration(self, FunctionName: str) -> Mapping[str, str]:
        assert FunctionName == "presswork-letters"
        return {"Role": "role-of-letters"}

    def get_paginator(self, name: str) -> "Mail":
        assert name == "simulate_principal_policy"
        return self

    def paginate(self, **asked: Any) -> Iterator[Mapping[str, Any]]:
        self.asked.append(asked)
        decision = "implicitDeny" if asked["ResourceArns"][0].endswith(self.denied) else "allowed"
        yield {"EvaluationResults": [{"EvalActionName": action, "EvalDecision": decision} for action in asked["ActionNames"]]}

    def send_email(self, **given: Any) -> None:
        if self.refuses:
            raise error(self.refuses, "SendEmail")
        self.sent.append(given)


def site(mail: Mail) -> Any:
    well = patient(OUTPUTS)
    well.site.aws.account = mail  # type: ignore[attr-defined]
    return well


def test_a_letter_says_what_it_shows_and_what_it_does_not() -> None:
    mail = Mail()

    says = remarked(aws_checks.letter(site(mail), NEWS))

    assert (mail.sent[0]["FromEmailAddress"], mail.sent[0]["Destination"]) == (NEWS, {"ToAddresses": [SIMULATOR]})
    assert "sent with your own rights" in says
    assert "what IAM's simulation of its role says" in says


def test_the_role_is_asked_about_this_sender_and_this_configuration_set() -> None:
    mail = Mail()

    aws_checks.letter(site(mail), CONFIRM)

    context = [{"ContextKeyName": "ses:FromAddress", "ContextKeyType": "string", "ContextKeyValues": [CONFIRM]}]
    arns = [f"arn:aws:ses:eu-central-1:123456789012:{on}" for on in ("identity/example.org", "configuration-set/presswork")]
    assert [(one["PolicySourceArn"], *one["ResourceArns"]) for one in mail.asked] == [("role-of-letters", arn) for arn in arns]
    assert all(one["ContextEntries"] == context for one in mail.asked)


@pytest.mark.parametrize("denied", ["identity/news.example.org", "configuration-set/presswork"])
def test_a_function_that_may_not_send_is_named_though_the_caller_could(denied: str) -> None:
    mail = Mail(denied)

    says = found(aws_checks.letter(site(mail), NEWS))

    assert (
        says == f"its role isn't allowed to ses:SendEmail on arn:aws:ses:eu-central-1:123456789012:{denied}: no policy allows it"
    )
    assert mail.sent == []


def test_each_sender_has_a_row() -> None:
    assert [name for name, _ in check_subjects.mailboxes(site(Mail()))] == [CONFIRM, NEWS]


@pytest.mark.parametrize("mailbox", [CONFIRM, NEWS])
def test_the_asked_rights_are_those_of_the_functions_own_policy(mailbox: str) -> None:
    allowed = [one for one in needed_rights.needed(LETTERS, NAMES, "example.org") if "ses:SendEmail" in one.actions]
    kinds = {one.on.split(":")[5].partition("/")[0] for one in allowed}

    assert {
        one.on.split(":")[5].partition("/")[0]
        for one in needed_rights.of_letter(NAMES, mailbox, mailbox.partition("@")[2], "presswork")
    } == kinds
