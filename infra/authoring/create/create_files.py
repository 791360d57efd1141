"""Writing new files of a blog: never over an existing file, and only files that Presswork accepts."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from chalicelib.content.site.site import Site
from chalicelib.publishing.parse import look
from chalicelib.publishing.upload import ParseContext, StoredObject, Upload
from chalicelib.store.site_files import site_in
from infra.error_texts import REMEDIES
from infra.files.exclusive_write import put_new
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError


def write_new(folder: Path, files: Mapping[str, bytes]) -> Mapping[str, bool]:
    """Write the files that don't exist yet; return for each whether it existed, and so is unchanged."""
    return {key: not _write(folder / key, content) for key, content in files.items()}


def _write(path: Path, content: bytes) -> bool:
    """Write a file and its folder, unless it exists; return whether it was written. Raise `CannotError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return put_new(path, content)
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "choose another place")
        raise CannotError(f"can't write to {error.filename or path}: {error.strerror}; {remedy}", UNABLE) from error


def site_of(folder: Path, now: datetime) -> Site:
    """Return the site of a blog's folder: as its `site.yaml` says, or the default one if it has none."""
    path = folder / "site.yaml"
    if not path.is_file():
        return Site()
    return site_in(accept("site.yaml", path.read_bytes(), ParseContext(Site(), now)).site_file or "")


def accept(key: str, raw: bytes, context: ParseContext) -> Upload:
    """Return the parsed file. Raise `CannotError` if an upload of it would be refused."""
    upload = look(key, StoredObject(raw, "", len(raw)), context)
    if upload.refusal:
        raise CannotError(f"{key}:{upload.refusal.line or 1}: {upload.refusal}", UNABLE)
    return upload
