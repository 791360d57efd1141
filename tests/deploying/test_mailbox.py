"""`mail_from`: one mailbox that all mail is from, verified by a link that AWS mails to it; and what DMARC does to its mail."""

from typing import Any

import pytest
from msgspec.structs import replace

from infra.deploying import UndeployableError
from infra.deploying.deploy import deploy
from infra.deploying.doctor import diagnoses, needed_rights
from infra.deploying.mail import dmarc
from infra.deploying.operating.status import of_sender
from infra.deploying.trial import mailbox
from infra.stack import outputs
from infra.stack.functions import LETTERS
from tests.deploying.deployer import PLAIN, Deployer
from tests.deploying.patients import NAMES, found, patient
from tests.deploying.some_dns import SomeDns

MAILBOX = "owner@press.example"
WANTED = replace(PLAIN, mail_from=MAILBOX)
LINK = f"Open the link in the email that AWS sent to {MAILBOX}"
OUTPUTS = {outputs.MAILBOX: MAILBOX, "ConfirmationsSender": MAILBOX, "LettersSender": MAILBOX}


def described(*, verified: bool) -> dict[str, Any]:
    return {"IdentityType": "EMAIL_ADDRESS", "VerifiedForSendingStatus": verified}


# ---- deploying


def test_the_owner_is_told_to_open_the_link_until_it_was_opened(deployer: Deployer) -> None:
    deployer.mail.account["ProductionAccessEnabled"] = False

    deploy(deployer.work(WANTED))
    first = deployer.printed()
    deployer.mail.senders = {MAILBOX: described(verified=True)}
    deploy(deployer.work(WANTED))
    second = deployer.printed()

    assert LINK in first
    assert LINK not in second
    assert f"follow the blog as {MAILBOX}" in first
    assert f"follow the blog as {MAILBOX}" in second
    assert "put-account-details" not in second


def test_a_stack_makes_its_mailbox_a_sender_and_goes_on_doing_so(deployer: Deployer) -> None:
    deploy(deployer.work(WANTED))
    deployer.mail.senders = {MAILBOX: described(verified=False)}
    deploy(deployer.work(WANTED))

    assert (deployer.stack.parameters["MailFrom"], deployer.stack.parameters["MakeMailbox"]) == (MAILBOX, "yes")


def test_a_mailbox_that_the_account_already_sends_from_is_used_as_it_is(deployer: Deployer) -> None:
    deployer.mail.senders = {MAILBOX: described(verified=True)}

    deploy(deployer.work(WANTED))

    assert deployer.stack.parameters["MakeMailbox"] == "no"


def test_a_mailbox_of_a_domain_that_the_account_sends_from_needs_no_link_and_no_sender_of_its_own(deployer: Deployer) -> None:
    signed = {"DkimAttributes": {"Status": "SUCCESS", "SigningEnabled": True}}
    deployer.mail.senders = {"strict.example": {"IdentityType": "DOMAIN", "VerifiedForSendingStatus": True, **signed}}
    deployer.dns = SomeDns(RECORDS)

    deploy(deployer.work(replace(PLAIN, mail_from="o@strict.example")))

    printed = deployer.printed()
    assert deployer.stack.parameters["MakeMailbox"] == "no"
    assert "Open the link" not in printed
    assert "DMARC" not in printed


def test_a_mailbox_of_a_domain_that_is_not_verified_yet_is_made_a_sender(deployer: Deployer) -> None:
    deployer.mail.senders = {"press.example": {"IdentityType": "DOMAIN", "VerifiedForSendingStatus": False}}

    deploy(deployer.work(WANTED))

    assert deployer.stack.parameters["MakeMailbox"] == "yes"


def test_mail_comes_from_one_place(deployer: Deployer) -> None:
    with pytest.raises(UndeployableError, match="leave out one of them"):
        deploy(deployer.work(replace(WANTED, mail_domain="press.example")))


