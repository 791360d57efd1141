"""`presswork push`: what changed in a blog goes to its site, and is watched until it is live."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from infra.authoring.destination import REMEMBERED, Destination, blog_of, find, remember, site_option
from infra.exits import UNABLE
from infra.terminal import CannotError, is_watched
from infra.verbs.options import PATH, yes

as_events = click.option("--json", "as_json", is_flag=True, help="Print each thing that happens as a line of JSON.")


@click.command(epilog="Example: presswork push blog --site journal")
@click.argument(
    "paths", metavar="[FOLDER | FILES…]", nargs=-1, type=PATH, help="The blog, or files of it (default: this folder)."
)
@site_option
@click.option("--delete", is_flag=True, help="Also remove from the site what is gone from the folder; else it is only named.")
@click.option("--force", is_flag=True, help="Replace what is on the site, whoever changed it there.")
@click.option("--no-wait", is_flag=True, help="Don't wait until it is live.")
@yes
@as_events
def command(*, paths: tuple[Path, ...], site: str, delete: bool, force: bool, no_wait: bool, yes: bool, as_json: bool) -> int:
    """Check what changed in a blog, upload it, and wait until it is live.

    Each file is checked as the site would check it: what would be refused isn't uploaded, and is named with its line and what to
    do. Then each file's address is printed as soon as readers find it there. What somebody else has changed since your last push
    is never replaced, unless by --force. A push that was interrupted is continued by the same command.
    """
    blog = demanded_blog(paths, delete=delete)
    destination = find(site, blog)
    tell, shown = teller(as_json=as_json), is_watched() and not as_json
    if site and (file := remember(destination)):
        tell({"event": "remembered", "site": destination.name, "file": str(file)})
    if destination.out is not None:
        from infra.authoring.push_build import push_build  # noqa: PLC0415 - it loads all that builds

        return push_build(destination, tell, shown=shown)
    return _push(destination, paths, tell, delete=delete, force=force, wait=not no_wait, yes=yes, shown=shown)


def _push(destination: Destination, paths: tuple[Path, ...], tell: Callable[..., None], *, yes: bool, **options: bool) -> int:
    from infra.authoring.content_bucket import S3Contents  # noqa: PLC0415 - `--help` does without
    from infra.authoring.push import Asked, push  # noqa: PLC0415
    from infra.authoring.pushing import World  # noqa: PLC0415

    contents = S3Contents(destination.s3, destination.content_bucket)
    return push(destination, Asked(paths, agree=partial(agreed, yes=yes), **options), World(contents, tell))


def demanded_blog(paths: tuple[Path, ...], *, delete: bool = False) -> Path:
    """Return the folder of the blog that these paths are of; raise `CannotError` where there is none."""
    for path in paths:
        if not (path.exists() or delete):
            raise CannotError(f"{path}: there's no such file or folder; --delete removes what is gone here from the site", UNABLE)
    blog = blog_of(paths[0] if paths else Path())
    if outside := [path for path in paths if not path.resolve().is_relative_to(blog.resolve())]:
        raise CannotError(f"{outside[0]} isn't in {blog}; push files of one blog", UNABLE)
    if not paths and not ((blog / "site.yaml").is_file() or (blog / REMEMBERED).is_file()):
        raise CannotError("this folder has no site.yaml; go to your blog's folder, or name it: `presswork push FOLDER`", UNABLE)
    return blog


def agreed(question: str, *, needed: bool, yes: bool) -> bool:
    """Ask, unless the answer is known; where nobody can be asked, only what is `needed` must be agreed to beforehand."""
    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm(question, err=True)
    if needed:
        raise CannotError(f"{question} There's no terminal to ask on: add --yes, if it should be so", UNABLE)
    return True


def teller(*, as_json: bool) -> Callable[..., None]:
    """Return the function that prints each event: as JSON, or as a line that leaves a progress bar whole."""
    from infra.authoring.push_events import printed_as_json, printed_as_text  # noqa: PLC0415 - `--help` does without

    return printed_as_json if as_json else printed_as_text
