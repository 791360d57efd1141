"""Consumers: the handlers of the uploads queue and of the press queue.

A batch of the press queue is merged first, so that ten requests for the home page render it once.
"""

from functools import partial

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.model import Page
from chalicelib.publishing import messages


def uploads(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Ingest the changes in these messages; the ids of the messages that failed."""
    from chalicelib.publishing.ingest import ingest  # noqa: PLC0415 - the function that renders pages ingests nothing

    def handle(body: str) -> None:
        if position := messages.position_in(body):
            from chalicelib.publishing.rebuild import rebuild_sources  # noqa: PLC0415 - a rebuild is rare

            rebuild_sources(cloud, position)
        for change in messages.changes_in(body):
            ingest(cloud, change)

    return frozenset(name for name, body in bodies.items() if not done(name, partial(handle, body)))


def pages(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Render the pages that these messages name, and queue the next page of a rebuild; the ids of the messages that failed."""
    from chalicelib.publishing.rebuild import rebuild_pages  # noqa: PLC0415
    from chalicelib.publishing.render_batch import render  # noqa: PLC0415
    from chalicelib.publishing.resolve_owed import rebuild_linked  # noqa: PLC0415 - the function that ingests renders nothing

    wanted: dict[str, frozenset[Page]] = {}

    def read(name: str, body: str) -> None:
        if position := messages.position_in(body):
            (rebuild_linked if position.kinds == messages.LINKED else rebuild_pages)(cloud, position)
        wanted[name] = frozenset(messages.pages_in(body))

    failed = {name for name, body in bodies.items() if not done(name, partial(read, name, body))}
    rendered = render(cloud, frozenset().union(*wanted.values()))
    return frozenset(failed | {name for name, asked in wanted.items() if rendered.failed_of(asked)})
