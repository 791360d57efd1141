"""A site that is the output folder of `presswork build`; its catalog names the folder that it was built from.

A build holds pages, not sources. So the files of a built site are read in the folder that it was built from, wherever the command
runs.
"""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from infra.build.build_cache import cache_of
from infra.files.manifest_file import is_output
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError

if TYPE_CHECKING:
    from chalicelib.cloud.ports import Cloud


def demand_built(out: Path, blog: Path, *, is_remembered: bool = False) -> None:
    """Raise `CannotError` for a folder that isn't the output of a build; if the blog remembers it, it may be empty or gone."""
    is_free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    if is_output(out) or (is_remembered and is_free):
        return
    if not out.exists():
        raise CannotError(
            f"there's no folder {out}; name one that was built, or build it: `presswork build {word(blog)} {word(out)}`", UNABLE
        )
    if not out.is_dir():
        raise CannotError(f"{out} is a file; name a folder that `presswork build` made", UNABLE)
    remedy = "name one that was, or choose an empty one and build it"
    raise CannotError(
        f"{out} isn't a folder that `presswork build` made; {remedy}: `presswork build {word(blog)} FOLDER`", UNABLE
    )


def demand_own(out: Path, blog: Path) -> None:
    """Raise `CannotError` if the folder was built from another blog, whose pages a push would remove."""
    source = recorded_source(out)
    if source is not None and source != blog.resolve():
        remedy = f"name another folder, or build this one from here first: `presswork build {word(blog)} {word(out)}`"
        raise CannotError(f"{out} was built from {source}, not from {blog.resolve()}; {remedy}", UNABLE)


def source_of(out: Path) -> Path:
    """Return the folder that the site was built from. Raise `CannotError` if it can't be found any more."""
    if not cache_of(out).catalog.is_file():
        raise CannotError(
            f"no build has left a catalog of {out} on this machine; run `presswork build FOLDER {word(out)}`", UNABLE
        )
    again = f"run `presswork build FOLDER {word(out)}` with the folder of the blog"
    source = recorded_source(out)
    if source is None:
        raise CannotError(f"{out} doesn't say from which folder it was built; {again}", UNABLE)
    if not source.is_dir():
        raise CannotError(f"{out} was built from {source}, which no longer exists; {again}", UNABLE)
    if not _is_likely(out, source):
        raise CannotError(f"{out} was built from {source}, which no longer has any of its files; {again}", UNABLE)
    return source


def cloud_of(out: Path, source: Path) -> "Cloud":
    """Return the site as its functions would see it, for reading only."""
    from infra.build.catalog import Catalog  # noqa: PLC0415 - only for a build
    from infra.build.encoding import Jobs  # noqa: PLC0415
    from infra.build.fingerprint import api_in  # noqa: PLC0415
    from infra.build.pages import BuildQueue, folder_cloud  # noqa: PLC0415

    cache = cache_of(out)
    catalog = Catalog(cache.catalog)
    catalog.table.close_at_last()
    state = catalog.state()
    url, api = str(state.get("url", "")), api_in(str(state.get("api", "")))
    return folder_cloud(source, cache, catalog.table, BuildQueue(), Jobs(), url, datetime.now(UTC), api)


def recorded_source(out: Path) -> Path | None:
    """Return the folder of the sources that the catalog names; None if it names none."""
    path = cache_of(out).catalog
    if not path.is_file():
        return None
    from infra.build.catalog import Catalog  # noqa: PLC0415 - only for a build

    with closing(Catalog(path)) as catalog:
        source = str(catalog.state().get("source", ""))
    return (out.resolve() / source).resolve() if source else None


def _is_likely(out: Path, source: Path) -> bool:
    """Return whether the folder has any of the files that were built, if there were any."""
    from infra.build.catalog import Catalog  # noqa: PLC0415 - only for a build

    with closing(Catalog(cache_of(out).catalog)) as catalog:
        keys = catalog.sources()
    return not keys or any((source / key).is_file() for key in keys)
