"""Which further rooms of the desk there are, on which site, and for whom. Pure."""

from collections.abc import Callable, Mapping, Sequence

from chalicelib.authoring.grants import Grant, may_write_site
from chalicelib.content.site.site import Site

ROOMS: Mapping[str, Callable[[Site, Grant], bool]] = {
    "comments": lambda site, _: site.takes_comments,
    "letters": lambda site, _: site.newsletter.on,
    "files": lambda _site, _grant: True,
    "check": lambda _site, _grant: True,
    "settings": lambda _, grant: may_write_site(grant),
}
"""Each room, and whether it has anything to show."""


def rooms_for(site: Site, grant: Grant) -> Sequence[str]:
    """Return the names of the rooms that this person has on this site."""
    return [name for name, is_there in ROOMS.items() if is_there(site, grant)]
