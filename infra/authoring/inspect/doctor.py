"""The doctor of a site: compares it with itself, reports each difference in words, and queues repairs on request."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from chalicelib.cloud.ports import Cloud
from chalicelib.store import item_keys
from infra.authoring.inspect import queue_depths
from infra.authoring.inspect.audit import Audit
from infra.authoring.inspect.differences import OTHER_REMEDIES, Difference
from infra.authoring.inspect.repair import RepairResult
from infra.authoring.target.bucket_listing import Listing, of_s3
from infra.authoring.target.destination import Destination
from infra.files.relative_path import relative
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.progress import progress
from infra.terminal.streams import CannotError, counted

SHOWN = 20  # reported differences of one kind, unless all are requested


def listings(destination: Destination) -> tuple[Listing, Listing]:
    """Return the listings of the content bucket and of the public bucket. Raises CannotError for a folder of a build."""
    if destination.out is not None:
        again = f"`presswork build {word(relative(destination.folder))} {word(destination.out)}`"
        raise CannotError(f"a build compares its folders itself: run {again}, or add --fresh to build everything again", UNABLE)
    return of_s3(destination.s3, destination.content_bucket), of_s3(destination.s3, destination.settings["PUBLIC_BUCKET"])


def compare(destination: Destination, *, deep: bool, shown: bool) -> tuple[Sequence[Difference], Counter[str]]:
    """Compare the site with itself; return the differences, and how many sources and pages were looked at."""
    numbers: Counter[str] = Counter()
    content, public = listings(destination)
    with progress("compared", shown=shown) as bar:

        def told(number: int, what: str) -> None:
            numbers[what] += number
            bar.update(number)

        return tuple(Audit(destination.cloud, content, public, deep, told).differences()), numbers


def is_busy(destination: Destination) -> bool:
    """Return whether something is still being published, so that a difference may be over in a moment."""
    return is_reading(destination.cloud) or any(depth.waiting or depth.handled for depth in queue_depths.depths_of(destination))


def is_reading(cloud: Cloud) -> bool:
    """Return whether a source is being read now."""
    return any(item.number("tries", 0) for item in cloud.table.query(item_keys.OWING, limit=100))


# ---- in words


def lines(differences: Iterable[Difference], *, everything: bool) -> Iterator[str]:
    """Yield a line for each difference, those of a kind together; of many, the first ones and how many there are."""
    for _, several in groupby(sorted(differences, key=attrgetter("kind", "what")), attrgetter("kind")):
        all_of_kind = list(several)
        reported = all_of_kind if everything else all_of_kind[:SHOWN]
        yield from map(str, reported)
        if len(reported) < len(all_of_kind):
            yield f"… and {len(all_of_kind) - len(reported):,} more like this; --all lists them"


def summary(differences: Sequence[Difference], numbers: Mapping[str, int], *, repairs: bool = False) -> str:
    """Return how much was compared, how many differences there are, and what to do about them, unless it `repairs` them now."""
    compared = f"{numbers.get('sources', 0):,} files and {numbers.get('pages', 0):,} pages compared"
    if not differences:
        return f"{compared}: nothing is missing."
    text = f"{compared}: {counted(len(differences), 'difference')}."
    if repairs:
        return text
    repairable = sum(each.kind not in OTHER_REMEDIES for each in differences)
    if repairable:
        text += f" `presswork doctor --repair` repairs {repairable:,} of them."
    if repairable < len(differences):
        text += f"{' For the others:' if repairable else ''} {advice_on(differences)}."
    return text


def advice_on(differences: Iterable[Difference]) -> str:
    """Return the remedies of differences that `--repair` alone doesn't mend."""
    return "; ".join(dict.fromkeys(OTHER_REMEDIES[each.kind] for each in differences if each.kind in OTHER_REMEDIES))


def repair_text(done: RepairResult) -> str:
    """Return the text about a repair: what was queued, and what to do next."""
    queued = f"Queued: {counted(done.sources, 'file')} to be read again, {counted(done.pages, 'page')} to be rendered again."
    advice = f": {does}" if (does := advice_on(done.left)) else ""
    left = f" That leaves {counted(len(done.left), 'difference')}{advice}." if done.left else ""
    return f"{queued}{left} Run `presswork doctor` again in a minute."


def as_document(differences: Sequence[Difference], numbers: Mapping[str, int], done: RepairResult | None) -> dict[str, object]:
    """Return the report for other programs."""
    rows = [{"kind": each.kind, "what": each.what, "says": str(each)} for each in differences]
    queued = {"queued": {"files": done.sources, "pages": done.pages, "left": len(done.left)}} if done else {}
    return {"files": numbers.get("sources", 0), "pages": numbers.get("pages", 0), "differences": rows, **queued}
