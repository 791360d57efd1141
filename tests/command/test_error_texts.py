"""What ends a command is one line with the remedy, and an exit status."""

import errno
import sqlite3

import click
import pytest
from botocore import exceptions

from chalicelib.settings import SettingsError
from infra.deploying import UndeployableError
from infra.error_texts import outcome_of
from infra.terminal.streams import CannotError
from tests.deploying.deployer import error


@pytest.mark.parametrize(
    ("raised", "status", "says"),
    [
        (CannotError("so it is", 2), 2, "so it is"),
        (UndeployableError("so it is"), 1, "so it is"),
        (KeyboardInterrupt(), 130, "run the same command again"),
        (click.Abort(), 130, "nothing was done"),
        (click.UsageError("No such option."), 2, "no such option; see `presswork --help`"),
        (SettingsError("TABLE is missing"), 2, "TABLE is missing"),
        (exceptions.NoCredentialsError(), 2, "log in (`aws login`"),
        (exceptions.NoRegionError(), 2, "set AWS_REGION"),
        (exceptions.InvalidRegionError(region_name="eu west"), 2, "such as eu-central-1"),
        (exceptions.ProfileNotFound(profile="blog"), 2, "`aws configure list-profiles`"),
        (exceptions.EndpointConnectionError(endpoint_url="https://x"), 1, "can't reach https://x: check the network"),
        (exceptions.ConnectTimeoutError(endpoint_url="https://x"), 1, "can't reach https://x: check the network"),
        (exceptions.ConnectionClosedError(endpoint_url="https://x"), 1, "the connection to AWS broke"),
        (exceptions.ReadTimeoutError(endpoint_url="https://x"), 1, "the connection to AWS broke"),
        (error("ExpiredToken", "PutObject"), 2, "have expired: log in"),
        (error("NoSuchBucket", "PutObject"), 1, "there's no bucket of this name: check the site's name"),
        (error("RequestTimeTooSkewed", "PutObject"), 1, "this machine's clock is wrong"),
        (PermissionError(errno.EACCES, "Permission denied", "/out"), 1, "/out: Permission denied: check its permissions"),
        (OSError(errno.ENOSPC, "No space left on device", "/out"), 1, "make room"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), 1, "check the network"),
        (TimeoutError(), 1, "TimeoutError"),
        (ModuleNotFoundError("No module named 'moto'", name="moto.core"), 2, "-m pip install 'presswork[demo]'`"),
        (
            sqlite3.OperationalError("unable to open database file"),
            1,
            "can't read the site's table: unable to open database file",
        ),
        (ZeroDivisionError("division by zero"), 70, "a bug in Presswork: ZeroDivisionError: division by zero"),
    ],
)
def test_an_error_is_one_line_with_the_remedy_and_a_status(raised: BaseException, status: int, says: str) -> None:
    outcome = outcome_of(raised)

    assert (outcome.status, says in str(outcome), "\n" in str(outcome)) == (status, True, False), str(outcome)
