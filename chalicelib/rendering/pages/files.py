"""What belongs to one upload: the copy of a file, and the reports that lie beside a source."""

from collections.abc import Mapping

from chalicelib import errors
from chalicelib.model import Page, Post
from chalicelib.rendering import failures
from chalicelib.rendering.pages.address import Kept
from chalicelib.rendering.queries import Copy, Made, Records, Redirects, Summaries
from chalicelib.rendering.site_context import SiteContext


async def file(page: Page, _context: SiteContext) -> Copy | Made:
    """The bytes that were accepted, under the same path."""
    records = await Records(frozenset({page.of}))
    record = records.get(page.of)
    return Copy(record.media.key, record.media.type, record.media.etag) if record and record.media else Made(None)


async def report(page: Page, _context: SiteContext) -> Made:
    """Why the last upload was refused; nothing when it wasn't."""
    records = await Records(frozenset({page.of}))
    record = records.get(page.of)
    return Made(errors.report(page.of, record.refusal).encode() if record and record.refusal else None)


async def warnings(page: Page, _context: SiteContext) -> Made:
    """What a source names and doesn't get, and which of its pages were given up. It heals by itself.

    These are links and images that aren't there, and aliases that other sources have.
    """
    records = await Records(frozenset({page.of}))
    record = records.get(page.of)
    links = record.post.links if record and record.post else ()
    images = record.shows if record else ()
    targets = await Records(frozenset((*links, *images))) if links or images else {}
    failing = await Summaries(failures.STAND, failures.NAME)
    told = (
        errors.missing_links(page.of, [key for key in links if key not in targets or not targets[key].post]),
        errors.missing_images(page.of, [key for key in images if key not in targets or not targets[key].media]),
        errors.taken_aliases(page.of, await _others(record.post) if record and record.post else {}),
        *failures.told_of(page.of, (failures.Failure(**one.value) for one in failing.values())),
    )
    return Made("\n".join(filter(None, told)).encode() or None)


async def _others(post: Post) -> Mapping[str, str]:
    """The post's aliases that others have, each with the source that lives there or that it leads to."""
    found = await Redirects(frozenset(post.aliases)) if post.aliases else {}
    kept = {alias: Kept(*found[alias].value) for alias in post.aliases if alias in found and found[alias].value}
    owners = {alias: one.lives or one.keeper for alias, one in kept.items()}
    return {alias: owner for alias, owner in owners.items() if owner not in ("", post.key)}
