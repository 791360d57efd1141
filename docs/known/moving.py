"""What the code knows of `docs/moving.md`: the systems, and the command that imports from each."""

from collections.abc import Iterator, Mapping

from docs.generate import Row
from infra.verbs.import_ import SYSTEMS

TITLES: Mapping[str, str] = {"wordpress": "WordPress"}


def systems() -> Iterator[Row]:
    for system in SYSTEMS:
        yield f"[{TITLES.get(system.name, system.name.title())}](#{system.name})", f"`{system.example}`"


TABLES = {"systems": systems}
