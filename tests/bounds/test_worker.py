"""A case runs in a child of its own, which ends with its case, whatever interrupts it."""

import subprocess
import sys
from pathlib import Path

import pytest

INTERRUPTED = """
import os, signal
from tests.bounds.worker import in_child
if {when!r} == "as it begins":
    os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))
print(in_child(lambda: os.kill(os.getpid(), signal.SIGINT) or {{}})["code"], flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("when", ["as it begins", "at its work"])
def test_a_child_that_is_interrupted_never_goes_on_as_its_parent(when: str) -> None:
    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", INTERRUPTED.format(when=when)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert ran.stdout == "KeyboardInterrupt()\n"
    assert ran.stderr == ""
