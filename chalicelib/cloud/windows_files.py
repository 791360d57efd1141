"""Files on Windows: the names that it can't have, and how a file takes the place of one that is open.

Windows reads a backslash as a folder and a colon as a drive or a stream, and drops dots and spaces at the end of a name. So a key
with one of them would be another file, or one outside the folder. Some names are devices, in any folder and with any extension.
"""

import os
import re
from collections.abc import Callable
from time import sleep

NO_CHARACTERS = re.compile(r'[\x00-\x1f<>:"|?*\\]')
DEVICES = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]) *(?:[.:].*)?", re.IGNORECASE | re.DOTALL)
TRIES, PAUSE = 20, 0.05  # in a second, a browser or a virus scanner has read the file


def has_name(key: str) -> bool:
    """Return whether Windows can have a file with this key."""
    return not any(NO_CHARACTERS.search(part) or part.endswith((".", " ")) or DEVICES.fullmatch(part) for part in key.split("/"))


def replace(
    aside: str,
    path: str,
    move: Callable[[str, str], None] = os.replace,
    tries: int = TRIES if os.name == "nt" else 1,
    pause: Callable[[float], None] = sleep,
) -> None:
    """Let the file `aside` take the place of the one at `path`; Windows refuses that while a program reads that one."""
    for _ in range(tries - 1):
        try:
            return move(aside, path)
        except PermissionError:
            pause(PAUSE)
    return move(aside, path)
