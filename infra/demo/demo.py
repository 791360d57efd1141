"""The demo: the whole pipeline on this machine, on a local AWS, with the real handlers and real events.

A folder is published (`infra.demo.seed`) and then watched, so saving a file publishes it, and pages that are open in a browser
follow. The site is served by the edge's rule, with the real API below `/api/`, all mail below `/_inbox/`, and a page at `/_desk/`
that signs in at the desk. Its page views are logged and counted as at the CDN. The table is a file of SQLite.

Everything is stored in `.presswork` (`infra.authoring.target.demo_folder`), to which only its owner has access: what an S3 client
needs to upload, and a command to connect (`demo.json`, with keys); the table; the site as it was built last, its build's private
folder, and its port, since a site's address is in its pages. Errors are reported on one line, and with their traceback in
`demo.log`. Without the folder, the demo starts from scratch.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from chalicelib.authoring.identity.desk_links import origin_of
from chalicelib.cloud.aws import SystemClock
from chalicelib.cloud.bootstrap import IN_FILE
from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.ports import Cloud
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.edge.responses import Api
from infra.authoring.target.demo_folder import DemoFolder, site_in
from infra.authoring.watch.demo_events import IngestReporter
from infra.build import catalog
from infra.build.build import BuildReport, build
from infra.build.reporting import CUT_OFF
from infra.demo import aws, objects, seed
from infra.demo.access_log import AccessLog
from infra.demo.app_worker import app, authoring_paths, call_handler, handlers, load, the_cloud, trusted_cloud
from infra.demo.comment_files import CommentFiles
from infra.demo.desk_host import named
from infra.demo.folder_sync import folder_sync, upload
from infra.demo.functions import Functions
from infra.demo.gateway import Gateway
from infra.demo.inbox import INBOX, LIST, Inbox
from infra.demo.output import LINES, Speech
from infra.demo.owner_sign_in import SIGN_IN, OwnerSignIn, address
from infra.demo.postoffice import PostOffice
from infra.demo.printed_reports import ReportPrinter
from infra.files import private_files
from infra.files.blog_folder import every_key
from infra.files.file_watch import FileChange, changes
from infra.files.lock_file import locked
from infra.files.parallel import cores
from infra.serve.live import Journal, live
from infra.serve.ports import PortError
from infra.serve.server import SiteServer
from infra.serve.workers import Work, crew, working
from infra.terminal.error_log import FailureLog, failure_log
from infra.terminal.streams import on_one_line

GRACE = 5  # seconds from a post to its letter: enough to see it wait
TOP = 10  # seconds until the most read posts are computed again: ten minutes are long in a demo
EVERY, AT_REST = 1.0, 5.0  # seconds between ticks of the schedule, while something happens and while nothing does
BESIDE = (INBOX, SIGN_IN)  # services under the site's address that are no part of the site
KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}  # moto needs none, but boto3 does


def demo(
    source: Path,
    *,
    site_port: int,
    aws_port: int,
    stop: Event,
    grace: int = GRACE,
    fresh: bool = False,
    speech: Speech = LINES,
    own: DemoFolder = DemoFolder(),  # noqa: B008 - it is frozen
) -> int:
    """Run until stopped; return the exit status. Raise `PortError` for a port that can't be had, and `RunningError`."""
    private_files.folder(own.folder)
    load()
    with (
        locked(own.lock, partial(_refuse, own)),
        failure_log(own.log, speech.say) as failures,
        _fresh_table(own.table),  # which goes after those who use it
        working(build, stop) as build_there,
        crew(call_handler, stop, 2 * cores()) as handle,  # while images take as many of them as there are cores, others go on
        aws.local_aws(aws_port) as endpoint,
    ):
        parts = Parts(own, source, endpoint, site_port, grace, stop)
        os.environ.update(parts.settings, LOG_LEVEL="WARNING")
        speech.say(f"{parts}\nPublishing {source}/ …")
        began = monotonic()
        saved = changes(source, stop)
        next(saved)  # from here on no change is missed
        report = _build(build_there, parts, speech, fresh=fresh)
        if report is None:
            speech.say(f"presswork: {CUT_OFF}")
            return 0
        cloud = _publish(report, parts)
        for key, refusal in report.refused:
            if refusal.code == "file-name":  # it can't be uploaded, so there will be no report beside it
                speech.say(on_one_line(f"{key}: {refusal}"))
        _run(parts, cloud, handle, saved, speech, stop, partial(_say_ready, parts, speech, began, failures))
    return 0


