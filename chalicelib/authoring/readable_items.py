"""Which items of the table a person may read through the API, to push and to see what becomes of a file. Pure.

An editor reads what a push by AWS keys reads (`PUSH_READS`). An author reads the records of their own files, how far their pages
are, and the site's settings, without the secret of previews, which would open the drafts of others, and without what can't be
rendered, which may name them.
"""

from chalicelib.authoring.grants import Grant, may_write
from chalicelib.cloud.items import At
from chalicelib.partitions import (
    CLOCK,
    DUE,
    LETTER,
    LINKS,
    LIST,
    MAILED,
    OWING,
    PHRASES,
    PICTURE,
    PUBLISH,
    SAME,
    SITE,
    SOURCE,
    TRANSLATIONS,
    URL,
)
from chalicelib.store.item_keys import FAILURE, PREVIEWS

PUSH_READS = (
    *(SOURCE, URL, LIST, TRANSLATIONS, LINKS, SAME, DUE, OWING, SITE, PHRASES, PICTURE, LETTER, MAILED, CLOCK, PUBLISH),
)
"""The partitions that a push reads: what ingest reads, what is due, and how far pages are."""


def may_read(grant: Grant, at: At) -> bool:
    """Return whether the person may read this item."""
    if grant.role != "author":
        return any(_is_in(at.pk, partition) for partition in PUSH_READS)
    is_own = at.pk.startswith(SOURCE) and may_write(grant, at.pk.removeprefix(SOURCE))
    is_settings = at.pk in (SITE, PHRASES) and at != PREVIEWS and not at.sk.startswith(FAILURE)
    return is_own or is_settings or at.pk.startswith(PUBLISH)


def _is_in(pk: str, partition: str) -> bool:
    return pk.startswith(partition) if partition.endswith("#") else pk == partition
