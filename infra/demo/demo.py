"""The demo: the whole pipeline on this machine, on a local AWS, with the real handlers and real events.

A folder is published (`infra.demo.seed`) and then watched, so saving a file publishes it, and pages that are open in a browser
follow. The site is served by the edge's rule, with the real API below `/api/` and all mail below `/_inbox/`. Its page views are
logged and counted as at the CDN. The table is a file of SQLite.

All that the demo keeps is in `.presswork` (`infra.authoring.target.demo_folder`), to which only its owner has access: what an S3
client needs to upload, and a command to connect (`demo.json`, with keys); the table; the site as it was built last, what its
build keeps for itself, and its port, since a site's address is in its pages. Errors are reported on one line, and with their
traceback in `demo.log`. Without the folder, the demo starts from scratch.
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

from chalicelib.cloud.aws import SystemClock
from chalicelib.cloud.bootstrap import IN_FILE
from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.ports import Cloud
from chalicelib.cloud.s3 import AwsBucket
from infra.authoring.target.demo_folder import DemoFolder, site_in
from infra.authoring.watch.demo_events import News
from infra.build import catalog
from infra.build.build import Built, build
from infra.build.reporting import CUT_OFF
from infra.demo import aws, objects, seed
from infra.demo.access_log import ReadLog
from infra.demo.app_worker import handled, handlers, load, the_app, the_cloud
from infra.demo.folder_sync import following, upload
from infra.demo.functions import Functions
from infra.demo.gateway import Gateway
from infra.demo.inbox import INBOX, LIST, Inbox
from infra.demo.output import LINES, Speech
from infra.demo.postoffice import PostOffice
from infra.demo.printed_reports import Reports
from infra.files import private_files
from infra.files.blog_folder import every_key
from infra.files.file_watch import changes
from infra.files.lock_file import locked
from infra.files.parallel import cores
from infra.serve.live import Journal, live
from infra.serve.ports import PortError
from infra.serve.responses import ReplyTo
from infra.serve.server import SiteServer
from infra.serve.workers import Work, crew, working
from infra.terminal.error_log import Troubles, noted
from infra.terminal.streams import on_one_line

GRACE = 5  # seconds from a post to its letter: enough to see it wait
TOP = 10  # seconds until the most read posts are computed again: ten minutes are long in a demo
EVERY, AT_REST = 1.0, 5.0  # seconds between ticks of the schedule, while something happens and while nothing does
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
        noted(own.log, speech.say) as troubles,
        _table(own.table),  # which goes after those who use it
        working(build, stop) as build_there,
        crew(handled, stop, 2 * cores()) as handle,  # while images take as many of them as there are cores, others go on
        aws.local_aws(aws_port) as endpoint,
    ):
        parts = Parts(own, source, endpoint, site_port, grace, stop)
        os.environ.update(parts.settings, LOG_LEVEL="WARNING")
        speech.say(f"{parts}\nPublishing {source}/ …")
        began = monotonic()
        saved = changes(source, stop)
        next(saved)  # from here on no change is missed
        built = _built(build_there, source, parts, speech, fresh=fresh)
        if built:
            cloud = _published(built, parts)
            _say_misnamed(built, speech)
            news, handles = News(cloud, speech.tell), handlers(handle, parts.settings)
            heard = {**handles, "ingest": news.hearing(handles["ingest"])}
            functions = Functions(parts.sqs, heard, parts.settings, parts.deliver, cores())
            put = partial(upload, parts.s3, parts.stack["CONTENT_BUCKET"])
            with parts.server, parts.journal, news.telling(stop), following(saved, source, put, stop):
                ready = partial(_ready, parts, speech, began, troubles)
                reports = Reports(parts.s3, parts.stack["CONTENT_BUCKET"], source, speech.say)
                _run(parts, functions, cloud, stop, reports, ready)
        else:
            speech.say(f"presswork: {CUT_OFF}")
    return 0


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
        self.own, self._source = own, source.resolve()
        self._endpoint, self.stack, self._since = endpoint, aws.create_stack(endpoint), datetime.now(UTC).isoformat()
        self.s3, self.sqs = aws.client("s3", endpoint), aws.client("sqs", endpoint)
        self.arrival, self.journal = _arrival(stop), Journal()
        self._office = PostOffice(aws.mail_service(), self._publish_event, SystemClock())
        self._reads = ReadLog(AwsBucket(self.s3, self.stack["LOGS_BUCKET"]), SystemClock(), but=INBOX, notify=self.arrival.set)
        self.server = bound(self._server, site_port, own.port)
        ours = {"SITE_URL": self.server.url, "GRACE_SECONDS": str(grace), "TOP_SECONDS": str(TOP)}
        self.settings: Mapping[str, str] = {**self.stack, **KEYS, **ours, "TABLE": f"{IN_FILE}{own.table.absolute()}"}

    def __str__(self) -> str:
        url = self.server.url
        return f"Site:   {url}/\nInbox:  {url}{INBOX}\nAWS:    {self._endpoint} (see {self.own.state})"

    @property
    def said(self) -> Mapping[str, Any]:
        """What other programs have to know."""
        url = self.server.url
        places = {"site": f"{url}/", "inbox": f"{url}{INBOX}{LIST}", "aws_endpoint": self._endpoint, "region": aws.REGION}
        names = {name: self.settings[name.upper()] for name in ("content_bucket", "public_bucket", "table")}
        return {**places, **names, "folder": str(self._source), "since": self._since, "settings": self.settings}

    def deliver(self) -> int:
        """Let the mail service and the CDN's log work; return how much they had to do."""
        return self._office.deliver() + self._reads.write()

    def _publish_event(self, body: str) -> None:
        self.sqs.send_message(QueueUrl=self.stack["MAIL_EVENTS_QUEUE_URL"], MessageBody=body)

    def _server(self, port: int) -> SiteServer:
        public, beside = AwsBucket(self.s3, self.stack["PUBLIC_BUCKET"]), {INBOX: Inbox(self._office)}
        return SiteServer(public, port, Gateway(the_app), beside, self._noting)

    def _noting(self, reply_to: ReplyTo) -> ReplyTo:
        return live(self.journal)(self._reads.noting(reply_to))


