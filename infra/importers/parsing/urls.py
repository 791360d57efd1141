"""Addresses of the web as authors and programs wrote them: of one that is broken, the parts are empty."""

from urllib.parse import SplitResult, urlsplit


def split_url(address: str) -> SplitResult:
    """Return the parts of an address; empty parts if it is malformed."""
    try:
        return urlsplit(address.strip())
    except ValueError:
        return SplitResult("", "", "", "", "")


def host_of(url: str) -> str:
    """Return scheme and host of an address; empty if it is no whole address of the web."""
    parts = split_url(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.hostname else ""


def same_host(host: str) -> str:
    """Return a host without `www.` and port, for comparisons."""
    return host.lower().removeprefix("www.").partition(":")[0]


def path_of(url: str) -> str:
    """Return the path of an address, with its query."""
    parts = split_url(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
