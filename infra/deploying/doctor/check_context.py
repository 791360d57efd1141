"""The context of the checks: the site, and the world around it."""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import field

from chalicelib.frozen import Frozen
from infra.deploying import manual_steps
from infra.deploying.doctor.web import Web
from infra.deploying.domain.dns import Dns
from infra.deploying.mail.identities import identities
from infra.deploying.names import Names
from infra.deploying.site import Site


class CheckContext(Frozen):
    """The examined site, and the world around it; `word` is a word that no page has."""

    site: Site
    names: Names
    web: Web
    dns: Dns
    word: str
    sleep: Callable[[float], None]
    remark: Callable[[str], None] = lambda _: None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def identities(self) -> tuple[str, ...]:
        return identities(self.site.outputs)

    @property
    def sends_from(self) -> str:
        """The mail domain, or the mailbox that is both senders; empty for a site without mail."""
        return next(iter(self.identities), "")

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """The addresses from which the functions send."""
        return tuple(dict.fromkeys(filter(None, map(self.site.outputs.get, manual_steps.SENDERS))))
