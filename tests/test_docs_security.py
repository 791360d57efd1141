"""`docs/security.md` is true: its table is what the tests try, and what it says of policies and headers is what the stack has."""

from importlib import import_module

import pytest

from infra.stack.headers import content_security
from infra.stack.roles import ROLES, TAG
from tests import tried
from tests.docs import ROOT, prose_of

SECURITY = tried.DOCS.read_text(encoding="utf-8")


def test_the_table_of_what_was_tried_is_what_the_tests_try() -> None:
    assert tried.TABLE.findall(SECURITY) == [tried.table()], "python -m tests.tried writes it anew"


@pytest.mark.parametrize("case", [case for row in tried.ROWS for case in row.cases])
def test_every_place_that_the_table_counts_has_cases_and_belongs_to_a_module_of_tests(case: str) -> None:
    module, _, _ = case.partition(":")

    assert tried.count(case) > 0
    assert any(name.startswith("test_") for name in vars(import_module(module)))


def test_no_case_is_counted_twice() -> None:
    cases = [case for row in tried.ROWS for case in row.cases]

    assert len(cases) == len(set(cases))


def test_what_is_said_of_rights_and_headers_is_what_the_stack_has() -> None:
    assert f"`{TAG}`" in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert all(f"`{role.resource}Arn`" in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8") for role in ROLES)
    assert "default-src 'none'" in content_security("'none'")
    assert "`default-src 'none'`" in prose_of(SECURITY)
