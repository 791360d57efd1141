"""The demo: the whole pipeline on this machine, on a local AWS, with the real handlers and real events.

A folder is uploaded and watched, so saving a file publishes it. The site is served by the edge's rule, with the real API below
`/api/` and all mail below `/_inbox/`. Its page views are logged and counted as at the CDN. What an S3 client needs to upload, and
a command to connect, is in `.presswork/demo.json`, which holds keys and is private. Errors are reported on one line, and with
their traceback in `.presswork/demo.log`.
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

from chalicelib.cloud.aws import SystemClock
from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.s3 import AwsBucket
from infra.local import aws, private
from infra.local.functions import FUNCTIONS, Functions
from infra.local.gateway import Gateway
from infra.local.inbox import INBOX, LIST, Inbox
from infra.local.postoffice import PostOffice
from infra.local.reads import ReadLog
from infra.local.serve import SiteServer
from infra.local.sources import every_key, in_order
from infra.local.troubles import Troubles, noted
from infra.local.watch import changes

STATE = Path(".presswork/demo.json")
LOG = STATE.with_suffix(".log")

GRACE = 5  # seconds from a post to its letter: enough to see it wait
TOP = 10  # seconds until the most read posts are computed again: ten minutes are long in a demo
EVERY, AT_REST = 1.0, 5.0  # seconds between ticks of the schedule, while something happens and while nothing does
KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}  # moto needs none, but boto3 does


def demo(source: Path, *, site_port: int, aws_port: int, stop: Event, grace: int = GRACE) -> int:
    """Run until stopped; return the exit status."""
    private.folder(STATE.parent)
    with noted(LOG, _say) as troubles, aws.local_aws(aws_port) as endpoint:
        stack = aws.create_stack(endpoint)
        arrival = _arrival(stop)
        s3, sqs = aws.client("s3", endpoint), aws.client("sqs", endpoint)
        events = stack["MAIL_EVENTS_QUEUE_URL"]
        office = PostOffice(aws.mail_service(), lambda body: sqs.send_message(QueueUrl=events, MessageBody=body), SystemClock())
        reads = ReadLog(AwsBucket(s3, stack["LOGS_BUCKET"]), SystemClock(), but=INBOX, notify=arrival.set)
        public, beside = AwsBucket(s3, stack["PUBLIC_BUCKET"]), {INBOX: Inbox(office)}
        server = SiteServer(public, port=site_port, api=Gateway(the_app), beside=beside, noting=reads.noting)
        settings = {**stack, **KEYS, "SITE_URL": server.url, "GRACE_SECONDS": str(grace), "TOP_SECONDS": str(TOP)}
        os.environ.update(settings, LOG_LEVEL="WARNING")
        with server, _watching(source, s3, stack["CONTENT_BUCKET"], stop):
            inbox = f"{server.url}{INBOX}"
            _say(f"Site:   {server.url}/\nInbox:  {inbox}\nAWS:    {endpoint} (see {STATE})\nPublishing {source}/ …")
            functions = Functions(sqs, handlers(), settings, lambda: office.deliver() + reads.write())
            reports = Reports(s3, stack["CONTENT_BUCKET"])
            began = monotonic()
            functions.settle(stop)
            reports.print_new()
            took = monotonic() - began
            places = {"site": f"{server.url}/", "inbox": f"{inbox}{LIST}", "aws_endpoint": endpoint, "region": aws.REGION}
            names = {name: stack[name.upper()] for name in ("content_bucket", "public_bucket", "table")}
            with _state({**places, **names, "settings": settings}):
                _say(done(took, troubles))
                functions.run(stop, reports.print_new, arrival, EVERY, AT_REST)
    return 0


def done(seconds: float, troubles: Troubles) -> str:
    """Return the report after the folder was published: how long that took, and what failed."""
    but = f", but {failed} (see {LOG})" if (failed := str(troubles)) else ""
    return f"… done in {seconds:.1f} seconds{but}. Saving a file there publishes it. Stop with Ctrl-C."


def _say(text: str) -> None:
    print(text, flush=True)


def _arrival(stop: Event) -> aws.Arrival:
    """Return the event that starts the functions: a message, a page view, or the end of the demo."""
    arrival = aws.Arrival()

    def set_at_the_end() -> None:
        stop.wait()
        arrival.set()

    Thread(target=set_at_the_end, name="stop", daemon=True).start()
    return arrival


def the_app() -> Any:
    """Return the real app, as it starts with the settings of the environment."""
    return importlib.import_module("app").app


def handlers() -> Mapping[str, Any]:
    """Return the real handlers of the queues and of the schedule, likewise."""
    app = importlib.import_module("app")
    return {name: getattr(app, name) for name in FUNCTIONS}


class Reports:
    """The reports beside the sources, printed on the terminal when they are new."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket
        self._printed: dict[str, str] = {}

    def print_new(self) -> None:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        rows = [row for page in pages for row in page.get("Contents", ()) if row["Key"].endswith((".error.txt", ".warning.txt"))]
        standing = {row["Key"]: row["ETag"] for row in rows}
        for key in sorted(key for key, etag in standing.items() if self._printed.get(key) != etag):
            body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"]
            _say(f"\n{key}\n{body.read().decode()}")
        self._printed = standing


@contextmanager
def _state(said: Mapping[str, Any]) -> Iterator[None]:
    """Write the file with the addresses and keys of the demo, while the context is open; only its owner may read it."""
    private.write(STATE, json.dumps(said, indent=2) + "\n")
    try:
        yield
    finally:
        STATE.unlink(missing_ok=True)


@contextmanager
def _watching(source: Path, s3: Any, bucket: str, stop: Event) -> Iterator[None]:
    """Upload the folder, the site's own files first, then whatever changes in it, while the context is open."""
    batches = changes(source, stop)
    next(batches)  # from here on no change is missed
    for key in sorted(every_key(FolderBucket(source)), key=in_order):
        upload(source, s3, bucket, key)

    def follow() -> None:
        for batch in batches:
            for change in sorted(batch, key=lambda change: in_order(change.key)):
                upload(source, s3, bucket, change.key)

    watcher = Thread(target=follow, name="watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join(timeout=5)


def upload(source: Path, s3: Any, bucket: str, key: str) -> None:
    """Upload the file as it is now; delete the object where there is none."""
    try:
        body = (source / key).read_bytes()
    except FileNotFoundError:
        s3.delete_object(Bucket=bucket, Key=key)
    else:
        s3.put_object(Bucket=bucket, Key=key, Body=body)
