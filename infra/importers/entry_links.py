"""The addresses that an entry names, as they are in the new blog."""

from urllib.parse import urljoin, urlsplit

from infra.importers.blog import Entry
from infra.importers.parsing.urls import same_host


def resolved(url: str, entry: Entry, site_url: str) -> str:
    """Return the new address of a link in the entry: from `links`, or a path of this site if it was on the old host."""
    if not url or url.startswith("#"):
        return url
    new_address = entry.links.get(url)
    if new_address is not None:
        return new_address
    try:
        host, parts = urlsplit(site_url).netloc, urlsplit(url)
        if parts.scheme and not parts.netloc:  # mailto:, tel:
            return url
        if parts.netloc:
            is_own = host and same_host(parts.netloc) == same_host(host)
            return parts._replace(scheme="", netloc="").geturl() or "/" if is_own else url
        return urljoin(urlsplit(entry.address).path or "/", url) if parts.path else url
    except ValueError:
        return url
