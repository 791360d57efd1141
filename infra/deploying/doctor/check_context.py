"""The context of the checks: the site, and the world around it."""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import field

from chalicelib.frozen import Frozen
from infra.deploying import manual_steps
from infra.deploying.dns import Dns
from infra.deploying.doctor.web import Web
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
    def domains(self) -> tuple[str, ...]:
        return manual_steps.sender_domains(self.site.outputs)

    @property
    def mail_domain(self) -> str:
        return next(iter(self.domains), "")

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """The addresses from which the functions send."""
        return tuple(self.site.outputs[sender] for sender in manual_steps.SENDERS if sender in self.site.outputs)
