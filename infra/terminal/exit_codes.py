"""The exit statuses of `presswork`, and errors on one line."""

import json
import sys
from collections.abc import Mapping

from infra.terminal.invocation import runnable
from infra.terminal.writer import write, write_json

DONE, FOUND, UNABLE, FAULTY, INTERRUPTED = 0, 1, 2, 70, 130  # the last two as in sysexits.h and in shells

MEANINGS: Mapping[int, str] = {
    DONE: "done, and nothing is wrong; also after Ctrl-C in what runs until then: `demo`, `serve`, `watch`, `logs --follow`",
    FOUND: "something was refused, failed or found; each has a line of its own",
    UNABLE: "it couldn't start: a wrong option, no such file or site, no credentials",
    FAULTY: "a bug in Presswork",
    INTERRUPTED: "interrupted by Ctrl-C before it had finished",
}


def wrong(why: str, status: int = FOUND, *, as_json: bool = False) -> int:
    """Print an error on one line of stderr, which is an object for a program; return the exit status."""
    said = runnable(" ".join(why.split()))
    if as_json:
        write_json(json.dumps({"error": said, "status": status}, ensure_ascii=False), sys.stderr)
    else:
        write(f"presswork: {said}", sys.stderr)
    return status
