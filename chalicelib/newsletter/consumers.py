"""Handle the messages of the letters queue."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.comments import confirmation, erasure, moderation_mail, moderator_acts, reply_notices, self_approval, submissions
from chalicelib.newsletter import address_change, campaign, delivery, desk_mail, letter_acts, signup_mail
from chalicelib.newsletter.jobs import (
    CommentAct,
    CommentMail,
    CommentPublished,
    CommentSent,
    CommentsErased,
    CommentsWait,
    CommentUnconfirmed,
    CommentWithdrawn,
    Deliver,
    LetterAct,
    Moved,
    OpenLetter,
    PasskeyAdded,
    PersonInvited,
    Settle,
    SignInRequested,
    SignUp,
    Welcome,
    job_in,
)
from chalicelib.store.newsletter import letters


def run(cloud: Cloud, body: str) -> None:
    job = job_in(body)
    HANDLERS[type(job)](cloud, job)


def _do_in_shard(act: Callable[[Cloud, Any], bool], cloud: Cloud, job: Deliver | Settle) -> None:
    """Do a job in a shard; if the shard is done then, start the letter's next shard."""
    letter = letters.read(cloud.table, job.letter) if act(cloud, job) else None
    if letter and letter.state == "sending":
        campaign.continue_delivery(cloud, letter)


HANDLERS: Mapping[type, Callable[[Cloud, Any], None]] = {
    SignUp: signup_mail.sign_up,
    Welcome: signup_mail.welcome,
    Moved: address_change.finish,
    OpenLetter: campaign.open_letter,
    LetterAct: letter_acts.carry_out,
    Deliver: partial(_do_in_shard, delivery.deliver_shard),
    Settle: partial(_do_in_shard, delivery.settle),
    CommentSent: submissions.receive,
    CommentUnconfirmed: confirmation.ask,
    CommentAct: moderator_acts.carry_out,
    CommentWithdrawn: submissions.withdraw,
    CommentsWait: moderation_mail.send,
    CommentMail: reply_notices.send,
    CommentPublished: self_approval.publish,
    CommentsErased: erasure.carry_out,
    PersonInvited: desk_mail.invite,
    SignInRequested: desk_mail.send_link,
    PasskeyAdded: desk_mail.tell_of_passkey,
}


def jobs(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Do the jobs of these messages; return the names of those that failed."""
    return frozenset(name for name, body in bodies.items() if not done(name, partial(run, cloud, body)))
