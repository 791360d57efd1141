"""The meaning of AWS's errors, on one line, with the remedy."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

from infra.deploying import UndeployableError
from infra.exits import INTERRUPTED, wrong

P = ParamSpec("P")

LOG_IN = "log in (`aws login` or `aws sso login`), or set AWS_PROFILE"
EXPIRED = f"the credentials have expired: {LOG_IN}"
UNKNOWN = "AWS rejects these credentials: check `aws sts get-caller-identity`, and whether the region is enabled"

MEANT: Mapping[type[Exception], str] = {
    exceptions.NoCredentialsError: f"there are no AWS credentials: {LOG_IN}",
    exceptions.PartialCredentialsError: f"the AWS credentials are incomplete: {LOG_IN}",
    exceptions.CredentialRetrievalError: f"the AWS credentials can't be loaded: {LOG_IN}",
    exceptions.SSOError: EXPIRED,
    exceptions.TokenRetrievalError: EXPIRED,
    exceptions.UnauthorizedSSOTokenError: EXPIRED,
}
"""Errors that boto3 raises before any call."""

CODES: Mapping[str, str] = {
    "ExpiredToken": EXPIRED,
    "ExpiredTokenException": EXPIRED,
    "RequestExpired": EXPIRED,
    "InvalidClientTokenId": UNKNOWN,
    "UnrecognizedClientException": UNKNOWN,
    "InvalidAccessKeyId": UNKNOWN,
    "SignatureDoesNotMatch": UNKNOWN,
    "AuthFailure": UNKNOWN,
    "OptInRequired": "this region or service isn't enabled for the account: enable it in the console, or choose another",
}

REFUSED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403")


def explained(error: Exception) -> str:
    if isinstance(error, ClientError):
        return _answered(error)
    meant = next((text for kind, text in MEANT.items() if isinstance(error, kind)), str(error))
    return " ".join(meant.split())


def _answered(error: ClientError) -> str:
    code, message = code_of(error), error.response.get("Error", {}).get("Message", "")
    if code in CODES:
        return CODES[code]
    may = "these credentials aren't allowed to do that: " if code in REFUSED else ""
    return f"{may}{error.operation_name}: {code}: {' '.join(message.split())}"


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def reported(work: Callable[P, int]) -> Callable[P, int]:
    """Let the command report errors on one line."""

    @wraps(work)
    def reporting(*arguments: P.args, **options: P.kwargs) -> int:
        try:
            return work(*arguments, **options)
        except UndeployableError as error:
            return wrong(str(error))
        except (BotoCoreError, ClientError) as error:
            return wrong(explained(error))
        except KeyboardInterrupt:
            return wrong("interrupted; AWS finishes what it has started, and the same command continues from there", INTERRUPTED)

    return reporting