def test_a_stack_with_a_mailbox_doesnt_own_the_domain_of_it(deployer: Deployer) -> None:
    deploy(deployer.work(WANTED))
    domain = WANTED.mail_from.partition("@")[2]
    deployer.mail.senders[domain] = described(verified=True)

    with pytest.raises(UndeployableError, match=f"^{domain} already sends mail for this account"):
        deploy(deployer.work(replace(WANTED, mail_from="", mail_domain=domain)))


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("owner@press.example", "owner@press.example"),
        ("Owner+blog@Press.Example", "Owner+blog@press.example"),
        ("any*@press.example", ""),  # a policy would take it for a pattern
        ("o@press", ""),
    ],
)
def test_an_owners_address_is_a_mailbox_if_a_policy_can_name_it(owner: str, expected: str) -> None:
    assert mailbox(owner) == expected


# ---- status and doctor


@pytest.mark.parametrize("verified", [True, False])
def test_a_mailbox_is_judged_by_its_link_and_not_by_dns(verified: bool) -> None:
    identity = described(verified=verified)

    assert of_sender(MAILBOX, identity).wrong is not verified
    assert (found(diagnoses.sender(MAILBOX, identity, "eu-west-1")) == "") is verified


def test_the_doctor_examines_the_mailbox_once_as_ses_knows_it() -> None:
    context = patient(OUTPUTS)

    assert (context.identities, context.mailboxes, context.sends_from) == ((MAILBOX,), (MAILBOX,), MAILBOX)


def test_the_doctor_asks_whether_a_function_may_send_from_the_mailbox() -> None:
    asked = [one for one in needed_rights.needed(LETTERS, NAMES, MAILBOX) if "ses:SendEmail" in one.actions]

    assert asked[0].context == (("ses:FromAddress", "string", MAILBOX),)


# ---- DMARC

RECORDS = {
    ("_dmarc.strict.example", "TXT"): ('"v=spf1 -all"', '"v=DMARC1; p=reject; rua=mailto:d@strict.example"'),
    ("_dmarc.spam.example", "TXT"): ("v=DMARC1;p=Quarantine",),
    ("_dmarc.long.example", "TXT"): ('"v=DMARC1; p=rej" "ect; rua=mailto:d@long.example"',),
    ("_dmarc.watching.example", "TXT"): ("v=DMARC1; p=none",),
    ("_dmarc.parent.example", "TXT"): ("v=DMARC1; p=reject; sp=none",),
    ("_dmarc.own.parent.example", "TXT"): ("v=DMARC1; p=quarantine",),
}


@pytest.mark.parametrize(
    ("domain", "policy"),
    [
        ("strict.example", "reject"),
        ("mail.strict.example", "reject"),
        ("spam.example", "quarantine"),
        ("long.example", "reject"),
        ("watching.example", "none"),
        ("parent.example", "reject"),
        ("mail.parent.example", "none"),
        ("own.parent.example", "quarantine"),
        ("unknown.example", ""),
    ],
)
def test_the_policy_is_that_of_the_nearest_record(domain: str, policy: str) -> None:
    assert dmarc.policy(domain, SomeDns(RECORDS)) == policy


@pytest.mark.parametrize(
    ("domain", "consequence"),
    [
        ("strict.example", "reject this mail"),
        ("spam.example", "the spam folder"),
        ("watching.example", ""),
        ("unknown.example", ""),
    ],
)
def test_whoever_deploys_is_told_what_becomes_of_the_mail(deployer: Deployer, domain: str, consequence: str) -> None:
    deployer.dns = SomeDns(RECORDS)

    deploy(deployer.work(replace(PLAIN, mail_from=f"o@{domain}")))

    printed = deployer.printed()
    assert consequence in printed
    assert ("DMARC" in printed) is bool(consequence)


@pytest.mark.parametrize("domain", ["strict.example", "spam.example"])
def test_what_becomes_of_the_mail_is_said_before_anything_is_made(deployer: Deployer, domain: str) -> None:
    deployer.dns, deployer.answers = SomeDns(RECORDS), ["no"]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(deployer.work(replace(PLAIN, mail_from=f"o@{domain}"), yes=False))

    assert f"{domain}'s DMARC policy tells mailboxes to" in deployer.printed()


def test_without_dns_a_deployment_goes_on_and_says_what_is_not_known(deployer: Deployer) -> None:
    deployer.dns = SomeDns(fails="no name server answers")

    assert deploy(deployer.work(WANTED)) == 0
    assert "Can't tell whether press.example's DMARC policy lets SES's mail through: no name server answers" in deployer.printed()
