"""How much of a site is made again because of a change of its own files, learned from a rehearsal of their ingest."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.ports import Cloud
from chalicelib.content import files
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from infra.authoring.content_bucket import Contents
from infra.authoring.rehearsal import LATEST, rehearsal

Again: TypeAlias = Literal["", "some", "all"]
POSTS = "address"  # the kind of their pages


def made_again(cloud: Cloud, blog: Path, contents: Contents, key: str) -> Again:
    """Return how much an upload of this file, or its removal, makes again; nothing of a file that isn't the site's own."""
    if files.sort_of(key) not in files.FIXTURES:
        return ""
    from chalicelib.publishing.ingest import ingest  # noqa: PLC0415 - most pushes have none of these files

    queue = MemoryQueue()
    ingest(replace(rehearsal(cloud, blog, contents.now()), uploads=queue, press=queue), Change(key, LATEST))
    found = [*_rebuilt(queue)]
    if not found:
        return ""
    return "all" if any(not kinds or POSTS in kinds for kinds in found) else "some"


def _rebuilt(queue: MemoryQueue) -> Iterator[tuple[str, ...]]:
    """Yield the kinds of pages of each rebuild that was queued; none: the sources are read again, too."""
    for message in queue.take(len(queue)):
        if position := messages.position_in(message.body):
            yield position.kinds
