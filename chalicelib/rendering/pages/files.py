"""The pages of one upload: the copy of a file, and the reports beside a source."""

from collections.abc import Mapping, Sequence

from chalicelib import errors
from chalicelib.model import Page, Post
from chalicelib.record import Record
from chalicelib.rendering import failures
from chalicelib.rendering.pages.post_or_redirect import Kept
from chalicelib.rendering.queries import Copy, Made, Records, Redirects, Summaries
from chalicelib.rendering.site_context import SiteContext


async def _record(key: str) -> Record | None:
    return (await Records(frozenset({key}))).get(key)


async def file(page: Page, _context: SiteContext) -> Copy | Made:
    """Return the accepted bytes of a file, under the same path."""
    record = await _record(page.of)
    return Copy(record.media.key, record.media.type, record.media.etag) if record and record.media else Made(None)


async def report(page: Page, _context: SiteContext) -> Made:
    """Return the report of the last upload's refusal, or nothing if it was accepted."""
    record = await _record(page.of)
    return Made(errors.report(page.of, record.refusal).encode() if record and record.refusal else None)


async def warnings(page: Page, _context: SiteContext) -> Made:
    """Return the warnings of a source: missing links and files, what was found in its text, aliases that other
    sources have, pages that were given up.

    The page is owed whenever one of these changes, so a warning goes away by itself.
    """
    record = await _record(page.of)
    links = record.post.links if record and record.post else ()
    files = _files(record) if record else ()
    targets = await Records(frozenset((*links, *files))) if links or files else {}
    failing = await Summaries(failures.STAND, failures.NAME)
    texts = (
        errors.missing_links(page.of, [key for key in links if key not in targets or not targets[key].post]),
        errors.missing_files(page.of, [key for key in files if key not in targets or not targets[key].media]),
        *errors.cautions(page.of, record.diagnostics if record else ()),
        errors.taken_aliases(page.of, await _others(record.post) if record and record.post else {}),
        *failures.warnings(page.of, (failures.Failure(**summary.value) for summary in failing.values())),
    )
    return Made("\n".join(filter(None, texts)).encode() or None)


def _files(record: Record) -> Sequence[str]:
    """Return the keys of the files that the source shows, links to or plays."""
    return (*record.shows, *(record.post.images if record.post else ()), *(record.post.files if record.post else ()))


async def _others(post: Post) -> Mapping[str, str]:
    """Return the post's aliases that other sources have, each with that source."""
    found = await Redirects(frozenset(post.aliases)) if post.aliases else {}
    kept = {alias: Kept(*found[alias].value) for alias in post.aliases if alias in found and found[alias].value}
    owners = {alias: address.lives or address.keeper for alias, address in kept.items()}
    return {alias: owner for alias, owner in owners.items() if owner not in ("", post.key)}
