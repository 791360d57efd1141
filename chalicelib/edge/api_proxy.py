"""The API behind its gateway, by HTTPS: what the CDN does for `/api/`, where no CDN is.

The gateway wants the CDN's key, and believes the visitor's address that comes with it. Redirects are handed back, not followed.
"""

import ssl
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection, InvalidURL
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import urlsplit

from chalicelib.edge.responses import Headers, plain_refusal

SECONDS = 12.0  # longer than the API's own function may run
LARGEST = 1_000_000  # bytes of an answer: the API's are pages
KEY = "x-api-key"
VISITOR = "x-presswork-visitor"
OWN = frozenset(
    [
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers of a connection, and not of what goes over it."""


Connect: TypeAlias = Callable[[str], HTTPConnection]


def by_tls(host: str) -> HTTPConnection:
    return HTTPSConnection(host, timeout=SECONDS, context=ssl.create_default_context())


class HttpApi:
    """The API at this address, which takes requests with this key (`responses.Api`)."""

    def __init__(self, address: str, key: str, connect: Connect = by_tls) -> None:
        parts = urlsplit(address)
        self._host, self._before, self._key, self._connect = parts.netloc, parts.path, key, connect

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Headers, bytes]:
        """Return the API's answer; a plain refusal if there is none in time, or it is too large."""
        connection = self._connect(self._host)
        try:
            connection.request(method, self._before + path, body, {**without_own(headers), KEY: self._key})
            answer = connection.getresponse()
            content = answer.read(LARGEST + 1)
        except TimeoutError:
            return plain_refusal(HTTPStatus.GATEWAY_TIMEOUT)
        except (ValueError, InvalidURL):  # a header or an address that HTTP has no place for
            return plain_refusal(HTTPStatus.BAD_REQUEST)
        except (OSError, HTTPException):
            return plain_refusal(HTTPStatus.BAD_GATEWAY)
        finally:
            connection.close()
        if len(content) > LARGEST:
            return plain_refusal(HTTPStatus.BAD_GATEWAY)
        return answer.status, several(answer.headers), content


def without_own(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in OWN}


def several(headers: HTTPMessage) -> Headers:
    """Return the headers, a repeated name with all its values."""
    names = {name.lower() for name in headers} - OWN
    return {name: tuple(headers.get_all(name, ())) for name in sorted(names)}


def visitor(address: str) -> str:
    """Return the address by which the API counts a visitor: that of a network of IPv6, since one visitor has all of it."""
    ip = ip_address(address)
    return str(ip_network(f"{ip}/64", strict=False).network_address) if isinstance(ip, IPv6Address) else address
