"""`presswork check`: what the cloud would refuse of a blog, and what its author should look at again."""

from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import click

from infra.authoring.check.check_messages import FORMATS, Report
from infra.authoring.target.destination import deployed_file
from infra.authoring.target.remembered_site import blog_of
from infra.commands.options import PATH, as_json
from infra.files.relative_path import relative
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, is_watched, remark
from infra.terminal.writer import write, write_json


@click.command(epilog="Example: presswork check --strict blog")
@click.argument(
    "paths",
    metavar="[FOLDER | FILES…]",
    nargs=-1,
    type=PATH,
    help="The blog's folder, or some of its files (default: this folder).",
)
@click.option("--format", "form", type=click.Choice([*FORMATS]), default="text", help="The format of the report (default: text).")
@as_json
@click.option("--strict", is_flag=True, help="Also exit with 1 if there are warnings.")
def command(paths: tuple[Path, ...], form: str, *, as_json: bool, strict: bool) -> int:
    """Check a blog, or files of it, without publishing anything.

    Errors are about files that would be refused. Warnings keep nothing from being published: they are about dead links, missing
    images, keys and categories that look like typos, odd dates, images without alternative text, and files of comments. The
    status is 1 if there are errors.
    """
    report = run_check(paths or (Path(),))
    text = FORMATS["json" if as_json else form](report)
    (write_json if as_json or form == "json" else write)(text, end="")
    remark(report.summary)
    return int(bool(report.errors or (strict and report.warnings)))


def _sends_from(folder: Path) -> str:
    """Return the mail domain or mailbox of the deployment with settings in the blog's folder or here; empty if there is none."""
    file = deployed_file(folder)
    if file is None:
        return ""
    from infra.deploying import config, trial  # noqa: PLC0415 - most blogs aren't deployed from their own folder

    if file.name == trial.FILE.name:
        return trial.sends_from(file)
    deployment = config.read(file)
    return deployment.get("mail_from") or deployment.get("mail_domain", "")


def run_check(paths: tuple[Path, ...]) -> Report:
    """Check a folder, or those of its files that are named; raise `CannotError` where there is none."""
    from infra.authoring.check.blog_scan import read_blog  # noqa: PLC0415 - it loads all that reads a post
    from infra.authoring.check.check import check  # noqa: PLC0415
    from infra.authoring.check.line_finder import with_lines  # noqa: PLC0415
    from infra.build.reporting import demand_blog  # noqa: PLC0415

    began = monotonic()
    folder, wanted = _chosen_files(paths)
    demand_blog(folder, folder / ".presswork")
    blog = read_blog(folder, datetime.now(UTC), sends_from=_sends_from(folder), shown=is_watched())
    every = (*blog.files, *blog.comments)
    keys = frozenset(key for key in every if (not wanted or key in wanted or any(key.startswith(f"{path}/") for path in wanted)))
    findings = with_lines((one for one in check(blog) if one.key in keys), lambda key: (folder / key).read_bytes())
    return Report(findings, len(keys), monotonic() - began, "" if folder == Path() else folder.as_posix())


def _chosen_files(paths: tuple[Path, ...]) -> tuple[Path, frozenset[str]]:
    """Return the folder of the blog, and the keys of the files that are asked for; none: all of them."""
    from infra.files.blog_folder import shown  # noqa: PLC0415 - it loads what reads a key

    if missing := [path for path in paths if not path.exists()]:
        raise CannotError(f"{missing[0]}: there's no such file or folder", UNABLE)
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0], frozenset()
    folder = Path(relative(blog_of(paths[0])))
    try:
        return folder, frozenset(shown(path.resolve().relative_to(folder.resolve()).as_posix()) for path in paths)
    except ValueError as error:
        raise CannotError(f"these files aren't all in {folder}; name files of one blog", UNABLE) from error
