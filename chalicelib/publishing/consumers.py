"""Consumers: the handlers of the uploads queue and of the press queue.

A batch of the press queue is merged first, so that ten requests for the home page render it once.
"""

from functools import partial

from msgspec import Struct, field

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.publishing.messages import Passage, Position, Rebuild
from chalicelib.store import publishes


def uploads(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Ingest the changes in these messages, and return the ids of the messages that failed."""
    from chalicelib.publishing.ingest import ingest  # noqa: PLC0415 - the function that renders pages ingests nothing

    def handle(body: str) -> None:
        if isinstance(position := messages.position_in(body), Position):
            from chalicelib.publishing.rebuild import rebuild_sources  # noqa: PLC0415 - a rebuild is rare

            rebuild_sources(cloud, position)
        for change in messages.changes_in(body):
            ingest(cloud, change)

    return frozenset(name for name, body in bodies.items() if not done(name, partial(handle, body)))


def pages(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Render the pages that these messages name, queue the next pages of rebuilds; return the ids of messages that failed.

    A passage goes on only once the pages of its group in this batch are made. The publishes are read before all else.
    """
    from chalicelib.publishing.rebuild import go_on  # noqa: PLC0415
    from chalicelib.publishing.render_batch import Awaiting, render  # noqa: PLC0415
    from chalicelib.publishing.resolve_owed import pass_on  # noqa: PLC0415 - ingesting renders nothing

    asked = _Asked()
    failed = {name for name, body in bodies.items() if not done(name, partial(asked.read, name, body))}
    seen = publishes.read_many(cloud.table, asked.all_causes)
    failed |= {name for name, one in asked.rebuilds.items() if not done(name, partial(go_on, cloud, one, seen))}
    rendered = render(cloud, asked.all_pages, doubtful=asked.doubtful, awaiting=Awaiting(asked.causes, seen))
    failed |= {name for name, pages in asked.pages.items() if rendered.failed_of(pages)}
    held_up = {messages.group_of(page) for page in rendered.failed}
    free = {name: passage for name, passage in asked.passages.items() if passage.group not in held_up}
    failed |= {name for name, passage in free.items() if not done(name, partial(pass_on, cloud, passage))}
    return frozenset(failed | asked.passages.keys() - free.keys())


class _Asked(Struct):
    """What the messages of a batch ask: pages and positions by message, which pages are doubtful, and the causes of each page."""

    pages: dict[str, frozenset[Page]] = field(default_factory=dict)
    rebuilds: dict[str, Rebuild] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    doubtful: set[Page] = field(default_factory=set)
    causes: dict[Page, frozenset[str]] = field(default_factory=dict)
    all_causes: set[str] = field(default_factory=set)

    @property
    def all_pages(self) -> frozenset[Page]:
        return frozenset().union(*self.pages.values())

    def read(self, name: str, body: str) -> None:
        position, causes = messages.position_in(body), messages.causes_in(body)
        if isinstance(position, Passage):
            self.passages[name] = position
        elif position:
            self.rebuilds[name] = position
        self.pages[name] = frozenset(messages.pages_in(body))
        self.all_causes |= causes
        self.causes |= {page: self.causes.get(page, frozenset()) | causes for page in self.pages[name] if causes}
        if messages.is_doubtful(body):
            self.doubtful.update(self.pages[name])
