"""The folder cloud: build a folder of sources into a folder of pages, with the same code that runs in the cloud.

The catalog of what was built is kept in the user's cache (`build_cache`), and never among the pages. So a build does what changed
since the last one (`incremental`); where there is no catalog, or none that it can go on from, it builds everything (`full`). The
two come to the same bytes. A build in which nothing changed writes no page and reads no source, except to find the line that
names a missing file; it loads neither of the two.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from chalicelib.errors import Diagnostic, Refusal
from chalicelib.model import Page
from infra.build.build_cache import BuildCache, make, prepare
from infra.build.build_messages import findings_in, lacks_in, line_naming, lines_of
from infra.build.build_options import Asked
from infra.build.catalog import AnewError, Catalog
from infra.build.changed_files import differences_of
from infra.build.fingerprint import made_with
from infra.build.output_manifest import Standing
from infra.build.result import Count, Result
from infra.files.blog_folder import Look, look_around
from infra.files.lock_file import locked
from infra.files.manifest_file import has_leftovers

Tell = Callable[[str], None]


class Missing(NamedTuple):
    """Something that a source shows or links to, and that isn't there: the source, its line (0: unknown), and what it is."""

    key: str
    line: int
    target: str


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build: how many posts there are, refusals, dead links, how many pages and other files, and its seconds.

    `diagnostics` are what authors should know of sources that are published, each with its key. `unsaid` are the phrases that a
    language of the site doesn't translate, `idle` the catalogues of languages that it doesn't have. `changed` are the keys of the
    objects that came, went or got other bytes.
    """

    posts: int
    refused: Sequence[tuple[str, Refusal]]
    missing: Sequence[Missing]
    diagnostics: Sequence[tuple[str, Diagnostic]] = ()
    failed: Sequence[Page] = ()
    pages: int = 0
    files: int = 0
    seconds: float = 0.0
    unsaid: Mapping[str, Sequence[str]] = field(default_factory=dict)
    idle: Sequence[str] = ()
    changed: frozenset[str] = frozenset()


def build(
    source: Path,
    out: Path,
    *,
    url: str = "",
    now: datetime,
    progress: bool = False,
    fresh: bool = False,
    keys: tuple[str, ...] = (),
    tell: Tell = lambda _: None,
    cache: Path | None = None,
) -> Built:
    """Build the site, or what changed of it; refusals never stop the rest. `tell` hears why it takes longer than it might.

    The addresses of previews follow from the newest of the keys; without keys, there are none. What the build keeps for itself is
    in `cache`, or in the user's own. Raise `OSError`.
    """
    began = monotonic()
    own = make(BuildCache(out, cache)) if cache else prepare(out, tell)
    with locked(own.lock, lambda: tell(f"another build of {out} is running; this one waits for it")):
        asked = Asked(source, own, url, now, made_with(url, keys), progress)
        standing = _cleaned(own, tell)
        looked = look_around(source, out)
        try:
            result = _build(asked, looked.looks, standing, tell, fresh=fresh)
        except sqlite3.Error as error:
            raise OSError(None, f"its catalog: {error}", str(own.catalog)) from error
        own.public.tidy()
    built = _built(result, source)
    refused = (*looked.refused, *built.refused)
    return replace(built, refused=refused, seconds=monotonic() - began, changed=standing.changed)


def _cleaned(cache: BuildCache, tell: Tell) -> Standing:
    """Take out of the output folder what an earlier build or Presswork left that isn't for readers; return what stands there."""
    standing = Standing(cache)
    if has_leftovers(cache.out):
        from infra.build import old_output  # noqa: PLC0415 - once in the life of a folder

        if old_output.has_secrets(cache.out):
            tell(
                f"{cache.out / old_output.OURS} held what is not for readers, such as the texts of drafts; it is removed there,"
                " and kept in the cache from now on. If you have copied it to a host, delete it there"
            )
        standing.begin(old_output.objects_in(cache.out))
        old_output.clean(cache)
    return standing


def _build(asked: Asked, seen: Mapping[str, Look], standing: Standing, tell: Tell, *, fresh: bool) -> Result:
    is_first = not standing.has_any()
    try:
        return _go_on(asked, seen, standing, fresh=fresh)
    except AnewError as why:
        if not is_first:
            tell(f"building {asked.out} from scratch: {why}")
    except sqlite3.DatabaseError as error:
        tell(f"building {asked.out} from scratch: its catalog is damaged ({error})")
    from infra.build.full import build_all  # noqa: PLC0415 - a build in which nothing changed does without

    return build_all(asked, seen, standing)


def _go_on(asked: Asked, seen: Mapping[str, Look], standing: Standing, *, fresh: bool) -> Result:
    """Bring the site up to date; raise `AnewError` if it can't be, or shouldn't."""
    if fresh:
        raise AnewError("you asked for it")
    with closing(Catalog.open(asked.cache.catalog, asked.made_with, asked.until)) as catalog:
        if standing.is_another:
            raise AnewError("it isn't the folder that the last build left")
        if catalog.state().get("source") != asked.origin:
            catalog.note(source=asked.origin)
        sources = catalog.sources()
        differences = differences_of(asked, seen, sources, catalog.due(asked.until))
        is_finished = not (standing.is_unfinished or catalog.owed())
        if is_finished and standing.lacks_any():
            raise AnewError("some of its pages are missing")
        if differences.keys or not is_finished:
            from infra.build.incremental import build_changes  # noqa: PLC0415 - a build in which nothing changed does without

            return build_changes(asked, catalog, standing, sources, differences)
        touched = {key: source for key, source in differences.touched.items() if source != sources[key]}
        if touched:
            catalog.put_sources(touched)
        state = catalog.state()
        return Result(sources, lacks_in(str(state["lacks"])), Count(int(str(state["pages"])), int(str(state["files"]))))


def _built(result: Result, source: Path) -> Built:
    """Return the result as it is reported."""
    found = {key: findings_in(source.findings) for key, source in sorted(result.sources.items()) if source.findings}
    diagnostics = [(key, one) for key, said in found.items() for one in said.diagnostics]
    return Built(
        posts=sum(source.is_dated for source in result.sources.values()),
        refused=tuple((key, said.refusal) for key, said in found.items() if said.refusal),
        missing=tuple(one for key, said in found.items() for one in _missing(key, said.missing, source)),
        diagnostics=tuple(sorted(diagnostics, key=lambda one: (one[0], one[1].line))),
        failed=tuple(sorted(result.failed)),
        pages=result.count.pages,
        files=result.count.files,
        unsaid=result.lacks.unsaid,
        idle=result.lacks.idle,
    )


def _missing(key: str, targets: Sequence[str], source: Path) -> Sequence[Missing]:
    """Return what a source needs and isn't there, in the order of its lines."""
    lines = lines_of(source / key) if targets else ()
    return sorted(Missing(key, line_naming(target, lines), target) for target in targets)
