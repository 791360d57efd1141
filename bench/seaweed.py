"""An S3 endpoint on this machine: SeaweedFS, started for a benchmark with an empty folder, and ended with it."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from bench.rivals import endpoint_programs
from bench.running import RunError

HOST, REGION = "127.0.0.1", "us-east-1"
KEYS: Mapping[str, str] = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench-secret", "AWS_REGION": REGION}
PATIENCE, PAUSE = 60, 0.1  # seconds until it must answer, and between two questions
PORTS = tuple(f"{part}.port{kind}" for part in ("master", "volume", "filer", "s3") for kind in ("", ".grpc"))
SOCKETS = ("filer.localSocket", "s3.localSocket")
FIXED = ("-filer", "-s3", "-s3.port.iceberg=0", "-volume.max=200", "-master.volumeSizeLimitMB=256", "-volume.preStopSeconds=0")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that runs: its address, and clients of it."""

    url: str

    def client(self) -> Any:
        """A client as the functions have it."""
        session = boto3.session.Session(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], region_name=REGION)
        config = Config(retries={"mode": "standard", "max_attempts": 5}, s3={"addressing_style": "path"})
        return session.client("s3", endpoint_url=self.url, config=config)

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of programs that use it."""
        return {**os.environ, **KEYS, "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}


@contextmanager
def endpoint(buckets: Sequence[str]) -> Iterator[Endpoint]:
    """An endpoint with these buckets, while open."""
    with TemporaryDirectory(prefix="presswork-s3-") as work:
        folder = Path(work)
        ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(command(folder, ports), stdout=log, stderr=log, cwd=folder)
        try:
            running = Endpoint(f"http://{HOST}:{ports['s3.port']}")
            for bucket in buckets:
                create(running.client(), bucket, process)
            yield running
        finally:
            process.kill()  # nothing in its folder is needed again
            process.wait()


def command(folder: Path, ports: Mapping[str, int]) -> Sequence[str]:
    """The call of the server, which keeps everything in the folder and listens on this machine alone."""
    (folder / "objects").mkdir()
    keys = {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [{"name": "bench", "credentials": [keys], "actions": ["Admin"]}]}))
    places = (f"-dir={folder / 'objects'}", f"-ip={HOST}", f"-ip.bind={HOST}", f"-s3.config={folder / 's3.json'}")
    sockets = [f"-{name}={folder / name}" for name in SOCKETS]
    listening = [f"-{name}={port}" for name, port in ports.items()]
    return (str(endpoint_programs() / "weed"), "server", *places, *sockets, *FIXED, *listening)


def free_ports(number: int) -> Sequence[int]:
    """Ports that were free a moment ago; all are held until the last is found, so that they differ."""
    with ExitStack() as held:
        found = [held.enter_context(socket.create_server((HOST, 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in found]


def create(client: Any, bucket: str, process: subprocess.Popen[bytes]) -> None:
    """Create a bucket that takes objects, as soon as the server is ready."""
    until_done(client.list_buckets, process)
    client.create_bucket(Bucket=bucket)
    until_done(partial(client.put_object, Bucket=bucket, Key="ready", Body=b""), process)
    client.delete_object(Bucket=bucket, Key="ready")


def until_done(ask: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Ask again until there is an answer; raise `RunError` when the server has ended or is silent for too long."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            ask()
        except (BotoCoreError, ClientError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RunError(f"the endpoint doesn't answer: {error}") from error
            time.sleep(PAUSE)
        else:
            return
