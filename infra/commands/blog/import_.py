"""`presswork import`: an old blog becomes a folder to look at. One row for each system, whose reader is loaded when asked for.

A reader is the function `read` of its row's module: it takes the path and the row's options, and yields the items of the blog.
"""

# ruff: noqa: ARG002 - methods are given what click gives

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from chalicelib.frozen import Frozen
from infra import extras
from infra.commands.options import PATH, as_json
from infra.terminal.exit_codes import DONE, UNABLE, wrong
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError, document, interruptible, is_watched, say
from infra.terminal.writer import escaped

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
all_images = click.option("--all-images", is_flag=True, help="Also import pictures that no text shows.")
blog = click.option(
    "--blog", multiple=True, metavar="SECTION", help="The section whose dated texts are posts, and no pages; may be repeated."
)


class System(Frozen):
    """One row: what the command is called and takes, its meaning, an example, the module of its reader, and its own options."""

    name: str
    takes: str
    meaning: str
    example: str
    module: str
    options: tuple[Option, ...] = ()

    @property
    def called(self) -> str:
        return {"wordpress": "WordPress", "folder": "Markdown"}.get(self.name, self.name.title())


SYSTEMS: tuple[System, ...] = (
    System(
        "wordpress",
        "FILE",
        "Import an export of WordPress (Tools > Export, all content).",
        "presswork import wordpress export.xml --media wp-content/uploads --into blog",
        "infra.importers.wordpress.reader",
        (media,),
    ),
    System(
        "jekyll",
        "DIR",
        "Import a folder of Jekyll: posts, drafts, collections, pages and files.",
        "presswork import jekyll old-blog --into blog",
        "infra.importers.jekyll.reader",
        (all_images,),
    ),
    System(
        "hugo",
        "DIR",
        "Import a folder of Hugo: its content with bundles and languages, and its files.",
        "presswork import hugo old-blog --into blog",
        "infra.importers.hugo.reader",
        (all_images, blog),
    ),
    System(
        "zola",
        "DIR",
        "Import a folder of Zola, which is read like Hugo.",
        "presswork import zola old-blog --into blog",
        "infra.importers.zola.reader",
        (all_images, blog),
    ),
    System(
        "pelican",
        "DIR",
        "Import a folder of Pelican, whose settings are read and never run.",
        "presswork import pelican old-blog --into blog",
        "infra.importers.pelican.reader",
        (all_images,),
    ),
    System(
        "ghost",
        "FILE",
        "Import an export of Ghost (Settings > Import/Export), its images and members.",
        "presswork import ghost export.json --media content --members members.csv --url https://blog.example.org --into blog",
        "infra.importers.ghost.reader",
        (media, members, url),
    ),
    System(
        "medium",
        "ZIP",
        "Import an export of Medium (Settings > Security and apps), packed or unpacked.",
        "presswork import medium medium-export.zip --into blog",
        "infra.importers.medium.reader",
        (media, url, responses),
    ),
    System(
        "substack",
        "ZIP",
        "Import an export of Substack (Settings > Import/Export), packed or unpacked.",
        "presswork import substack export.zip --into blog",
        "infra.importers.substack.reader",
        (media, url),
    ),
    System(
        "folder",
        "DIR",
        "Import a folder of Markdown: of Eleventy, Astro, Hexo, Docusaurus, Obsidian and others, or of no system.",
        "presswork import folder old-blog --into blog",
        "infra.importers.markdown_folder.reader",
        (all_images,),
    ),
)
ROWS: Mapping[str, System] = {system.name: system for system in SYSTEMS}


class Systems(click.Group):
    """The group of all systems; it loads no reader."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ROWS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return command_of(ROWS[cmd_name]) if cmd_name in ROWS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of a system; of a path, the one that finds the system out."""
        if args[0] in ROWS:
            return super().resolve_command(ctx, args)
        if not Path(args[0]).exists():
            raise click.UsageError(f"{args[0]} is neither a system ({', '.join(ROWS)}) nor a file or folder that is there.", ctx)
        return args[0], command_of_any(), args


@click.group(cls=Systems, epilog="\b\nExample: presswork import wordpress export.xml --into blog")
def command() -> None:
    """Turn an old blog into a folder: Markdown, files, site.yaml, and a report on what was imported.

    Name a system, or only the folder or export: then its files say which system it is of.
    """


