"""Somebody who works in a folder while a test looks at it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path


@contextmanager
def passing(folder: Path) -> Iterator[None]:
    """While the context is open, let another process make folders with a file in this one, and remove them, all the time."""

    def come_and_go() -> None:
        while True:
            (folder / "passing" / "deep").mkdir(parents=True)
            (folder / "passing" / "deep" / "a.md").write_text("a")
            shutil.rmtree(folder / "passing")

    somebody = get_context("fork").Process(target=come_and_go, daemon=True)
    somebody.start()
    try:
        yield
    finally:
        somebody.kill()
        somebody.join()
