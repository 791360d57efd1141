"""Exit statuses, and errors on one line."""

import sys

INTERRUPTED = 130  # as in shells


def wrong(why: str, status: int = 1) -> int:
    """Print an error on one line; return the exit status."""
    print(f"presswork: {' '.join(why.split())}", file=sys.stderr)
    return status
