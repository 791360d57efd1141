"""Consumers: the handlers of the uploads queue and of the press queue.

A batch of the press queue is merged first, so that ten requests for the home page render it once.
"""

from functools import partial

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.publishing.messages import Position


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
    """Render the pages that these messages name, and queue the next page of a rebuild; the ids of the messages that failed.

    A position that passes through a group of pages goes on behind those of this batch: only once they are made.
    """
    from chalicelib.publishing.rebuild import rebuild_pages  # noqa: PLC0415
    from chalicelib.publishing.render_batch import render  # noqa: PLC0415
    from chalicelib.publishing.resolve_owed import pass_on, rebuild_linked  # noqa: PLC0415 - who ingests renders nothing

    wanted: dict[str, frozenset[Page]] = {}
    passing: dict[str, Position] = {}
    doubtful: set[Page] = set()

    def read(name: str, body: str) -> None:
        position = messages.position_in(body)
        if position and position.kinds == messages.PASSING:
            passing[name] = position
        elif position:
            (rebuild_linked if position.kinds == messages.LINKED else rebuild_pages)(cloud, position)
        wanted[name] = frozenset(messages.pages_in(body))
        if messages.is_doubtful(body):
            doubtful.update(wanted[name])

    failed = {name for name, body in bodies.items() if not done(name, partial(read, name, body))}
    rendered = render(cloud, frozenset().union(*wanted.values()), doubtful=doubtful)
    failed |= {name for name, asked in wanted.items() if rendered.failed_of(asked)}
    held_up = {messages.group_of(page) for page in rendered.failed}
    free = {name: position for name, position in passing.items() if messages.group_passed(position) not in held_up}
    failed |= {name for name, position in free.items() if not done(name, partial(pass_on, cloud, position))}
    return frozenset(failed | passing.keys() - free.keys())
