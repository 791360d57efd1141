"""What counts as a page: what a person opens and reads. Feeds, images, files, redirects and parts of pages count as files.

Every command that says how many pages there are, or have changed, asks here.
"""

import re
from collections.abc import Collection, Iterable

from chalicelib.edge.rule import address_of
from infra.build.result import Count

FEED = re.compile(r"(?i)/feed/((atom|json)/)?")


def is_page(address: str) -> bool:
    """Return whether a person reads what is at this address."""
    return address.endswith("/") and not address.startswith("/_/") and not FEED.search(address)


def count(keys: Collection[str], redirects: Iterable[str] = ()) -> Count:
    """Return how many of the objects of these keys are pages; a redirect shows nothing to a reader."""
    pages = {key for key in keys if key.endswith(".html") and is_page(address_of(key))} - {*redirects}
    return Count(len(pages), len(keys) - len(pages))
