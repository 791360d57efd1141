"""The folder cloud: build a folder of sources into a folder of pages, with the same code that runs in the cloud.

The catalog of what was built is kept in the user's cache (`build_cache`), and never among the pages. So a build does what changed
since the last one (`incremental_build`); where there is no catalog, or none that it can go on from, it builds everything
(`full_build`). The two come to the same bytes. A build in which nothing changed writes no page and reads no source, except to
find the line that names a missing file; it loads neither of the two.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from msgspec import field
from msgspec.structs import replace

from chalicelib.content.media.images import is_encoded
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from infra.build.build_cache import BuildCache, create, prepare
from infra.build.build_messages import findings_in, lacks_in, line_naming, lines_of
from infra.build.build_options import BuildOptions
from infra.build.catalog import Catalog, RebuildError
from infra.build.changed_files import differences_of
from infra.build.comment_changes import CommentChanges, unread
from infra.build.fingerprint import fingerprints
from infra.build.output_manifest import OutputManifest
from infra.build.result import Count, Result
from infra.extras import is_installed, not_installed
from infra.files.blog_folder import FolderLooks, look_around
from infra.files.case_collisions import ignores_case, same_but_for_case
from infra.files.lock_file import locked
from infra.files.manifest_file import FILE, has_leftovers

Tell = Callable[[str], None]


class MissingTarget(NamedTuple):
    """A missing target that a source shows or links to: the source, its line (0: unknown), and the target."""

    key: str
    line: int
    target: str


class BuildReport(Frozen):
    """The result of a build: how many posts there are, refusals, dead links, how many pages and other files, and its seconds.

    `diagnostics` are warnings about published sources, each with its key. `untranslated` are the phrases that a language of the
    site doesn't translate, `unused_catalogues` the languages of catalogues that the site doesn't have. `changed` are the keys of
    the objects that came, went or got other bytes. `unused` is what isn't used of files of comments, with its line and why.
    """

    posts: int
    refused: Sequence[tuple[str, Refusal]]
    missing: Sequence[MissingTarget]
    diagnostics: Sequence[tuple[str, Diagnostic]] = ()
    failed: Sequence[Page] = ()
    pages: int = 0
    files: int = 0
    seconds: float = 0.0
    untranslated: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unused_catalogues: Sequence[str] = ()
    changed: frozenset[str] = frozenset()
    unused: Sequence[tuple[str, int, str]] = ()


def build(
    source: Path,
    out: Path,
    *,
    url: str = "",
    api: str | None = "",
    desk: bool = False,
    now: datetime,
    progress: bool = False,
    fresh: bool = False,
    keys: tuple[str, ...] = (),
    tell: Tell = lambda _: None,
    cache: Path | None = None,
) -> BuildReport:
    """Build the site, or what changed of it; refusals never stop the rest. `tell` hears why it takes longer than it might.

    `api` is the origin of the API that forms are sent to: empty for the site's own; with None, there are no forms. With a `desk`,
    the home page leads to the authoring API.
    The addresses of previews follow from the newest of the keys; without keys, there are none. The build's private folder is
    `cache`, or one in the user's cache. Raise `OSError`.
    """
    began = monotonic()
    build_cache = create(BuildCache(out, cache)) if cache else prepare(out, tell)
    with locked(build_cache.lock, lambda: tell(f"another build of {out} is running; this one waits for it")):
        options = BuildOptions(source, build_cache, url, api, desk, now, fingerprints(url, api, keys, desk=desk), progress)
        manifest = _prepare_output(build_cache, tell)
        folder = look_around(source, out)
        if not is_installed("images") and any(map(is_encoded, folder.looks)):
            tell(not_installed("images are published as they are; making them small and fast needs", "images"))
        try:
            result = _build(options, folder, manifest, tell, fresh=fresh)
        except sqlite3.Error as error:
            raise OSError(None, f"its catalog: {error}", str(build_cache.catalog)) from error
        build_cache.public.tidy()
        _tell_lost(out, manifest, tell)
    report = _report(result, source)
    refused = (*folder.refused, *report.refused)
    return replace(report, refused=refused, seconds=monotonic() - began, changed=manifest.changed)


def _prepare_output(cache: BuildCache, tell: Tell) -> OutputManifest:
    """Take out of the output folder what an earlier build or Presswork left that isn't for readers."""
    manifest = OutputManifest(cache)
    if has_leftovers(cache.out):
        from infra.build import old_output  # noqa: PLC0415 - once in the life of a folder

        if old_output.has_secrets(cache.out):
            tell(
                f"{cache.out / old_output.OURS} held what is not for readers, such as the texts of drafts; it is removed there,"
                " and kept in the cache from now on. If you have copied it to a host, delete it there"
            )
        manifest.begin(old_output.objects_in(cache.out))
        old_output.clean(cache)
    return manifest


