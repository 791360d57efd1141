"""What the tests know of `docs/security.md`."""

from tests import tried

TABLES = {"tried": tried.rows}
