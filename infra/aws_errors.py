"""The meaning of AWS's errors, on one line, with the remedy."""

from collections.abc import Mapping

from botocore import exceptions
from botocore.exceptions import ClientError

from infra.extras import not_installed

LOG_IN = "log in (`aws login` or `aws sso login`), or set AWS_PROFILE"
EXPIRED = f"the credentials have expired: {LOG_IN}"
UNKNOWN = "AWS rejects these credentials: check `aws sts get-caller-identity`, and whether the region is enabled"

CLIENT_ERRORS: Mapping[type[Exception], str] = {
    exceptions.NoCredentialsError: f"there are no AWS credentials: {LOG_IN}",
    exceptions.PartialCredentialsError: f"the AWS credentials are incomplete: {LOG_IN}",
    exceptions.CredentialRetrievalError: f"the AWS credentials can't be loaded: {LOG_IN}",
    exceptions.MissingDependencyException: not_installed("the credentials of `aws login` need", "deploy"),
    exceptions.LoginInsufficientPermissions: "these credentials can't be renewed: allow them the action signin:CreateOAuth2Token",
    exceptions.LoginError: EXPIRED,
    exceptions.SSOError: EXPIRED,
    exceptions.TokenRetrievalError: EXPIRED,
    exceptions.UnauthorizedSSOTokenError: EXPIRED,
    exceptions.ProfileNotFound: "{error}: `aws configure list-profiles` lists those there are; then set AWS_PROFILE",
    exceptions.ConfigParseError: "{error}: correct the file",
    exceptions.NoRegionError: "no AWS region is set: set AWS_REGION",
    exceptions.InvalidRegionError: "{error}: set AWS_REGION to a region, such as eu-central-1",
}
"""Errors that boto3 raises before any call."""

UNREACHED = "can't reach {url}: check the network and the region (AWS_REGION, AWS_ENDPOINT_URL), then run the same command again"
BROKEN = "the connection to AWS broke: check the network, then run the same command again to do the rest"

NETWORK_ERRORS: Mapping[type[Exception], str] = {
    exceptions.EndpointConnectionError: UNREACHED,
    exceptions.ProxyConnectionError: "can't reach the proxy {url}: check HTTPS_PROXY",
    exceptions.SSLError: "the connection to {url} isn't trusted: check AWS_CA_BUNDLE and the machine's clock",
    exceptions.ConnectTimeoutError: UNREACHED,
    exceptions.HTTPClientError: BROKEN,
}
"""Errors of the network; the first that fits."""

CODES: Mapping[str, str] = {
    "ExpiredToken": EXPIRED,
    "ExpiredTokenException": EXPIRED,
    "RequestExpired": EXPIRED,
    "InvalidClientTokenId": UNKNOWN,
    "UnrecognizedClientException": UNKNOWN,
    "InvalidAccessKeyId": UNKNOWN,
    "SignatureDoesNotMatch": UNKNOWN,
    "AuthFailure": UNKNOWN,
    "NoSuchBucket": "there's no bucket {bucket}: check the site's name and region, or run `presswork deploy`",
    "RequestTimeTooSkewed": "this machine's clock is wrong by more than AWS accepts: set it, then run the same command again",
    "OptInRequired": "this region or service isn't enabled for the account: enable it in the console, or choose another",
}

REFUSED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403")


BEFORE_ALL = (
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
)


def is_before_all(error: Exception) -> bool:
    """Whether nothing can have been done, since AWS knows not who asks."""
    return code_of(error) in BEFORE_ALL if isinstance(error, ClientError) else isinstance(error, tuple(CLIENT_ERRORS))


def explained(error: Exception) -> str:
    if isinstance(error, ClientError):
        return _service_error(error)
    meant = next((text for kind, text in {**CLIENT_ERRORS, **NETWORK_ERRORS}.items() if isinstance(error, kind)), "{error}")
    facts = getattr(error, "kwargs", {})
    return " ".join(meant.format(error=error, url=facts.get("endpoint_url") or facts.get("proxy_url") or "AWS").split())


def _service_error(error: ClientError) -> str:
    code, told = code_of(error), error.response.get("Error", {})
    if code in CODES:
        return CODES[code].format(bucket=told.get("BucketName", "of this name"))
    may = "these credentials aren't allowed to do that: " if code in REFUSED else ""
    return f"{may}{error.operation_name}: {code}: {' '.join(told.get('Message', '').split())}"


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
