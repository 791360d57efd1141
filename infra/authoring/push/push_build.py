"""A push into a folder: the blog is built into it, and what changed is reported as for any other site.

A folder needs no upload, no condition and no wait: what is built is live. What is gone from the blog is gone from its pages,
since the blog's own folder is the content.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from chalicelib.edge.rule import address_of
from chalicelib.publishing.progress import Awaited
from chalicelib.store import records, site_files
from infra.authoring.push import push_events
from infra.authoring.push.liveness import arrival_of
from infra.authoring.push.push_count import Count
from infra.authoring.push.push_events import Event, Tell
from infra.authoring.target.destination import Destination
from infra.build.build import BuildReport, build
from infra.build.build_cache import cache_of
from infra.build.build_messages import findings_in
from infra.build.catalog import Catalog
from infra.build.counted_pages import is_page
from infra.build.fingerprint import NO_API, api_in
from infra.build.former_feeds import is_index
from infra.terminal.streams import CannotError


class Stood(NamedTuple):
    """A source as it was built: its ETag, its address, and what there was to say of it."""

    etag: str = ""
    address: str = ""
    findings: str = ""

    @property
    def is_refused(self) -> bool:
        return bool(self.findings) and findings_in(self.findings).refusal is not None

    @property
    def said(self) -> tuple[str, str]:
        """What makes it another one to readers."""
        return self.etag, self.address


ABSENT = Stood()


def push_build(destination: Destination, tell: Tell, *, shown: bool) -> int:
    """Build, and tell what changed; return 1 if anything was refused."""
    out, began = destination.out, monotonic()
    if out is None:
        raise CannotError(f"{destination.name} isn't a folder")
    out.mkdir(parents=True, exist_ok=True)
    previous, url, api = _built_sources(destination)
    note = lambda said: tell({"event": "note", "text": said})  # noqa: E731 - a word of the build on its own work
    built = build(destination.blog, out, url=url, api=api, now=datetime.now(UTC), progress=shown, tell=note)
    after = _built_sources(destination).sources
    seconds = monotonic() - began
    changed = sorted(
        key for key in previous.keys() | after.keys() if previous.get(key, ABSENT).said != after.get(key, ABSENT).said
    )
    _tell_findings(built, {key for key, stood in after.items() if stood != previous.get(key, ABSENT)}, tell)
    anew = replace(destination)  # a build from scratch has put another file in the place of the catalog that was open
    events = [*_live(anew, [key for key in changed if key in after], previous, seconds), *_gone(changed, previous, after)]
    deleted = sum(event["event"] == "deleted" for event in events)
    count = Count(len(changed), deleted=deleted, refused=len(built.refused), failed=len(built.failed))
    for event in events:
        if event["event"] == "live":
            count.arrive(event["state"])
    done = {"event": "done", "site": destination.name, **count.facts, "seconds": round(seconds, 1)}
    for event in with_pages([*events, done], built.changed):
        tell(event)
    return int(bool(built.refused or built.failed))


class LastBuild(NamedTuple):
    """The last build of a folder: each source as it was built, and the site's address and the API that were asked for."""

    sources: Mapping[str, Stood]
    url: str = ""
    api: str | None = None


def _built_sources(destination: Destination) -> LastBuild:
    path = cache_of(destination.out).catalog if destination.out else None
    if path is None or not path.is_file():
        return LastBuild({})
    with closing(Catalog(path)) as catalog:
        sources = catalog.sources()
        by_key = records.read_many(catalog.table, sources)
        addresses = {key: by_key[key].address if key in by_key else "" for key in sources}
        built = {key: Stood(source.etag, addresses[key], source.findings) for key, source in sources.items()}
        state = catalog.state()
        return LastBuild(built, str(state.get("url", "")), api_in(str(state.get("api", NO_API))))


def _tell_findings(built: BuildReport, changed: Container[str], tell: Tell) -> None:
    """Tell what looks wrong in files of which it isn't known yet, and every refusal, since each makes the push fail."""
    for one in built.missing:
        if one.key in changed:
            tell(push_events.lacking(one.key, one.line, one.target))
    for key, diagnostic in built.diagnostics:
        if key in changed:
            tell(push_events.doubtful(key, diagnostic))
    for key, refusal in built.refused:
        tell(push_events.refused(key, refusal))


def _live(destination: Destination, keys: list[str], previous: Mapping[str, Stood], seconds: float) -> Iterator[Event]:
    """Yield where the files that changed are to be read now."""
    own = site_files.read(destination.cloud)
    for key, record in records.read_many(destination.cloud.table, keys).items():
        if not record.refusal:
            arrival = arrival_of(record, Awaited(key, address=previous.get(key, ABSENT).address), own.previews.now)
            yield push_events.arrived(arrival, own.site.url, seconds, own.site.zone)


# ---- pure


def _gone(keys: Iterable[str], previous: Mapping[str, Stood], after: Mapping[str, Stood]) -> Iterator[Event]:
    """Yield the files that are gone, and those that were in force and are refused now: a build knows no last good version."""
    for key in keys:
        stood = previous.get(key, ABSENT)
        if key not in after:
            yield push_events.no_more("deleted", key, stood.address)
        elif key in previous and after[key].is_refused and not stood.is_refused:
            yield push_events.no_more("left-out", key, stood.address)


def with_pages(events: Sequence[Event], written: Iterable[str]) -> Sequence[Event]:
    """Return the same events, the last one before the end with how many pages were written that are no file's own.

    `written` are keys of objects. Where there is nothing but the end, it has the number.
    """
    own = frozenset[str]().union(*map(own_pages, events))
    others = others_of((address_of(key) for key in written if not is_index(key)), own)
    last = max(0, len(events) - 2)
    return [{**event, "pages": others} if number == last else event for number, event in enumerate(events)]


def others_of(written: Iterable[str], own: Collection[str]) -> int:
    """Return how many pages at these addresses are no file's own; a person reads neither feeds nor images nor previews there."""
    return len({page for page in written if is_page(page)}.difference(own))


def own_pages(event: Event) -> frozenset[str]:
    """Return the addresses of the pages that are a file's own: at its address, and at the one before."""
    address = {unquote(urlsplit(event["address"]).path)} if event.get("address") else set()
    left = {event[name] for name in ("moved_from", "was") if name in event}
    file = {f"/{event['file']}"} if "file" in event else set()
    return frozenset(address | left | file)
