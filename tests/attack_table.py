"""The attacks that the tests try, for the table in `docs/security.md`, which `make docs` writes.

A row names the attack, its result, and the places of its cases, as `module:name`: a test counts as often as pytest runs it, a
table by its length, a number by its value, a function by its result.
"""

from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass
from importlib import import_module
from math import prod
from typing import Any

from tests.each import cases_of


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, with the sum of its cases."""

    what: str
    becomes: str
    cases: tuple[str, ...]


ROWS: tuple[Row, ...] = (
    Row(
        "HTML and Markdown that would run, fetch or imitate the site",
        "removed",
        ("tests.content.test_sanitizer:test_harm_is_taken_out", "tests.content.test_sanitizer:OTHER_FRAMES"),
    ),
    Row(
        "addresses in disguise, wherever an author can write one",
        "none is published",
        ("tests.safety.test_published:placed", "tests.safety.test_published:raw"),
    ),
    Row(
        "payloads in pages that a browser opens and clicks through",
        "none runs",
        ("tests.browser.test_attacked:some", "tests.browser.test_attacked:raw"),
    ),
    Row(
        "comments that would run, hide, mislead or break out",
        "shown as text, each in its place",
        ("tests.comments.test_hostile_comments:payloads",),
    ),
    Row(
        "SVG images that would run, fetch, or keep a parser busy",
        "refused, with the line",
        (
            "tests.content.test_svg:test_what_could_run_or_fetch_is_refused_with_its_line",
            "tests.content.test_svg:test_what_is_no_plain_svg_is_refused",
            "tests.content.test_svg_styles:cases",
        ),
    ),
    Row(
        "texts that would take too long, or are nested too deeply",
        "refused at once",
        ("tests.content.test_budget:SLOW", "tests.content.test_budget:DEEP"),
    ),
    Row(
        "uploads made to cost time or memory",
        "handled within a function's memory and 12 seconds",
        ("tests.bounds.test_hostile:CASES",),
    ),
    Row(
        "parsers under fuzzers",
        "refused, or read the same way twice",
        ("tests.fuzz.test_fuzz:TARGETS", "tests.fuzz.test_fuzz:REGRESSIONS"),
    ),
    Row(
        "sign-ups of other people, with tricks of spelling and from up to 65,536 networks",
        "at most three mails a week for a mailbox; honest visitors get theirs",
        ("tests.web.test_abuse:ATTACKS",),
    ),
    Row(
        "templates that would run on, use up memory, or escape",
        "refused, with the line",
        (
            "tests.rendering.test_own_templates:test_a_template_that_fails_is_refused_with_its_line",
            "tests.rendering.test_own_templates:test_a_template_that_is_absurdly_nested_is_refused",
            "tests.rendering.test_template_costs:DEAR",
        ),
    ),
    Row(
        "files that say where they were taken",
        "refused, with the part of the file",
        (
            "tests.content.test_file_places:ROWS",
            "tests.content.test_file_places:test_a_text_with_a_picture_is_refused_if_the_picture_tells_a_place",
            "tests.content.test_file_places:test_the_first_bytes_decide_the_kind_and_not_the_name",
        ),
    ),
    Row(
        "texts that a terminal would obey, or that would mislead the eye",
        "escaped",
        ("tests.command.test_writer:HARMFUL", "tests.command.test_writer:WAYS"),
    ),
    Row(
        "names of encodings",
        "the file is read, or refused",
        ("tests.importers.test_encodings:NAMES",),
    ),
    Row(
        "addresses of Presswork's own, of other sites, outside the site",
        "refused, or made harmless",
        (
            "tests.publishing.test_hostile_names:test_what_is_hostile_to_the_eye_gets_no_address_of_presswork_or_of_another_site",
            "tests.publishing.test_hostile_names:test_a_pattern_of_addresses_leads_neither_off_the_site_nor_to_what_is_kept",
        ),
    ),
    Row(
        "names too long for the services that keep them",
        "refused, or without effect",
        ("tests.publishing.test_hostile_names:test_a_name_that_is_too_long_is_refused_or_does_no_harm",),
    ),
    Row(
        "taking another source's address, former address, alias or id",
        "the second is refused, with a report",
        (
            "tests.publishing.test_addresses:test_an_alias_takes_no_address_that_leads_to_another_source_until_that_is_gone",
            "tests.publishing.test_addresses:test_who_lives_at_anothers_former_address_for_a_while_does_not_take_it_along",
            "tests.publishing.test_addresses:test_who_lives_at_anothers_alias_for_a_while_does_not_take_it_along",
            "tests.publishing.test_addresses:test_a_source_that_is_renamed_keeps_its_addresses_from_anothers_alias",
            "tests.publishing.test_ids:test_the_first_source_keeps_an_id_and_the_second_is_told",
            "tests.publishing.test_ids:test_no_post_can_name_its_own_the_id_that_another_has_from_its_key",
            "tests.publishing.test_hostile_names:test_two_ways_to_write_one_address_are_one_address",
        ),
    ),
    Row(
        "uploads with any other error",
        "refused, with a report; nothing else changes",
        ("tests.publishing.test_refusals:test_a_bad_upload_is_told_of_and_touches_nothing_else",),
    ),
    Row(
        "requests to the CDN, and redirects of objects",
        "none leaves the site",
        (
            "tests.edge.test_rule:test_an_address_is_answered_as_the_table_says",
            "tests.edge.test_rule:test_an_object_that_has_moved_sends_its_reader_on_but_never_off_the_site",
        ),
    ),
    Row(
        "requests that try to find out whether an address follows",
        "the same answer, after the same calls",
        ("tests.web.test_strangers:test_a_sign_up_is_answered_alike_by_as_many_calls_whatever_the_address",),
    ),
    Row(
        "requests to the API with a body that can't be read",
        "refused; nothing changes",
        ("tests.web.test_strangers:test_every_post_that_needs_its_body_refuses_an_unreadable_body",),
    ),
    Row(
        "forged requests to the desk, and ended sessions",
        "refused; nothing changes",
        (
            "tests.authoring_api.test_desk_attacks:test_a_forged_request_changes_nothing",
            "tests.authoring_api.test_desk_attacks:test_a_forged_request_changes_nothing_even_with_the_text_of_the_session",
            "tests.authoring_api.test_desk_attacks:test_a_session_that_has_ended_reads_and_changes_nothing",
        ),
    ),
    Row(
        "names of files and bodies at the desk",
        "taken literally, or refused",
        (
            "tests.authoring_api.test_others_files:PATHS",
            "tests.authoring_api.test_others_files:LITERAL",
            "tests.authoring_api.test_desk_bodies:RAW",
            "tests.authoring_api.test_desk_bodies:VALUES",
            "tests.authoring_api.test_desk_bodies:OPENED",
        ),
    ),
    Row(
        "rights of authors, editors and designers",
        "according to the table of rights",
        (
            "tests.stack.test_roles:test_each_may_do_with_a_key_what_the_table_says",
            "tests.stack.test_roles:test_a_tag_is_read_letter_by_letter",
            "tests.stack.test_roles:test_each_lists_only_what_is_its_own",
        ),
    ),
    Row(
        "functions that access items outside their task",
        "denied by their policies",
        ("tests.stack.test_partition_rights:out_of_reach",),
    ),
    Row(
        "exports of old blogs that would write elsewhere, unpack without end, or break or delay their reader",
        "refused, or left out",
        (
            "tests.importers.test_archives:test_a_name_that_leads_out_is_refused_and_the_rest_is_read",
            "tests.importers.test_archives:test_a_name_without_end_is_refused",
            "tests.importers.test_archives:test_a_link_is_not_followed",
            "tests.importers.test_archives:test_an_archive_within_an_archive_is_not_opened",
            "tests.importers.test_archives:test_a_bomb_is_refused_before_it_is_unpacked",
            "tests.importers.test_archives:test_a_file_that_says_less_than_it_holds_is_cut_off_in_bounded_memory",
            "tests.importers.test_archives:test_a_text_beyond_all_measure_is_refused_in_bounded_memory",
            "tests.importers.test_archives:test_a_list_of_millions_of_entries_is_not_read",
            "tests.importers.test_archives:test_an_encrypted_entry_is_refused",
            "tests.importers.test_archives:test_what_is_no_zip_is_refused_in_words",
            "tests.importers.test_archives:test_a_broken_entry_is_refused_in_words",
            "tests.importers.test_json_slices:test_what_is_no_sound_document_is_refused_in_words",
            "tests.importers.test_ghost_media:test_a_link_out_of_the_folder_of_media_is_not_followed",
            "tests.importers.test_ghost:test_a_hostile_post_is_left_out_and_the_others_are_not",
            "tests.importers.test_ghost:test_what_is_no_export_is_refused_in_words",
            "tests.importers.test_ghost_cards:test_a_text_that_is_made_to_take_long_is_read_to_its_end",
            "tests.importers.test_medium:test_a_hostile_file_is_left_out_and_the_others_are_not",
            "tests.importers.test_substack:test_a_hostile_text_is_left_out_and_the_others_are_not",
            "tests.importers.test_substack:test_broken_data_of_a_block_costs_only_the_block",
        ),
    ),
)


def count(case: str) -> int:
    """Return the number of cases at `module:name`."""
    module, _, name = case.partition(":")
    found: Any = getattr(import_module(module), name)
    return _runs(found) if name.startswith("test_") else _size(found() if callable(found) else found)


def _runs(test: Callable[..., None]) -> int:
    """Return how often pytest runs this test."""
    marks: Sequence[Any] = getattr(test, "pytestmark", ())
    return prod(len(list(mark.args[1])) for mark in marks if mark.name == "parametrize") * cases_of(test)


def _size(found: Any) -> int:
    if isinstance(found, int):
        return found
    return len(found) if isinstance(found, Sized) else len(list(found))


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the table in the docs."""
    yield from ((row.what, f"{sum(map(count, row.cases)):,}", row.becomes) for row in ROWS)
