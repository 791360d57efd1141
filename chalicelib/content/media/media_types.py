"""Media types: every extension that Presswork knows, in one table.

To publish another kind of file, add a row here, and its extension to `infra/edge/request.js` and `infra/edge/cases.json`. All
else derives from the table: the files that are published (`content.media.files`), the icons of a site (`content.site.theme`), the
types of pages (`rendering.page_kinds`), and the addresses that name a file (`chalicelib.edge.rule`).
"""

import re
from collections.abc import Mapping

from chalicelib.frozen import Frozen


class MediaType(Frozen):
    """One extension, in lower case and without its dot, and its media type.

    `published`: an uploaded file with this extension is published. `icon`: browsers show such an image as the icon of a site.
    `source`: an uploaded file with this extension is a source. `in_address`: an address with this extension names an object, not
    a folder. `encoded`: such an image is published as a picture (`content.media.image_variants`), not as it was uploaded. `type`
    is empty where Presswork neither publishes nor writes such a file. `begins`: the first bytes of a format that every program
    shows, in which any encoded image may stand at its own address.
    """

    extension: str
    type: str = ""
    published: bool = False
    icon: bool = False
    source: bool = False
    in_address: bool = True
    encoded: bool = False
    begins: bytes = b""


def _published(extension: str, type: str, *, icon: bool = False) -> MediaType:
    return MediaType(extension, type, published=True, icon=icon)


def _encoded(extension: str, type: str, *, icon: bool = False, begins: bytes = b"") -> MediaType:
    return MediaType(extension, type, published=True, icon=icon, encoded=True, begins=begins)


UNKNOWN = "application/octet-stream"
"""The type of a file with an unknown extension, which browsers keep for other programs."""

OFFICE = "application/vnd.openxmlformats-officedocument"
PLAIN = "text/plain; charset=utf-8"

