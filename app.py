"""Triggers and routes: each reads, calls and answers; the rules live in `chalicelib`.

One zip is all functions, so what only some of them need is imported where it is called: a visitor's request loads no Markdown.
"""

# ruff: noqa: E402, PLC0415 - see above

import gc

gc.set_threshold(50_000)  # what is imported is no garbage, and to look for some takes a tenth of a cold start

import os
from functools import cache
from typing import Any, cast

from chalice.app import Chalice, CloudWatchEvent, Rate, Request, Response, SQSEvent

from chalicelib import settings
from chalicelib.batch import answer
from chalicelib.cloud import bootstrap
from chalicelib.cloud.ports import Cloud

app = Chalice(app_name="presswork")
SETTINGS = settings.read(os.environ)

ANY = {"methods": ["GET", "HEAD", "POST", "OPTIONS"], "content_types": ["*/*"]}
"""How every route is taken: which methods and types fit is said in our own words, not in Chalice's."""


@cache
def cloud() -> Cloud:
    """The outside world, made when the first message comes and kept while the function is warm."""
    return bootstrap.cloud(os.environ)


@cache
def trusted() -> Cloud:
    """The same with the secrets, for the functions that sign and read links."""
    return bootstrap.trusted(os.environ)


# ---- queues and the clock


def bodies(event: SQSEvent) -> dict[str, str]:
    return {record["messageId"]: record["body"] for record in event.to_dict()["Records"]}


@app.on_sqs_message(queue=SETTINGS.uploads_queue, batch_size=10)
def ingest(event: SQSEvent) -> dict[str, Any]:
    """Uploads, edits and deletions in the content bucket."""
    from chalicelib.publishing import consumers

    return answer(consumers.uploads(cloud(), bodies(event)))


@app.on_sqs_message(queue=SETTINGS.press_queue, batch_size=10)
def press(event: SQSEvent) -> dict[str, Any]:
    """Pages to make right."""
    from chalicelib.publishing import consumers

    return answer(consumers.pages(cloud(), bodies(event)))


@app.on_sqs_message(queue=SETTINGS.letters_queue, batch_size=1)
def letters(event: SQSEvent) -> dict[str, Any]:
    """Mail about signing up, and letters on their way."""
    from chalicelib.newsletter import consumers

    return answer(consumers.jobs(trusted(), bodies(event)))


@app.on_sqs_message(queue=SETTINGS.mail_events_queue, batch_size=10)
def mail_news(event: SQSEvent) -> dict[str, Any]:
    """What the mail service tells of what was sent."""
    from chalicelib.newsletter import consumers

    return answer(consumers.ses_events(cloud(), bodies(event)))


@app.on_sqs_message(queue=SETTINGS.logs_queue, batch_size=10)
def popular(event: SQSEvent) -> dict[str, Any]:
    """What the CDN wrote of what was read."""
    from chalicelib.analytics import top_posts

    return answer(top_posts.logs(cloud(), bodies(event)))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def tick(_event: CloudWatchEvent) -> dict[str, int]:
    """Once a minute: what is due, what never ended, who waits."""
    from chalicelib import schedule

    return {"queued": schedule.tick(cloud())}


# ---- routes; the CDN knows them under `/api`


def api_reply() -> Response:
    """What the house answers to the request at hand."""
    from chalicelib.web import api, http

    event = cast(Request, app.current_request).to_original_event()
    reply = api.answer(trusted(), http.request_in(event, SETTINGS.proxies))
    return Response(reply.body.decode(), dict(reply.headers), reply.status)


@app.route("/subscriptions", **ANY)
def subscriptions() -> Response:
    """Signing up."""
    return api_reply()


@app.route("/subscriptions/sent", **ANY)
def sent() -> Response:
    """Where a sign-up leads."""
    return api_reply()


@app.route("/links", **ANY)
def new_links() -> Response:
    """A new link for who follows."""
    return api_reply()


@app.route("/links/sent", **ANY)
def link_sent() -> Response:
    """Where that leads."""
    return api_reply()


@app.route("/confirm", **ANY)
def confirm() -> Response:
    """The link of the first mail."""
    return api_reply()


@app.route("/preferences", **ANY)
def preferences() -> Response:
    """What a follower gets."""
    return api_reply()


@app.route("/unsubscribe", **ANY)
def unsubscribe() -> Response:
    """Leaving."""
    return api_reply()


@app.route("/data", **ANY)
def data() -> Response:
    """All that is kept about somebody."""
    return api_reply()


@app.route("/erase", **ANY)
def erase() -> Response:
    """Nothing kept any more."""
    return api_reply()
