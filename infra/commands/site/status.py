"""`presswork status`: what has become of an author's files, and how the site is doing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from msgspec.structs import asdict

from infra.authoring.target.destination import Destination, find, key_of, site_option
from infra.authoring.target.remembered_site import blog_of
from infra.commands.options import PATH, as_json
from infra.commands.sites import also_of_stack
from infra.deploying.operating import status
from infra.deploying.operating.status import StatusLine
from infra.deploying.site import SiteChoice, chosen_site
from infra.files.relative_path import relative
from infra.terminal import streams
from infra.terminal.exit_codes import FOUND
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError

if TYPE_CHECKING:
    from infra.authoring.inspect.status import FileDetail


@click.command(epilog="Example: presswork status posts/hello.md")
@click.argument(
    "file", required=False, type=PATH, help="A file of the blog, or an address of the site (/about/); a folder means all files."
)
@site_option
@click.option("--stack", is_flag=True, help="Show the site on AWS: its functions, queues, alarms and mail.")
@as_json
@also_of_stack
def command(*, asked: SiteChoice, file: Path | None, site: str, stack: bool, as_json: bool) -> int:
    """Show the state of your files: live, scheduled, expiring, draft, refused (and why), or waiting for an address.

    With a FILE, show all that is known of it. The exit status is 1 if something is refused, waits or has failed.
    """
    if stack:
        return of_aws(asked, as_json=as_json)
    blog = blog_of(file if file and file.exists() else Path())
    destination = find(site, blog)
    return (
        of_all(destination, as_json=as_json)
        if file is None or file.is_dir()
        else of_file(destination, file, site, as_json=as_json)
    )


def of_aws(asked: SiteChoice, *, as_json: bool) -> int:
    site, now, lines = chosen_site(asked), datetime.now(UTC), list[StatusLine]()
    exit_code = status.status(site, lines.append if as_json else print_line, now)
    if as_json:
        streams.document([asdict(line) for line in lines])
    return exit_code


def print_line(line: StatusLine) -> None:
    streams.say_line(str(line), streams.BAD if line.wrong else "")


# ---- all files


def of_all(destination: Destination, *, as_json: bool) -> int:
    from infra.authoring.inspect import file_status, queue_depths, status_text  # noqa: PLC0415 - the status of a stack does without
    from infra.authoring.inspect import status as site_status  # noqa: PLC0415
    from infra.running import zone  # noqa: PLC0415

    cloud = destination.cloud
    statuses, depths = [*site_status.file_statuses(cloud)], queue_depths.depths_of(destination)
    if as_json:
        files = [asdict(row) for row in statuses if not row.is_simply_live]
        counts = dict(file_status.counts(statuses))
        streams.document({"site": destination.name, "counts": counts, "files": files, "queues": [asdict(row) for row in depths]})
    else:
        for line in status_text.overview(statuses, zone(cloud)):
            streams.say_line(line)
        for line, is_failed in queue_depths.lines(depths):
            streams.say_line(line, streams.BAD if is_failed else "")
        if destination.kind == "stack":
            streams.remark("`presswork status --stack` shows functions, alarms and mail.")
    return FOUND if status_text.is_wrong(statuses) or any(depth.failed for depth in depths) else 0


# ---- one file


def of_file(destination: Destination, file: Path, site: str = "", *, as_json: bool) -> int:
    from chalicelib.store import site_files  # noqa: PLC0415
    from infra.authoring.inspect import status as site_status  # noqa: PLC0415
    from infra.authoring.inspect import status_text  # noqa: PLC0415
    from infra.running.letters import state_text  # noqa: PLC0415

    cloud = destination.cloud
    key = _key(destination, file)
    copy = destination.folder / key
    own = copy.read_bytes() if copy.is_file() else None
    detail = site_status.detail(cloud, key, own)
    if detail is None:
        raise never_uploaded(destination, key, site)
    letter = state_text(cloud, detail.letter) if detail.letter else ""
    own_site = site_files.read(cloud).site
    if as_json:
        streams.document(_value(detail, own_site.url, letter))
    else:
        for line in status_text.in_detail(detail, ZoneInfo(own_site.zone), own_site.url, letter):
            streams.say_line(line)
    return FOUND if status_text.is_wrong([detail.status]) else 0


def never_uploaded(destination: Destination, key: str, site: str) -> CannotError:
    """Return the error for a file that isn't on the site, with what uploads it, if it is in the blog's folder."""
    copy = destination.folder / key
    if not copy.is_file():
        return CannotError(f"{key} isn't on {destination.name}, and there's no such file in {destination.folder}")
    option = f" --site {word(site)}" if site else ""
    return CannotError(f"{key} isn't on {destination.name}; `presswork push {word(relative(copy))}{option}` uploads it")


def _key(destination: Destination, file: Path) -> str:
    """Return the name of the file in the content bucket: it is in the blog's folder, or has this address."""
    from infra.authoring.inspect import status as overview  # noqa: PLC0415

    if not file.exists() and str(file).startswith("/"):
        key = overview.key_at(destination.cloud, str(file))
        if not key:
            raise CannotError(f"no post or page of {destination.name} has the address {file}")
        return key
    return key_of(destination, file)


def _value(detail: "FileDetail", url: str, letter: str) -> object:
    one = asdict(detail.status)
    beside = {name: getattr(detail, name) for name in ("aliases", "former", "warnings", "differs")}
    return {**one, "url": url + detail.status.address if detail.status.address else "", **beside, "letter": letter}