MEDIA_TYPES: tuple[MediaType, ...] = (
    # images
    _published("apng", "image/apng"),
    _encoded("avif", "image/avif"),
    _encoded("bmp", "image/bmp"),
    _encoded("gif", "image/gif", icon=True, begins=b"GIF8"),
    _encoded("heic", "image/heic"),
    _encoded("heif", "image/heif"),
    _published("ico", "image/x-icon", icon=True),
    _encoded("jfif", "image/jpeg"),
    _encoded("jpeg", "image/jpeg", begins=b"\xff\xd8\xff"),
    _encoded("jpg", "image/jpeg", icon=True),
    _published("jxl", "image/jxl"),
    _encoded("png", "image/png", icon=True, begins=b"\x89PNG\r\n\x1a\n"),
    _published("svg", "image/svg+xml", icon=True),
    _encoded("tif", "image/tiff"),
    _encoded("tiff", "image/tiff"),
    _encoded("webp", "image/webp", icon=True),
    # audio
    _published("aac", "audio/aac"),
    _published("flac", "audio/flac"),
    _published("m4a", "audio/mp4"),
    _published("mp3", "audio/mpeg"),
    _published("oga", "audio/ogg"),
    _published("ogg", "audio/ogg"),
    _published("opus", "audio/ogg"),
    _published("wav", "audio/wav"),
    _published("weba", "audio/webm"),
    # video
    _published("m4v", "video/mp4"),
    _published("mov", "video/quicktime"),
    _published("mp4", "video/mp4"),
    _published("ogv", "video/ogg"),
    _published("webm", "video/webm"),
    # documents: a browser shows the first, and keeps the others for the programs that open them
    _published("pdf", "application/pdf"),
    _published("doc", "application/msword"),
    _published("docx", f"{OFFICE}.wordprocessingml.document"),
    _published("ics", "text/calendar; charset=utf-8"),
    _published("ipynb", UNKNOWN),
    _published("odp", "application/vnd.oasis.opendocument.presentation"),
    _published("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    _published("odt", "application/vnd.oasis.opendocument.text"),
    _published("ppt", "application/vnd.ms-powerpoint"),
    _published("pptx", f"{OFFICE}.presentationml.presentation"),
    _published("rtf", "application/rtf"),
    _published("xls", "application/vnd.ms-excel"),
    _published("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    # fonts
    _published("otf", "font/otf"),
    _published("ttf", "font/ttf"),
    _published("woff", "font/woff"),
    _published("woff2", "font/woff2"),
    # archives
    _published("7z", "application/x-7z-compressed"),
    _published("bz2", "application/x-bzip2"),
    _published("epub", "application/epub+zip"),
    _published("gz", "application/gzip"),
    _published("tar", "application/x-tar"),
    _published("tgz", "application/gzip"),
    _published("xz", "application/x-xz"),
    _published("zip", "application/zip"),
    _published("zst", "application/zstd"),
    # text
    _published("css", "text/css; charset=utf-8"),
    _published("csv", "text/csv; charset=utf-8"),
    _published("tsv", "text/tab-separated-values; charset=utf-8"),
    _published("txt", PLAIN),
    _published("vtt", "text/vtt; charset=utf-8"),
    # programs, as plain text, so that no browser runs them; settings (TOML, YAML, JSON) aren't published: they may hold secrets
    *(
        _published(extension, PLAIN)
        for extension in ("c", "cpp", "diff", "go", "java", "patch", "py", "rb", "rs", "sh", "sql", "tex")
    ),
    # sources and settings
    MediaType("md", "text/markdown; charset=utf-8", source=True),
    MediaType("markdown", "text/markdown; charset=utf-8", source=True, in_address=False),
    MediaType("yaml", "application/yaml", in_address=False),
    # written by Presswork, never published for an author: a browser would run their content
    MediaType("html", "text/html; charset=utf-8"),
    MediaType("js", "text/javascript; charset=utf-8"),
    MediaType("json", "application/json"),
    MediaType("xml", "application/xml; charset=utf-8"),
    # only known by their addresses: a reader who asks for such a file gets no redirect to a folder
    *map(MediaType, ("atom", "htm", "map", "mid", "mjs", "rss", "srt", "wasm", "webmanifest", "xhtml")),
)

TYPES: Mapping[str, str] = {row.extension: row.type for row in MEDIA_TYPES if row.type}
"""The media type of each extension that has one."""

PUBLISHED: Mapping[str, str] = {row.extension: row.type for row in MEDIA_TYPES if row.published}
"""The extensions of the files that are published, and their types."""

ICONS: Mapping[str, str] = {row.extension: row.type for row in MEDIA_TYPES if row.icon}
"""The extensions of the images that browsers show as an icon, and their types."""

ENCODED: frozenset[str] = frozenset(row.extension for row in MEDIA_TYPES if row.encoded)
"""The extensions of images that are encoded before they are published."""

BEGINNINGS: Mapping[bytes, str] = {row.begins: row.type for row in MEDIA_TYPES if row.begins}
"""The types of images that stand at addresses of others, by their first bytes."""

BEGINNING = max(map(len, BEGINNINGS))
"""How many first bytes tell them apart."""

SOURCES: tuple[str, ...] = tuple(row.extension for row in MEDIA_TYPES if row.source)
"""The extensions of sources."""

IN_ADDRESSES: frozenset[str] = frozenset(row.extension for row in MEDIA_TYPES if row.in_address)
"""The extensions by which an address names an object: `/photo.jpg`, but not `/version-1.2`."""


class FeedType(Frozen):
    """The types of a kind of feed: the one by which links announce it, and the one of its object, which the CDN compresses.

    CloudFront compresses neither Atom's own type nor JSON Feed's (`chalicelib.edge.compressing`). Feed readers and the W3C's
    validator take Atom as `application/xml`, whose root element says what it is, and JSON Feed's specification knows feeds that
    are served as `application/json` (https://www.jsonfeed.org/version/1.1/#suggestions-for-publishers).
    """

    announced: str
    served: str


FEEDS: Mapping[str, FeedType] = {
    "rss": FeedType("application/rss+xml", "application/rss+xml; charset=utf-8"),
    "atom": FeedType("application/atom+xml", TYPES["xml"]),
    "json": FeedType("application/feed+json", TYPES["json"]),
}
"""The types of feeds by their kinds of pages."""

WITH_CHARSET = re.compile(r"text/[^;]*|[^;]*[/+]xml")
"""The types that take a charset; everything that Presswork writes is UTF-8."""


def extension_of(name: str) -> str:
    """Return the extension of a file's name in lower case, or nothing if the name has no dot."""
    _, dot, extension = name.rpartition(".")
    return extension.lower() if dot else ""


def type_of(name: str, beginning: bytes) -> str:
    """Return the type of a file by its name, or, where a name says an encoded image, by its first bytes if they tell more."""
    extension = extension_of(name)
    told = (kind for begins, kind in BEGINNINGS.items() if extension in ENCODED and beginning.startswith(begins))
    return next(told, TYPES.get(extension, UNKNOWN))


def type_at(address: str) -> str:
    """Return the media type of the file at an address, by its extension; empty if it has none."""
    name = re.split("[?#]", address, maxsplit=1)[0].rpartition("/")[2]
    return TYPES.get(extension_of(name), "")
