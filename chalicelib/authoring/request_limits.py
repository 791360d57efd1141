"""What bounds strangers and apps: attempts to sign in by network, changes by person, and the alarm after ten failures."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.authoring.context import AuthoringContext
from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.rate_limits import DESK, networks_of
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store import rate_counters

log = logging.getLogger(__name__)
FAILURES = 10
"""The number of failed attempts in an hour that raises the alarm, once."""


def refuse_too_many(context: AuthoringContext) -> None:
    """Count an attempt to sign in against the limits of its networks; refuse it above one of them."""
    for name, network in networks_of(context.request.ip):
        if not rate_counters.lets_through(context.cloud.table, DESK + name, network, context.now):
            raise Refusal("often")


def refuse_busy(context: AuthoringContext, person: str) -> None:
    """Count a request of a person or their app that may change something; refuse it above their limit."""
    if not rate_counters.lets_through(context.cloud.table, f"{DESK}acts-hour", person, context.now):
        raise Refusal("busy")


@contextmanager
def counted_failures(context: AuthoringContext) -> Iterator[None]:
    """Count a refusal as a failed attempt to sign in; the tenth of an hour raises the alarm."""
    try:
        yield
    except Refusal:
        _count_failure(context)
        raise


def _count_failure(context: AuthoringContext) -> None:
    if rate_counters.count(context.cloud.table, f"{DESK}failed-hour", "-", context.now) == FAILURES:
        log.error("%s: %s failed attempts to sign in to the desk in an hour", GIVEN_UP, FAILURES)
