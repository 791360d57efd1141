"""The streams of the command, prepared so that no text ends it.

Where a stream's encoding lacks a character, an escape is written. On Windows, programs and files get UTF-8, whatever encoding the
system is set to, and the console learns to show colours.
"""

import os
import sys
from io import TextIOWrapper


def prepare() -> None:
    """Prepare the streams of this process, once, before anything is written."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            take_any_text(stream)
    if sys.platform == "win32":
        from colorama import just_fix_windows_console  # noqa: PLC0415 - there is none elsewhere

        just_fix_windows_console()


def take_any_text(stream: TextIOWrapper, system: str = os.name) -> None:
    """Let the stream of this system take any text."""
    is_read_by_program = system == "nt" and not stream.isatty()
    stream.reconfigure(encoding="utf-8" if is_read_by_program else None, errors="backslashreplace")
