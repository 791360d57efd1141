"""`presswork watch`: push on save."""

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn

import click
from msgspec.structs import replace

from infra.authoring.target.destination import Destination, find, has_ended, site_option, was_restarted
from infra.build.reporting import unreachable
from infra.commands.blog.push import Options, Pushes, begun
from infra.commands.options import PATH, as_events, yes
from infra.terminal.exit_codes import DONE, INTERRUPTED, UNABLE
from infra.terminal.shutdown import as_ctrl_c
from infra.terminal.streams import CannotError

if TYPE_CHECKING:
    from infra.authoring.watch.watch import Happenings, Watching


@click.command(epilog="Example: presswork watch blog --site journal")
@click.argument("folder", metavar="[FOLDER]", nargs=-1, type=PATH, help="The blog (default: this folder).")
@site_option
@click.option("--delete", is_flag=True, help="Also remove from the site what is removed from the folder.")
@yes
@as_events
def command(*, folder: tuple[Path, ...], site: str, delete: bool, yes: bool, as_json: bool) -> int:
    """Push what changed, and then each file as it is saved; stop with Ctrl-C.

    Each save prints a line once it is live: the address, how many seconds it took, and how many other pages have changed. So does
    each scheduled post when its time comes, and each letter when it has been sent.
    """
    if len(folder) > 1 or (folder and not folder[0].is_dir()):
        raise CannotError("watch one folder: that of a blog", UNABLE)
    if why := unreachable(folder[0] if folder else Path()):
        raise CannotError(why, UNABLE)
    pushes = begun(folder, site, Options(delete=delete, yes=yes), as_json=as_json)
    try:
        with as_ctrl_c():
            _watch(pushes)
    except KeyboardInterrupt:
        return DONE
    except CannotError as error:
        if error.status != INTERRUPTED:
            raise
        _note(pushes, f"presswork: {error}")
    return DONE


def _watch(pushes: Pushes) -> NoReturn:
    """Watch a blog; a demo that was restarted gets all of it once more."""
    while True:
        _watch_one(pushes)
        _note(pushes, "the demo was restarted, so everything that differs is pushed again")
        agreed = replace(pushes.options, yes=True)  # as when it began: to a demo, the blog's own folder is what counts
        pushes = replace(pushes, destination=find("demo", pushes.destination.blog), options=agreed)


def _watch_one(pushes: Pushes) -> None:
    """Push all that differs, then what is saved, until another site takes the place of this one."""
    from infra.authoring.watch.watch import AFTER  # noqa: PLC0415 - `--help` does without
    from infra.files.file_watch import changes  # noqa: PLC0415

    blog, watching = pushes.destination.blog, _watching(pushes)
    batches = changes(blog, Event(), AFTER, watching.turn)
    next(batches)  # from here on no save is missed
    watching.expect(pushes.begin((), pushes.tell))
    _note(pushes, f"watching {blog}: each file that is saved there is pushed. Stop with Ctrl-C.")
    try:
        watching.follow(batches, partial(was_restarted, pushes.destination))
    finally:
        watching.note()


def _watching(pushes: Pushes) -> "Watching":
    from infra.authoring.watch.watch import Watching  # noqa: PLC0415 - `--help` does without

    agreeing = replace(pushes, options=replace(pushes.options, yes=True))  # to remove a file is to agree that it goes
    said = partial(_said, pushes.destination)
    return Watching(pushes.destination.blog, agreeing.begin, pushes.tell, _others(pushes), said)


def _said(destination: Destination, error: Exception) -> str:
    """Put a problem into words."""
    from infra.authoring.watch.watch import of_a_watch  # noqa: PLC0415 - `--help` does without

    return "the demo has ended; what is saved is pushed once it runs again" if has_ended(destination) else of_a_watch(str(error))


def _note(pushes: Pushes, text: str) -> None:
    pushes.tell({"event": "note", "text": text})


def _others(pushes: Pushes) -> "tuple[Happenings, ...]":
    """Ask for letters and for what comes due from now on; in a folder that was built, nothing happens by itself."""
    destination = pushes.destination
    if destination.out is not None:
        return ()
    from chalicelib.times import in_utc  # noqa: PLC0415 - `--help` does without
    from infra.authoring.watch.due_posts import DuePostWatcher  # noqa: PLC0415
    from infra.authoring.watch.sent_letters import LetterWatcher  # noqa: PLC0415

    return DuePostWatcher(destination.cloud), LetterWatcher(destination.cloud, in_utc(pushes.contents.now()))
