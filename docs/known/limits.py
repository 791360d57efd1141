"""What the code knows of `docs/limits.md`."""

from infra import limits

TABLES = {"limits": limits.shown}
