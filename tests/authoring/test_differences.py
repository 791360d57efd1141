"""The doctor's decisions: what was seen of a source or of a page, and the kind of difference that it is."""

import pytest

from chalicelib.errors import Refusal
from chalicelib.model import Media, Page
from chalicelib.publishing.write import NOTHING, UNKNOWN, digest
from chalicelib.record import LOWEST, Record
from infra.authoring.inspect.differences import (
    TEXTS,
    Difference,
    ObjectState,
    digest_if_expected,
    rendering_differences,
    source_differences,
    write_state_differences,
)

NOW = "2026-11-25T12:00:00+00:00"
PAST, FUTURE = "2026-11-25T11:00:00+00:00", "2026-11-25T13:00:00+00:00"
PAGE = Page("address", "/a/")
TEXT, FILE = "a.md", "a.pdf"


def record(key: str = TEXT, **has: object) -> Record:
    return Record(key, f"{LOWEST}.000001", **{"state": "published", "digest": "d", **has})  # type: ignore[arg-type]


def file(etag: str = "e", **has: object) -> Record:
    return record(FILE, media=Media(FILE, "application/pdf", etag), digest="", **has)


READ = ObjectState("e", "d")
SOURCES: tuple[tuple[str, ObjectState | None, Record | None, str | None], ...] = (
    (TEXT, READ, record(), None),
    (TEXT, READ, None, "unread"),
    (TEXT, READ, record(state="removed"), "unread"),
    (TEXT, None, None, None),
    (TEXT, None, record(state="removed"), None),
    (TEXT, None, record(), "gone"),
    (TEXT, None, record(state="draft"), "gone"),
    (TEXT, ObjectState("e", "other"), record(), "older"),
    (TEXT, ObjectState("other", "d"), record(), None),
    (TEXT, READ, record(owed=frozenset({PAGE})), "unfinished"),
    (TEXT, READ, record(state="due", wake=PAST), "overdue"),
    (TEXT, READ, record(state="due", wake=FUTURE), None),
    (FILE, ObjectState("e"), file(), None),
    (FILE, ObjectState("other"), file(), "older"),
    (FILE, ObjectState("other"), file(state="refused", refusal=Refusal("kind", "x")), None),
    (FILE, ObjectState("e", encoded=False), file(), "unencoded"),
    ("site.yaml", ObjectState("e", "other"), record("site.yaml"), None),
    ("site.yaml", ObjectState("e", in_force=False), record("site.yaml"), "older"),
    ("templates/post.html", ObjectState("e", in_force=False), record("templates/post.html"), "older"),
)


@pytest.mark.parametrize(("key", "seen", "known", "kind"), SOURCES)
def test_a_source_and_its_record_differ_in_one_way(
    key: str, seen: ObjectState | None, known: Record | None, kind: str | None
) -> None:
    assert [one.kind for one in source_differences(key, seen, known, NOW)] == ([kind] if kind else [])


def test_a_source_is_mended_by_reading_it_again_as_the_upload_that_is_known() -> None:
    (known,) = source_differences(TEXT, None, record(), NOW)
    (unknown,) = source_differences(TEXT, READ, None, NOW)

    assert [one.change.sequence for one in (known, unknown) if one.change] == [LOWEST, LOWEST]


@pytest.mark.parametrize(
    ("state", "standing", "kind"),
    [
        ("x", "x", None),
        (NOTHING, NOTHING, None),
        ("x", NOTHING, "missing"),
        ("x", "y", "changed"),
        (NOTHING, "y", "left"),
        (UNKNOWN, "y", "half"),
        (UNKNOWN, NOTHING, "half"),
    ],
)
def test_a_page_differs_from_what_was_last_written(state: str, standing: str, kind: str | None) -> None:
    assert [one.kind for one in write_state_differences("a/index.html", PAGE, state, standing)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("wanted", "standing", "kind"),
    [("x", "x", None), (NOTHING, NOTHING, None), ("x", NOTHING, "missing"), ("x", "y", "outdated"), (NOTHING, "y", "left")],
)
def test_a_page_differs_from_what_would_be_rendered(wanted: str, standing: str, kind: str | None) -> None:
    assert [one.kind for one in rendering_differences("a/index.html", PAGE, wanted, standing)] == ([kind] if kind else [])


def test_an_object_is_known_by_its_list_unless_it_redirects() -> None:
    assert digest_if_expected("e", ["text/html"], digest("e", "text/html", {})) == digest("e", "text/html", {})
    assert digest_if_expected("e", ["text/html"], digest("e", "text/html", {"location": "/b/"})) is None


@pytest.mark.parametrize("kind", TEXTS)
def test_every_difference_is_a_sentence_about_the_file_or_page(kind: str) -> None:
    said = str(Difference(kind, "a.md", "2026"))  # type: ignore[arg-type]
    assert said.startswith("a.md ")
    assert "{" not in said
