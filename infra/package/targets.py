"""The functions' target: the machine, the Python, and the matching wheels."""

import sys
from collections.abc import Mapping, Sequence

from chalicelib.frozen import Frozen
from infra.package import UnpackableError


class Machine(Frozen):
    """An architecture by its names in Lambda and in wheels, and by its number in ELF files."""

    name: str
    wheels: str
    elf: int


MACHINES: Mapping[str, Machine] = {
    machine.name: machine for machine in (Machine("arm64", "aarch64", 183), Machine("x86_64", "x86_64", 62))
}

GLIBC: Mapping[tuple[int, int], int] = {(3, 11): 26, (3, 12): 34, (3, 13): 34, (3, 14): 34}
"""Lambda's Pythons, and the `y` of their glibc 2.y: Amazon Linux 2 for the first, 2023 for the others."""

OLDEST_GLIBC = 17  # no project builds wheels for older ones; called `manylinux2014` too


class Target(Frozen):
    """A machine with a Python on it."""

    machine: Machine
    python: tuple[int, int, int]

    @property
    def platforms(self) -> Sequence[str]:
        """The tags of matching wheels, the best first."""
        newest = GLIBC[self.python[:2]]
        named = [f"manylinux_2_{minor}_{self.machine.wheels}" for minor in range(newest, OLDEST_GLIBC - 1, -1)]
        return (*named, f"manylinux2014_{self.machine.wheels}")

    @property
    def version(self) -> str:
        return ".".join(map(str, self.python))

    def __str__(self) -> str:
        return f"Python {self.python[0]}.{self.python[1]} on {self.machine.name} with glibc 2.{GLIBC[self.python[:2]]}"


def target(architecture: str, python: tuple[int, int, int] = sys.version_info[:3]) -> Target:
    """Return the functions' target: their Python is that of this command, which compiles their bytecode."""
    if python[:2] not in GLIBC:
        supported = ", ".join(f"{major}.{minor}" for major, minor in GLIBC)
        raise UnpackableError(f"Lambda has no Python {python[0]}.{python[1]}; run presswork by one of {supported}")
    return Target(MACHINES[architecture], python)
