"""The meaning of errors for the person who ran the command: a line with the remedy, and an exit status."""

import errno
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeAlias

import click

from infra.extras import EXTRAS, not_installed
from infra.terminal.exit_codes import FAULTY, FOUND, INTERRUPTED, UNABLE
from infra.terminal.invocation import quoted
from infra.terminal.streams import CannotError, SiteError

RUN_AGAIN = "run the same command again to do the rest"

REMEDIES: Mapping[int, str] = {
    errno.EACCES: "check its permissions, or choose another place",
    errno.EPERM: "check its permissions, or choose another place",
    errno.EROFS: "choose a place you can write to",
    errno.ENOSPC: f"make room, then {RUN_AGAIN}",
    errno.EDQUOT: f"make room, then {RUN_AGAIN}",
    errno.EMFILE: "raise the limit of open files (`ulimit -n`)",
    errno.ECONNREFUSED: f"check that it is running, then {RUN_AGAIN}",
    errno.ECONNRESET: f"check the network, then {RUN_AGAIN}",
    errno.ENETUNREACH: f"check the network, then {RUN_AGAIN}",
    errno.ETIMEDOUT: f"check the network, then {RUN_AGAIN}",
}
"""Remedies of errors of the system."""

Reading: TypeAlias = Callable[[BaseException], CannotError | None]


def outcome_of(error: BaseException) -> CannotError:
    """Return what the error means; an error that isn't in the table is a bug in Presswork."""
    return next(filter(None, (read(error) for read in READINGS)))


def _as_said(error: BaseException) -> CannotError | None:
    return error if isinstance(error, CannotError) else None


def _interruption(error: BaseException) -> CannotError | None:
    return CannotError(f"interrupted; {RUN_AGAIN}", INTERRUPTED) if isinstance(error, KeyboardInterrupt) else None


def _misuse(error: BaseException) -> CannotError | None:
    """Name the command that explains what should have been typed."""
    if not isinstance(error, click.UsageError):
        return None
    path = _words(error.ctx) if error.ctx else "presswork"
    if isinstance(error, click.NoSuchCommand):
        return CannotError(f"there's no `{path} {error.command_name}`. {_nearest(error, path)}", UNABLE)
    if isinstance(error, click.NoSuchOption):
        near = " or ".join(error.possibilities or ())
        hint = f"Did you mean {near}?" if near else f"See `{path} --help`."
        return CannotError(f"no option {error.option_name}. {hint}", UNABLE)
    why = error.format_message().rstrip(".")
    return CannotError(f"{why[:1].lower()}{why[1:]}; see `{path} --help`", UNABLE)


def _words(context: click.Context) -> str:
    """Return the words that name a command, quoted for a shell, since a word may be the path of a folder."""
    parents = f"{_words(context.parent)} " if context.parent else ""
    return f"{parents}{quoted(context.info_name or '')}"


def _nearest(error: click.NoSuchCommand, path: str) -> str:
    """Return a hint at similar commands, or at the help, which lists everything."""
    names = error.ctx.command.list_commands(error.ctx) if error.ctx and isinstance(error.ctx.command, click.Group) else ()
    near = " or ".join(f"`{path} {name}`" for name in get_close_matches(error.command_name, names, n=2))
    return f"Did you mean {near}?" if near else f"`{path} --help` lists the commands."


def _unanswered(error: BaseException) -> CannotError | None:
    """Of a question: Ctrl-C, or the end of the input."""
    return CannotError("interrupted; nothing was done", INTERRUPTED) if isinstance(error, click.Abort) else None


def _of_extra(error: BaseException) -> CannotError | None:
    """Of a package that only an extra brings."""
    package = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    extra = next((extra for extra, packages in EXTRAS.items() if package in packages), None)
    return CannotError(not_installed("this needs", extra), UNABLE) if extra else None


def _of_connection(error: BaseException) -> CannotError | None:
    """Of a site: it can't be reached, or its API refuses."""
    return CannotError(str(error), UNABLE) if isinstance(error, SiteError) else None


def _of_settings(error: BaseException) -> CannotError | None:
    from chalicelib.settings import SettingsError  # noqa: PLC0415 - few commands read settings

    if isinstance(error, SettingsError):
        return CannotError(str(error), UNABLE)
    if "botocore" not in sys.modules:  # without it, nothing was asked of AWS
        return None
    from chalicelib.cloud.aws import UndoneError  # noqa: PLC0415 - it brings boto3

    return CannotError(str(error), UNABLE) if isinstance(error, UndoneError) else None


def _of_aws(error: BaseException) -> CannotError | None:
    if "botocore" not in sys.modules:
        return None
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - see above

    from infra import aws_errors  # noqa: PLC0415

    if not isinstance(error, (BotoCoreError, ClientError)):
        return None
    return CannotError(aws_errors.explained(error), UNABLE if aws_errors.is_before_all(error) else FOUND)


def _of_system(error: BaseException) -> CannotError | None:
    return CannotError(": ".join(_parts(error))) if isinstance(error, OSError) else None


def _parts(error: OSError) -> Iterator[str]:
    if error.filename:
        yield str(error.filename)
    yield error.strerror or str(error) or type(error).__name__
    if remedy := REMEDIES.get(error.errno or 0):
        yield remedy


def _of_table(error: BaseException) -> CannotError | None:
    """Of a table in a file, which a demo removes when it ends."""
    import sqlite3  # noqa: PLC0415 - only a demo has such a table

    return CannotError(f"can't read the site's table: {error}; {RUN_AGAIN}") if isinstance(error, sqlite3.Error) else None


def _fault(error: BaseException) -> CannotError:
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    return CannotError(f"a bug in Presswork: {text}; run it again with PRESSWORK_TRACEBACK=1 to see where, and report it", FAULTY)


READINGS: tuple[Reading, ...] = (
    _as_said,
    _interruption,
    _misuse,
    _unanswered,
    _of_extra,
    _of_settings,
    _of_connection,
    _of_aws,
    _of_system,
    _of_table,
    _fault,
)