def _run(
    parts: "Parts",
    cloud: Cloud,
    handle: Work,
    saved: Iterator[frozenset[FileChange]],
    speech: Speech,
    stop: Event,
    say_ready: Callable[[], None],
) -> None:
    """Serve the site, upload what is saved, and let the functions work, until stopped; call `say_ready` once all is published."""
    content_bucket = parts.stack["CONTENT_BUCKET"]
    news = IngestReporter(cloud, speech.tell)
    own_handlers = handlers(handle, parts.settings)
    heard = {**own_handlers, "ingest": news.hearing(own_handlers["ingest"])}
    functions = Functions(parts.sqs, heard, parts.settings, parts.deliver, cores())
    reports = ReportPrinter(parts.s3, content_bucket, parts.source, speech.say)
    comments = CommentFiles(trusted_cloud(), parts.source, parts.own.site, speech.tell)
    put = partial(upload, parts.s3, content_bucket, comments.put)
    every = comments.with_all(saved)

    def idle() -> None:
        reports.print_new()
        comments.look()

    with parts.server, parts.journal, news.telling(stop), folder_sync(every, parts.source, put, stop):
        functions.settle(stop)
        reports.print_new()
        with _state_file(parts):
            say_ready()
            seed.warm_up(cloud, every_key(cloud.content))
            functions.run(stop, idle, parts.arrival, EVERY, AT_REST)


class RunningError(Exception):
    """Another demo runs in this folder; `site` is its address, if it is known."""

    def __init__(self, site: str) -> None:
        super().__init__(f"a demo is already running here{f', at {site}' * bool(site)}")
        self.site = site


def _refuse(own: DemoFolder) -> None:
    raise RunningError(site_in(own.state))


class Parts:
    """The parts of a demo: the local AWS, what is around it in place of a CDN and a mail service, and the site's server."""

    def __init__(self, own: DemoFolder, source: Path, endpoint: str, site_port: int, grace: int, stop: Event) -> None:
        self.own, self.source = own, source
        self._endpoint, self.stack, self._since = endpoint, aws.create_stack(endpoint), datetime.now(UTC).isoformat()
        self.s3, self.sqs = aws.client("s3", endpoint), aws.client("sqs", endpoint)
        self.arrival, self.journal = _arrival(stop), Journal()
        mail_events = partial(self.sqs.send_message, QueueUrl=self.stack["MAIL_EVENTS_QUEUE_URL"])
        self._office = PostOffice(aws.mail_service(), lambda event: mail_events(MessageBody=event), SystemClock())
        self._access_log = AccessLog(
            AwsBucket(self.s3, self.stack["LOGS_BUCKET"]), SystemClock(), but=BESIDE, notify=self.arrival.set
        )
        self.server = bind(self._server, site_port, own.port)
        aws.allow_uploads(self.s3, self.stack["CONTENT_BUCKET"], origin_of(self.server.url))
        ours = {"SITE_URL": self.server.url, "GRACE_SECONDS": str(grace), "TOP_SECONDS": str(TOP), "DESK": "1"}
        self.settings: Mapping[str, str] = {**self.stack, **KEYS, **ours, "TABLE": f"{IN_FILE}{own.table.absolute()}"}

    def __str__(self) -> str:
        url = self.server.url
        return f"Site:   {url}/\nDesk:   {address(url)}\nInbox:  {url}{INBOX}\nAWS:    {self._endpoint} (see {self.own.state})"

    @property
    def description(self) -> Mapping[str, Any]:
        """The addresses, names and settings that other programs need."""
        url = self.server.url
        site = {"site": f"{url}/", "desk": address(url), "inbox": f"{url}{INBOX}{LIST}"}
        places = {**site, "aws_endpoint": self._endpoint, "region": aws.REGION}
        names = {name: self.settings[name.upper()] for name in ("content_bucket", "public_bucket", "table")}
        return {**places, **names, "folder": str(self.source.resolve()), "since": self._since, "settings": self.settings}

    def deliver(self) -> int:
        """Let the mail service and the CDN's log work; return how much they had to do."""
        return self._office.deliver() + self._access_log.write()

    def _server(self, port: int) -> SiteServer:
        public = AwsBucket(self.s3, self.stack["PUBLIC_BUCKET"])
        beside: Mapping[str, Api] = {INBOX: Inbox(self._office), SIGN_IN: OwnerSignIn(trusted_cloud)}
        gateway, log = named(Gateway(app, authoring_paths())), self._access_log
        return SiteServer(public, port, gateway, beside, lambda reply_to: live(self.journal)(log.noting(reply_to)), desk=True)


