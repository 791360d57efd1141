"""Working: one message of the letters queue, or of the queue of news about mail, and what is to be done for it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import campaign, delivery, feedback, signup_mail
from chalicelib.newsletter.jobs import Deliver, OpenLetter, Settle, SignUp, Welcome, job_in
from chalicelib.store import letters


def run(cloud: Cloud, body: str) -> None:
    """Do the errand that a message names."""
    job = job_in(body)
    JOBS[type(job)](cloud, job)


def _deliver(cloud: Cloud, job: Deliver) -> None:
    if delivery.deliver_shard(cloud, job):
        _continue(cloud, job.letter)


def _settle(cloud: Cloud, job: Settle) -> None:
    if delivery.settle(cloud, job):
        _continue(cloud, job.letter)


def _continue(cloud: Cloud, id: str) -> None:
    """A shard is done: the letter goes on with the next one."""
    letter = letters.read(cloud.table, id)
    if letter and letter.state == "sending":
        campaign.continue_delivery(cloud, letter)


JOBS: Mapping[type, Callable[[Cloud, Any], None]] = {
    SignUp: signup_mail.sign_up,
    Welcome: signup_mail.welcome,
    OpenLetter: campaign.open_letter,
    Deliver: _deliver,
    Settle: _settle,
}


def jobs(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Do what these messages say; the names of those that failed."""
    return frozenset(name for name, body in bodies.items() if not done(name, partial(run, cloud, body)))


def ses_events(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Take note of what the mail service tells; the names of the messages that failed."""
    return frozenset(name for name, body in bodies.items() if not done(name, partial(feedback.record_event, cloud, body)))
