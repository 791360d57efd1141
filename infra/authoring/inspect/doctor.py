"""The doctor of a site: it compares, says each difference in words, and queues what mends them, if that is asked."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from chalicelib.cloud.ports import Cloud
from chalicelib.store import item_keys
from infra.authoring.inspect import queue_depths
from infra.authoring.inspect.audit import Comparison
from infra.authoring.inspect.differences import NOT_MENDED, Finding
from infra.authoring.inspect.repair import Repair
from infra.authoring.target.bucket_listing import Listing, of_s3
from infra.authoring.target.destination import Destination
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.progress import progress
from infra.terminal.streams import CannotError, counted

SHOWN = 20  # differences of one kind that are said, unless all are to be


def listings(found: Destination) -> tuple[Listing, Listing]:
    """Return the listings of the content bucket and of the public bucket. Raises CannotError for a folder of a build."""
    if found.out is not None:
        again = f"`presswork build {word(os.path.relpath(found.folder))} {word(found.out)}`"
        raise CannotError(f"a build compares its folders itself: run {again}, or add --fresh to build everything again", UNABLE)
    return of_s3(found.s3, found.content_bucket), of_s3(found.s3, found.settings["PUBLIC_BUCKET"])


def compared(found: Destination, *, deep: bool, shown: bool) -> tuple[Sequence[Finding], Counter[str]]:
    """Compare the site with itself; return the differences, and how many sources and pages were looked at."""
    numbers: Counter[str] = Counter()
    content, public = listings(found)
    with progress("compared", shown=shown) as bar:

        def told(number: int, what: str) -> None:
            numbers[what] += number
            bar.update(number)

        return tuple(Comparison(found.cloud, content, public, deep, told).findings()), numbers


def is_busy(found: Destination) -> bool:
    """Return whether something is still being published, so that what is found may be over in a moment."""
    return is_reading(found.cloud) or any(depth.waiting or depth.handled for depth in queue_depths.depths_of(found))


def is_reading(cloud: Cloud) -> bool:
    """Return whether a source is being read now."""
    return any(item.number("tries", 0) for item in cloud.table.query(item_keys.OWING, limit=100))


# ---- in words


def lines(findings: Iterable[Finding], *, everything: bool) -> Iterator[str]:
    """Yield a line for each difference, those of a kind together; of many, the first ones and how many there are."""
    for _, several in groupby(sorted(findings, key=attrgetter("kind", "what")), attrgetter("kind")):
        known = list(several)
        said = known if everything else known[:SHOWN]
        yield from map(str, said)
        if len(said) < len(known):
            yield f"… and {len(known) - len(said):,} more like this; --all lists them"


def summary(findings: Sequence[Finding], numbers: Mapping[str, int], *, repairs: bool = False) -> str:
    """Return what was compared, and what to do about what was found, unless it `repairs` that now."""
    looked = f"{numbers.get('sources', 0):,} files and {numbers.get('pages', 0):,} pages compared"
    if not findings:
        return f"{looked}: nothing is missing."
    mended = sum(one.kind not in NOT_MENDED for one in findings)
    does = f" `presswork doctor --repair` repairs {mended:,} of them." if mended and not repairs else ""
    others = " For the others: " if mended else " "
    advice = "" if repairs else f"{others}{advised(findings)}." if mended < len(findings) else ""
    return f"{looked}: {counted(len(findings), 'difference')}.{does}{advice}"


def advised(findings: Iterable[Finding]) -> str:
    """Return what to do about differences that `--repair` alone doesn't mend."""
    return "; ".join(dict.fromkeys(NOT_MENDED[one.kind] for one in findings if one.kind in NOT_MENDED))


def mended(done: Repair) -> str:
    """Return what was queued, and what follows."""
    queued = f"Queued: {counted(done.sources, 'file')} to be read again, {counted(done.pages, 'page')} to be rendered again."
    advice = f": {does}" if (does := advised(done.left)) else ""
    left = f" That leaves {counted(len(done.left), 'difference')}{advice}." if done.left else ""
    return f"{queued}{left} Run `presswork doctor` again in a minute."


def described(findings: Sequence[Finding], numbers: Mapping[str, int], done: Repair | None) -> dict[str, object]:
    """Return the report for other programs."""
    rows = [{"kind": one.kind, "what": one.what, "says": str(one)} for one in findings]
    queued = {"queued": {"files": done.sources, "pages": done.pages, "left": len(done.left)}} if done else {}
    return {"files": numbers.get("sources", 0), "pages": numbers.get("pages", 0), "differences": rows, **queued}