def _say_ready(parts: Parts, speech: Speech, began: float, failures: FailureLog) -> None:
    """Say that everything is published, and where."""
    seconds = monotonic() - began
    places = {name: parts.description[name] for name in ("site", "desk", "inbox", "aws_endpoint")}
    speech.ready({"event": "ready", **places, "seconds": round(seconds, 1), "text": done_text(seconds, failures, parts.own.log)})


@contextmanager
def _fresh_table(file: Path) -> Iterator[None]:
    """Remove the table before and after: it holds the addresses of those who sign up meanwhile."""
    catalog.remove_table(file)
    try:
        yield
    finally:
        catalog.remove_table(file)


def bind(serve: Callable[[int], SiteServer], port: int, last: Path) -> SiteServer:
    """Return the server on this port; for 0 on that of the `last` start, or on a free one. Raise `PortError`."""

    def serve_again() -> SiteServer:
        try:
            return serve(int(last.read_text("utf-8")))
        except (OSError, ValueError, PortError):  # there was none, or another program has it now
            return serve(0)

    server = serve(port) if port else serve_again()
    private_files.write(last, server.url.rpartition(":")[2])
    return server


def _build(build_there: Work, parts: Parts, speech: Speech, *, fresh: bool) -> BuildReport | None:
    """Upload the folder, and build it; return None if that was stopped."""
    seed.fill(parts.stack["CONTENT_BUCKET"], FolderBucket(parts.source))
    options = {
        "url": parts.server.url,
        "desk": True,
        "now": datetime.now(UTC),
        "progress": sys.stderr.isatty(),
        "tell": speech.say,
    }
    report: BuildReport | None = build_there(parts.source, parts.own.site, **options, fresh=fresh, cache=parts.own.cache.folder)
    return report


def _publish(report: BuildReport, parts: Parts) -> Cloud:
    """Copy the build to where the handlers read, and return their cloud; from then on their changes go to the journal."""
    seed.copy_table(parts.own.cache.catalog, parts.own.table)
    cloud = the_cloud()
    seed.fill_as_built(parts.stack, parts.own.cache)
    objects.report(parts.stack["PUBLIC_BUCKET"], lambda key: parts.journal.note([key]))
    seed.catch_up(cloud, report, parts.own.table)
    seed.open_letters(cloud)
    return cloud


def done_text(seconds: float, failures: FailureLog, log: Path) -> str:
    """Return the report after the folder was published: how long that took, and what failed."""
    but = f", but {failed} (see {log})" if (failed := str(failures)) else ""
    return f"… done in {seconds:.1f} seconds{but}. Saving a file there publishes it. Stop with Ctrl-C."


def _arrival(stop: Event) -> aws.Arrival:
    """Return the event that starts the functions: a message, a page view, or the end of the demo."""
    arrival = aws.Arrival()

    def set_at_the_end() -> None:
        stop.wait()
        arrival.set()

    Thread(target=set_at_the_end, name="stop", daemon=True).start()
    return arrival


@contextmanager
def _state_file(parts: Parts) -> Iterator[None]:
    """Keep the file with the addresses and keys of the demo while the context is open; only its owner may read it."""
    private_files.write(parts.own.state, json.dumps(parts.description, indent=2) + "\n")
    try:
        yield
    finally:
        parts.own.state.unlink(missing_ok=True)
