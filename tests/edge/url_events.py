"""Events of the address of a function that serves a site."""

from base64 import b64encode
from typing import Any

READER = "192.0.2.7"


def event(method: str, path: str, *, ip: str = READER, body: bytes = b"", **headers: str) -> dict[str, Any]:
    """An event of a function's address: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html"""
    written, _, query = path.partition("?")
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return {
        "version": "2.0",
        "rawPath": written,
        "rawQueryString": query,
        "headers": {"host": "x.lambda-url.eu-central-1.on.aws", "x-forwarded-for": ip, **named},
        "requestContext": {"http": {"method": method, "path": written, "sourceIp": ip}},
        **({"body": b64encode(body).decode(), "isBase64Encoded": True} if body else {"isBase64Encoded": False}),
    }
