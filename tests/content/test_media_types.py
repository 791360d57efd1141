"""The table of media types: each place that knows extensions or types says the same as the table."""

import json
from pathlib import Path

from chalicelib.content.media.files import KINDS, sort_of
from chalicelib.content.media.media_types import FEEDS, IN_ADDRESSES, MEDIA_TYPES, PUBLISHED, SOURCES, TYPES, extension_of
from chalicelib.edge import responses, rule
from chalicelib.rendering import page_kinds
from infra.edge import functions

EDGE = Path(functions.__file__).parent


def test_each_extension_has_one_row_in_lower_case() -> None:
    extensions = [row.extension for row in MEDIA_TYPES]

    assert len(set(extensions)) == len(extensions)
    assert all(extension == extension.lower() and "." not in extension for extension in extensions)


def test_what_is_published_has_a_type_and_an_address_of_its_own() -> None:
    assert [row.extension for row in MEDIA_TYPES if row.published and not (row.type and row.in_address)] == []
    assert [row.extension for row in MEDIA_TYPES if row.published and row.source] == []
    assert KINDS == PUBLISHED


def test_every_extension_of_a_source_makes_a_source() -> None:
    assert {sort_of(f"posts/a.{extension.upper()}") for extension in SOURCES} == {"source"}


def test_the_edge_function_knows_the_extensions_of_the_table() -> None:
    cases = json.loads((EDGE / "cases.json").read_text(encoding="utf-8"))
    script = (EDGE / "request.js").read_text(encoding="utf-8")
    rows = script.partition("const FILES = [")[2].partition("]")[0].replace('"', " ").replace(",", " ")

    assert sorted(IN_ADDRESSES) == sorted(rule.FILES) == cases["files"] == sorted(rows.split())


def test_the_types_of_pages_are_those_of_their_objects_and_of_feeds() -> None:
    kinds = {name: kind for name, kind in page_kinds.KINDS.items() if kind.type and not name.startswith("old-")}

    assert {name: kinds[name].type for name in page_kinds.FEEDS} == {name: feed.served for name, feed in FEEDS.items()}
    assert kinds["comments"].type == FEEDS["rss"].served
    assert {kind.type for name, kind in kinds.items() if name not in (*FEEDS, "comments")} <= set(TYPES.values())


def test_the_local_site_knows_feeds_by_their_keys() -> None:
    assert {
        "/feed/index.xml": FEEDS["rss"].served,
        "/feed/atom/index.xml": FEEDS["atom"].served,
        "/feed/json/index.json": FEEDS["json"].served,
    } == responses.FEEDS


def test_an_extension_is_what_follows_the_last_dot() -> None:
    assert [extension_of(name) for name in ("a.tar.GZ", "README", "a.")] == ["gz", "", ""]
