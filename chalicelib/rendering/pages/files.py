"""The pages of one upload: the copy of a file, and the reports beside a source."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from chalicelib import codec, reports
from chalicelib.content.media import images
from chalicelib.content.media.image_variants import SIZED, Picture, Variant
from chalicelib.model import Page, Post
from chalicelib.record import Record
from chalicelib.rendering import failures
from chalicelib.rendering.pages.post_or_redirect import AddressHistory
from chalicelib.rendering.pages_showing import variants_of
from chalicelib.rendering.queries import (
    Copy,
    CurrentPictures,
    Encoded,
    Made,
    OneSummary,
    Records,
    Redirects,
    Summary,
)
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import changed, picture_of


async def _record(key: str) -> Record | None:
    return (await Records(frozenset({key}))).get(key)


async def file(page: Page, context: SiteContext) -> Copy | Made:
    """Return the accepted bytes of a file, under the same path; of an image that is encoded, its plain variant.

    Until an image is encoded, and where it can't be, the picture before stays the current one. So this page is made right, and
    its summary's pages are owed, whatever was uploaded since a worker died that made it.
    """
    record = await _record(page.of)
    media = record.media if record else None
    if not images.is_encoded(page.of):
        return Copy(media.key, media.type, media.etag) if media else Made(None)
    summary = await OneSummary(*picture_of(page.of))
    name = media.picture if media else ""
    encoded = await Encoded(name) if name else None
    previous = codec.from_plain(Picture, summary.value) if name and summary.value else None
    picture = encoded if isinstance(encoded, Picture) else previous
    is_former, is_interim = picture is not encoded, bool(name) and encoded is None
    summaries = _changed(page.of, summary, picture)
    if not (record and media and picture):
        return Made(None, summaries=summaries, is_interim=is_interim)
    plain = replace(_copy(picture, picture.plain, summaries), is_interim=is_interim)
    if not context.site.originals:
        return plain
    if is_former or record.refusal:  # the original is overwritten
        return replace(plain, if_missing=True)
    return Copy(media.key, media.type, media.etag, summaries=summaries)


async def variant(page: Page, _context: SiteContext) -> Copy | Made:
    """Return a variant of an image's current picture, or nothing if another picture is current."""
    picture = (await CurrentPictures(frozenset({page.of}))).get(page.of)
    variants = [one for one in picture.variants if page.at == f"{picture.name}/{one.file}"] if picture else []
    return _copy(picture, variants[0]) if picture and variants else Made(None)


async def sized(page: Page, _context: SiteContext) -> Copy | Made:
    """Return the variant of this size of an image's current picture."""
    picture = (await CurrentPictures(frozenset({page.of}))).get(page.of)
    return _copy(picture, picture.up_to(SIZED[page.at])) if picture else Made(None)


def _copy(picture: Picture, one: Variant, summaries: tuple[Summary, ...] = ()) -> Copy:
    return Copy(f"{picture.name}/{one.file}", one.type, one.etag, "encoded", summaries)


def _changed(key: str, summary: Summary, picture: Picture | None) -> tuple[Summary, ...]:
    """Return the summary to write, if another picture is the image's current one, with the pages that depend on it.

    Many pages name the variants of the picture before, until they are made again. So these variants don't go by themselves, not
    even those that are owed still: what shows the image is owed with the picture's name, and owes them in turn.
    """
    value = codec.plain(picture) if picture else None
    if value == summary.value:
        return changed(summary, value, ())
    previous = codec.from_plain(Picture, summary.value) if summary.value else None
    owed = summary.owes - variants_of(key, previous) if previous else summary.owes
    showing = Page("showing", key, previous.name if previous else "")
    variants = variants_of(key, picture) if picture else ()
    return changed(replace(summary, owes=owed), value, (showing, *variants, *(Page("sized", key, size) for size in SIZED)))


async def showing(_page: Page, _context: SiteContext) -> None:
    """Return nothing: a rebuild queues the pages that this one represents."""


async def report(page: Page, _context: SiteContext) -> Made:
    """Return the report of the last upload's refusal, or nothing if it was accepted."""
    record = await _record(page.of)
    return Made(reports.report(page.of, record.refusal).encode() if record and record.refusal else None)


async def warnings(page: Page, context: SiteContext) -> Made:
    """Return the warnings of a source: missing links and files, what was found in its text, aliases that other
    sources have, pages that were given up.

    The page is owed whenever one of these changes, so a warning goes away by itself.
    """
    record = await _record(page.of)
    links = record.post.links if record and record.post else record.menu if record else ()
    files = _files(record) if record else ()
    targets = await Records(frozenset((*links, *files))) if links or files else {}
    texts = (
        reports.missing_links(page.of, [key for key in links if key not in targets or not targets[key].post]),
        reports.missing_files(page.of, [key for key in files if key not in targets or not targets[key].media]),
        *reports.cautions(page.of, record.diagnostics if record else ()),
        reports.taken_aliases(page.of, await _others(record.post) if record and record.post else {}),
        *failures.warnings(page.of, context.failures.values()),
    )
    return Made("\n".join(filter(None, texts)).encode() or None)


def _files(record: Record) -> Sequence[str]:
    """Return the keys of the files that the source shows, links to or plays."""
    return (*record.shows, *(record.post.images if record.post else ()), *(record.post.files if record.post else ()))


async def _others(post: Post) -> Mapping[str, str]:
    """Return the post's aliases that other sources have, each with that source."""
    redirects = await Redirects(frozenset(post.aliases)) if post.aliases else {}
    noted = {alias: redirects[alias].value for alias in post.aliases if alias in redirects and redirects[alias].value}
    histories = {alias: AddressHistory(*value) for alias, value in noted.items()}
    owners = {alias: history.occupant or history.keeper for alias, history in histories.items()}
    return {alias: owner for alias, owner in owners.items() if owner not in ("", post.key)}
