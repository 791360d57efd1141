"""How much of a site is made again because of a change of its own files, learned from a rehearsal of their ingest."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec.structs import replace

from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.ports import Cloud
from chalicelib.content.media import files
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from infra.authoring.push.overlay_cloud import LATEST, dry_run_cloud
from infra.authoring.target.content_bucket import Contents

Again: TypeAlias = Literal["", "some", "all"]
POSTS = "address"  # the kind of their pages


def made_again(cloud: Cloud, blog: Path, contents: Contents, keys: Iterable[str]) -> Mapping[str, Again]:
    """Return how much an upload or a removal of each file makes again; files that aren't the site's own have no entry."""
    own = [key for key in keys if files.sort_of(key) in files.FIXTURES]
    if not own:
        return {}
    now = contents.now()
    return {key: _made_again(dry_run_cloud(cloud, blog, now), key) for key in own}


def _made_again(rehearsed: Cloud, key: str) -> Again:
    from chalicelib.publishing.ingest import ingest  # noqa: PLC0415 - most pushes have none of these files

    queue = MemoryQueue()
    ingest(replace(rehearsed, uploads=queue, press=queue), Change(key, LATEST))
    positions = [*_rebuilt(queue)]
    if not positions:
        return ""
    return "all" if any(not kinds or POSTS in kinds for kinds in positions) else "some"


def _rebuilt(queue: MemoryQueue) -> Iterator[tuple[str, ...]]:
    """Yield the kinds of pages of each rebuild that was queued; none: the sources are read again, too."""
    for message in queue.take(len(queue)):
        if isinstance(position := messages.position_in(message.body), messages.Position):
            yield position.kinds
