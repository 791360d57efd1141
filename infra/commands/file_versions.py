"""A file with its earlier versions, for the commands that need them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib.frozen import Frozen
from infra.authoring.inspect.history import Version, VersionError
from infra.authoring.inspect.object_versions import S3Versions
from infra.authoring.target.destination import Destination, find, key_of
from infra.authoring.target.remembered_site import REMEMBERED_FILE, blog_of
from infra.running import zone
from infra.terminal.exit_codes import FOUND, UNABLE
from infra.terminal.streams import CannotError


class VersionedFile(Frozen):
    """A file's key, its path in the blog, its versions, the bucket and the site that keep them, and the site's zone."""

    key: str
    path: Path
    versions: Sequence[Version]
    keeper: S3Versions
    site: Destination
    zone: ZoneInfo


@contextmanager
def versioned_file(file: str, site: str) -> Iterator[VersionedFile]:
    """Find the file and its versions; an unknown version is an error on one line."""
    path = Path(file)
    blog = blog_of(path)
    if not ((blog / "site.yaml").is_file() or (blog / REMEMBERED_FILE).is_file()):
        blog = Path()  # nothing says where the blog begins, so this folder is it
    destination = find(site, blog)
    if destination.out is not None:
        raise CannotError(f"{destination.name} is a built folder, which keeps no versions; keep the blog in git", UNABLE)
    keeper = S3Versions(destination.s3, destination.content_bucket)
    if not keeper.are_kept():
        raise CannotError(
            f"{destination.name} keeps no versions: turn versioning on for its bucket {destination.content_bucket}", UNABLE
        )
    key = key_of(destination, path)
    try:
        yield VersionedFile(key, destination.folder / key, keeper.of(key), keeper, destination, zone(destination.cloud))
    except VersionError as error:
        raise CannotError(f"{key}: {error}", FOUND) from error