class Command(click.Command):
    """The command of a system. Alone, where something here has the same name, it says how to import either."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as error:
            name = str(self.name)
            if error.param is None or error.param.name != "source" or not Path(name).exists():
                raise
            raise click.UsageError(
                f"`{name}` is the name of a system, and of something here. For what is here, type "
                f"`presswork import ./{name} --into DIR`; for a blog of {ROWS[name].called} elsewhere, "
                f"`presswork import {name} {ROWS[name].takes} --into DIR`.",
                ctx,
            ) from error


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
    with_argument = click.argument("source", metavar=system.takes, type=PATH, help="The export, or the folder of the old blog.")(
        work
    )
    system_command: click.Command = click.command(
        system.name, cls=Command, help=system.meaning, short_help=system.meaning, epilog=f"\b\nExample: {system.example}"
    )(with_argument)
    return system_command


def command_of_any() -> click.Command:
    """Return the command that finds out which system a path is of; it takes the options of all systems."""

    @interruptible("run the same command again to do the rest")
    def run(source: Path, into: Path, *, as_json: bool, **options: Any) -> int:
        extras.load("import")
        from infra.importers.detection.system_detection import system_of  # noqa: PLC0415 - help loads neither Markdown nor HTML

        seen = system_of(source)
        if seen is None:
            raise CannotError(f"{source} is no export of a system that Presswork knows: {', '.join(ROWS)}", UNABLE)
        system = ROWS[seen.command]
        own = {option.name for option in command_of(system).params}
        given = {name: value for name, value in options.items() if value}
        if unfit := sorted(set(given) - own):
            raise CannotError(f"the import from {seen.title} doesn't take --{unfit[0].replace('_', '-')}", UNABLE)
        if not as_json:
            say(line_of(seen.title, f"{seen.folder}/{seen.mark}" if seen.folder else seen.mark, system))
        return run_import(
            system, source / seen.folder, into, {name: options[name] for name in options if name in own}, as_json=as_json
        )

    options = {option.name: option for row in SYSTEMS for option in command_of(row).params if option.name is not None}
    takes = [option for name, option in options.items() if name != "source"]
    return click.Command("PATH", params=[click.Argument(["source"], type=PATH), *takes], callback=run)


def line_of(title: str, mark: str, system: System) -> str:
    """Return what a path looks like, and how it is read."""
    if not mark:
        return (
            f"No system is known by the files here, so this is read as a folder of Markdown (`presswork import {system.name}`)."
        )
    return f"This looks like {title} ({mark}). It is read by `presswork import {system.name}`."


def run_import(system: System, source: Path, into: Path, options: Mapping[str, Any], *, as_json: bool) -> int:
    """Import, and print the report. What was left out is in it, and no failure, unless it is the rest of an export."""
    extras.load("import")
    from infra.importers.blog import UnreadableError  # noqa: PLC0415 - help loads neither Markdown nor HTML
    from infra.importers.output.report import as_document, on_terminal  # noqa: PLC0415
    from infra.importers.output.writer import write  # noqa: PLC0415

    demand(system, source, into, options)
    demand_own(system, source, into)
    try:
        items = import_module(system.module).read(source, **with_blog(system, source, options, ask_person if asks() else None))
        report = write(items, into, datetime.now(UTC), progress=is_watched())
    except UnreadableError as error:
        raise CannotError(f"{source}: {error}", UNABLE) from error
    if as_json:
        document(as_document(report, str(into)))
    else:
        say("\n".join(on_terminal(report, str(into))))
    if report.broken_off:
        earlier = "everything before that was imported" if report.is_written else "before that, there is no post or page"
        return wrong(f"{source}: {report.broken_off}; {earlier}", as_json=as_json)
    if not report.texts:
        what = "the folder" if system.takes == "DIR" else "an export"
        return wrong(f"no post or page was found in {source}; is it {what} of a {system.called} blog?", as_json=as_json)
    return DONE


def asks() -> bool:
    return sys.stdin.isatty() and is_watched()


def ask_person(question: str, default: str) -> str:
    return str(click.prompt(escaped(question), default=escaped(default), err=True))


def with_blog(
    system: System, source: Path, options: Mapping[str, Any], ask: Callable[[str, str], str] | None
) -> Mapping[str, Any]:
    """Return the options with the sections that are the blog, as the person at the terminal says, if nothing else does."""
    if ask is None or options.get("blog", True):
        return options
    choice = import_module(system.module).choices(source)
    if not choice.dated:
        return options
    listed = ", ".join(f"{name} ({number:,})" for name, number in choice.dated.items())
    answer = ask(
        f"These sections have dated texts: {listed}. Which are the blog? The others become pages", ", ".join(choice.guess)
    )
    return {**options, "blog": tuple(filter(None, (name.strip() for name in answer.split(","))))}


def demand_own(system: System, source: Path, into: Path) -> None:
    """Raise CannotError for a folder that was made for another system."""
    from infra.importers.detection.marks_of_systems import others  # noqa: PLC0415
    from infra.importers.folder.tree import Tree  # noqa: PLC0415
    from infra.importers.markdown_folder.habits import habit_of  # noqa: PLC0415 - as above

    def called(name: str) -> str:
        return name.title() if name != "folder" else habit_of(Tree(source))[0].title

    if systems := others(system.name, source):
        titles, way = " or ".join(map(called, systems)), f"presswork import {systems[0]} {word(source)} --into {word(into)}"
        raise CannotError(f"{source} looks like a {titles} folder; import it with `{way}`", UNABLE)


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
