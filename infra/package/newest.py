"""The tests with the newest release of every dependency, and its differences from the lock.

`make newest` makes an environment without the locks and runs this in it, to find what a release breaks before it is locked.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import distributions

from infra.package.locking import PROJECT, TESTED
from infra.terminal.streams import say

LOCKED = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)", re.MULTILINE)
ITSELF = "presswork"


def locked(text: str) -> Mapping[str, frozenset[str]]:
    """Read the versions in a lock; several, where they differ by Python."""
    names = sorted(LOCKED.findall(text))
    return {name: frozenset(version for other, version in names if other == name) for name, _ in names}


def installed() -> Mapping[str, str]:
    """Return the installed versions, by their names in locks."""
    return {canonical(package.name): package.version for package in distributions()}


def canonical(name: str) -> str:
    """Return the name of a package as locks spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def differences(lock: str, versions: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each package whose version isn't the locked one."""
    locked_versions = locked(lock)
    for name, version in sorted(versions.items()):
        if name != ITSELF and version not in locked_versions.get(name, ()):
            yield f"{name} {version}, locked: {' or '.join(sorted(locked_versions[name])) if name in locked_versions else 'none'}"


def main(arguments: Sequence[str]) -> int:
    """Run the tests with these arguments; return their exit status."""
    lines = list(differences(TESTED.read_text("utf-8"), installed()))
    report = "\n  ".join([f"What differs from {TESTED.relative_to(PROJECT)} ({len(lines)}):", *lines])
    say(report)
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=PROJECT, check=False).returncode  # noqa: S603 - our tests
    if status:
        say(f"The tests above fail with the newest releases. {report}")
    else:
        say("All tests pass with the newest releases: `make lock` takes them.")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
