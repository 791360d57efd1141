"""Comments: a visitor sends one, takes it back, and the moderator looks through those that wait.

A request only counts and queues; a worker holds the comment (`comments.submissions`) and carries out what was decided
(`comments.state_changes`). So a comment is answered alike, whether its post takes comments or not, and nothing of the post is
read.
"""

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from secrets import randbelow, token_hex

from chalicelib.comments.moderation_mail import authors_of
from chalicelib.comments.rules import proof_of_work
from chalicelib.comments.rules.comment import ACTS, LONGEST_TEXT, Comment, name_of
from chalicelib.comments.rules.proof_of_work import MOST, Proof, proof_in
from chalicelib.content.html.url_policy import is_website
from chalicelib.content.invisible import INVISIBLE
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import CommentAct, CommentSent, CommentUnconfirmed, CommentWithdrawn, to_letters
from chalicelib.newsletter.rules import tokens
from chalicelib.newsletter.rules.address_hashes import visitor_of
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.preferences import is_line, nearest
from chalicelib.newsletter.rules.rate_limits import COMMENTS, network_of, networks_of
from chalicelib.store import comments, rate_counters
from chalicelib.times import in_utc
from chalicelib.web import forms, http, views
from chalicelib.web.context import RequestContext
from chalicelib.web.forms import refuse
from chalicelib.web.http import Reply
from chalicelib.web.links import read_token, token_in
from chalicelib.web.pages import ApiPage
from chalicelib.web.sign_ups import is_from_a_program, refuse_too_many

log = logging.getLogger(__name__)
LONGEST = {"post": 1_024, "name": 80, "text": LONGEST_TEXT, "website": 200, "reply_to": 64}
"""Characters of each field."""
OF_THIS_SITE = re.compile(r"/(?![/\\])")
UNSEEN = re.compile(INVISIBLE)
MANY, FULL = 500, 1_000
"""Comments that wait: from the first number on, each network may send one a day; from the second on, none is taken."""
LISTED = 50
"""Comments on a page of those that wait."""


def send(context: RequestContext) -> Reply:
    """A visitor comments on a post. A form that a program filled in is answered alike, and dropped."""
    refuse_without_comments(context)
    job = comment_in(context)
    if is_from_a_program(context.form):
        log.info("a program filled in the form")
        return show_sent(context, job)
    asks, proof = context.site.comment_rules.proof_of_work, proof_with(context, job)
    refuse_in_a_flood(context)
    refuse_too_many(context, COMMENTS)
    if asks and not proof:
        context.cloud.letters.send([to_letters(CommentUnconfirmed(job))])
        return views.show(context, ApiPage("asked", job.lang))
    if proof and not rate_counters.is_new(context.cloud.table, proof.name, proof.expires):
        raise Refusal("proof")
    context.cloud.letters.send([to_letters(job)])
    return show_sent(context, job)


def show_sent(context: RequestContext, job: CommentSent) -> Reply:
    """Show what was sent, and the button that takes it back."""
    if context.request.wants_json:
        return http.as_json({"state": "commented"}, HTTPStatus.ACCEPTED)
    token = tokens.sign(context.cloud.keys, "withdraw", (job.post, job.name), context.now)
    shown = (Comment("", job.name, "held", job.at, job.writer, job.text, job.website),)
    return views.show(context, ApiPage("commented", job.lang, {"withdraw": token}, comments=shown, post=job.post))


def proof_with(context: RequestContext, job: CommentSent) -> Proof | None:
    """Return the proof of work that came with a comment, where the site asks for one; refuse a wrong one, and a comment without
    one whose writer has no address to confirm it by."""
    if not context.site.comment_rules.proof_of_work:
        return None
    if payload := context.form.text("altcha"):
        return proof_in(context.cloud.keys, payload, job.post, context.now)
    if not job.address:
        raise Refusal("no-proof")
    return None


def challenge(context: RequestContext) -> Reply:
    """Return a challenge of ALTCHA for a comment on a post: nothing is read, counted or stored for it."""
    refuse_without_comments(context)
    post = context.request.query.get("post", "")
    refuse_elsewhere(post)
    return http.as_json(proof_of_work.challenge(context.cloud.keys, post, token_hex(16), randbelow(MOST + 1), context.now))


def form_again(context: RequestContext, refusal: Refusal) -> ApiPage:
    """Return the form of a refused comment with what was written in it, and the reason beside the field that it is about."""
    written = forms.as_written(context.request.header("content-type"), context.request.body, forms.COMMENTING)
    post = written.get("post", "")
    return ApiPage(
        "reply",
        nearest(written.get("language", ""), context.site.codes) or context.lang,
        refusal=refusal,
        field=http.field_of(refusal),
        post=post if OF_THIS_SITE.match(post) else "",
        reply_to=written.get("reply_to", ""),
        written=written,
    )


