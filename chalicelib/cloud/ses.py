"""The mail service SES, through boto3's plain client; a table says what each of SES's errors means.

A message is sent in one call, without retries. A message that SES refuses, or that never left this machine, was certainly not
sent. After any other error, such as a lost answer, it may have been sent, and the caller has to find out.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.cloud.expressions import Plain
from chalicelib.cloud.limits import check_tags
from chalicelib.cloud.ports import Allowance, Outgoing, Unsent, UnsentError
from chalicelib.frozen import Frozen

TextTest: TypeAlias = Callable[[str, str], bool]


def is_daily_quota(text: str, _sender: str) -> bool:
    """Return whether the error is about the daily quota ("Daily message quota exceeded"), and not about the rate."""
    return "daily" in text.lower()


def is_sender_unverified(text: str, sender: str) -> bool:
    """Return whether the sender is not verified: in the sandbox, the unverified address may be the recipient's, too."""
    if "authority to send from" in text:
        return True
    if "not verified" not in text:
        return False
    failed = {name.strip(" <>").lower() for name in text.rpartition(": ")[2].split(",")}
    return not failed.isdisjoint({sender.lower(), sender.lower().rpartition("@")[2]})


class ErrorRow(Frozen):
    """Errors of SES or of boto3, by their names and a test of their texts, and what they mean for the message."""

    errors: tuple[str, ...]
    code: Unsent
    text_test: TextTest = lambda _text, _sender: True


ROWS: tuple[ErrorRow, ...] = (  # the first that fits
    ErrorRow(("TooManyRequestsException", "ThrottlingException"), "quota", is_daily_quota),
    ErrorRow(("TooManyRequestsException", "ThrottlingException"), "slow"),
    ErrorRow(("LimitExceededException",), "quota"),
    ErrorRow(("SendingPausedException", "AccountSuspendedException", "MailFromDomainNotVerifiedException"), "paused"),
    ErrorRow(("NotFoundException",), "paused"),  # the configuration set
    ErrorRow(("AccessDeniedException",), "paused"),
    ErrorRow(("MessageRejected",), "paused", is_sender_unverified),
    ErrorRow(("MessageRejected", "BadRequestException", "InvalidParameterValue"), "address"),
    # Authentication errors: SES has not read the request.
    # https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
    ErrorRow(("ExpiredTokenException", "RequestExpired"), "slow"),  # a worker's credentials are renewed while it runs
    ErrorRow(
        ("InvalidSignatureException", "IncompleteSignature", "UnrecognizedClientException", "InvalidClientTokenId"), "paused"
    ),
    ErrorRow(("MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired"), "paused"),
    # boto3's own: there was no connection, or nothing to sign with. One that was closed may have carried the message.
    ErrorRow(("EndpointConnectionError", "ConnectTimeoutError", "CredentialRetrievalError"), "slow"),
    ErrorRow(("NoCredentialsError", "PartialCredentialsError"), "paused"),
)


def unsent(error: ClientError | BotoCoreError, sender: str, to: str) -> UnsentError | None:
    """Return what the error means, if SES certainly did not send; it may be logged, so it doesn't contain the recipient."""
    name, text = name_and_text(error)
    for row in ROWS:
        if name in row.errors and row.text_test(text, sender):
            return UnsentError(row.code, f"{name}: {redacted(to, text)}")
    return None


def name_and_text(error: ClientError | BotoCoreError) -> tuple[str, str]:
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    return type(error).__name__, str(error)


def redacted(to: str, text: str) -> str:
    """Return the text without the recipient's address, in upper or lower case."""
    return re.sub(re.escape(to), "(the recipient)", text, flags=re.IGNORECASE) if to else text


class AwsMail:
    """SES, with the configuration set that reports events, and the rate to keep to (none: the account's)."""

    def __init__(self, client: Any, configuration: str = "", rate: float = 0.0) -> None:
        self._client, self._configuration, self._rate = client, configuration, rate

    def send(self, message: Outgoing) -> str:
        under = {"ConfigurationSetName": self._configuration} if self._configuration else {}
        answer = self._ask(
            self._client.send_email,
            message.sender,
            message.to,
            FromEmailAddress=message.sender,
            Destination={"ToAddresses": [message.to]},
            Content={"Raw": {"Data": tagged(message)}},
            **tags_of(message),
            **under,
        )
        return str(answer["MessageId"])

    def allowance(self) -> Allowance:
        return Allowance(self._rate) if self._rate else allowance_of(self._ask(self._client.get_account))

    def _ask(self, ask: Callable[..., Plain], sender: str = "", to: str = "", **request: Any) -> Plain:
        try:
            return ask(**request)
        except (ClientError, BotoCoreError) as error:
            refusal = unsent(error, sender, to)
            if refusal is None:
                raise
            raise refusal from None  # the error itself names the recipient


def tags_of(message: Outgoing) -> Plain:
    """Return the message's tags as the request names them: they come back with its events, as `mail.tags`.

    SES then ignores those of the header, and never joins the two:
    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-send-email.html
    """
    tags = [{"Name": name, "Value": value} for name, value in message.tags.items()]
    return {"EmailTags": tags} if tags else {}


def tagged(message: Outgoing) -> bytes:
    """Return the message with its tags in the header that SES removes, and from which a local mail service reads them."""
    check_tags(message)
    tags = ", ".join(f"{name}={value}" for name, value in message.tags.items())
    return f"X-SES-MESSAGE-TAGS: {tags}\r\n".encode() + message.raw if tags else message.raw


def allowance_of(account: Plain) -> Allowance:
    """Return what the account may send; raise `UnsentError` where it may send nothing at all."""
    if not account["SendingEnabled"]:
        raise UnsentError("paused", f"the account may not send: {account.get('EnforcementStatus', 'it is paused')}")
    quota = account["SendQuota"]
    unlimited = quota["Max24HourSend"] < 0
    return Allowance(quota["MaxSendRate"], None if unlimited else max(0, int(quota["Max24HourSend"] - quota["SentLast24Hours"])))
