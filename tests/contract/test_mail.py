"""What every mail service promises, and what SES is told and means."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from traceback import format_exception
from types import SimpleNamespace
from typing import Any, get_args
from uuid import uuid4

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
)
from botocore.stub import Stubber
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from chalicelib.cloud.aws import Clients, clients
from chalicelib.cloud.memory import MemoryMail
from chalicelib.cloud.ports import Allowance, Mail, Outgoing, Unsent, UnsentError
from chalicelib.cloud.ses import AwsMail, tagged
from chalicelib.settings import Settings
from tests.contract.conftest import REGION

SENDER = "letters@press.example"
RAW = "Subject: A post\r\nFrom: letters@press.example\r\n\r\n“中文” text\r\n".encode()
TAGS = {"letter": "0123456789abcdef", "reader": "a_b-C"}


@dataclass(frozen=True, slots=True)
class Post:
    """A mail service, and what it has sent to an address."""

    mail: Mail
    sent_to: Callable[[str], list[Message]]


def memory_post() -> Post:
    mail = MemoryMail(refusing={"nobody@": "address"})
    return Post(mail, lambda to: [message_from_bytes(one.raw) for one in mail.sent if one.to == to])


def aws_post(aws: Clients) -> Post:
    verify(aws)
    sent = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    return Post(AwsMail(aws.sesv2), lambda to: [message_from_string(one.raw_data) for one in sent if one.destinations == [to]])


def verify(aws: Clients) -> None:
    """Let the sender's domain send, if it may not yet."""
    known = aws.sesv2.list_email_identities()["EmailIdentities"]
    if not any(one["IdentityName"] == "press.example" for one in known):
        aws.sesv2.create_email_identity(EmailIdentity="press.example")


@pytest.fixture(params=["memory", "aws"])
def post(request: pytest.FixtureRequest) -> Post:
    return memory_post() if request.param == "memory" else aws_post(request.getfixturevalue("aws"))


def letter(to: str = "", **tags: str) -> Outgoing:
    return Outgoing(SENDER, to or f"{uuid4().hex}@reader.example", RAW, tags)


# ---- what every mail service promises


def test_a_message_arrives_as_it_was_written(post: Post) -> None:
    message = letter(**TAGS)
    post.mail.send(message)
    (found,) = post.sent_to(message.to)
    assert found["Subject"] == "A post"
    assert "“中文” text" in str(found) or "“中文” text".encode() in found.get_payload(decode=True)


def test_every_message_sent_has_an_id_of_its_own(post: Post) -> None:
    message = letter()
    ids = {post.mail.send(one) for one in (message, message, letter())}
    assert len(ids) == 3
    assert "" not in ids
    assert len(post.sent_to(message.to)) == 2


def test_an_address_that_can_never_be_reached_is_told_of(post: Post) -> None:
    with pytest.raises(UnsentError) as refused:
        post.mail.send(letter("nobody@"))
    assert refused.value.code == "address"
    assert "nobody@" not in str(refused.value)
    assert post.sent_to("nobody@") == []


@pytest.mark.parametrize("word", ["", "a b", "a,b", "a=b", "a\r\nBcc: eve@evil.example", "é", "a\n", "x" * 257])
def test_a_tag_says_nothing_but_its_words(post: Post, word: str) -> None:
    for tags in ({"letter": word}, {word: "letter"}):
        message = letter(**tags)
        with pytest.raises(ValueError, match="a tag is made of"):
            post.mail.send(message)
        assert post.sent_to(message.to) == []


# ---- in memory


@pytest.mark.parametrize("code", get_args(Unsent))
def test_the_mail_in_memory_refuses_whom_it_is_told_to_with_any_code(code: Unsent) -> None:
    mail = MemoryMail(refusing={"a@reader.example": code})
    with pytest.raises(UnsentError) as refused:
        mail.send(letter("a@reader.example"))
    assert refused.value.code == code
    assert mail.send(letter("b@reader.example")) == "memory-1"
    assert [one.to for one in mail.sent] == ["b@reader.example"]


def test_the_mail_in_memory_allows_what_it_is_told_to() -> None:
    mail = MemoryMail()
    assert mail.allowance() == Allowance(14.0, None)
    mail.allows = Allowance(500, 3)
    assert mail.allowance() == Allowance(500, 3)


# ---- what SES is told


