"""The plan: read from CloudFormation's answers, with losses highlighted."""

import pytest

from infra.deploying import plan
from infra.deploying.plan import ADDED, ADOPTED, CHANGED, DELETED, REPLACED, UNSURE, ChangeKind
from infra.stack import mail
from tests.deploying.clouds import change


@pytest.mark.parametrize(
    ("action", "replacement", "kind"),
    [
        ("Add", "", ADDED),
        ("Import", "", ADOPTED),
        ("Remove", "", DELETED),
        ("Modify", "False", CHANGED),
        ("Modify", "Conditional", UNSURE),
        ("Modify", "True", REPLACED),
        ("Dynamic", "", UNSURE),
    ],
)
def test_each_action_is_a_kind_and_an_unknown_one_stands_out(action: str, replacement: str, kind: ChangeKind) -> None:
    (only,) = plan.read("set", [change(action, "Table", "AWS::DynamoDB::Table", replacement)]).changes

    assert only.kind is kind


def test_what_cannot_be_undone_comes_last_in_capitals_with_what_is_lost() -> None:
    read = plan.read(
        "set",
        [
            change("Modify", "Table", "AWS::DynamoDB::Table", "True", Details=[{"Target": {"Name": "KeySchema"}}]),
            change("Add", "Topic", "AWS::SNS::Topic"),
            change("Modify", "Press", "AWS::Lambda::Function", Details=[{"Target": {"Attribute": "Tags"}}]),
        ],
    )

    assert list(read.lines()) == [
        "  + Topic  AWS::SNS::Topic",
        "  ~ Press  AWS::Lambda::Function (Tags)",
        "  ! Table  REPLACED AWS::DynamoDB::Table (KeySchema); THIS LOSES all subscribers, letters and posts",
    ]
    assert read.summary() == "1 added, 1 changed, 1 REPLACED"
    assert [one.resource for one in read.losses] == ["Table"]


@pytest.mark.parametrize("policy", ["Retain", "ReplaceAndRetain"])
def test_what_stays_when_it_leaves_the_stack_is_not_lost(policy: str) -> None:
    read = plan.read("set", [change("Remove", "Table", "AWS::DynamoDB::Table", PolicyAction=policy)])

    assert list(read.lines()) == ["  ! Table  DELETED AWS::DynamoDB::Table; the old one stays, outside the stack"]
    assert read.losses == ()


@pytest.mark.parametrize("action", ["Modify", "Remove"])
def test_a_sender_is_lost_if_dns_has_records_of_it(action: str) -> None:
    senders = {name: one for name, one in mail.resources().items() if one["Type"] == "AWS::SES::EmailIdentity"}
    with_records = {name for name, one in senders.items() if "DkimAttributes" in one["Properties"]}

    read = plan.read("set", [change(action, name, "AWS::SES::EmailIdentity", "True") for name in senders])

    assert {one.resource for one in read.losses} == with_records
    assert with_records != senders.keys()


def test_an_empty_change_set_is_known_by_what_cloudformation_says_of_it() -> None:
    assert plan.is_empty("The submitted information didn't contain changes. Submit different information to create a change set.")
    assert plan.is_empty("No updates are to be performed.")
    assert not plan.is_empty("Template error: unresolved resource dependencies")
