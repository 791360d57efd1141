"""The folder of a demo: its files while it runs, and for its next start.

The first demo in a folder has `.presswork`. Another one beside it has a folder of its own within, named by its port, so that it
finds its site again when it is started on that port another time.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from chalicelib.frozen import Frozen
from infra.build.build_cache import BuildCache

HERE = Path(".presswork")
STATE = "demo.json"


class DemoFolder(Frozen):
    """The files of one demo."""

    folder: Path = HERE

    @property
    def state(self) -> Path:
        """The addresses of the demo and how to connect to it, with keys, as long as it runs."""
        return self.folder / STATE

    @property
    def log(self) -> Path:
        return self.folder / "demo.log"

    @property
    def port(self) -> Path:
        """The port of the last start: the site's address is in its pages."""
        return self.folder / "demo.port"

    @property
    def site(self) -> Path:
        """The site as it was built last."""
        return self.folder / "site"

    @property
    def table(self) -> Path:
        return self.folder / "demo.sqlite"

    @property
    def lock(self) -> Path:
        return self.folder / "demo.lock"

    @property
    def cache(self) -> BuildCache:
        return BuildCache(self.site, self.folder / "build" / "site")


def beside(port: int) -> DemoFolder:
    """Return the folder of another demo beside the first, on this port."""
    return DemoFolder(HERE / f"demo-{port}")


def states_in(folder: Path) -> Sequence[Path]:
    """Return the files of the demos that run in a folder, the first one's first."""
    within = folder / HERE
    return [path for path in (within / STATE, *sorted(within.glob(f"demo-*/{STATE}"))) if path.exists()]


def site_in(state: Path) -> str:
    """Return the address of the demo that wrote this file; empty if it can't be read, or is gone."""
    try:
        return str(json.loads(state.read_text("utf-8"))["site"])
    except (OSError, ValueError, KeyError):
        return ""
