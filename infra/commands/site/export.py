"""`presswork export`: a whole site as files."""

from pathlib import Path

import click

from chalicelib.cloud.ports import Cloud
from infra.authoring.export.export import SUBSCRIBERS, ExportReport, export, has_other_files
from infra.authoring.target.bucket_listing import Listing, of_bucket, of_s3
from infra.authoring.target.destination import Destination, find, site_option
from infra.commands.options import PATH, agreed, as_json, yes
from infra.terminal.exit_codes import DONE, FOUND, UNABLE
from infra.terminal.progress import progress
from infra.terminal.streams import CannotError, counted, document, first_of, interruptible, is_watched, remark, say

SHOWN = 10  # files that are named one by one


@click.command(epilog="Example: presswork export backup --site journal")
@click.argument("out", metavar="OUT", type=PATH, help="The folder to write to; an existing export is brought up to date.")
@site_option
@click.option("--delete", is_flag=True, help="Also remove from OUT what isn't on the site, instead of only naming it.")
@click.option("--addresses", is_flag=True, help="Also save the email addresses of commenters.")
@yes
@as_json
@interruptible("the files so far are kept; run the same command again to continue")
def command(*, out: Path, site: str, delete: bool, addresses: bool, yes: bool, as_json: bool) -> int:
    """Save a whole site to a folder: every file, all comments and subscribers.

    The folder is a blog like any other: build it, or push it. Pushed into an empty site, it gives the same site, byte for byte,
    with its redirects, the ids in its feeds and the last good version of what is refused now, and mails nobody.

    Subscribers are in .presswork/subscribers.csv, which only you can read and which is never published; `presswork subscribers
    import` reads it, once the site is there.
    """
    destination = find(site)
    check(out, yes=yes)
    with progress("files", shown=is_watched() and not as_json) as bar:
        result = export(destination.cloud, listing(destination), out, destination.name, bar.update, with_addresses=addresses)
    if delete and result.gone:
        remove(out, result, yes=yes)
    if as_json:
        document({"folder": str(out), **facts(result)})
    else:
        report(out, result)
    return FOUND if result.unfit else DONE


def listing(destination: Destination) -> Listing:
    cloud: Cloud = destination.cloud
    return of_bucket(cloud.content) if destination.out is not None else of_s3(destination.s3, destination.content_bucket)


def blog_around(out: Path) -> Path | None:
    """Return the blog that would publish what is in this folder, if it is in one; hidden folders aren't published."""
    folder = out.resolve()
    for above in folder.parents:
        hidden = any(part.startswith(".") for part in folder.relative_to(above).parts)
        if (above / "site.yaml").is_file() and not hidden:
            return above
    return None


def check(out: Path, *, yes: bool) -> None:
    """Ask before files of a folder are replaced that is no export. Raises CannotError."""
    if out.exists() and not out.is_dir():
        raise CannotError(f"{out} is a file; choose a folder to export into", UNABLE)
    if blog := blog_around(out):
        raise CannotError(f"{out} is in the blog {blog}, which would publish the copies; choose a folder outside of it", UNABLE)
    question = f"{out} has files in it; those with the same names are replaced. Continue?"
    unasked = f"{out} has files in it; choose an empty folder, or add --yes to write among them"
    if has_other_files(out) and not agreed(question, yes=yes, unasked=unasked):
        raise CannotError("nothing was exported")


def remove(out: Path, result: ExportReport, *, yes: bool) -> None:
    """Ask, and remove the files that aren't on the site."""
    question = f"Remove from {out}: {first_of(result.gone, SHOWN)}?"
    if agreed(question, yes=yes, unasked=f"{question} There's no terminal to ask on: add --yes to go ahead"):
        for key in result.gone:
            (out / key).unlink(missing_ok=True)
        result.gone.clear()


def report(out: Path, result: ExportReport) -> None:
    say(f"{result.files:,} files, of which {result.fetched:,} were fetched now, are in {out}")
    if result.comments:
        say(f"{counted(result.comments, 'comment')} are in files beside their posts; a push to a site reads them")
    say(f"{out / SUBSCRIBERS} has {counted(result.subscribers, 'subscriber')}")
    if result.unnamed:
        addresses = counted(result.unnamed, "more address", "more addresses")
        remark(f"presswork: {addresses} can't be exported, since only a hash is kept of what was erased")
    if result.gone:
        remark(f"presswork: not on the site: {first_of(result.gone, SHOWN)}; --delete removes them from {out}")
    for key in result.unfit:
        remark(f"presswork: {key!r} can't be a file in a folder; rename it on the site")


def facts(result: ExportReport) -> dict[str, object]:
    numbers = {name: getattr(result, name) for name in ("files", "fetched", "records", "comments", "subscribers", "unnamed")}
    return {**numbers, "unfit": result.unfit, "gone": result.gone}
