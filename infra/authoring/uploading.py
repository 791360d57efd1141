"""Uploading: several files side by side, the site's own first, and each outcome as it comes.

Whoever takes the outcomes also gets a turn now and then while nothing comes, so one thread uploads and watches. When it stops
taking them, what has not begun is not begun.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from infra.authoring.content_bucket import ChangedError, Contents, EditedError
from infra.authoring.push_plan import Write
from infra.local.cores import stretches
from infra.local.sources import in_order
from infra.outcomes import AGAIN

SIDE_BY_SIDE = 8  # fewer than boto3 keeps connections
AHEAD = 100  # files that are prepared and handed over together
TURN = 0.15  # seconds without an outcome, until it is the taker's turn


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: the ETag that is there now, whether it was there already or another one is, or why it failed.

    `lost` says why nothing else can be uploaded either.
    """

    write: Write
    etag: str = ""
    was_there: bool = False
    is_contested: bool = False
    failed: str = ""
    lost: str = ""


class LostError(Exception):
    """The connection, or the right to use it, is gone, so nothing else can be done; the text says why."""


def upload(
    contents: Contents, blog: Path, writes: Sequence[Write], prepare: Callable[[Sequence[Write]], object]
) -> Iterator[Outcome | None]:
    """Upload the files, and yield each outcome; None where nothing came for a while. Raise `LostError`.

    `prepare` is called before the first of some files goes up.
    """
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        try:
            for _, stage in groupby(writes, lambda write: in_order(write.key)[0]):
                under_way: set[Future[Outcome]] = set()
                for stretch in stretches(list(stage), AHEAD):
                    yield from _taken(under_way, AHEAD)
                    prepare(stretch)
                    under_way |= {threads.submit(_put, contents, blog, write) for write in stretch}
                yield from _taken(under_way, 0)
        finally:
            threads.shutdown(cancel_futures=True)


def _taken(under_way: set[Future[Outcome]], most: int) -> Iterator[Outcome | None]:
    """Yield outcomes until at most so many are under way. Raise `LostError`, after the outcomes of all that had begun."""
    while len(under_way) > most:
        done, _ = wait(under_way, timeout=TURN, return_when=FIRST_COMPLETED)
        under_way -= done
        lost = [outcome.lost for future in done if (outcome := future.result()).lost]
        if lost:
            begun = [future for future in under_way if not future.cancel()]
            done |= wait(begun).done
        yield from (outcome for future in done if not (outcome := future.result()).lost)
        if lost:
            raise LostError(lost[0])
        if not done:
            yield None


def _put(contents: Contents, blog: Path, write: Write) -> Outcome:
    try:
        return Outcome(write, lost_or(lambda: contents.put(write.key, blog / write.key, write.digest, write.over)))
    except ChangedError as changed:
        is_same = changed.etag == write.digest
        return Outcome(write, changed.etag, was_there=is_same, is_contested=not is_same)
    except EditedError:
        return Outcome(write, failed="it was edited while it was pushed; push it again")
    except LostError as lost:
        return Outcome(write, lost=str(lost))
    except DeniedError as denied:
        return Outcome(write, failed=str(denied))
    except OSError as error:
        return Outcome(write, failed=f"can't be read: {error.strerror or error}")


# ---- errors of the services


T = TypeVar("T")


class DeniedError(Exception):
    """The service refuses this one request; others may succeed."""


def lost_or(ask: Callable[[], T]) -> T:
    """Ask a service. Raise `LostError` where nothing else can be asked either, and `DeniedError` where only this is refused."""
    import sqlite3  # noqa: PLC0415 - of the sites, only a demo keeps its table so

    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - a build does without

    from infra.deploying.failing import CODES, REFUSED, code_of, explained  # noqa: PLC0415

    try:
        return ask()
    except sqlite3.Error as error:  # the demo has ended, and its file is gone
        raise LostError(f"can't read the demo's table ({error}): check that it is running, then {AGAIN}") from error
    except BotoCoreError as error:
        raise LostError(explained(error)) from error
    except ClientError as error:
        if code_of(error) in REFUSED and code_of(error) not in CODES:
            raise DeniedError(explained(error)) from error
        raise LostError(explained(error)) from error
