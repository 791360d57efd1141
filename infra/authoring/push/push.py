"""Pushing: what changed in a blog's folder is checked, uploaded, and watched until it is live.

    look at the folder → read and check what differs → plan (pure) → upload, the site's own files first → wait until live
    → bring what is new in files of comments (`push_comments`)

Every step may be repeated. What is uploaded is noted in the index (`push_index`) now and then and at the end; where that is lost,
an object that has the file's bytes already counts as uploaded. So the same command resumes a push that was killed.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from infra.authoring.push import local_files, push_comments, push_events, push_index
from infra.authoring.push.index_writer import IndexWriter
from infra.authoring.push.local_files import Reading
from infra.authoring.push.push_events import Tell
from infra.authoring.push.push_index import Index
from infra.authoring.push.push_plan import Plan, plan
from infra.authoring.push.push_session import PushEnvironment, Pushing
from infra.authoring.target.connection import DeniedError, LostError, ask_service
from infra.authoring.target.content_bucket import Contents
from infra.authoring.target.destination import Destination
from infra.authoring.target.site_state import FILE as CATALOG
from infra.authoring.target.site_state import carry_over, is_empty
from infra.files.blog_folder import FolderLooks, Look
from infra.terminal.exit_codes import INTERRUPTED
from infra.terminal.progress import progress
from infra.terminal.streams import CannotError, counted, first_of, plural

SHOWN = 10  # files of a question


class PushOptions(Frozen):
    """What is asked of a push: these paths of the blog (none: all of it), and its options.

    `shown` is whether somebody watches, so that progress is shown; `agree` asks a question, which `needed` says must be answered.
    """

    paths: tuple[Path, ...] = ()
    delete: bool = False
    force: bool = False
    wait: bool = True
    shown: bool = False
    agree: Callable[..., bool] = lambda *_, **__: True


class PushInputs(Frozen):
    """What a push begins with: how the files look, those that were read, what the index knows, and what is listed.

    `chosen` are the selected keys, or None for all. Only matching names are suggested.
    """

    looked: FolderLooks
    chosen: frozenset[str] | None
    readings: Mapping[str, Reading]
    index: Index
    listed: Mapping[str, str] | None

    @property
    def looks(self) -> Mapping[str, Look]:
        return self.looked.looks

    @property
    def there(self) -> frozenset[str]:
        """All files that the site has or will have, as far as it is known."""
        return frozenset(self.looks) | self.index.files.keys() | (self.listed or {}).keys()


def push(destination: Destination, asked: PushOptions, world: PushEnvironment) -> int:
    """Push; return the exit status: 1 if anything is refused, contested, replaced or late. Raise `CannotError`."""
    pushing = begin(destination, asked, world)
    with noted(pushing):
        pushing.wait()
        return pushing.end()


def begin(destination: Destination, asked: PushOptions, world: PushEnvironment) -> Pushing:
    """Upload, and return the push with what is still to be waited for. Raise `CannotError`."""
    began = world.now()
    bring_along(destination, world.tell)
    try:
        surroundings = look_around(destination, asked, world)
    except KeyboardInterrupt:
        raise CannotError("interrupted; nothing was pushed", INTERRUPTED) from None
    except (LostError, DeniedError) as error:
        raise CannotError(f"nothing was pushed: {error}") from error
    work = planned(surroundings, asked, world)
    refused = tell_of(surroundings, work, world.tell)
    if not all(asked.agree(question, needed=needed) for question, needed in questions(work, asked)):
        raise CannotError("nothing was pushed")
    index = surroundings.index.with_listed(surroundings.listed or {})
    noting = IndexWriter(destination, world.tell, surroundings.readings, index, surroundings.index)
    pushing = Pushing(destination, world, noting, surroundings.readings, began, awaits=asked.wait, shown=asked.shown)
    pushing.comments = surroundings.looked
    pushing.count.refused += refused
    with noted(pushing):
        pushing.do(work)
    return pushing


@contextmanager
def noted(pushing: Pushing) -> Iterator[None]:
    """Note what is done, however the block ends. Raise `CannotError` with how far it is, where it can't go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise CannotError(f"interrupted {pushing.count.so_far}; run the same command again to continue", INTERRUPTED) from None
    except LostError as error:
        raise CannotError(f"stopped {pushing.count.so_far}: {error}") from error
    finally:
        pushing.note()


def bring_along(destination: Destination, tell: Tell) -> None:
    """Give an empty site what an export has beside its files, if the folder is one (`site_state`)."""
    file = destination.blog / CATALOG
    if not file.is_file() or not is_empty(destination.cloud):
        return
    try:
        number = carry_over(destination.cloud, destination.blog)
    except ValueError as error:
        raise CannotError(f"{file}: {error}; export the site again, or remove the file") from error
    tell({"event": "note", "text": f"the site is empty, so it gets what the export knows of {number:,} files, and mails nobody"})


def look_around(destination: Destination, asked: PushOptions, world: PushEnvironment) -> PushInputs:
    """Look at the folder, and read what differs from the last push, or wasn't seen live yet. Raise `LostError`."""
    seen, blog = time.time_ns(), destination.blog
    index = push_index.load(destination)
    listed = None if index.known and not asked.force else _listed(world.contents)
    looked = own_files(local_files.looked_in(blog, destination.out), asked, world)
    looks, every = looked.looks, {*looked.looks, *looked.misnamed, *index.files, *(listed or ())}
    chosen = local_files.below(every, blog, asked.paths) if asked.paths else None
    keys = [key for key in local_files.differing(looks, index) if chosen is None or key in chosen]
    misnamed = [key for key in looked.misnamed if chosen is None or key in chosen]
    comments = push_comments.chosen(looked, index, seen, blog, asked.paths)
    return PushInputs(FolderLooks(looks, misnamed, comments), chosen, _read(destination, asked, keys, looks, seen), index, listed)


