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
from contextlib import contextmanager
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
            self._read()
        return self.seen

    def types(self, text: str) -> None:
        os.write(self.screen, text.encode())

    def ends(self) -> int:
        """Wait for the end of the command; return its exit status."""
        last = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < last, self.seen
            self._read()
        while self._read():
            pass
        return self.process.wait()

    def reads(self) -> bool:
        """Read what was printed, so that the command isn't held up."""
        self._read()
        return True

    def _read(self) -> bool:
        ready, _, _ = select.select([self.screen], [], [], 0.1)
        try:
            read = os.read(self.screen, 65536) if ready else b""
        except OSError:  # the other end is closed
            return False
        self.seen += read.decode(errors="replace")
        return bool(read)


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