@pytest.fixture
def ses() -> Iterator[Stubber]:
    """SES answering from a script, checked against its own description."""
    client = clients(Settings(region=REGION)).sesv2
    with Stubber(client._client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def request_of(message: Outgoing, **more: str) -> dict[str, Any]:
    whom = {"FromEmailAddress": message.sender, "Destination": {"ToAddresses": [message.to]}}
    tags = [{"Name": name, "Value": value} for name, value in message.tags.items()]
    return {**whom, "Content": {"Raw": {"Data": tagged(message)}}, **({"EmailTags": tags} if tags else {}), **more}


def test_tags_stand_in_the_header_that_ses_reads_them_from() -> None:
    message = letter(**TAGS)
    assert tagged(message) == b"X-SES-MESSAGE-TAGS: letter=0123456789abcdef, reader=a_b-C\r\n" + RAW
    assert tagged(letter()) == RAW


def test_ses_is_told_a_messages_tags_in_its_request_too(ses: Stubber) -> None:
    message = letter(letter="0123456789abcdef")
    told = [{"Name": "letter", "Value": "0123456789abcdef"}]
    ses.add_response("send_email", {"MessageId": "1"}, {**request_of(message), "EmailTags": told})

    assert AwsMail(ses.client).send(message) == "1"


def test_ses_is_told_the_configuration_that_events_come_by(ses: Stubber) -> None:
    message = letter(**TAGS)
    ses.add_response("send_email", {"MessageId": "1"}, request_of(message, ConfigurationSetName="letters"))
    ses.add_response("send_email", {"MessageId": "2"}, request_of(message))
    assert AwsMail(ses.client, "letters").send(message) == "1"
    assert AwsMail(ses.client).send(message) == "2"


def test_a_message_whose_answer_was_lost_is_not_handed_over_again(aws: Clients) -> None:
    verify(aws)
    made = clients(Settings(region=REGION)).sesv2
    asked: list[str] = []

    def lose(request: Any, **_: object) -> None:
        asked.append(request.url)
        raise ReadTimeoutError(endpoint_url=request.url)

    made.meta.events.register_first("before-send.sesv2.SendEmail", lose)
    with pytest.raises(ReadTimeoutError):
        AwsMail(made).send(letter())
    assert len(asked) == 1


# ---- what SES means

UNVERIFIED = "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: "
MEANINGS = [
    ("TooManyRequestsException", "Maximum sending rate exceeded.", "slow"),
    ("TooManyRequestsException", "Daily message quota exceeded.", "quota"),
    ("TooManyRequestsException", "Daily sending quota exceeded", "quota"),
    ("ThrottlingException", "Rate exceeded", "slow"),
    ("ThrottlingException", "Daily message quota exceeded", "quota"),
    ("LimitExceededException", "There are too many", "quota"),
    ("SendingPausedException", "Sending is paused", "paused"),
    ("AccountSuspendedException", "Sending is shut down", "paused"),
    ("MailFromDomainNotVerifiedException", "MX is missing", "paused"),
    ("NotFoundException", "Configuration set <letters> does not exist", "paused"),
    ("AccessDeniedException", "not authorized to perform ses:SendEmail", "paused"),
    ("MessageRejected", UNVERIFIED + SENDER, "paused"),
    ("MessageRejected", UNVERIFIED + "a@reader.example, Letters@PRESS.example", "paused"),
    ("MessageRejected", UNVERIFIED + "press.example", "paused"),
    ("MessageRejected", UNVERIFIED + "a@reader.example", "address"),
    ("MessageRejected", UNVERIFIED + "other-letters@press.example", "address"),
    ("MessageRejected", "Did not have authority to send from email letters@press.example", "paused"),
    ("MessageRejected", "Address is on the suppression list", "address"),
    ("BadRequestException", "Missing final '@domain'", "address"),
    ("InvalidParameterValue", "Missing domain", "address"),
    ("ExpiredTokenException", "The security token included in the request is expired", "slow"),
    ("RequestExpired", "The request reached the service more than 15 minutes after its date", "slow"),
    ("InvalidSignatureException", "The request signature we calculated does not match", "paused"),
    ("IncompleteSignature", "", "paused"),
    ("UnrecognizedClientException", "The security token included in the request is invalid.", "paused"),
    ("InvalidClientTokenId", "", "paused"),
    ("MissingAuthenticationTokenException", "Missing Authentication Token", "paused"),
    ("NotAuthorized", "", "paused"),
    ("OptInRequired", "", "paused"),
]


@pytest.mark.parametrize(("error", "said", "code"), MEANINGS)
def test_what_ses_refuses_is_told_by_what_it_means(ses: Stubber, error: str, said: str, code: str) -> None:
    ses.add_client_error("send_email", error, said, 400)
    with pytest.raises(UnsentError) as refused:
        AwsMail(ses.client).send(letter("a@reader.example"))
    assert refused.value.code == code
    assert refused.value.found == f"{error}: {said.replace('a@reader.example', '(the recipient)')}"


@pytest.mark.parametrize("spelled", [str, str.upper, str.title])
def test_a_refusal_does_not_lead_to_whom_the_message_was_for(ses: Stubber, spelled: Callable[[str], str]) -> None:
    message = letter()
    ses.add_client_error("send_email", "MessageRejected", UNVERIFIED + spelled(message.to), 400)
    with pytest.raises(UnsentError) as refused:
        AwsMail(ses.client).send(message)
    assert message.to not in "".join(format_exception(refused.value)).lower()


def failing(error: BotoCoreError) -> AwsMail:
    """A mail service that can't be asked, for this reason."""

    def send_email(**_: object) -> None:
        raise error

    return AwsMail(SimpleNamespace(send_email=send_email))


URL = "https://email.eu-central-1.amazonaws.com/"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EndpointConnectionError(endpoint_url=URL), "slow"),
        (ConnectTimeoutError(endpoint_url=URL), "slow"),
        (CredentialRetrievalError(provider="role", error_msg="no answer"), "slow"),
        (NoCredentialsError(), "paused"),
        (PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), "paused"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BotoCoreError) else one,
)
def test_what_never_left_this_machine_was_not_sent(error: BotoCoreError, code: str) -> None:
    with pytest.raises(UnsentError) as refused:
        failing(error).send(letter())
    assert (refused.value.code, refused.value.found) == (code, f"{type(error).__name__}: {error}")


