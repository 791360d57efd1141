"""The connection to a site: tells a single refused request from a lost connection."""

import sys
from collections.abc import Callable
from typing import TypeVar

from infra.error_texts import RUN_AGAIN
from infra.terminal.streams import SiteError

T = TypeVar("T")


class LostError(SiteError):
    """The connection, or the right to use it, is gone, so nothing else can be done; the text says why."""


class DeniedError(SiteError):
    """The service refuses this one request; others may succeed."""


def ask_service(ask: Callable[[], T]) -> T:
    """Ask a service. Raise `LostError` if nothing else can be asked either, and `DeniedError` if only this request is refused."""
    import sqlite3  # noqa: PLC0415 - of the sites, only a demo keeps its table so

    try:
        return ask()
    except sqlite3.Error as error:  # the demo has ended, and its file is gone
        raise LostError(f"can't read the demo's table ({error}): check that it is running, then {RUN_AGAIN}") from error
    except Exception as error:
        meaning = _meaning_of(error) if "botocore" in sys.modules else None  # a site behind its API is asked without it
        if meaning is None:
            raise
        raise meaning from error


def _meaning_of(error: Exception) -> LostError | DeniedError | None:
    """Return what an error of AWS means; None for others."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - a build does without

    from infra.aws_errors import CODES, REFUSED, code_of, explained  # noqa: PLC0415

    if not isinstance(error, BotoCoreError | ClientError):
        return None
    is_one_request = isinstance(error, ClientError) and code_of(error) in REFUSED and code_of(error) not in CODES
    return DeniedError(explained(error)) if is_one_request else LostError(explained(error))
