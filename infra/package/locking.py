"""Locking: `requirements.lock`, the versions and hashes of all that the zip holds of others' work.

`python -m infra.package.locking` writes it anew from `requirements.txt`, with the newest versions there are, for every Python
and machine that functions run on (`uv pip compile`; hashes are of every file of a version, so one lock serves all). What
needn't be in the zip is left out of the lock.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.package.targets import GLIBC
from infra.package.wheels import FROM_SOURCE

PROJECT = Path(__file__).resolve().parents[2]
REQUIREMENTS, LOCK = PROJECT / "requirements.txt", PROJECT / "requirements.lock"

LEFT_OUT: Mapping[str, str] = {
    "boto3": "Lambda has it",
    "botocore": "Lambda has it; 16 MB",
    "s3transfer": "Lambda has it",
    "jmespath": "Lambda has it",
    "urllib3": "Lambda has it",
    "dnspython": "email-validator imports it only to ask whether a domain takes mail, which it is never asked",
}
"""Why these are not in the zip. python-dateutil, which Lambda has too, is: feedgen needs it, and its version is ours to know."""

HEADER = """\
# What the functions' zip holds of others' work. Written by `python -m infra.package.locking` (which needs uv); don't edit.
"""


def command() -> list[str]:
    """How uv is asked."""
    oldest = ".".join(map(str, min(GLIBC)))
    options = ["--universal", "--generate-hashes", "--upgrade", "--quiet", "--no-header", "--no-annotate"]
    wheels = ["--only-binary", ":all:", *(part for name in FROM_SOURCE for part in ("--no-binary", name))]
    left_out = [part for name in LEFT_OUT for part in ("--no-emit-package", name)]
    return ["uv", "pip", "compile", str(REQUIREMENTS), *options, "--python-version", oldest, *wheels, *left_out]


def main() -> int:
    done = subprocess.run(command(), stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - uv, which says itself what is wrong
    if done.returncode == 0:
        LOCK.write_text(HEADER + done.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