@pytest.mark.parametrize("error", [ConnectionClosedError(endpoint_url=URL), ReadTimeoutError(endpoint_url=URL)], ids=type)
def test_a_connection_that_ended_leaves_the_sending_open(error: BotoCoreError) -> None:
    with pytest.raises(type(error)):
        failing(error).send(letter())


@pytest.mark.parametrize(("error", "status"), [("InternalServiceErrorException", 500), ("RequestTimeout", 408), ("Unheard", 400)])
def test_an_error_that_leaves_the_sending_open_is_raised_as_it_is(ses: Stubber, error: str, status: int) -> None:
    ses.add_client_error("send_email", error, "", status)
    with pytest.raises(ClientError, match=error):
        AwsMail(ses.client).send(letter())


# ---- what may be sent


def account(most: float = 200, rate: float = 1, sent: float = 0, *, enabled: bool = True) -> dict[str, Any]:
    quota = {"Max24HourSend": most, "MaxSendRate": rate, "SentLast24Hours": sent}
    return {"SendingEnabled": enabled, "SendQuota": quota, "EnforcementStatus": "HEALTHY"}


@pytest.mark.parametrize(
    ("told", "allowed"),
    [
        (account(50_000, 14, 49_000.0), Allowance(14, 1000)),
        (account(200, 1, 201), Allowance(1, 0)),
        (account(-1, 500, 10**6), Allowance(500, None)),
    ],
)
def test_the_account_says_what_may_be_sent(ses: Stubber, told: dict[str, Any], allowed: Allowance) -> None:
    ses.add_response("get_account", told, {})
    assert AwsMail(ses.client).allowance() == allowed


def test_an_account_that_may_not_send_is_a_pause(ses: Stubber) -> None:
    ses.add_response("get_account", account(enabled=False), {})
    with pytest.raises(UnsentError, match="paused"):
        AwsMail(ses.client).allowance()


def test_asking_too_often_what_may_be_sent_is_told_as_such(ses: Stubber) -> None:
    ses.add_client_error("get_account", "TooManyRequestsException", "Rate exceeded", 429)
    with pytest.raises(UnsentError, match="slow"):
        AwsMail(ses.client).allowance()


def test_a_rate_that_is_set_is_believed_without_asking(ses: Stubber) -> None:
    assert AwsMail(ses.client, rate=2.5).allowance() == Allowance(2.5)
