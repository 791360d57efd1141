"""The result of a build, in the form in which the catalog keeps it."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import field

from chalicelib.cloud.items import Value
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from infra.build.build_messages import Lacks
from infra.build.catalog import Source
from infra.build.comment_changes import NotedFile


class Count(NamedTuple):
    """How many pages there are, and how many other objects (`counted_pages`)."""

    pages: int
    files: int


class Result(Frozen):
    """The sources, what the site lacks, how many pages and files there are, the pages that could not be made, and the files of
    comments."""

    sources: Mapping[str, Source]
    lacks: Lacks
    count: Count
    failed: frozenset[Page] = frozenset()
    comments: Mapping[str, NotedFile] = field(default_factory=dict)

    @property
    def state(self) -> Mapping[str, Value]:
        """What the catalog stores of it beside the sources."""
        return {"lacks": self.lacks.text, **self.count._asdict(), "failed": bool(self.failed)}
