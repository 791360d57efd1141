"""Secret addresses: where the previews of drafts and scheduled posts are.

An address follows from a secret and the key of the source, so it stays the same for each upload of a source, and nobody can guess
it. The secret follows from the newest key of links, so a new key moves all previews; it isn't the key itself, which nobody who
renders pages needs to know.
"""

import hmac

from chalicelib.frozen import Frozen

FOLDER = "/_/preview/"
TOKEN_BYTES = 16
KEPT = 4  # former secrets, whose addresses are cleared when anything about their sources is made right again


class Secrets(Frozen):
    """The secret of the addresses of previews (empty: there are no previews), and former ones, newest first."""

    now: str = ""
    former: tuple[str, ...] = ()

    @property
    def ever(self) -> tuple[str, ...]:
        return (self.now, *self.former) if self.now else self.former

    def renewed(self, secret: str) -> "Secrets":
        """Return the secrets with this one in force."""
        former = tuple(one for one in self.ever if one != secret)
        return Secrets(secret, former[:KEPT])


NO_SECRETS = Secrets()


def secret_of(keys: tuple[str, ...]) -> str:
    """Return the secret that follows from the newest of the keys that sign links; empty without keys."""
    return hmac.digest(keys[-1].encode(), b"presswork.preview", "sha256").hex() if keys and keys[-1] else ""


def token(secret: str, key: str) -> str:
    """Return the name of a source's preview: 128 bits that follow from the secret."""
    return hmac.digest(secret.encode(), key.encode(), "sha256")[:TOKEN_BYTES].hex()


def address(name: str) -> str:
    return f"{FOLDER}{name}/"
