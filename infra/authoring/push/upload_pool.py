"""Uploading: several files side by side, the site's own first, and each outcome as it comes.

Whoever takes the outcomes also gets a turn now and then while nothing comes, so one thread uploads and watches. When it stops
taking them, what has not begun is not begun.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import groupby
from pathlib import Path

from chalicelib.frozen import Frozen
from infra.authoring.push.push_plan import Write
from infra.authoring.target.connection import DeniedError, LostError, ask_service
from infra.authoring.target.content_bucket import ChangedError, Contents, EditedError
from infra.files.blog_folder import in_order
from infra.files.parallel import stretches

SIDE_BY_SIDE = 8  # fewer than boto3 keeps connections
AHEAD = 100  # files that are prepared and handed over together
TURN = 0.15  # seconds without an outcome, until it is the taker's turn


class Outcome(Frozen):
    """What became of a file: the ETag that is there now, whether it was there already or another one is, or why it failed.

    `lost` says why nothing else can be uploaded either.
    """

    write: Write
    etag: str = ""
    was_there: bool = False
    is_contested: bool = False
    failed: str = ""
    lost: str = ""


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
        return Outcome(write, ask_service(lambda: contents.put(write.key, blog / write.key, write.digest, write.over)))
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
