"""Files of the content bucket: the sort of each key, and the kinds that are published.

Each key has one sort (`SORTS`). A file is published if its extension is in the table (`content.media.media_types`).
"""

import re
from collections.abc import Mapping

from chalicelib.content.addresses.addresses import check_file
from chalicelib.content.media import media_types
from chalicelib.content.media.media_types import extension_of
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal

# ---- sorts of keys; the first row that fits decides

SORTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r".*/|"), "ignored"),  # some clients make these for folders
    (re.compile(r"(.*/)?\.(?!\.?(/|$))[^/]*(/.*)?"), "ignored"),  # hidden: `.git/…`, `.DS_Store`, `.presswork/…`
    (re.compile(r"(?i)(.*/)?(thumbs\.db|desktop\.ini|__macosx(/.*)?)"), "ignored"),
    (re.compile(r"(?i)(.*/)?[^/]*(~|\.tmp|\.swp|\.part|\.crdownload)"), "ignored"),  # incomplete uploads
    (re.compile(r".*\.(error|warning)\.txt"), "ignored"),  # Presswork's own reports
    (re.compile(r"site\.yaml"), "site"),
    (re.compile(r"templates/.*"), "template"),
    (re.compile(rf"(?i).*\.({'|'.join(media_types.SOURCES)})"), "source"),
    (re.compile(r".*", re.DOTALL), "file"),
)
FIXTURES = ("site", "template")
"""The sorts that the whole site is read and rendered with."""


def sort_of(key: str) -> str:
    """Return the sort of the key: `source`, `site`, `template`, `file` or `ignored`."""
    return next(sort for pattern, sort in SORTS if pattern.fullmatch(key))


def is_ignored(key: str) -> bool:
    """Return whether the key is ignored."""
    return sort_of(key) == "ignored"


def is_read(key: str) -> bool:
    """Return whether the bytes have to be read; other files are only copied."""
    return sort_of(key) != "file" or key.lower().endswith(".svg")


# ---- kinds of files

KINDS: Mapping[str, str] = media_types.PUBLISHED
"""The extensions of the files that are published, and their types."""


def media_type(key: str) -> str:
    """Return the media type of a published file; refuse an unknown extension and a reserved address."""
    check_file(key)
    name = key.rpartition("/")[2]
    kind = KINDS.get(extension_of(name))
    if kind is None:
        raise Refusal("kind", short(name))
    return kind


def is_file_like(address: str) -> bool:
    """Return whether the address looks like a file's: one of its parts has the extension of a file."""
    *above, last = map(extension_of, address.strip("/").split("/"))
    return last in KINDS or any(extension == "html" or extension in KINDS for extension in above)
