"""The line of a warning is the same wherever an author reads it."""

import pytest

from chalicelib.diagnostics import CAUTIONS, Diagnostic
from infra.authoring.check.check_messages import FORMATS, Finding, Report
from infra.authoring.push.push_events import SAID, doubtful

KEY = "posts/a.md"


@pytest.mark.parametrize("code", CAUTIONS)
def test_a_check_and_a_push_explain_a_warning_as_a_build_does(code: str) -> None:
    diagnostic = Diagnostic(code, "Is this right?", 4)
    line = f"{KEY}:4: warning: {diagnostic.explanation}"

    check = FORMATS["text"](Report([Finding(KEY, 4, code, diagnostic.found)], 1, 0.1))

    assert SAID["warning"].text(doubtful(KEY, diagnostic)) == line
    assert check.startswith(f"{line}. ")
