"""What the code knows of `docs/desk.md`."""

from collections.abc import Iterator

from chalicelib.authoring.grants import ROLES, SCOPES
from chalicelib.authoring.identity.credentials import LASTS, Invitation, Session, SignInLink
from chalicelib.newsletter.rules import rate_limits
from chalicelib.store.authoring import access_tokens
from docs.generate import Row, coded


def limits() -> Iterator[Row]:
    for row in rate_limits.LIMITS.values():
        if row.name.startswith(rate_limits.DESK) and row.most != rate_limits.NO_END:
            yield row.meaning, f"{row.most}"


TABLES = {
    "roles": lambda: [(coded(name), meaning) for name, meaning in ROLES.items()],
    "scopes": lambda: [(coded(name), meaning) for name, meaning in SCOPES.items()],
    "desk-limits": limits,
}
VALUES = {
    "invitation-days": lambda: LASTS[Invitation].days,
    "link-minutes": lambda: LASTS[SignInLink].seconds // 60,
    "session-hours": lambda: LASTS[Session].seconds // 3_600,
    "token-days": lambda: access_tokens.LASTS.days,
}
