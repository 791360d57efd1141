"""`presswork schedule`: what is coming."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from infra.authoring.target.destination import find, site_option
from infra.authoring.target.remembered_site import blog_of
from infra.commands.options import as_json
from infra.terminal import streams


@click.command(epilog="Example: presswork schedule --site demo")
@site_option
@as_json
def command(*, site: str, as_json: bool) -> int:
    """Show what is coming up, by day, in the site's time zone: posts to be published or to expire, letters, digests."""
    from chalicelib.store import site_files  # noqa: PLC0415 - a command is listed without what it needs
    from infra.authoring.inspect import status, status_text  # noqa: PLC0415

    destination = find(site, blog_of(Path()))
    destination.demand_keys()
    cloud = destination.cloud
    events = status.scheduled_events(cloud, mails=destination.kind != "build")
    zone = site_files.read(cloud).site.zone
    if as_json:
        streams.document({"zone": zone, "coming": status_text.as_rows(events)})
        return 0
    for line in status_text.schedule(events, ZoneInfo(zone)):
        streams.say_line(line)
    if events:
        streams.remark(f"Times are in the zone {zone}.")
    return 0