def _run(parts: Parts, functions: Functions, cloud: Cloud, stop: Event, reports: Reports, ready: Callable[[], None]) -> None:
    """Let the functions work until all is stopped."""
    functions.settle(stop)
    reports.print_new()
    with _state(parts.own.state, parts.said):
        ready()
        seed.warm_up(cloud, every_key(cloud.content))
        functions.run(stop, reports.print_new, parts.arrival, EVERY, AT_REST)


def _ready(parts: Parts, speech: Speech, began: float, troubles: Troubles) -> None:
    """Say that everything is published, and where."""
    seconds = monotonic() - began
    places = {name: parts.said[name] for name in ("site", "inbox", "aws_endpoint")}
    speech.ready({"event": "ready", **places, "seconds": round(seconds, 1), "text": done(seconds, troubles, parts.own.log)})


@contextmanager
def _table(file: Path) -> Iterator[None]:
    """Let there be no table before and after: it holds the addresses of those who sign up meanwhile."""
    catalog.remove_table(file)
    try:
        yield
    finally:
        catalog.remove_table(file)


def bound(serve: Callable[[int], SiteServer], port: int, last: Path) -> SiteServer:
    """Return the server on this port; for 0 on that of the `last` start, or on a free one. Raise `PortError`."""
    server = serve(port) if port else _bound_again(serve, last)
    private_files.write(last, server.url.rpartition(":")[2])
    return server


def _bound_again(serve: Callable[[int], SiteServer], last: Path) -> SiteServer:
    try:
        return serve(int(last.read_text()))
    except (OSError, ValueError, PortError):  # there was none, or another program has it now
        return serve(0)


def _built(build_there: Work, source: Path, parts: Parts, speech: Speech, *, fresh: bool) -> Built | None:
    """Upload the folder, and build it; return None where that was stopped."""
    seed.fill(parts.stack["CONTENT_BUCKET"], FolderBucket(source))
    options = {"url": parts.server.url, "now": datetime.now(UTC), "progress": sys.stderr.isatty(), "tell": speech.say}
    built: Built | None = build_there(source, parts.own.site, **options, fresh=fresh, cache=parts.own.cache.folder)
    return built


def _published(built: Built, parts: Parts) -> Cloud:
    """Put what was built where the handlers find it, and return their cloud; what they change is reported from then on."""
    seed.copy_table(parts.own.cache.catalog, parts.own.table)
    cloud = the_cloud()
    seed.fill_as_built(parts.stack, parts.own.cache)
    objects.report(parts.stack["PUBLIC_BUCKET"], lambda key: parts.journal.note([key]))
    seed.catch_up(cloud, built, parts.own.table)
    seed.open_letters(cloud)
    return cloud


def _say_misnamed(built: Built, speech: Speech) -> None:
    """Say which files can't be uploaded, so that no report beside them is going to."""
    for key, refusal in built.refused:
        if refusal.code == "file-name":
            speech.say(on_one_line(f"{key}: {refusal}"))


def done(seconds: float, troubles: Troubles, log: Path) -> str:
    """Return the report after the folder was published: how long that took, and what failed."""
    but = f", but {failed} (see {log})" if (failed := str(troubles)) else ""
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
def _state(file: Path, said: Mapping[str, Any]) -> Iterator[None]:
    """Write the file with the addresses and keys of the demo, while the context is open; only its owner may read it."""
    private_files.write(file, json.dumps(said, indent=2) + "\n")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
