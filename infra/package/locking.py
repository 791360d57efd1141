"""Locks: the versions and hashes of all dependencies, for the functions' zips and for every environment.

`python -m infra.package.locking` writes them with the newest versions, for every supported Python and machine (`uv pip compile`;
a lock has the hashes of every file of a version, so one lock serves all). The tests' lock is first, and the demo's, the
deployment's and the functions' follow it, so that the tested versions are used. npm locks its own packages.
"""

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from chalicelib.frozen import Frozen
from infra.package.targets import GLIBC
from infra.package.wheels import FROM_SOURCE
from infra.package.zips import AUTHORING, FUNCTIONS, IMAGES

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = PROJECT / "locks"
PYPROJECT = PROJECT / "pyproject.toml"
REQUIREMENTS, LOCK, TESTED = PROJECT / "requirements.txt", PROJECT / FUNCTIONS.lock, LOCKS / "dev.txt"
OF_IMAGES, IMAGES_LOCK = PROJECT / "requirements-images.txt", PROJECT / IMAGES.lock
OF_AUTHORING, AUTHORING_LOCK = PROJECT / "requirements-authoring.txt", PROJECT / AUTHORING.lock

MINISTACK = PROJECT / "tests" / "ministack" / "requirements.txt"
ENDPOINT = PROJECT / "bench" / "endpoint" / "requirements.txt"
RIVALS = tuple(PROJECT / "bench" / name / "requirements.txt" for name in ("pelican", "hugo"))

HEADER = "# {}. Written by `make lock`; don't edit.\n"


class Lock(Frozen):
    """One lock: its purpose, its sources, other requirements, and whether it follows the tests' lock."""

    path: Path
    what: str
    sources: tuple[Path, ...] = ()
    extra: str = ""
    others: tuple[str, ...] = ()
    follows: bool = True


BUILDERS = (*tomllib.loads(PYPROJECT.read_text("utf-8"))["build-system"]["requires"], "setuptools>=77")
"""The builders of Presswork itself and of packages that are published as source only; otherwise pip would fetch the newest."""

ALL: tuple[Lock, ...] = (
    Lock(TESTED, "What the tests and all tools run with", (PYPROJECT,), "dev", BUILDERS, follows=False),
    Lock(LOCKS / "build.txt", "What builds packages; it is installed first", others=BUILDERS),
    Lock(LOCKS / "demo.txt", "What the demo runs with", (PYPROJECT,), "demo", BUILDERS),
    Lock(LOCKS / "deploy.txt", "What deploys", (PYPROJECT,), "deploy", BUILDERS),
    Lock(LOCK, "What the functions' zip holds of others' work", (REQUIREMENTS,)),
    Lock(IMAGES_LOCK, "What the zip of the function that encodes images holds of others' work", (OF_IMAGES,)),
    Lock(AUTHORING_LOCK, "What the zip of the authoring API holds of others' work", (OF_AUTHORING,)),
    Lock(LOCKS / "stack.txt", "The local AWS of `make test-stack`", (MINISTACK,), follows=False),
    Lock(LOCKS / "rivals.txt", "What a build is compared with", RIVALS, follows=False),
    Lock(LOCKS / "endpoint.txt", "What brings pages to an S3 endpoint on this machine, in benches", (ENDPOINT,), follows=False),
    Lock(LOCKS / "uv.txt", "What makes the locks", others=("uv",), follows=False),
)
"""In the order of their making."""

BY_NPM = (LOCKS / "nu", LOCKS / "lighthouse", LOCKS / "clients")
"""Folders with a `package.json`, which names the versions, and npm's own lock."""


def command(lock: Lock) -> Sequence[str]:
    """Return the call of uv; other requirements are its standard input."""
    oldest = ".".join(map(str, min(GLIBC)))
    options = ["--universal", "--generate-hashes", "--upgrade", "--quiet", "--no-header", "--no-annotate"]
    wheels = ["--only-binary", ":all:", *(part for name in FROM_SOURCE for part in ("--no-binary", name))]
    extra = ["--extra", lock.extra] if lock.extra else []
    follows = ["--constraint", str(TESTED)] if lock.follows else []
    sources = [*map(str, lock.sources), *(["-"] if lock.others else [])]
    return ["uv", "pip", "compile", *sources, *extra, *options, "--python-version", oldest, *wheels, *follows]


def by_npm(folder: Path) -> Sequence[str]:
    return ["npm", "install", "--package-lock-only", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]


def main() -> int:
    for lock in ALL:
        others, out = "\n".join(lock.others), subprocess.PIPE
        process = subprocess.run(command(lock), input=others, stdout=out, encoding="utf-8", check=False)  # noqa: S603 - uv
        if process.returncode:  # uv has printed the error
            return process.returncode
        lock.path.write_text(HEADER.format(lock.what) + process.stdout, "utf-8")
    return max(subprocess.run(by_npm(folder), check=False).returncode for folder in BY_NPM)  # noqa: S603 - npm


if __name__ == "__main__":
    sys.exit(main())