def _tell_lost(out: Path, manifest: OutputManifest, tell: Tell) -> None:
    """Tell which objects are one file on a disk that ignores case."""
    for one, other in same_but_for_case(manifest.keys) if ignores_case(out / FILE) else ():
        tell(f"{one} and {other} differ only by case, and this disk has one file for both; give one of them another address")


def _build(options: BuildOptions, folder: FolderLooks, manifest: OutputManifest, tell: Tell, *, fresh: bool) -> Result:
    is_first = not manifest.has_any()
    try:
        return _update(options, folder, manifest, fresh=fresh)
    except RebuildError as why:
        if not is_first:
            tell(f"building {options.out} from scratch: {why}")
    except sqlite3.DatabaseError as error:
        tell(f"building {options.out} from scratch: its catalog is damaged ({error})")
    from infra.build.full_build import build_all  # noqa: PLC0415 - a build in which nothing changed does without

    return build_all(options, folder, manifest)


def _update(options: BuildOptions, folder: FolderLooks, manifest: OutputManifest, *, fresh: bool) -> Result:
    """Bring the site up to date; raise `RebuildError` if it must be built from nothing."""
    if fresh:
        raise RebuildError("you asked for it")
    with closing(Catalog.open(options.cache.catalog, options.fingerprints, options.until)) as catalog:
        if manifest.is_foreign:
            raise RebuildError("it isn't the folder that the last build left")
        if catalog.state().get("source") != options.origin:
            catalog.note(source=options.origin)
        sources = catalog.sources()
        comments = CommentChanges(unread(folder.comments, folder.looks), catalog.comment_files())
        differences = differences_of(options, folder.looks, sources, catalog.due(options.until), comments)
        is_finished = not (manifest.is_unfinished or catalog.owed())
        if is_finished and manifest.lacks_any():
            raise RebuildError("some of its pages are missing")
        if differences.has_any or not is_finished:
            from infra.build.incremental_build import build_changes  # noqa: PLC0415 - a build in which nothing changed does without

            return build_changes(options, catalog, manifest, sources, differences)
        touched = {key: source for key, source in differences.touched.items() if source != sources[key]}
        if touched:
            catalog.put_sources(touched)
        state = catalog.state()
        counts = Count(int(str(state["pages"])), int(str(state["files"])))
        return Result(sources, lacks_in(str(state["lacks"])), counts, comments=comments.noted)


def _report(result: Result, source: Path) -> BuildReport:
    findings = {key: findings_in(source.findings) for key, source in sorted(result.sources.items()) if source.findings}
    diagnostics = [(key, diagnostic) for key, of_source in findings.items() for diagnostic in of_source.diagnostics]
    return BuildReport(
        posts=sum(source.is_dated for source in result.sources.values()),
        refused=tuple((key, of_source.refusal) for key, of_source in findings.items() if of_source.refusal),
        missing=tuple(chain.from_iterable(_missing_targets(key, findings[key].missing, source) for key in findings)),
        diagnostics=tuple(sorted(diagnostics, key=lambda pair: (pair[0], pair[1].line))),
        failed=tuple(sorted(result.failed)),
        pages=result.count.pages,
        files=result.count.files,
        untranslated=result.lacks.untranslated,
        unused_catalogues=result.lacks.unused_catalogues,
        unused=tuple((key, line, said) for key, file in sorted(result.comments.items()) for line, said in file.unused),
    )


def _missing_targets(key: str, targets: Sequence[str], source: Path) -> Sequence[MissingTarget]:
    """Return the missing targets of a source, in the order of its lines."""
    lines = lines_of(source / key) if targets else ()
    return sorted(MissingTarget(key, line_naming(target, lines), target) for target in targets)
