"""The rights of functions to the table's partitions: a policy allows exactly the rows of `RIGHTS`, and they allow few things."""

import re
from collections.abc import Iterator
from itertools import permutations

import pytest

from chalicelib.partitions import (
    ACTS,
    DUE,
    IMAGE,
    LIMIT,
    LINKS,
    LIST,
    MAILS,
    MONTHS,
    OF_READERS,
    PARTITIONS,
    PEOPLE,
    PHRASES,
    PICTURE,
    PROOF,
    READERS,
    SAME,
    SITE,
    SOURCE,
    TOPICS,
    TRANSLATIONS,
    URL,
    WAITING,
    YEARS,
    pattern,
)
from infra.stack.access import policies
from infra.stack.access.rights import READING, RIGHTS, WRITING, counted, rows
from infra.stack.functions import FUNCTIONS, Function
from tests.stack.iam import like
from tests.stack.policies import CATALOG, PROJECT, every_function, reaches, row_of

EVERY_ACTION = (
    *sorted(set(policies.ACTIONS.values())),
    "Scan",
    "PartiQLSelect",
    "PartiQLInsert",
    "PartiQLUpdate",
    "PartiQLDelete",
    "ConditionCheckItem",
)


def a_key(row: str) -> str:
    """A partition key that begins so."""
    return f"{row}07#x" if row.endswith("#") else row


KEYS = sorted({a_key(row) for rights in RIGHTS.values() for row in rights.items} | {a_key(row) for row in PARTITIONS})


def allowed_by_the_table(function: Function, action: str, key: str) -> bool:
    methods = RIGHTS[function.name].items.get(row_of(function.name, key), "").split()
    return action in {policies.ACTIONS[method] for method in methods}


def out_of_reach() -> Iterator[tuple[str, str, str]]:
    """Every function, action and key to which it has no right."""
    for function in FUNCTIONS:
        for action in EVERY_ACTION:
            yield from ((function.name, action, key) for key in KEYS if not allowed_by_the_table(function, action, key))


@every_function
def test_a_function_reaches_a_key_by_an_action_only_where_the_table_of_rights_says_so(function: Function) -> None:
    cases = [(action, key) for action in EVERY_ACTION for key in KEYS]

    assert [case for case in cases if reaches(function, *case) != allowed_by_the_table(function, *case)] == []


@every_function
def test_a_batch_that_names_a_key_out_of_reach_is_denied_whatever_it_names_beside(function: Function) -> None:
    for action in ("BatchGetItem", "BatchWriteItem"):
        within = [key for key in KEYS if reaches(function, action, key)]

        assert not within or reaches(function, action, *within)
        assert [key for key in set(KEYS) - set(within) if reaches(function, action, *within, key)] == []


@every_function
def test_a_request_without_a_key_or_through_an_index_is_denied(function: Function) -> None:
    assert [action for action in EVERY_ACTION if reaches(function, action)] == []
    assert [key for key in KEYS if reaches(function, "Query", key, on=f"{CATALOG}/index/any")] == []


@pytest.mark.parametrize(
    "key", ["", "SOURCE", "SITE#x", "UNKNOWN", "READERS", "OWING#", "LETTERS#x", "xSITE", "site", "TOPICSx", "*"]
)
def test_a_key_of_no_partition_is_reached_by_nobody(key: str) -> None:
    assert [(one.name, action) for one in FUNCTIONS for action in EVERY_ACTION if reaches(one, action, key)] == []


def test_every_partition_is_read_by_some_function_and_written_by_some() -> None:
    methods = {
        partition: {
            method
            for rights in RIGHTS.values()
            for row, methods in rights.items.items()
            if row.startswith(partition)
            for method in methods.split()
        }
        for partition in PARTITIONS
    }

    assert [partition for partition, every in methods.items() if not every & {*READING}] == [ACTS]  # `presswork desk log` does
    assert [partition for partition, every in methods.items() if not every & {*WRITING}] == [PEOPLE]  # `presswork desk` does


def test_nobody_who_signs_in_by_the_api_can_invite_others_or_change_a_role() -> None:
    assert [name for name, rights in RIGHTS.items() if set(rights.items.get(PEOPLE, "").split()) & {*WRITING}] == []


def test_no_module_writes_the_beginning_of_a_key_itself() -> None:
    written = re.compile(r"""(\bAt\(|\.query\(|\bSummary\()f?["'](?!{)""")
    modules = {path: path.read_text() for path in (PROJECT / "chalicelib").rglob("*.py")}

    assert [str(path) for path, text in modules.items() if written.search(text)] == []


def test_no_key_belongs_to_two_partitions() -> None:
    for one, other in permutations(PARTITIONS, 2):
        assert not like(pattern(one), a_key(other)), (one, other)


def test_every_row_is_a_partition_or_a_part_of_one_and_no_row_of_a_function_is_a_part_of_another() -> None:
    for rights in RIGHTS.values():
        assert all(row in PARTITIONS or row.startswith((LIMIT, MAILS)) for row in rights.items)
        assert not [pair for pair in permutations(rights.items, 2) if like(pattern(pair[0]), a_key(pair[1]))]


AT_AUTHORS_INPUT = ("ingest", "press", "images", "popular")
OF_THE_SITE = (SOURCE, URL, LIST, TRANSLATIONS, LINKS, SAME, DUE, SITE, PHRASES, MONTHS, YEARS, TOPICS, IMAGE, PROOF)


def test_functions_that_read_what_authors_wrote_have_no_right_to_anything_about_a_reader() -> None:
    reached = [
        (one.name, action, key)
        for one in FUNCTIONS
        if one.name in AT_AUTHORS_INPUT
        for action in EVERY_ACTION
        for key in map(a_key, OF_READERS)
        if reaches(one, action, key)
    ]

    assert reached == []


def test_the_clock_takes_sign_ups_whose_turn_has_come_and_reads_the_sites_own_limit_and_nothing_else_of_readers() -> None:
    assert {row: methods for row, methods in RIGHTS["tick"].items.items() if row.startswith(OF_READERS)} == {
        WAITING: "query delete",
        counted("site-hour"): "get",
    }


@pytest.mark.parametrize("function", ["api_handler", "mail_in", "mail_news", "popular", "images"])
def test_functions_that_strangers_reach_or_that_decode_images_write_nothing_of_the_site(function: str) -> None:
    assert rows(function, WRITING) & {*OF_THE_SITE} == set()


def test_the_encoder_of_images_writes_only_what_became_of_images() -> None:
    images = RIGHTS["images"]

    assert images.items == {SOURCE: "get", PICTURE: "get put add"}
    assert [(row.bucket, row.actions) for row in images.objects] == [("content", "GetObject"), ("encoded", "PutObject")]


def test_the_function_of_the_desk_reads_no_address_of_a_subscriber() -> None:
    assert {READERS, MAILS, WAITING} & set(RIGHTS["authoring"].items) == set()
