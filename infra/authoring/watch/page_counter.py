"""How many other pages a save has changed in a demo, which says what it writes, to browsers and to a watch."""

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.request import urlopen

from infra.authoring.push.line_buffer import Held
from infra.authoring.push.push_events import Event
from infra.serve.live import STREAM

PATIENCE = 60  # seconds without a word from the demo, which says every 15 that it is still there
AGAIN = 0.1  # seconds until it is asked again


class OtherPages:
    """Holds the lines of a watch until they are complete; where nothing is heard of pages, they are told as they are."""

    def __init__(self, held: Held) -> None:
        self._held, self._is_heard = held, False

    def follow(self, site: str) -> None:
        """Hear of the pages of the demo at this address from now on, in a thread, until it ends."""
        try:
            mark = self._read(site, "")
        except (OSError, ValueError):
            return
        self._is_heard = True
        Thread(target=self._hear, args=(site, mark), name="pages", daemon=True).start()

    def _hear(self, site: str, mark: str) -> None:
        try:
            while True:
                mark = self._read(site, mark)
                sleep(AGAIN)
        except (OSError, ValueError):  # it has ended, or is no demo of ours
            self._is_heard = False

    def _read(self, site: str, mark: str) -> str:
        """Note the pages that are written after this mark, until the connection ends; return the last mark."""
        with urlopen(f"{site}{STREAM}?mark={mark}", timeout=PATIENCE) as lines:  # noqa: S310 - the demo's own address
            for line in lines:
                name, _, said = line.decode().strip().partition(": ")
                if name == "id":
                    mark = said
                elif name == "data":
                    for address in json.loads(said) or ():
                        self._held.wrote(address)
        return mark

    def begin(self, _paths: Sequence[Path] = (), *, goes_on: bool = False) -> None:
        """Count what is written from now on; where it `goes_on`, also what earlier files have changed, which aren't live yet."""
        self._held.begin(goes_on=goes_on)

    def tell(self, event: Event) -> None:
        """Tell this once the lines of files before it are complete."""
        if self._is_heard:
            self._held.take(event)
        else:
            self._held.tell(event)

    def look(self) -> None:
        """Tell what is complete."""
        if self._is_heard:
            self._held.look()
        else:
            self._held.release()
