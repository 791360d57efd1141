"""What belongs to one upload: the copy of a file, and the reports that lie beside a source."""

from chalicelib import refusals
from chalicelib.press import troubles
from chalicelib.press.house import House
from chalicelib.press.needs import Copy, Made, Records, Steps, Summaries
from chalicelib.words import Page


def file(page: Page, _house: House) -> Steps[Copy | Made]:
    """The bytes that were accepted, under the same path."""
    records = yield Records(frozenset({page.of}))
    record = records.get(page.of)
    return Copy(record.media.key, record.media.type, record.media.etag) if record and record.media else Made(None)


def report(page: Page, _house: House) -> Steps[Made]:
    """Why the last upload was refused; nothing when it wasn't."""
    records = yield Records(frozenset({page.of}))
    record = records.get(page.of)
    return Made(refusals.report(page.of, record.refusal).encode() if record and record.refusal else None)


def warnings(page: Page, _house: House) -> Steps[Made]:
    """Links and images of the site itself that lead nowhere, and what was given up; it heals by itself when they arrive."""
    records = yield Records(frozenset({page.of}))
    record = records.get(page.of)
    links = record.post.links if record and record.post else ()
    images = record.shows if record else ()
    targets = (yield Records(frozenset((*links, *images)))) if links or images else {}
    missing = [key for key in links if key not in targets or not targets[key].post]
    unseen = [key for key in images if key not in targets or not targets[key].media]
    failing = yield Summaries(troubles.STAND, troubles.NAME)
    told = [
        *([refusals.missing_links(page.of, missing)] if missing else []),
        *([refusals.missing_images(page.of, unseen)] if unseen and not missing else []),
        *troubles.told_of(page.of, (troubles.Trouble(**one.value) for one in failing.values())),
    ]
    return Made("\n".join(told).encode() if told else None)
