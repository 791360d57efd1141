"""A smoke test of a command that serves until it is interrupted: it prints an address, answers there, and ends by Ctrl-C."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+/")
MOST = 120.0
"""The most seconds until a server answers, and until it has ended."""
PAUSE = 0.1


class SmokeTestError(Exception):
    """The command doesn't serve as it should; the text says why."""


def serve(command: Sequence[str], folder: Path, most: float = MOST) -> str:
    """Run the command in a folder, read the page at the first address that it prints, interrupt it, and return the page.

    Raise `SmokeTestError` if nothing answers, or if it doesn't end well. On Windows, where no program can press Ctrl-C for
    another one, it is only ended.
    """
    output = folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=folder, stdout=file, stderr=subprocess.STDOUT)  # noqa: S603 - ourselves
    try:
        page = _awaited(lambda: _page(_text(output)), process, most, "nothing answers at the address that it prints")
        if os.name != "nt":
            process.send_signal(signal.SIGINT)
            _end(process, most)
    except SmokeTestError as error:
        raise SmokeTestError(f"`{' '.join(command)}`: {error}\n{_text(output)}") from error
    finally:
        process.kill()
        process.wait()
        output.unlink()
    return page


def _awaited(ask: Callable[[], str], process: "subprocess.Popen[bytes]", most: float, otherwise: str) -> str:
    """Return the first answer that isn't empty, as long as the process runs."""
    last = monotonic() + most
    while monotonic() < last and process.poll() is None:
        if answer := ask():
            return answer
        sleep(PAUSE)
    raise SmokeTestError(otherwise)


def _page(printed: str) -> str:
    """Return the page at the address in what was printed; empty where nothing answers yet."""
    address = ADDRESS.search(printed)
    try:
        if address is None:
            return ""
        with urlopen(address[0], timeout=MOST) as answer:  # noqa: S310 - a server on this machine
            return str(answer.read().decode())
    except (URLError, ConnectionError):
        return ""


def _end(process: "subprocess.Popen[bytes]", most: float) -> None:
    try:
        status = process.wait(most)
    except subprocess.TimeoutExpired as error:
        raise SmokeTestError(f"it still runs {most:.0f} seconds after Ctrl-C") from error
    if status:
        raise SmokeTestError(f"it ended with {status} by Ctrl-C")


def _text(output: Path) -> str:
    return output.read_text("utf-8", "replace")
