"""`presswork restore`: an earlier version of a file is the current one again."""

from pathlib import Path

import click

from infra.authoring.export.restore import Restorer, RestoreResult, UnsavedChangesError
from infra.authoring.inspect.history import split, time_name
from infra.authoring.target.destination import site_option
from infra.commands.file_versions import VersionedFile, versioned_file
from infra.commands.options import agreed, as_json, yes
from infra.terminal.exit_codes import DONE
from infra.terminal.streams import CannotError, document, say_line


@click.command(epilog="Example: presswork restore posts/hello.md@2")
@click.argument("file", metavar="FILE[@VERSION]", help="The file, and the version as `presswork history` names it.")
@click.option("--remote-only", is_flag=True, help="Leave the file in your folder as it is.")
@site_option
@yes
@as_json
def command(*, file: str, remote_only: bool, site: str, yes: bool, as_json: bool) -> int:
    """Bring back an earlier version of a file, on the site and in your folder.

    The version is uploaded again as a new one, so it is published like any upload, and nothing is lost. For a deleted file you
    needn't name a version: its last one comes back. If you have changes that were never uploaded, you are asked first.
    """
    name, version = split(file)
    with versioned_file(name, site) as versioned:
        restorer = Restorer(versioned.keeper, versioned.site.cloud.content, versioned.zone, lambda path: may_lose(path, yes=yes))
        try:
            result = restorer.restore(versioned.key, version, None if remote_only else versioned.path)
        except UnsavedChangesError as error:
            raise CannotError(f"{versioned.key}: nothing was restored, so your changes stay") from error
        report(versioned, result, as_json=as_json)
        return DONE


def may_lose(path: Path, *, yes: bool) -> bool:
    """Ask whether changes that were never uploaded may be lost."""
    changed = f"{path} has changes that were never uploaded"
    return agreed(f"{changed}. Replace them?", yes=yes, unasked=f"{changed}: save them, or add --yes or --remote-only")


def report(versioned: VersionedFile, result: RestoreResult, *, as_json: bool) -> None:
    time = time_name(result.version.time, versioned.zone)
    if as_json:
        written = str(result.written) if result.written else None
        document({"file": versioned.key, "version": time, "uploaded": result.uploaded, "written": written})
        return
    uploaded = "uploaded again; the site shows it in a moment" if result.uploaded else "is what the site has"
    say_line(f"{versioned.key}: the version of {time} {'was ' if result.uploaded else ''}{uploaded}")
    if result.written:
        say_line(f"{result.written}: written")
