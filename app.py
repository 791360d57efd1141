"""The functions of the deployed application, by trigger and route. Each reads its event, calls `chalicelib`, and answers.

One zip holds all functions, so modules that only some of them need are imported where they are called: a visitor's request loads
no Markdown. The functions' names are names of deployed resources; renaming one replaces it.
"""

# ruff: noqa: E402, PLC0415 - see above

import gc

gc.set_threshold(50_000)  # imports produce no garbage, and collections take a tenth of a cold start

import os
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any, cast

from chalice.app import Chalice, CloudWatchEvent, Rate, Request, Response, SQSEvent

from chalicelib import batch, settings
from chalicelib.batch import Answer, Bodies, by_bucket, by_topic, whole
from chalicelib.cloud import bootstrap
from chalicelib.cloud.ports import Cloud

app = Chalice(app_name="presswork")
SETTINGS = settings.read(os.environ)

ANY = {"methods": ["GET", "HEAD", "POST", "OPTIONS"], "content_types": ["*/*"]}
"""The methods and types that every route accepts: `web.api` refuses the wrong ones with our own texts, not Chalice's."""


@cache
def cloud() -> Cloud:
    """Return the outside world, built at the first message and kept while the function is warm."""
    return bootstrap.cloud(os.environ)


@cache
def trusted() -> Cloud:
    """Return the same with the secrets, for the functions that sign and read links, or whose addresses follow from them."""
    return bootstrap.trusted(os.environ)


# ---- queues and the schedule


def handled(
    event: SQSEvent, queue: str, outside: Callable[[], Cloud], handle: Callable[[Cloud, Bodies], Iterable[str]]
) -> Answer:
    """Let `handle` do the messages of the event; `queue` is the field of the settings with the address of their queue."""
    own = partial(bootstrap.own_queue, os.environ, queue)
    return batch.handled(event.to_dict()["Records"], lambda bodies: handle(outside(), bodies), own)


@app.on_sqs_message(queue=SETTINGS.uploads_queue, batch_size=10)
def ingest(event: SQSEvent) -> Answer:
    """Handle uploads, edits and deletions in the content bucket."""
    from chalicelib.publishing import consumers

    return handled(event, "uploads_queue_url", cloud, consumers.uploads)


@app.on_sqs_message(queue=SETTINGS.press_queue, batch_size=10)
def press(event: SQSEvent) -> Answer:
    """Render pages and write their objects."""
    from chalicelib.publishing import consumers

    return handled(event, "press_queue_url", cloud, consumers.pages)


@app.on_sqs_message(queue=SETTINGS.letters_queue, batch_size=1)
def letters(event: SQSEvent) -> Answer:
    """Send mails about signing up, and deliver letters."""
    from chalicelib.newsletter import consumers

    return handled(event, "letters_queue_url", trusted, consumers.jobs)


@app.lambda_function()
def mail_in(event: dict[str, Any], _context: object) -> None:
    """Handle mail that the mail service received: readers leave, and reply."""
    from chalicelib.newsletter import inbound

    inbound.receive(trusted(), event)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def tick(_event: CloudWatchEvent) -> dict[str, int]:
    """Once a minute: queue what is due, what never ended and what waits; a part that fails makes it fail in the end."""
    from chalicelib import schedule

    return {"queued": schedule.tick(trusted())}


# ---- events without a queue: the template says who calls these functions, since Chalice knows no more of them than their names


@app.lambda_function()
def mail_news(event: dict[str, Any], _context: object) -> None:
    """Record the mail service's events, which its topic hands over."""
    from chalicelib.newsletter import feedback

    whole(feedback.ses_events(cloud(), by_topic(event)))


@app.lambda_function()
def popular(event: dict[str, Any], _context: object) -> None:
    """Count page views in the CDN's log files, which their bucket names."""
    from chalicelib.analytics import top_posts

    whole(top_posts.logs(cloud(), by_bucket(event)))


@app.lambda_function()
def images(event: dict[str, Any], _context: object) -> None:
    """Encode the image that a job names."""
    from chalicelib.images import jobs

    jobs.encode(cloud(), event)


# ---- routes; the CDN serves them under `/api`


def view(summary: str) -> Callable[[], Response]:
    """Return the view of a route: the API's reply to the current request. Chalice copies `summary` into the API's description."""

    def answered() -> Response:
        from chalicelib.web import api, http

        event = cast(Request, app.current_request).to_original_event()
        reply = api.answer(trusted(), http.request_in(event, SETTINGS.proxies))
        return Response(reply.body.decode(), dict(reply.headers), reply.status)

    answered.__doc__ = summary
    return answered


for path, summary in (  # `web.api.ROUTES` says which function answers
    ("/subscriptions", "Sign up."),
    ("/subscriptions/sent", "The page after a sign-up."),
    ("/links", "Request a new link."),
    ("/links/sent", "The page after a request for a link."),
    ("/address", "Ask for letters at another address."),
    ("/confirm", "Confirm a sign-up: the link of the first mail."),
    ("/preferences", "See and change what a follower gets."),
    ("/account", "What a follower keeps to themselves: ask for the link to it, and see it."),
    ("/move", "Confirm another address: the link of the mail to it."),
    ("/unsubscribe", "Unsubscribe."),
    ("/data", "Download all stored data about oneself."),
    ("/erase", "Erase all stored data about oneself."),
    ("/comments", "Comment on a post, or answer a comment."),
    ("/comments/challenge", "Get a challenge of ALTCHA, to prove work for a comment."),
    ("/comments/sent", "Confirm a comment that came without that proof."),
    ("/comments/withdrawn", "Take back a comment."),
    ("/comments/waiting", "Look through comments that wait."),
    ("/comments/confirm", "Confirm the address to hear of replies."),
    ("/comments/replies", "Stop emails about replies."),
    ("/comments/publish", "Publish one's own comment."),
    ("/comments/own", "Show one's own comments."),
    ("/comments/own/data", "Fetch one's own comments."),
    ("/comments/own/erased", "Erase one's own comments."),
):
    app.route(path, **ANY)(view(summary))
