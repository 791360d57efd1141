"""`presswork build`: a folder becomes a site."""

import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from chalicelib import settings
from infra.build.build import build
from infra.build.reporting import broke_off, demand_buildable, nothing_in, report
from infra.commands.options import PATH, as_json
from infra.files.blog_folder import has_any
from infra.terminal.streams import is_watched, remark


def time(_ctx: click.Context, _param: click.Parameter, text: str) -> datetime | None:
    """Read a time; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise click.BadParameter(f"{text!r} isn't a time, such as 2026-11-25 or 2026-11-25T09:30") from error
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def url(_ctx: click.Context, _param: click.Parameter, text: str) -> str:
    """Read a site's address: scheme and host, as in site.yaml."""
    parts = urlsplit(text)
    if not text:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise click.BadParameter(f"{text!r} must be a scheme and host only, such as https://example.org")
    return f"{parts.scheme}://{parts.netloc}"


@click.command(epilog="Example: presswork build blog site --url https://example.org")
@click.argument("source", metavar="SRC", type=PATH, help="The folder with your posts and pages.")
@click.argument("out", metavar="OUT", type=PATH, help="The folder to build into.")
@click.option("--url", default="", metavar="URL", callback=url, help="The address of the site, instead of the one in site.yaml.")
@click.option("--api", default="", metavar="URL", callback=url, help="Where the API answers; else no page has a form.")
@click.option("--now", default="", callback=time, metavar="TIME", help="Build as of this time, for scheduled and expired posts.")
@click.option("--fresh", is_flag=True, help="Build everything from scratch, instead of only what changed.")
@as_json
def command(*, source: Path, out: Path, url: str, api: str, now: datetime | None, fresh: bool, as_json: bool) -> int:
    """Build a folder into a site; the exit status is 1 if a file was refused or a page couldn't be made."""
    demand_buildable(source, out)
    if not has_blog(source, out):
        raise nothing_in(source)
    try:
        built = build(
            source,
            out,
            url=url,
            api=api or None,
            now=now or datetime.now(UTC),
            progress=is_watched(),
            fresh=fresh,
            keys=settings.read(os.environ, ("link_keys",)).link_keys,
            tell=lambda said: remark(f"presswork: {said}"),
        )
    except OSError as error:  # the pages so far stay, and the next build makes the others
        raise broke_off("build", error, out) from error
    return report(built, as_json=as_json)


def has_blog(source: Path, out: Path) -> bool:
    """Return whether a folder has anything of a blog, or had when it was built: its last page may be gone since."""
    if has_any(source, out):
        return True
    from infra.authoring.target.built_folder import recorded_source  # noqa: PLC0415 - hardly any build needs it

    return recorded_source(out) == source.resolve()