def own_files(looked: FolderLooks, asked: PushOptions, world: PushEnvironment) -> FolderLooks:
    """Leave out files that this author may not write, and say so; a file that was named is tried, and refused by name."""
    folders = None if asked.paths else ask_service(world.folders)
    if folders is None:
        return looked
    others = [key for key in looked.looks if not key.startswith(folders)]
    if others:
        stay = f"{counted(len(others), 'file')} {plural(len(others), 'stays', 'stay')} as on the site: {first_of(others, SHOWN)}"
        world.tell({"event": "note", "text": f"{stay}; you may write in {', '.join(folders)}"})
    return looked._replace(looks={key: look for key, look in looked.looks.items() if key.startswith(folders)})


def planned(surroundings: PushInputs, asked: PushOptions, world: PushEnvironment) -> Plan:
    """Return the plan; where it changes nothing, nothing else would ask whether the site is still there. Raise `CannotError`."""
    work = plan_of(surroundings, asked)
    if not (work.writes or work.removals):
        world.demand_site()
    return work


def _listed(contents: Contents) -> Mapping[str, str]:
    """Return the objects that are authors', by ETag."""
    return {key: etag for key, etag in ask_service(contents.listed).items() if local_files.is_authors(key)}


def _read(
    destination: Destination, asked: PushOptions, keys: Sequence[str], looks: Mapping[str, Look], seen: int
) -> Mapping[str, Reading]:
    if not keys:
        return {}
    site, now = site_to_be(destination), datetime.now(UTC)  # of no consequence, as there
    readings: dict[str, Reading] = {}
    with progress("files", len(keys), shown=asked.shown and len(keys) > SHOWN) as bar:
        for one in local_files.read(destination.blog, keys, looks, site, now, seen):
            readings[one.key] = one
            bar.update()
    return readings


def site_to_be(destination: Destination) -> Site:
    """Return the site as the folder describes it, or else as it is in force. Raise `LostError`."""
    now = datetime.now(UTC)  # of no consequence: what a post's time means is decided where it is published
    return local_files.site_of(destination.blog, now) or _site_there(destination)


def _site_there(destination: Destination) -> Site:
    """The site in force, for a folder that has no site.yaml of its own."""
    from chalicelib.store import site_files  # noqa: PLC0415 - most blogs have a site.yaml

    return ask_service(lambda: site_files.read(destination.cloud).site)


# ---- pure


def plan_of(surroundings: PushInputs, asked: PushOptions) -> Plan:
    """Return what has to be done; refused files stay as they are there."""
    digests = {key: one.digest for key, one in surroundings.readings.items() if not (one.unread or one.upload.refusal)}
    if asked.force:
        by_key = {key: file.digest for key, file in surroundings.index.files.items() if key in surroundings.looks}
        digests = {
            key: digest for key, digest in by_key.items() if surroundings.chosen is None or key in surroundings.chosen
        } | digests
    return plan(
        digests,
        surroundings.index,
        surroundings.listed,
        present=frozenset(surroundings.looks),
        chosen=surroundings.chosen,
        delete=asked.delete,
        force=asked.force,
    )


def questions(work: Plan, asked: PushOptions) -> Sequence[tuple[str, bool]]:
    """Return what an author is asked before objects are deleted, or replaced that were not pushed from here.

    Each question has whether it needs an answer: a workflow deletes nothing by mistake, but what it replaces has its versions.
    """
    asking: list[tuple[str, bool]] = []
    if work.removals:
        named = first_of([one.key for one in work.removals], SHOWN)
        asking.append((f"Remove from the site: {named}?", True))
    if work.strange and not asked.force:
        number = len(work.strange)
        differ = plural(number, "differs from yours, and wasn't", "differ from yours, and weren't")
        asking.append((f"{counted(number, 'file')} on the site {differ} pushed from here. Replace?", False))
    return asking


def tell_of(surroundings: PushInputs, work: Plan, tell: Tell) -> int:
    """Tell warnings of changed files, refusals, and what only `--delete` would remove; count the files that can't be pushed."""
    unfit = {key: one for key, one in surroundings.readings.items() if one.unread or one.upload.refusal}
    for key in (key for key in surroundings.readings if key not in work.same):
        for diagnostic in surroundings.readings[key].upload.diagnostics:
            tell(push_events.doubtful(key, diagnostic))
        for needed, line in local_files.missing(surroundings.readings[key], surroundings.there):
            tell(push_events.lacking(key, line, needed))
    for key, refusal in surroundings.looked.refused:
        tell(push_events.refused(key, refusal))
    for key, one in unfit.items():
        if one.unread:
            tell(push_events.failed(key, f"can't be read: {one.unread}"))
        elif one.upload.refusal:
            tell(push_events.refused(key, one.upload.refusal))
    if work.gone and not work.removals:
        tell({"event": "gone", "files": list(work.gone)})
    return len(surroundings.looked.misnamed) + len(unfit)