def refuse_in_a_flood(context: RequestContext) -> None:
    """Refuse a comment where so many wait that nobody will look at more; where many do, all but one a day of each network."""
    table, waiting = context.cloud.table, comments.number_held(context.cloud.table, FULL)
    if waiting >= FULL:
        raise Refusal("comments-full")
    network = network_of(context.request.ip)
    if waiting >= MANY and not rate_counters.lets_through(table, f"{COMMENTS}flood-day", network, context.now):
        raise Refusal("often")


def refuse_without_comments(context: RequestContext) -> None:
    if not context.site.takes_comments:
        raise Refusal("no-comments")


def comment_in(context: RequestContext) -> CommentSent:
    """Return the comment in the form; refuse one that lacks something, or has too much."""
    form, now = context.form, context.now
    for name, most in LONGEST.items():
        if len(form.text(name)) > most:
            raise Refusal("comment-long", f"{name}: {len(form.text(name)):,} characters")
    for name in ("post", "name", "text"):
        if not UNSEEN.sub("", form.text(name)).strip():
            raise Refusal("comment-empty", f"{name}: nothing")
    refuse_elsewhere(form.text("post"))
    website, email = form.text("website"), form.text("email")
    if website and not is_website(website):
        raise Refusal("comment-site")
    return CommentSent(
        post=form.text("post"),
        name=name_of(now, token_hex(8)),
        at=in_utc(now),
        writer=form.text("name"),
        text=form.text("text"),
        website=website,
        address=read_mailbox(email).address if email else "",
        reply_to=form.text("reply_to"),
        network=visitor_of(context.cloud.pepper, networks_of(context.request.ip)[0][1]),
        notify=bool(email and form.fields.get("notify")),
        lang=context.site.language(form.text("language") or context.lang).code,
    )


def refuse_elsewhere(post: str) -> None:
    """Refuse what is no address of this site, or longer than one can be."""
    if not (OF_THIS_SITE.match(post) and is_line(post)) or len(post.encode()) > limit("address in a header"):
        raise Refusal("comment-post")


def ask_for_reply(context: RequestContext) -> Reply:
    """Show the form to answer a comment, which needs no script, and that comment, if pages show it."""
    refuse_without_comments(context)
    query = context.request.query
    post, to = query.get("post", ""), query.get("to", "")
    refuse_elsewhere(post)
    name, _, thread = to.partition(" ")
    is_named = name and thread and is_line(to) and len(to.encode()) <= LONGEST["post"]
    answered = comments.read(context.cloud.table, thread, name) if is_named else None
    shown = (answered,) if answered and answered.is_shown else ()
    lang = context.site.language(query.get("lang") or context.lang).code
    return views.show(context, ApiPage("reply", lang, comments=shown, post=post, reply_to=name[: LONGEST["reply_to"]]))


def withdraw(context: RequestContext) -> Reply:
    """A visitor takes back the comment that was just sent."""
    post, name = read_token(context, "withdraw")
    context.cloud.letters.send([to_letters(CommentWithdrawn(post, name))])
    return views.show(context, ApiPage("withdrawn", context.lang, post=post))


# ---- the moderator


def waiting(context: RequestContext) -> Reply:
    """Show the comments that wait for a look."""
    return show_waiting(context, comments.held(context.cloud.table, LISTED, authors_of_link(context)))


def decide(context: RequestContext) -> Reply:
    """Approve a comment, with a reply or without, delete it or block its writer, and show those that are left.

    One that waits no longer was decided on before. That the post is the author's whose link it is, a worker looks up again.
    """
    authors = authors_of_link(context)
    act = context.form.text("act")
    if act not in ACTS:
        refuse("act", f"one of {', '.join(ACTS)}")
    text = context.form.text("text") if act == "approve" else ""
    if len(text) > LONGEST["text"]:
        refuse("text", f"{len(text):,} characters")
    reply, held = name_of(context.now, token_hex(8)) if text else "", comments.held(context.cloud.table, LISTED, authors)
    decided = [comment for comment in held if f"{comment.name} {comment.thread}" == context.form.text("comment")]
    by = tuple(sorted(authors or ()))
    jobs = [to_letters(CommentAct(comment.thread, comment.name, act, text, reply, by)) for comment in decided]
    context.cloud.letters.send(jobs)
    return show_waiting(context, [comment for comment in held if comment not in decided])


def show_waiting(context: RequestContext, held: Sequence[Comment]) -> Reply:
    page = ApiPage("moderate", context.site.lang, {"moderate": token_in(context)}, comments=tuple(held))
    return views.show(context, page)


def authors_of_link(context: RequestContext) -> frozenset[str] | None:
    """Return the authors on whose posts this link decides; None: on all. Refuse that of a mailbox that moderates no longer."""
    (mailbox,) = read_token(context, "moderate")
    return authors_of(context.cloud, context.site, mailbox)
