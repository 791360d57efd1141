"""The demo: the whole pipeline on this machine, on a local AWS, with the real handlers on real events.

A folder is uploaded and watched, so saving a file publishes it; the site is served by the edge's rule. What an S3 client needs
to upload to it stands in `.presswork/demo.json`.
"""

import importlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from chalicelib.cloud.aws import AwsBucket
from chalicelib.cloud.folder import FolderBucket
from infra.local import aws
from infra.local.build import every_key
from infra.local.functions import Functions
from infra.local.serve import SiteServer
from infra.local.watch import changes

STATE = Path(".presswork/demo.json")


def demo(source: Path, *, site_port: int, aws_port: int, stop: Event) -> int:
    """Run until stopped; the exit status."""
    with aws.local_aws(aws_port) as endpoint:
        settings = aws.create_stack(endpoint)
        s3 = aws.client("s3", endpoint)
        with (
            SiteServer(AwsBucket(s3, settings["PUBLIC_BUCKET"]), port=site_port) as server,
            _watching(source, s3, settings["CONTENT_BUCKET"], stop),
        ):
            print(f"Site:   {server.url}/\nAWS:    {endpoint} (see {STATE})\nPublishing {source}/ …", flush=True)
            functions = Functions(aws.client("sqs", endpoint), handlers({**settings, "SITE_URL": server.url}), settings)
            reports = Reports(s3, settings["CONTENT_BUCKET"])
            began = monotonic()
            functions.settle(stop)
            reports.tell()
            print(f"… done in {monotonic() - began:.1f} seconds. Saving a file there publishes it. Stop with Ctrl-C.", flush=True)
            with _state({"site": f"{server.url}/", "aws_endpoint": endpoint, "region": aws.REGION, **_names(settings)}):
                functions.run(stop, idle=reports.tell)
    return 0


class Reports:
    """The reports beside the sources, told on the terminal when they are new."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket
        self._told: dict[str, str] = {}

    def tell(self) -> None:
        """Print those that were not there, or said something else, the last time."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        rows = [row for page in pages for row in page.get("Contents", ()) if row["Key"].endswith((".error.txt", ".warning.txt"))]
        standing = {row["Key"]: row["ETag"] for row in rows}
        for key in sorted(key for key, etag in standing.items() if self._told.get(key) != etag):
            body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"]
            print(f"\n{key}\n{body.read().decode()}", flush=True)
        self._told = standing


def handlers(settings: Mapping[str, str]) -> Mapping[str, Any]:
    """The real handlers, as they would wake up with these settings."""
    os.environ.update(settings, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", LOG_LEVEL="WARNING")  # noqa: S106 - moto asks for none
    app = importlib.import_module("app")
    return {name: getattr(app, name) for name in ("ingest", "press", "tick")}


def _names(settings: Mapping[str, str]) -> Mapping[str, str]:
    return {name: settings[name.upper()] for name in ("content_bucket", "public_bucket", "table")}


@contextmanager
def _state(said: Mapping[str, str]) -> Iterator[None]:
    """The file that tells where everything is, while it is there."""
    STATE.parent.mkdir(exist_ok=True)
    STATE.write_text(json.dumps(said, indent=2) + "\n")
    try:
        yield
    finally:
        STATE.unlink(missing_ok=True)


@contextmanager
def _watching(source: Path, s3: Any, bucket: str, stop: Event) -> Iterator[None]:
    """Upload the folder, then whatever changes in it, while open."""
    told = changes(source, stop)
    next(told)  # from here on nothing is missed
    for key in every_key(FolderBucket(source)):
        upload(source, s3, bucket, key)

    def follow() -> None:
        for several in told:
            for change in sorted(several):
                upload(source, s3, bucket, change.key)

    watcher = Thread(target=follow, name="watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join(timeout=5)


def upload(source: Path, s3: Any, bucket: str, key: str) -> None:
    """Put the file into the bucket as it is now; delete the object where there is none."""
    try:
        body = (source / key).read_bytes()
    except FileNotFoundError:
        s3.delete_object(Bucket=bucket, Key=key)
    else:
        s3.put_object(Bucket=bucket, Key=key, Body=body)
