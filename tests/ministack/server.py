"""The server: ministack, with what it lacks (`additions`), as a process of its own, bound to this machine alone.

It holds every call against the caller's rights (`AUTH`), a function's against those of its role; and it speaks TLS, for the
buckets' policies refuse anything else.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3

from tests.patience import PATIENCE
from tests.ports import unasked_port

REGION = "us-east-1"
ROOT = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}  # whom ministack takes for the account's root
NEEDED = {"node": "the CDN's functions run by it", "openssl": "it makes the certificate"}
ADDITIONS = Path(__file__).with_name("additions.py")


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and the certificate to believe it by."""

    port: int
    certificate: Path
    clients: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def client(self, service: str) -> Any:
        """The client for a service, as the account's root; made once."""
        if service not in self.clients:
            where = {"endpoint_url": self.url, "region_name": REGION, "verify": str(self.certificate)}
            self.clients[service] = boto3.client(service, **where, **ROOT)
        return self.clients[service]


@contextmanager
def ministack(program: Path, log: Path) -> Iterator[Server]:
    """A local AWS while open, empty in the beginning; what it says goes to the file `log`."""
    for name, why in NEEDED.items():
        assert shutil.which(name), f"the stack can't be tried here without {name}: {why}"
    port = unasked_port()
    with TemporaryDirectory(prefix="presswork-stack-") as folder, log.open("w") as said:
        command = [str(program.absolute().with_name("python")), "-P", str(ADDITIONS)]
        with subprocess.Popen(command, env=settings(port, folder), stdout=said, stderr=said) as process:  # noqa: S603 - ours
            try:
                await_port(process, port, log)
                yield Server(port, Path(folder, "ministack-tls", "server.crt"))
            finally:
                end(process)


def settings(port: int, folder: str) -> dict[str, str]:
    """Nothing of this machine's but where programs are."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": folder,
        "TMPDIR": folder,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "USE_SSL": "1",
        "LAMBDA_EXECUTOR": "local",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }


def await_port(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    last = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < last:
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"ministack doesn't answer:\n{log.read_text()}")


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and see that it does: it waits long for nothing. Its functions end with it."""
    process.terminate()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
