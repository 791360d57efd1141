"""The Domain Name System, asked which servers take a domain's mail (RFC 5321, 5.1; RFC 7505)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.cloud.ports import UnresolvedError

if TYPE_CHECKING:
    from dns.resolver import Resolver

SECONDS = 2.0  # a visitor waits for the answer
UDP_BYTES = 1232  # an answer that isn't split on its way: https://www.dnsflagday.net/2020/; a longer one comes by TCP


class DnsResolver:
    """Asks the nameservers of this machine, or those given. dnspython is loaded by the first question."""

    def __init__(self, seconds: float = SECONDS, servers: Sequence[str] = (), port: int = 53) -> None:
        self._seconds, self._servers, self._port = seconds, servers, port
        self._resolver: Resolver | None = None

    def mail_servers(self, domain: str) -> tuple[str, ...]:
        from dns.exception import DNSException  # noqa: PLC0415 - most functions ask nothing
        from dns.name import from_text  # noqa: PLC0415 - the same
        from dns.resolver import NXDOMAIN, NoAnswer  # noqa: PLC0415 - the same

        self._resolver = self._resolver or self._configured()
        try:
            answer = self._resolver.resolve(from_text(domain), "MX", lifetime=self._seconds)
        except (NXDOMAIN, NoAnswer):
            return ()
        except (DNSException, OSError, ValueError) as error:  # dnspython lets some errors of sockets and of texts through
            raise UnresolvedError(type(error).__name__) from error
        records = sorted((record.preference, record.exchange.to_text(omit_final_dot=True).lower()) for record in answer)
        return tuple(name for _, name in records if name not in NOWHERE)

    def _configured(self) -> "Resolver":
        from dns.resolver import Resolver  # noqa: PLC0415 - see above

        resolver = Resolver(configure=not self._servers)
        if self._servers:
            resolver.nameservers, resolver.port = list(self._servers), self._port
        resolver.use_edns(0, 0, UDP_BYTES)
        resolver.timeout = self._seconds / 2  # of one try, so that a lost packet isn't the end
        return resolver


NOWHERE = ("", ".")
"""The server of a domain that takes no mail."""
