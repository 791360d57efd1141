"""Repairs: pages and sources are queued, and nothing is written here: the functions read, render and write, as always."""

from collections.abc import Iterable

from chalicelib.cloud.ports import Cloud
from chalicelib.frozen import Frozen
from chalicelib.publishing import messages
from infra.authoring.inspect.differences import Difference


class RepairResult(Frozen):
    """The numbers of queued pages and sources, and the differences for which nothing was queued."""

    pages: int
    sources: int
    left: tuple[Difference, ...]


def repair(cloud: Cloud, differences: Iterable[Difference], *, delete: bool = False) -> RepairResult:
    """Queue the pages and sources of these differences; objects that belong to no page are removed only with `delete`.

    The pages are compared with the bucket, whatever was last written. An object that belongs to no page is queued as the page of
    an address without a post, so rendering removes it.
    """
    every = tuple(differences)
    chosen = [difference for difference in every if difference.kind != "strange" or delete]
    changes = {difference.change for difference in chosen if difference.change}
    pages = {difference.page for difference in chosen if difference.page}
    cloud.uploads.send(messages.again([change]) for change in sorted(changes, key=lambda change: change.key))
    cloud.press.send(messages.to_press(pages, doubtful=True))
    queued = {difference for difference in chosen if difference.change or difference.page}
    return RepairResult(len(pages), len(changes), tuple(difference for difference in every if difference not in queued))
