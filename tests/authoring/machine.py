"""The command as a user runs it: a process in a folder, with a terminal or without one."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE

RUN = [sys.executable, "-c", "import sys; from infra.command import main; sys.exit(main())"]


def environment(folder: Path, **settings: str) -> Mapping[str, str]:
    return {**os.environ, "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(folder), "TERM": "xterm", **settings}


def presswork(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, without a terminal."""
    return subprocess.run(  # noqa: S603 - our own
        [*RUN, *words],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )


@dataclass
class Terminal:
    """A command in a pseudo-terminal."""

    process: subprocess.Popen[bytes]
    screen: int
    seen: str = ""

    def sees(self, text: str) -> str:
        """Wait until this has been printed; return all that was."""
        last = time.monotonic() + PATIENCE
        while text not in self.seen:
            assert time.monotonic() < last, self.seen
            assert self._read() or text in self.seen, f"it ended without {text!r}: {self.seen}"
        return self.seen

    def types(self, text: str) -> None:
        os.write(self.screen, text.encode())

    def ends(self) -> int:
        """Read until the command has ended; return its exit status."""
        last = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < last, self.seen
        return self.process.wait(PATIENCE)

    def reads(self) -> bool:
        """Read what was printed, so that the command isn't held up."""
        self._read()
        return True

    def _read(self) -> bool:
        """Read what comes within a moment; False once all is read and nobody writes any more."""
        ready, _, _ = select.select([self.screen], [], [], 0.1)
        with suppress(OSError):  # Linux's answer once the other side is closed
            self.seen += os.read(self.screen, 65536).decode(errors="replace") if ready else ""
            return True
        return False


@contextmanager
def in_terminal(folder: Path, *words: str, **settings: str) -> Iterator[Terminal]:
    """Start the command in a pseudo-terminal, and stop it in the end."""
    screen, keyboard = pty.openpty()
    fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    with subprocess.Popen(  # noqa: S603 - our own
        [*RUN, *words],
        cwd=folder,
        env=environment(folder, **settings),
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        start_new_session=True,
    ) as process:
        os.close(keyboard)
        try:
            yield Terminal(process, screen)
        finally:
            if process.poll() is None:
                process.kill()
            os.close(screen)
