"""What the doctor asks of the world beside AWS and DNS: pages by HTTPS."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from chalicelib.frozen import Frozen

WAIT = 20  # seconds for an answer
MOST = 2_000_000  # bytes of a page that are read


class Web(Protocol):
    """Reads addresses."""

    def get(self, url: str) -> tuple[int, bytes]:
        """Return the status and the body; OSError where nothing answers, or its certificate is wrong."""
        ...


class Https(Frozen):
    """The web as it is."""

    def get(self, url: str) -> tuple[int, bytes]:
        parts = urlsplit(url)
        connection = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.netloc, timeout=WAIT)
        try:
            connection.request("GET", f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}", headers={"Accept": "*/*"})
            answer = connection.getresponse()
            return answer.status, answer.read(MOST)
        except HTTPException as error:
            raise OSError(f"{url} doesn't speak HTTP: {error!r}") from error
        finally:
            connection.close()
