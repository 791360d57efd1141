"""`presswork init`: a blog to begin with."""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.content.frontmatter.readers import UnfitError
from chalicelib.content.site.presets import DEFAULT, PRESETS
from chalicelib.content.site.scalars import language_code, site_url
from infra.authoring.create.user_locale import own_language, own_zone
from infra.commands.options import PATH, as_json, yes
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import here, quoted
from infra.terminal.streams import CannotError, document, remark, say_line
from infra.terminal.writer import escaped


@click.command(epilog='Example: presswork init blog --title "The Composing Room" --language en --yes')
@click.argument("folder", metavar="[DIR]", default=".", type=PATH, help="The folder of the new blog (default: this one).")
@click.option("--title", default="", metavar="TITLE", help="What the blog is called.")
@click.option("--language", default="", metavar="CODE", help="The language you write in, such as en or pt-BR.")
@click.option("--preset", type=click.Choice([*PRESETS]), default=None, help="How it looks.")
@click.option("--author", default="", metavar="NAME", help="Your name, as readers see it.")
@click.option("--url", default="", metavar="URL", help="The blog's address, such as https://example.org.")
@click.option("--zone", default="", metavar="ZONE", help="The blog's time zone (default: this machine's).")
@yes
@as_json
def command(folder: Path, *, author: str, url: str, zone: str, as_json: bool, **asked: Any) -> int:
    """Start a blog in DIR, with settings, a first post with an image, and a page.

    In a terminal it asks for the title, the language and the look, unless you give them or add --yes. Files that already exist
    are left alone.
    """
    from chalicelib.content.site.site import Site  # noqa: PLC0415 - a command is listed without what it needs
    from chalicelib.publishing.upload import ParseContext  # noqa: PLC0415
    from infra.authoring.create.create_files import accept, write_new  # noqa: PLC0415
    from infra.authoring.create.scaffold import NewBlog, files_of  # noqa: PLC0415

    if folder.exists() and not folder.is_dir():
        raise CannotError(f"{folder} is a file; choose a folder for the blog", UNABLE)
    if (folder / "site.yaml").exists():
        raise CannotError(f'{folder / "site.yaml"} already exists; to add a post, run `presswork new "Its title"`', UNABLE)
    url = _url(url.strip())
    title, language, look = _choices(folder, **asked)
    zone = zone or own_zone()
    now = datetime.now(UTC).astimezone(_zone(zone))
    files = files_of(NewBlog(title.strip(), now, zone, language, look, author.strip(), url))
    accept("site.yaml", files["site.yaml"], ParseContext(Site(), now))
    _tell(folder, write_new(folder, files), as_json=as_json)
    return 0


def _choices(folder: Path, *, title: str, language: str, preset: str | None, yes: bool) -> tuple[str, str, str]:
    """Return the title, the language and the look: as they are named, or else as the author answers."""
    asks = sys.stdin.isatty() and not yes
    return (
        title.strip() or _ask("Title", _name_of(folder), asks=asks),
        _language(language or _ask("Language", own_language(), asks=asks)),
        preset or _ask("Look", DEFAULT, [*PRESETS], asks=asks),
    )


def _tell(folder: Path, existed: Mapping[str, bool], *, as_json: bool) -> None:
    """Print which files were written, and which were there already."""
    if as_json:
        document(
            {state: [str(folder / key) for key in existed if existed[key] == was_there] for state, was_there in STATES.items()}
        )
        return
    for key, was_there in existed.items():
        say_line(f"{'kept   ' if was_there else 'written'} {folder / key}")
    remark(_next(folder))


STATES: Mapping[str, bool] = {"written": False, "kept": True}
"""What became of a file, and whether it was there already."""


def _ask(what: str, default: str, choices: list[str] | None = None, *, asks: bool) -> str:
    if not asks:
        return default
    return str(click.prompt(escaped(what), default=default, type=click.Choice(choices) if choices else str, err=True))


def _name_of(folder: Path) -> str:
    name = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    return name[:1].upper() + name[1:] or "A new blog"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CannotError(f"there's no time zone {name}; use a name such as Europe/Lisbon", UNABLE) from error


def _language(code: str) -> str:
    """Return the code of a language. Raise `CannotError` for one that `site.yaml` couldn't have."""
    return _read(language_code, code, f"{code} isn't the code of a language; write it like en or pt-BR")


def _url(given: str) -> str:
    """Return the address of a site; `https://` may be left out. Raise `CannotError` for one that `site.yaml` couldn't have."""
    whole = given if "://" in given or not given else f"https://{given}"
    return whole and _read(site_url, whole, f"{given} isn't the address of a site; write it like https://blog.example.org")


def _read(reader: Callable[[Value], str], given: str, otherwise: str) -> str:
    try:
        return reader(Scalar(given, given, 1))
    except UnfitError as error:
        raise CannotError(otherwise, UNABLE) from error


def _next(folder: Path) -> str:
    place, presswork = "" if folder == Path() else f"cd {quoted(str(folder))}\n  ", here(folder)
    return (
        f"\nLook at it, and see it change as you save:\n  {place}{presswork} serve --watch . .presswork/site\n"
        f'Write the next post:\n  {presswork} new "Its title"\n'
        f"Run all of it, letters included, or put it on the web:\n  {presswork} demo .\n  {presswork} deploy\n"
        f"Then publish what you write:\n  {presswork} push"
    )
