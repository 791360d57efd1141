"""The options of a build."""

import os
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import field

from chalicelib.frozen import Frozen
from chalicelib.times import in_utc
from infra.build.build_cache import BuildCache
from infra.files.relative_path import relative


class BuildOptions(Frozen):
    """The folder of the sources, the build's cache, the site's address (empty: that of `site.yaml`), the origin of
    the API (None: there is none), whether there is that of authors, the time it is built for,
    the `fingerprints` of all else that it depends on, and when the build looked at its sources, in nanoseconds."""

    source: Path
    cache: BuildCache
    url: str
    api: str | None
    desk: bool
    now: datetime
    fingerprints: Mapping[str, str]
    progress: bool = False
    started_ns: int = field(default_factory=time.time_ns)

    @property
    def out(self) -> Path:
        """The folder that is built."""
        return self.cache.out

    @property
    def until(self) -> str:
        """The time it is built for, as stored text."""
        return in_utc(self.now)

    @property
    def origin(self) -> str:
        """The folder of the sources as a path from the output, which holds as long as the two are moved together."""
        return relative(os.path.realpath(self.source), os.path.realpath(self.out))
