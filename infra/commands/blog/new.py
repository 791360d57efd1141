"""`presswork new`: a file for a new post or page, with its front matter."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from infra.authoring.target.remembered_site import blog_of
from infra.commands.options import PATH, as_json
from infra.files.relative_path import relative
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError, document, remark, say_line
from infra.terminal.writer import escaped

if TYPE_CHECKING:
    from chalicelib.content.site.site import Site
    from chalicelib.publishing.upload import ParseContext
    from infra.authoring.create.new_post import NewPost


@click.command(epilog='Example: presswork new "A new press" --category Machines --tag ink --edit')
@click.argument("title", default="", help="The title; a note has none.")
@click.option("--note", is_flag=True, help="A note, which has no title: its file is named by the time.")
@click.option("--page", is_flag=True, help="A page outside the flow of posts, such as /about/.")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="A category; can be repeated.")
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="A tag; can be repeated.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="An author, as in site.yaml (default: its only author).")
@click.option("--lang", default="", metavar="CODE", help="The language (default: the site's first).")
@click.option("--date", default="", metavar="TIME", help="When to publish it, in the site's time zone (default: now).")
@click.option(
    "--draft/--no-draft", default=True, help="Whether to start with `draft: true` (default: yes); remove it to publish."
)
@click.option("--edit/--no-edit", default=None, help="Whether to open it in $VISUAL or $EDITOR (default: ask, in a terminal).")
@click.option("--folder", default=None, type=PATH, metavar="DIR", help="The blog (default: this folder).")
@as_json
def command(
    title: str,
    *,
    note: bool,
    page: bool,
    categories: tuple[str, ...],
    tags: tuple[str, ...],
    authors: tuple[str, ...],
    lang: str,
    date: str,
    draft: bool,
    edit: bool | None,
    folder: Path | None,
    as_json: bool,
) -> int:
    """Create the file for a new post among the blog's other posts, and print its path.

    It stays a draft until you remove `draft: true`, so nothing half-written is published or mailed.
    """
    from chalicelib.publishing.upload import ParseContext  # noqa: PLC0415 - a command is listed without what it needs
    from infra.authoring.create.create_files import site_of  # noqa: PLC0415
    from infra.authoring.create.new_post import NewPost  # noqa: PLC0415

    now = datetime.now(UTC)
    if folder and not folder.is_dir():
        raise CannotError(
            f"there's no folder {folder}; name that of your blog, or start one: `presswork init {word(folder)}`", UNABLE
        )
    blog = Path(relative(blog_of(folder or Path())))
    _check_title(title, note=note, page=page)
    site = site_of(blog, now)
    by = authors or (tuple(site.authors) if len(site.authors) == 1 else ())
    new = NewPost(title, _date(date, site, now), page, draft, _language(lang, site), categories, tags, by)
    path = _write_post(new, blog, ParseContext(site, now))
    if as_json:
        document({"file": str(path), "draft": draft})
    else:
        say_line(str(path))
    if draft:
        remark("It's a draft: remove the line `draft: true` when it's ready.")
    _edit(path, wanted=edit)
    return 0


def _check_title(title: str, *, note: bool, page: bool) -> None:
    """Raise `CannotError` for a post without a title, and for a note that has one or is a page."""
    if note and (title.strip() or page):
        raise CannotError("a note has no title, and is no page; leave out `--note`, or all but that", UNABLE)
    if not (note or title.strip()):
        raise CannotError('the title is empty; write one in quotes: `presswork new "Its title"`, or add `--note`', UNABLE)


def _write_post(new: "NewPost", blog: Path, context: "ParseContext") -> Path:
    """Write the file, where the blog's others are; return its path. Raise `CannotError` for one that is there already."""
    from infra.authoring.create.create_files import accept, write_new  # noqa: PLC0415
    from infra.authoring.create.new_post import habit_of, key_of, text_of  # noqa: PLC0415
    from infra.files.blog_folder import looks  # noqa: PLC0415

    key = key_of(new, habit_of(looks(blog, blog / ".presswork")), context.site.codes)
    text = text_of(new).encode()
    accept(key, text + b"Something to read.\n", context)  # the author writes it now
    if write_new(blog, {key: text})[key]:
        raise CannotError(f"{blog / key} already exists; choose another title, or edit that file")
    return blog / key


def _date(written: str, site: "Site", now: datetime) -> datetime:
    from chalicelib.content.dates import read_moment  # noqa: PLC0415
    from chalicelib.errors import Refusal  # noqa: PLC0415

    try:
        return read_moment(written, site.zone) if written else now.astimezone(ZoneInfo(site.zone))
    except Refusal as refusal:
        raise CannotError(f"--date {written}: {refusal}", UNABLE) from refusal


def _language(code: str, site: "Site") -> str:
    from chalicelib.content.addresses.addresses import language_named  # noqa: PLC0415

    language = language_named(code, site.languages) if code else ""
    if code and not language:
        codes = ", ".join(site.codes)
        raise CannotError(f"the site has no language {code}: it has {codes}; add it to `languages` in site.yaml", UNABLE)
    return language


def _edit(path: Path, *, wanted: bool | None) -> None:
    """Open the file in the author's editor, if that is wanted."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    asks = wanted is None and editor and sys.stdin.isatty() and sys.stdout.isatty()
    if not (wanted or (asks and click.confirm(escaped(f"Open it in {editor}?"), default=True, err=True))):
        return
    try:
        click.edit(filename=str(path), editor=editor)
    except click.ClickException as error:
        raise CannotError(f"{path} is written, but the editor failed: {error.message}") from error
