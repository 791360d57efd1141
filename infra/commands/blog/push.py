"""`presswork push`: what changed in a blog goes to its site, and is watched until it is live."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chalicelib.frozen import Frozen
from infra.authoring.target.built_folder import demand_own
from infra.authoring.target.destination import Destination, remember, site_option
from infra.authoring.target.remembered_site import REMEMBERED_FILE, blog_of
from infra.authoring.target.stack_cache import demand, find_cached, forget
from infra.build.build_cache import cache_of
from infra.build.reporting import CUT_OFF
from infra.commands.options import PATH, agreed, as_events, dry_run, yes
from infra.terminal.exit_codes import INTERRUPTED, UNABLE
from infra.terminal.streams import CannotError, is_watched

if TYPE_CHECKING:
    from infra.authoring.push.push import PushOptions
    from infra.authoring.push.push_events import Tell
    from infra.authoring.push.push_session import PushEnvironment, Pushing
    from infra.authoring.target.content_bucket import Contents


@click.command(epilog="Example: presswork push blog --site journal")
@click.argument("paths", metavar="[FOLDER | FILES…]", nargs=-1, type=PATH, help="The blog, or files of it (default: here).")
@site_option
@click.option("--delete", is_flag=True, help="Also remove from the site what is gone from the folder, instead of only naming it.")
@dry_run
@click.option("--force", is_flag=True, help="Overwrite changes that others made on the site.")
@click.option("--no-wait", is_flag=True, help="Don't wait until everything is live.")
@yes
@as_events
def command(*, paths: tuple[Path, ...], site: str, dry_run: bool, no_wait: bool, as_json: bool, **how: bool) -> int:
    """Check what changed in a blog, upload it, and wait until it is live.

    Each file is checked the way the site would check it. A file that would be refused isn't uploaded; you get the line and the
    fix instead. The other files' addresses are printed as soon as they are live. A change that somebody else has made since your
    last push is never overwritten, unless you use --force. To continue an interrupted push, run the same command again.
    """
    pushes = begun(paths, site, Options(wait=not no_wait, **how), as_json=as_json, remembers=not dry_run)
    return pushes.forecast(paths) if dry_run else pushes.push(paths, pushes.tell)


class Options(Frozen):
    """How to push."""

    delete: bool = False
    force: bool = False
    wait: bool = True
    yes: bool = False


class Pushes(Frozen, dict=True):
    """Pushes of one blog to one site; `shown` says whether somebody watches."""

    destination: Destination
    tell: "Tell"
    options: Options
    shown: bool

    def push(self, paths: tuple[Path, ...], tell: "Tell") -> int:
        """Push these paths of the blog (none: all of it); return the exit status. Raise `CannotError`."""
        if self.destination.out is not None:
            return self._build(tell)
        from infra.authoring.push.push import push  # noqa: PLC0415 - `--help` does without

        with self._found():
            return push(self.destination, self._asked(paths), self._world(tell))

    def begin(self, paths: tuple[Path, ...], tell: "Tell") -> "Pushing | None":
        """Upload these paths, and return the push with what is still to be waited for, if it is. Raise `CannotError`."""
        if self.destination.out is not None:
            self._build(tell)
            return None
        from infra.authoring.push.push import begin  # noqa: PLC0415 - `--help` does without

        with self._found():
            return begin(self.destination, self._asked(paths), self._world(tell))

    def _build(self, tell: "Tell") -> int:
        from infra.authoring.push.push_build import push_build  # noqa: PLC0415 - it loads all that builds

        try:
            return push_build(self.destination, tell, shown=self.shown)
        except KeyboardInterrupt as error:
            raise CannotError(CUT_OFF, INTERRUPTED) from error

    @contextmanager
    def _found(self) -> Iterator[None]:
        """Forget where the stack was found if a push fails: it may be elsewhere now. If it was removed, that is the error."""
        from infra.authoring.target.connection import DeniedError, LostError  # noqa: PLC0415 - `--help` does without

        try:
            yield
        except CannotError as error:
            if isinstance(error.__cause__, LostError | DeniedError):
                demand(self.destination)
            forget(self.destination)
            raise

    def forecast(self, paths: tuple[Path, ...]) -> int:
        """Tell what a push of these paths would do; return the exit status. Raise `CannotError`."""
        from infra.authoring.push.dry_run import forecast  # noqa: PLC0415 - it loads what decides on an upload

        with self._found():
            return forecast(self.destination, self._asked(paths), self._world(self.tell))

    def _world(self, tell: "Tell") -> "PushEnvironment":
        from infra.authoring.push.push_session import PushEnvironment  # noqa: PLC0415 - `--help` does without

        demanded = partial(demand, self.destination)
        if self.destination.kind == "api":
            from infra.authoring.target.api_cloud import ApiContents  # noqa: PLC0415 - most sites have keys of AWS

            contents = ApiContents(self.destination.api)
            return PushEnvironment(contents, tell, demand_site=demanded, folders=contents.folders)
        return PushEnvironment(self.contents, tell, demand_site=demanded)

    def _asked(self, paths: tuple[Path, ...]) -> "PushOptions":
        from infra.authoring.push.push import PushOptions  # noqa: PLC0415 - `--help` does without

        options = self.options
        return PushOptions(paths, options.delete, options.force, options.wait, self.shown, self._agreed)

    @cached_property
    def contents(self) -> "Contents":
        """The bucket that is pushed to."""
        from infra.authoring.target.content_bucket import BuiltContents, S3Contents  # noqa: PLC0415 - `--help` does without

        if self.destination.out is not None:
            return BuiltContents(cache_of(self.destination.out).catalog)
        if self.destination.kind == "api":
            from infra.authoring.target.api_cloud import ApiContents  # noqa: PLC0415 - most sites have keys of AWS

            return ApiContents(self.destination.api)
        return S3Contents(self.destination.s3, self.destination.content_bucket)

    def _agreed(self, question: str, *, needed: bool) -> bool:
        """Ask, unless the answer is known; where nobody can be asked, only what is `needed` must be agreed to beforehand."""
        may_go_on = self.options.yes or not (needed or sys.stdin.isatty())
        return agreed(question, yes=may_go_on, unasked=f"{question} There's no terminal to ask on: add --yes to go ahead")


def begun(paths: tuple[Path, ...], site: str, options: Options, *, as_json: bool, remembers: bool = True) -> Pushes:
    """Find the blog and its site, and remember the site; raise `CannotError`."""
    from infra.authoring.push.push_events import printed_as_json, printed_as_text  # noqa: PLC0415 - `--help` does without

    destination = find_cached(site, demanded_blog(paths, delete=options.delete))
    if destination.out is not None:
        demand_own(destination.out, destination.blog)
    tell = printed_as_json if as_json else printed_as_text
    if site and remembers:
        keep_in_mind(destination, tell)
    return Pushes(destination, tell, options, shown=is_watched() and not as_json)


def keep_in_mind(destination: Destination, tell: "Tell") -> None:
    """Remember the site, and tell it; that it can't be remembered stops no push."""
    try:
        if file := remember(destination):
            tell({"event": "remembered", "site": destination.name, "file": str(file)})
    except OSError as error:
        why = f"can't write {error.filename or REMEMBERED_FILE}: {error.strerror}"
        tell({"event": "note", "text": f"{why}; say `--site {destination.name}` again at the next push"})


def demanded_blog(paths: tuple[Path, ...], *, delete: bool = False) -> Path:
    """Return the folder of the blog that these paths are of; raise `CannotError` where there is none."""
    for path in paths:
        if not (path.exists() or delete):
            raise CannotError(f"{path}: there's no such file or folder; --delete removes what is gone here from the site", UNABLE)
    blog = blog_of(paths[0] if paths else Path())
    if outside := [path for path in paths if not path.resolve().is_relative_to(blog.resolve())]:
        raise CannotError(f"{outside[0]} isn't in {blog}; push files of one blog", UNABLE)
    if not paths and not ((blog / "site.yaml").is_file() or (blog / REMEMBERED_FILE).is_file()):
        raise CannotError("this folder has no site.yaml; go to your blog's folder, or name it: `presswork push FOLDER`", UNABLE)
    return blog
