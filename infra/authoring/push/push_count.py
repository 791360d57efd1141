"""How much of a push is done, and what became of it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from chalicelib.record import State

ARRIVED: Mapping[State, str] = {"published": "live", "due": "scheduled", "draft": "drafts", "expired": "expired"}
"""What counts a file that has arrived, by its state; what was removed counts as deleted already."""


class Count(Struct):
    """How much of a push is done."""

    files: int = 0
    uploaded: int = 0
    deleted: int = 0
    comments: int = 0
    live: int = 0
    scheduled: int = 0
    drafts: int = 0
    expired: int = 0
    refused: int = 0
    contested: int = 0
    failed: int = 0
    replaced: int = 0
    late: int = 0

    def arrive(self, state: State) -> None:
        """Count a file that has become what its author wanted."""
        if name := ARRIVED.get(state):
            setattr(self, name, getattr(self, name) + 1)

    @property
    def status(self) -> int:
        return int(bool(self.refused or self.contested or self.failed or self.replaced or self.late))

    @property
    def facts(self) -> Mapping[str, Any]:
        return asdict(self)

    @property
    def so_far(self) -> str:
        """How far it is."""
        done = self.uploaded + self.deleted
        live = f" ({self.live:,} live)" if self.live else ""
        return f"after {done:,} of {self.files:,}{live}, {self.files - done:,} left"
