"""What the doctor asks of the world beside AWS: pages by HTTPS, and records by DNS.

Python can't ask DNS for MX or TXT, so public resolvers are asked by HTTPS, as JSON:
https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
"""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from chalicelib.frozen import Frozen

WAIT = 20  # seconds for an answer
MOST = 2_000_000  # bytes of a page that are read
RESOLVERS = ("https://cloudflare-dns.com/dns-query", "https://dns.google/resolve")
NUMBERS: Mapping[str, int] = {"A": 1, "CNAME": 5, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}  # RFC 1035, 3.2.2, and 3596
FOUND, UNKNOWN = 0, 3  # the codes of an answer that says something: NOERROR, NXDOMAIN


class Web(Protocol):
    """Reads addresses."""

    def get(self, url: str, accept: str = "*/*") -> tuple[int, bytes]:
        """Return the status and the body; OSError where nothing answers, or its certificate is wrong."""
        ...


class Https(Frozen):
    """The web as it is."""

    def get(self, url: str, accept: str = "*/*") -> tuple[int, bytes]:
        parts = urlsplit(url)
        connection = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.netloc, timeout=WAIT)
        try:
            connection.request("GET", f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}", headers={"Accept": accept})
            answer = connection.getresponse()
            return answer.status, answer.read(MOST)
        except HTTPException as error:
            raise OSError(f"{url} doesn't speak HTTP: {error!r}") from error
        finally:
            connection.close()


class DnsOverHttps(Frozen):
    """DNS as public resolvers see it: the first one that answers."""

    web: Web

    def records(self, host: str, kind: str) -> tuple[str, ...]:
        failed = ""
        for resolver in RESOLVERS:
            try:
                return self._asked(f"{resolver}?{urlencode({'name': host, 'type': kind})}", kind)
            except (OSError, ValueError) as error:
                failed = str(error)
        raise OSError(f"no DNS resolver answers: {failed}")

    def _asked(self, url: str, kind: str) -> tuple[str, ...]:
        status, body = self.web.get(url, "application/dns-json")
        said = json.loads(body) if status == 200 else {}  # noqa: PLR2004 - HTTP's OK
        if said.get("Status") not in (FOUND, UNKNOWN):
            raise OSError(f"status {status}, code {said.get('Status')}")
        return tuple(one["data"] for one in said.get("Answer", ()) if one["type"] == NUMBERS[kind])
