"""A pseudo-terminal, in which a command runs as it does for a person."""

import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "import sys; from infra.command import main; sys.exit(main())")
OWNING = "import os, sys; os.close(os.open(os.ttyname(0), os.O_RDWR)); os.execv(sys.argv[1], sys.argv[1:])"
"""Makes the terminal the one that controls the program, so that Ctrl-C reaches it."""


class Seen:
    """A program in a pseudo-terminal: what it has written, and what is typed for it."""

    def __init__(self, words: Sequence[str], folder: Path, settings: Mapping[str, str]) -> None:
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 200))
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "TERM": "xterm", **settings}
        self._screen, self.text = ours, ""
        self.program = subprocess.Popen(  # noqa: S603 - our own
            (sys.executable, "-c", OWNING, *words),
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def wait_for(self, text: str) -> None:
        """Read until this is on the screen."""
        end = time.monotonic() + PATIENCE
        while text not in self.text:
            assert time.monotonic() < end, f"{text!r} isn't in {self.text!r}"
            assert self._read() or text in self.text, f"it ended without {text!r}: {self.text!r}"

    def ended(self) -> int:
        """Read until it has ended; return its status."""
        while self._read():
            pass
        os.close(self._screen)
        return self.program.wait(PATIENCE)

    def _read(self) -> bool:
        """Read what there is; False once nobody writes any more."""
        ready, _, _ = select.select([self._screen], [], [], PATIENCE)
        assert ready, f"nothing more came after {self.text!r}"
        with suppress(OSError):  # Linux's answer once the other side is closed
            said = os.read(self._screen, 65_536)
            self.text += said.decode(errors="replace")
            return bool(said)
        return False


def seen(folder: Path, *words: str, **settings: str) -> tuple[int, str]:
    """Run `presswork` in a pseudo-terminal; return its status and all that was on the screen."""
    running = Seen((*COMMAND, *words), folder, settings)
    return running.ended(), running.text


def unseen(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `presswork` without a terminal."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "TERM": "xterm", **settings}
    run = (*COMMAND, *words)
    return subprocess.run(  # noqa: S603 - our own
        run, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
