"""The files of comments beside posts: a push brings what is new in them below the posts, as `presswork comments import` does.

It does so last, since a comment needs its post. A file is noted in the index once all in it is on the site. Whoever may push may
lack the right to write comments; then a push says that they wait, and for whom.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from chalicelib.cloud.ports import Cloud
from chalicelib.comments.rules.comment_file_names import file_of, sources_by_file
from infra.authoring.push import local_files, push_events
from infra.authoring.push.push_count import Count
from infra.authoring.push.push_events import Tell
from infra.authoring.push.push_index import Index
from infra.authoring.target.connection import DeniedError, LostError, ask_service
from infra.authoring.target.destination import Destination
from infra.files.blog_folder import FolderLooks, Look
from infra.terminal.streams import counted, first_of, plural

SHOWN = 5  # files of a line
Note = Callable[[str, Look], None]


def chosen(looked: FolderLooks, index: Index, seen: int, blog: Path, paths: Sequence[Path]) -> Mapping[str, Look]:
    """Return the files of comments that are new or changed, of these paths and of the posts at them (none: of the whole blog)."""
    looks = {key: look.steady(seen) for key, look in looked.comments.items() if index.comments.get(key) != look}
    if not (looks and paths):
        return looks
    keys = local_files.below({*looked.looks, *looks}, blog, paths)
    return {key: look for key, look in looks.items() if key in keys | {file_of(source) for source in keys}}


def bring(destination: Destination, looked: FolderLooks, note: Note, count: Count, tell: Tell) -> None:
    """Put what is new in the files of comments below their posts, and count it; a site without comments gets none."""
    left = set(looked.comments)

    def done(key: str) -> None:
        left.remove(key)
        note(key, looked.comments[key])

    try:
        if ask_service(lambda: _takes_comments(destination.cloud)):
            _import(_with_secrets(destination), destination.blog, looked, done, count, tell)
    except DeniedError:
        wait = f"{counted(len(left), 'file')} of comments beside your posts {plural(len(left), 'waits', 'wait')}"
        tell({"event": "note", "text": f"{wait}: you may push, but not write comments; whoever deployed the site runs {COMMAND}"})
    except LostError as error:
        tell({"event": "note", "text": f"{counted(len(left), 'file')} of comments weren't brought to the site: {error}"})
        count.failed += len(left)


COMMAND = "`presswork comments import`"


def _takes_comments(cloud: Cloud) -> bool:
    from chalicelib.store import site_files  # noqa: PLC0415 - only who has such files needs it

    return site_files.read(cloud).site.comment_rules.on


def _with_secrets(destination: Destination) -> Cloud:
    """Return the site with its secrets, since addresses are stored by their keyed hash. Raise `DeniedError` without them."""
    try:
        cloud = ask_service(lambda: destination.trusted)
    except ValueError as error:
        raise DeniedError(str(error)) from error
    if not (cloud.keys and cloud.pepper):
        raise DeniedError("the secrets are missing")
    return cloud


def _import(cloud: Cloud, blog: Path, looked: FolderLooks, done: Callable[[str], None], count: Count, tell: Tell) -> None:
    """Import the files, call `done` for each that is on the site, count what is new, and tell what isn't used."""
    from chalicelib.store import site_files  # noqa: PLC0415 - only who has such files needs it
    from infra.running import comment_import  # noqa: PLC0415

    site, report = site_files.read(cloud).site, comment_import.ImportReport()
    sources, waiting = sources_by_file(looked.looks), list[str]()
    for key in sorted(looked.comments):
        source = sources.get(key, "")
        file = ask_service(partial(comment_import.import_file, cloud, site, blog / key, source, report))
        for finding in file.findings:
            tell(push_events.unused(key, finding))
        if file.is_done:
            done(key)
        elif source:
            waiting.append(key)
    ask_service(lambda: comment_import.finish(cloud, site, report))
    count.comments += report.new
    if waiting:
        tell({"event": "note", "text": f"waiting for posts that aren't on the site, push again: {first_of(waiting, SHOWN)}"})
