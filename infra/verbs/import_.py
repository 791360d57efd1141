"""`presswork import`: an old blog becomes a folder to look at. One row for each system, whose reader is loaded when asked for.

A reader is the function `read` of its row's module: it takes the path and the row's options, and yields the items of the blog.
"""

# ruff: noqa: ARG002 - methods are given what click gives

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from infra.exits import DONE, UNABLE, wrong
from infra.terminal import CannotError, document, interruptible, is_watched, say
from infra.verbs.options import PATH, as_json

Option = Callable[[Any], Any]

media = click.option(
    "--media", type=PATH, metavar="FOLDER", help="The old blog's folder of uploads, wp-content/uploads for example."
)


def with_scheme(_ctx: click.Context, _param: click.Parameter, given: str) -> str:
    return given if not given or "://" in given else f"https://{given}"


url = click.option(
    "--url",
    default="",
    metavar="URL",
    callback=with_scheme,
    help="The address of the old blog, https://blog.example.org for example.",
)
members = click.option("--members", type=PATH, metavar="FILE", help="The CSV file of members; they become subscribers.")
responses = click.option("--responses", is_flag=True, help="Also import your responses to other people's stories.")


@dataclass(frozen=True, slots=True)
class System:
    """One row: what the command is called and takes, its meaning, an example, the module of its reader, and its own options."""

    name: str
    takes: str
    meaning: str
    example: str
    module: str
    options: tuple[Option, ...] = ()

    @property
    def called(self) -> str:
        return "WordPress" if self.name == "wordpress" else self.name.title()


SYSTEMS: tuple[System, ...] = (
    System(
        "wordpress",
        "FILE",
        "Import an export of WordPress (Tools > Export, all content).",
        "presswork import wordpress export.xml --media wp-content/uploads --into blog",
        "infra.importers.wordpress",
        (media,),
    ),
    System(
        "jekyll",
        "DIR",
        "Import a folder of Jekyll: posts, drafts, collections, pages and files.",
        "presswork import jekyll old-blog --into blog",
        "infra.importers.jekyll.reader",
    ),
    System(
        "hugo",
        "DIR",
        "Import a folder of Hugo: its content with bundles and languages, and its files.",
        "presswork import hugo old-blog --into blog",
        "infra.importers.hugo.reader",
    ),
    System(
        "zola",
        "DIR",
        "Import a folder of Zola, which is read like Hugo.",
        "presswork import zola old-blog --into blog",
        "infra.importers.zola.reader",
    ),
    System(
        "pelican",
        "DIR",
        "Import a folder of Pelican, whose settings are read and never run.",
        "presswork import pelican old-blog --into blog",
        "infra.importers.pelican.reader",
    ),
    System(
        "ghost",
        "FILE",
        "Import an export of Ghost (Settings > Import/Export), its images and members.",
        "presswork import ghost export.json --media content --members members.csv --url https://blog.example.org --into blog",
        "infra.importers.ghost",
        (media, members, url),
    ),
    System(
        "medium",
        "ZIP",
        "Import an export of Medium (Settings > Security and apps), packed or unpacked.",
        "presswork import medium medium-export.zip --into blog",
        "infra.importers.medium",
        (media, url, responses),
    ),
    System(
        "substack",
        "ZIP",
        "Import an export of Substack (Settings > Import/Export), packed or unpacked.",
        "presswork import substack export.zip --into blog",
        "infra.importers.substack",
        (media, url),
    ),
)
ROWS: Mapping[str, System] = {system.name: system for system in SYSTEMS}


class Systems(click.Group):
    """The group of all systems; it loads no reader."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ROWS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return command_of(ROWS[cmd_name]) if cmd_name in ROWS else None


@click.group(cls=Systems, epilog="Example: presswork import wordpress export.xml --into blog")
def command() -> None:
    """Turn an old blog into a folder: Markdown, files, site.yaml, and a report on what was imported."""


def command_of(system: System) -> click.Command:
    """Return the command of a row."""

    @interruptible("run the same command again to do the rest")
    def run(source: Path, into: Path, *, as_json: bool, **options: Any) -> int:
        return run_import(system, source, into, options, as_json=as_json)

    work: Any = run
    into = click.option(
        "--into", required=True, type=PATH, metavar="DIR", help="The folder to write to; none of your own files are overwritten."
    )
    for option in (as_json, *reversed(system.options), into):
        work = option(work)
    taken = click.argument("source", metavar=system.takes, type=PATH, help="The export, or the folder of the old blog.")(work)
    made: click.Command = click.command(
        system.name, help=system.meaning, short_help=system.meaning, epilog=f"\b\nExample: {system.example}"
    )(taken)
    return made


def run_import(system: System, source: Path, into: Path, options: Mapping[str, Any], *, as_json: bool) -> int:
    """Import, and print the report. What was left out is in it, and no failure, unless it is the rest of an export."""
    from infra.importers.blog import UnreadableError  # noqa: PLC0415 - help loads neither Markdown nor HTML
    from infra.importers.report import as_document, on_terminal  # noqa: PLC0415
    from infra.importers.writing import write  # noqa: PLC0415

    demand(system, source, into, options)
    demand_own(system, source, into)
    try:
        items = import_module(system.module).read(source, **options)
        report = write(items, into, datetime.now(UTC), progress=is_watched())
    except UnreadableError as error:
        raise CannotError(f"{source}: {error}", UNABLE) from error
    if as_json:
        document(as_document(report, str(into)))
    else:
        say("\n".join(on_terminal(report, str(into))))
    if report.broken_off:
        before = "everything before that was imported" if report.is_written else "before that, there is no post or page"
        return wrong(f"{source}: {report.broken_off}; {before}", as_json=as_json)
    if not report.texts:
        what = "the folder" if system.takes == "DIR" else "an export"
        return wrong(f"no post or page was found in {source}; is it {what} of a {system.called} blog?", as_json=as_json)
    return DONE


def demand_own(system: System, source: Path, into: Path) -> None:
    """Raise CannotError for a folder that was made for another system."""
    from infra.importers.marks import others  # noqa: PLC0415 - as above

    if found := others(system.name, source):
        named, way = " or ".join(name.title() for name in found), f"presswork import {found[0]} {source} --into {into}"
        raise CannotError(f"{source} looks like a {named} folder; import it with `{way}`", UNABLE)


def demand(system: System, source: Path, into: Path, options: Mapping[str, Any]) -> None:
    """Raise CannotError where nothing can begin."""
    from zipfile import is_zipfile  # noqa: PLC0415 - as above

    for path in (source, *(given for given in options.values() if isinstance(given, Path))):
        if not path.exists():
            raise CannotError(f"there's no file or folder {path}", UNABLE)
    if system.takes == "FILE" and is_zipfile(source):
        raise CannotError(f"{source} is an archive; unpack it, and import the file in it", UNABLE)
    if system.takes == "DIR" and not source.is_dir():
        raise CannotError(f"{source} is a file; name the folder of the old blog", UNABLE)
    if into.exists() and not into.is_dir():
        raise CannotError(f"{into} is a file; choose a folder to write into", UNABLE)
    if source.is_dir() and into.resolve().is_relative_to(source.resolve()):
        raise CannotError(f"{into} is in {source}; choose a folder outside the old blog", UNABLE)
