"""What a source leaves in an empty table is worked out without the steps of an ingest, and comes to the same."""

import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from chalicelib.cloud.items import At, Value
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud
from chalicelib.publishing.decide import Change
from chalicelib.publishing.first_ingest import first_ingest, marks_of
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.objects import found_in
from chalicelib.publishing.parse import look, reading_of
from chalicelib.publishing.resolve_owed import resolve
from chalicelib.publishing.upload import ParseContext
from chalicelib.record import LOWEST
from chalicelib.store import site_files
from infra.build.encoding import Jobs
from infra.build.pages import BuildQueue, folder_cloud
from infra.files.blog_folder import every_key, only_sources
from tests.build.edits import Author, seeded

SEEDS = range(8)


def filled(author: Author, step: Callable[[Cloud, str], None]) -> Mapping[At, Mapping[str, Value]]:
    """The table after a step for each source of the author, in the order of a build; nonces and compression left aside."""
    cloud = folder_cloud(author.sources, author.cache, table := MemoryTable(), BuildQueue(), Jobs(), "", author.now)
    for key in only_sources(every_key(cloud.content)):
        step(cloud, key)
    return {item.at: {name: plain(name, value) for name, value in item.has.items()} for item in table.items()}


def plain(name: str, value: Value) -> Value:
    return "" if name == "nonce" else zlib.decompress(value) if isinstance(value, bytes) else value


def ingest_as_ever(cloud: Cloud, key: str) -> None:
    ingest(cloud, Change(key, LOWEST))


def ingest_at_once(seen: set[str], cloud: Cloud, key: str) -> None:
    """Write what the source leaves, where no source before has any of its marks."""
    own = site_files.read(cloud)
    upload = look(key, found_in(cloud.content, key), ParseContext(own.site, cloud.clock.now()))
    first = first_ingest(key, upload, reading_of(own.site))
    if upload.site_file is None and own.version and seen.isdisjoint(marks_of(first.record)):
        cloud.table.put_many(first.items)
        resolve(cloud, first.record)
    else:
        ingest_as_ever(cloud, key)
    seen |= marks_of(first.record)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_first_source_leaves_is_what_an_ingest_leaves(tmp_path: Path, seed: int) -> None:
    author = Author(tmp_path, seeded(seed))
    author.begin()
    for _ in range(40):
        author.edit()

    assert filled(author, partial(ingest_at_once, set())) == filled(author, ingest_as_ever)
