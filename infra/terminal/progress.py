"""Progress on the terminal: a bar where somebody watches, and nothing, which is faster to load, where nobody does."""

from types import TracebackType
from typing import Protocol, Self


class Progress(Protocol):
    """The progress of a piece of work, between the beginning and the end of a `with`."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None: ...

    def reset(self, total: float | None = None) -> None:
        """Begin again, with this amount of work."""

    def update(self, n: float | None = 1) -> bool | None:
        """Add to the work that is done."""


class NoProgress:
    """The progress of a program that nobody watches."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def reset(self, total: float | None = None) -> None: ...

    def update(self, n: float | None = 1) -> None: ...


def progress(what: str, total: int | None = None, *, shown: bool) -> Progress:
    if not shown:
        return NoProgress()
    from tqdm import tqdm  # noqa: PLC0415 - it takes a twentieth of the time of a build that changes one post

    return tqdm(desc=what, total=total, unit="", leave=False)
