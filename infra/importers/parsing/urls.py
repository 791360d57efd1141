"""Addresses of the web as authors and programs wrote them: of one that is broken, the parts are empty."""

from urllib.parse import SplitResult, urlsplit


def split_url(address: str) -> SplitResult:
    """Return the parts of an address; of what only looks like one, none."""
    try:
        return urlsplit(address.strip())
    except ValueError:
        return SplitResult("", "", "", "", "")


def host_of(url: str) -> str:
    """Return scheme and host of an address; empty if it is no whole address of the web."""
    parts = split_url(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.hostname else ""


def same_host(host: str) -> str:
    """Return what two names of one host have in common: without `www.` and port."""
    return host.lower().removeprefix("www.").partition(":")[0]


def path_of(url: str) -> str:
    """Return the path of an address, with its query."""
    parts = split_url(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
