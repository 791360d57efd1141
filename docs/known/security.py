"""What the tests know of `docs/security.md`."""

from collections.abc import Iterator

from tests import tried
from tests.attack.attacks import ATTACKS


def attacks() -> Iterator[tuple[str, str, str, str]]:
    """Yield the attacks of `make attack`: what each tries, how many cases at a time, and what must become of them."""
    yield from ((attack.name, attack.tries, f"{attack.cases:,}", attack.becomes) for attack in ATTACKS.values())


TABLES = {"tried": tried.rows, "attacks": attacks}
