"""Previews: the secret that their addresses follow from, which changes with the newest key of links, and the address of a source.

The secret is kept with the site's files, so the function that renders pages needs no keys. The schedule, which has them, looks
each minute whether the secret still follows from the newest one. If not, all previews move: a rebuild clears what stands at their
former addresses. It is noted until the rebuild is queued, so a crash in between loses nothing.
"""

from chalicelib.cloud.ports import Cloud
from chalicelib.content.addresses import preview_addresses
from chalicelib.publishing import messages
from chalicelib.publishing.messages import Position
from chalicelib.publishing.resolve_owed import REBUILDS
from chalicelib.record import Record
from chalicelib.rendering.paths import url
from chalicelib.store import site_files
from chalicelib.store.site_files import SiteFiles


def renew(cloud: Cloud) -> None:
    """Let the addresses of all previews follow from the newest key, if it is another; without keys, nothing changes."""
    secret = preview_addresses.secret_of(cloud.keys)
    if secret and site_files.renew_secrets(cloud.table, secret):
        cloud.press.send([messages.to_rebuild(Position(REBUILDS["previews"]))])
        site_files.secrets_are_known(cloud.table, secret)


def preview_url(files: SiteFiles, record: Record) -> str:
    """Return the address of this source's preview; empty if it has none, or if the site has no secret yet."""
    if record.preview is None or not files.previews.now:
        return ""
    return url(files.site, preview_addresses.address(preview_addresses.token(files.previews.now, record.key)))
