"""Handle the messages of the letters queue and of the queue of SES events."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import campaign, delivery, feedback, signup_mail
from chalicelib.newsletter.jobs import Deliver, OpenLetter, Settle, SignUp, Welcome, job_in
from chalicelib.store import letters


def run(cloud: Cloud, body: str) -> None:
    """Do the job that a message names."""
    job = job_in(body)
    JOBS[type(job)](cloud, job)


def _deliver(cloud: Cloud, job: Deliver) -> None:
    if delivery.deliver_shard(cloud, job):
        _continue(cloud, job.letter)


def _settle(cloud: Cloud, job: Settle) -> None:
    if delivery.settle(cloud, job):
        _continue(cloud, job.letter)


def _continue(cloud: Cloud, id: str) -> None:
    """Start the letter's next shard after a shard is done."""
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
    """Do the jobs of these messages; return the names of those that failed."""
    return frozenset(name for name, body in bodies.items() if not done(name, partial(run, cloud, body)))


def ses_events(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Record the mail service's events in these messages; return the names of those that failed."""
    return frozenset(name for name, body in bodies.items() if not done(name, partial(feedback.record_event, cloud, body)))
