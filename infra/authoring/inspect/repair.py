"""Repairing: what mends a difference is queued, and nothing is written here: the functions read, render and write, as always."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.cloud.ports import Cloud
from chalicelib.publishing import messages
from infra.authoring.inspect.differences import Finding


@dataclass(frozen=True, slots=True)
class Repair:
    """What was queued, how many pages and sources; and what isn't mended by that."""

    pages: int
    sources: int
    left: tuple[Finding, ...]


def repair(cloud: Cloud, findings: Iterable[Finding], *, delete: bool = False) -> Repair:
    """Queue what mends these differences; objects that no page shows are removed only with `delete`.

    Of the pages, the bucket is looked at, whatever was last written. An object that nothing shows is the page of an address
    where nothing lives, so rendering removes it.
    """
    known = tuple(findings)
    meant = [one for one in known if one.kind != "strange" or delete]
    changes = {one.change for one in meant if one.change}
    pages = {one.page for one in meant if one.page}
    cloud.uploads.send(messages.again([change]) for change in sorted(changes, key=lambda change: change.key))
    cloud.press.send(messages.to_press(pages, doubtful=True))
    return Repair(len(pages), len(changes), left_of(known, meant))


def left_of(known: Sequence[Finding], meant: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the differences for which nothing was queued."""
    mended = {one for one in meant if one.change or one.page}
    return tuple(one for one in known if one not in mended)
