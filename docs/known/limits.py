"""What the code knows of `docs/limits.md`."""

from collections.abc import Iterator

from infra import limits

FAILS = "The deployment fails."


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the limits that are met in a running site, or that need a word."""
    yield from (row for row in limits.shown() if row[-1] != FAILS)


def of_deployments() -> Iterator[str]:
    """Yield one line with the limits beyond which nothing but the deployment fails."""
    told = (f"[{row.service}]({row.url}): {row.name}, {row.value:,} {row.unit}" for row in limits.ROWS if row.met == FAILS)
    yield "; ".join(told) + "."


TABLES = {"limits": rows}
TEXTS = {"deployments": of_deployments}
