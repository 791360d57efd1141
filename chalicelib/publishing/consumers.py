"""Handling: the batches of the uploads queue and of the press queue.

A batch of the press queue is merged first: ten requests for the home page are one press.
"""

from functools import partial

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.publishing.dependents import LINKED, walk_linked
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.rebuild import walk_pages, walk_sources
from chalicelib.publishing.render_batch import render


def uploads(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Ingest what these messages tell of; the names of those that failed."""

    def look_at(body: str) -> None:
        if walk := messages.walk_in(body):
            walk_sources(cloud, walk)
        for change in messages.changes_in(body):
            ingest(cloud, change)

    return frozenset(name for name, body in bodies.items() if not done(name, partial(look_at, body)))


def pages(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Press what these messages ask for, a stretch of a walk included; the names of those that failed."""
    wanted: dict[str, frozenset[Page]] = {}

    def open_(name: str, body: str) -> None:
        if walk := messages.walk_in(body):
            (walk_linked if walk.kinds == LINKED else walk_pages)(cloud, walk)
        wanted[name] = frozenset(messages.pages_in(body))

    failed = {name for name, body in bodies.items() if not done(name, partial(open_, name, body))}
    rendered = render(cloud, frozenset().union(*wanted.values()))
    return frozenset(failed | {name for name, asked in wanted.items() if rendered.failed_of(asked)})
