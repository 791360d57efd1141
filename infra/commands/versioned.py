"""A file of which a verb needs the earlier versions: its key, its versions, and the site that keeps them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from infra.authoring.inspect.history import Version, VersionError
from infra.authoring.inspect.object_versions import S3Versions
from infra.authoring.target.destination import REMEMBERED_FILE, Destination, blog_of, find, key_of
from infra.running import zone
from infra.terminal.exit_codes import FOUND, UNABLE
from infra.terminal.streams import CannotError


@dataclass(frozen=True, slots=True)
class Kept:
    """A file's key, where it lies in the blog, its versions, the site that keeps them, and the site's zone."""

    key: str
    path: Path
    versions: Sequence[Version]
    keeper: S3Versions
    site: Destination
    zone: ZoneInfo


@contextmanager
def kept(file: str, site: str) -> Iterator[Kept]:
    """Find the file and its versions; a version that isn't there is an error on one line."""
    path = Path(file)
    blog = blog_of(path)
    if not ((blog / "site.yaml").is_file() or (blog / REMEMBERED_FILE).is_file()):
        blog = Path()  # nothing says where the blog begins, so this folder is it
    found = find(site, blog)
    if found.out is not None:
        raise CannotError(f"{found.name} is a built folder, which keeps no versions; keep the blog in git", UNABLE)
    keeper = S3Versions(found.s3, found.content_bucket)
    if not keeper.are_kept():
        raise CannotError(f"{found.name} keeps no versions: turn versioning on for its bucket {found.content_bucket}", UNABLE)
    key = key_of(found, path)
    try:
        yield Kept(key, found.folder / key, keeper.of(key), keeper, found, zone(found.cloud))
    except VersionError as error:
        raise CannotError(f"{key}: {error}", FOUND) from error
