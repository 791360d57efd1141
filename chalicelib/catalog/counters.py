"""Counters in the table: how much was let through in a window of time.

LIMIT#name#who#window   -   a number, which expires with its window
"""

from datetime import datetime

from chalicelib.cloud.ports import At, Table
from chalicelib.mail.limits import LIMITS, window


def lets_through(table: Table, name: str, who: str, now: datetime) -> bool:
    """Count one more, unless the window has let through all that it may."""
    limit = LIMITS[name]
    begun, ends = window(limit, now)
    return table.add(At(f"LIMIT#{name}#{who}#{begun}"), {"count": 1}, most=limit.most, expires=ends) is not None
