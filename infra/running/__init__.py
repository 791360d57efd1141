"""Acts on a running site: its subscribers, its letters, and rebuilds.

An act prints its results, and returns the exit status; its errors are a `CannotError`, whose text is one line.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Cloud
from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.mailbox import Mailbox, read_mailbox
from chalicelib.store import site_files
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError


def mailbox_of(address: str) -> Mailbox:
    """Read a mailbox. Raises CannotError for an address that letters can't reach."""
    try:
        return read_mailbox(address.strip())
    except Refusal as refusal:
        raise CannotError(f"{address}: {refusal.reason.why}: {refusal.found}", UNABLE) from refusal


def id_of(cloud: Cloud, mailbox: Mailbox) -> str:
    return reader_id(cloud.pepper, mailbox.key)


def zone(cloud: Cloud) -> ZoneInfo:
    """Return the site's time zone, in which times are printed."""
    return ZoneInfo(site_files.read(cloud).site.zone)


def local(time: str, where: ZoneInfo) -> str:
    """Return a time in the site's time zone; empty if there is none."""
    return f"{datetime.fromisoformat(time).astimezone(where):%Y-%m-%d %H:%M}" if time else ""
