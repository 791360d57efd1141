"""Redirects of `site.yaml`: from an address of this site, whatever was there before, to anywhere.

A post that lives at the address comes first, so a redirect hides nothing. Addresses that Presswork has for itself are refused.
"""

import re
from collections.abc import Iterable, Mapping

from chalicelib.content.addresses.addresses import check_address, check_former_feed, parts_of, written_alias
from chalicelib.content.frontmatter.parsed_values import Value, line_of, quoted
from chalicelib.content.frontmatter.readers import UnfitError, at
from chalicelib.content.plain_text import short
from chalicelib.content.site.scalars import matching
from chalicelib.content.site.site import Site
from chalicelib.content.site.value_reader import check_length
from chalicelib.errors import Refusal

target_of = matching(r"(https?://[^/\s]|/(?!/))\S*|/", "an address: /… or https://…")


def redirects(value: Value) -> Mapping[str, str]:
    """Read addresses of this site, and where they lead; a later spelling of the same address counts."""
    if not isinstance(value, Mapping):
        raise UnfitError("a table, such as /old/: /new/")
    check_length(value, "redirects")
    targets = dict(at(line_of(target), redirect, path, target) for path, target in value.items())
    circle = next((path for path in targets if leads_round(path, targets)), None)
    if circle:
        raise Refusal("site", f"redirects: {circle} leads to itself in the end", line_of(value))
    return targets


def redirect(path: str, value: Value) -> tuple[str, str]:
    """Return an address and where it leads, as an author wrote them."""
    try:
        address, target = left_address(path), target_of(value)
    except UnfitError as error:
        raise Refusal("value", short(f"{quoted(f'redirects: {path}', value)} ({error})")) from error
    if FEED_FILE.search(address):
        check_former_feed(address)
    else:
        check_address(address, Site())
    return address, target


def left_address(path: str) -> str:
    """Return the address that leads elsewhere; a former feed may be a file (`/feed.xml`), which nothing else has here."""
    if not FEED_FILE.search(path):
        return written_alias(path, Site())
    return f"/{'/'.join(parts_of(path))}"


OWN_FEED = r"(?:.*/)?feed/(?:(?:atom|json)/)?index\."
FEED_FILE = re.compile(rf"^/(?!{OWN_FEED})(?:.*/)?[^/]+\.(?:xml|rss|atom|json)$")


def leads_round(path: str, redirects: Mapping[str, str]) -> bool:
    """Return whether following the redirects from this address leads back to it."""
    seen, now = {path}, redirects.get(path, "")
    while now in redirects and now not in seen:
        seen.add(now)
        now = redirects[now]
    return now == path


def changed(old: Site, new: Site) -> Iterable[str]:
    """Return the addresses that lead elsewhere than before."""
    return {path for path, _ in {*old.redirects.items()} ^ {*new.redirects.items()}}
