"""`presswork watch`: push on save."""

from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from infra.authoring.destination import Destination, site_option
from infra.exits import DONE, INTERRUPTED, UNABLE
from infra.local.reporting import unreachable
from infra.local.stopping import as_ctrl_c
from infra.terminal import CannotError
from infra.verbs.options import PATH, as_events, yes
from infra.verbs.push import Options, Pushes, begun

if TYPE_CHECKING:
    from infra.authoring.mailed import Mailed


@click.command(epilog="Example: presswork watch blog --site journal")
@click.argument("folder", metavar="[FOLDER]", nargs=-1, type=PATH, help="The blog (default: this folder).")
@site_option
@click.option("--delete", is_flag=True, help="Also remove from the site what is removed from the folder.")
@yes
@as_events
def command(*, folder: tuple[Path, ...], site: str, delete: bool, yes: bool, as_json: bool) -> int:
    """Push what changed, and then each file as it is saved; stop with Ctrl-C.

    Each save is a line: the address, once readers find it there, and the seconds it took. So is each letter that was sent.
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
    return DONE


def _watch(pushes: Pushes) -> None:
    """Push all that differs, then what is saved."""
    from infra.authoring.watching import AFTER, Watching  # noqa: PLC0415 - `--help` does without
    from infra.local.watch import changes  # noqa: PLC0415

    blog = pushes.destination.blog
    agreeing = replace(pushes, options=replace(pushes.options, yes=True))  # to remove a file is to agree that it goes
    watching = Watching(blog, agreeing.begin, pushes.tell, _mailed(pushes.destination))
    batches = changes(blog, Event(), AFTER, watching.turn)
    next(batches)  # from here on no save is missed
    watching.expect(pushes.begin((), pushes.tell))
    pushes.tell({"event": "note", "text": f"watching {blog}: each file that is saved there is pushed. Stop with Ctrl-C."})
    try:
        watching.follow(batches)
    finally:
        watching.note()


def _mailed(destination: Destination) -> "Mailed | None":
    """Ask for letters from now on; a build sends none."""
    if destination.out is not None:
        return None
    from chalicelib.times import in_utc  # noqa: PLC0415 - `--help` does without
    from infra.authoring.content_bucket import S3Contents  # noqa: PLC0415
    from infra.authoring.mailed import Mailed  # noqa: PLC0415

    now = S3Contents(destination.s3, destination.content_bucket).now()
    return Mailed(destination.cloud, in_utc(now))
