"""Parts of the cloud that fail."""

from collections.abc import Mapping

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object


class Down(MemoryBucket):
    """A bucket that takes nothing."""

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        return dict.fromkeys(objects, OSError("down"))
