"""The mails to people who write: an invitation, a link to sign in, and a notice of a new passkey.

A worker sends them, so that no answer depends on an address. Their tokens are random, stored as digests, and work once
(`store.authoring.credentials`). A job that is done twice mails a second link, and each works.
"""

from collections.abc import Sequence

from chalicelib.authoring.identity import desk_links
from chalicelib.authoring.identity.credentials import Invitation, SignInLink
from chalicelib.cloud.ports import Cloud
from chalicelib.comments import notes
from chalicelib.newsletter.jobs import PasskeyAdded, PersonInvited, SignInRequested
from chalicelib.newsletter.mail.notes import note_edition
from chalicelib.newsletter.rules import address_hashes
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.rate_limits import DESK
from chalicelib.store import rate_counters, site_files
from chalicelib.store.authoring import credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.store.site_context import context_of
from chalicelib.times import in_utc


def invite(cloud: Cloud, job: PersonInvited) -> None:
    """Mail an invited person the link with which they start."""
    person = people.read(cloud.table, job.name)
    if person is not None and person.address:
        text = credentials.issue(cloud.table, person.name, Invitation(in_utc(cloud.clock.now())))
        site = site_files.read(cloud).site
        _send(cloud, person, "invitation", desk_links.invitation(site.url, text), site.lang)


def send_link(cloud: Cloud, job: SignInRequested) -> None:
    """Mail a link to sign in to the person who has this address, if there is one and they don't get too many."""
    person = people.with_mailbox(cloud.table, read_mailbox(job.address).key)
    now = cloud.clock.now()
    if person is not None and rate_counters.lets_through(cloud.table, f"{DESK}mails-hour", person.name, now):
        text = credentials.issue(cloud.table, person.name, SignInLink(in_utc(now)))
        _send(cloud, person, "sign-in", desk_links.sign_in(site_files.read(cloud).site.url, text), job.lang)


def tell_of_passkey(cloud: Cloud, job: PasskeyAdded) -> None:
    """Tell a person of a new passkey of theirs, in case that somebody else has made it."""
    person = people.read(cloud.table, job.name)
    if person is not None and person.address:
        site = site_files.read(cloud).site
        _send(cloud, person, "passkey", desk_links.account(site.url), site.lang, [job.browser])


def _send(cloud: Cloud, person: Person, kind: str, link: str, lang: str, more: Sequence[str] = ()) -> None:
    context, now = context_of(site_files.read(cloud)), cloud.clock.now()
    edition = note_edition(context, context.site.language(lang).code, kind, link, more=more)
    reader = address_hashes.reader_id(cloud.pepper, read_mailbox(person.address).key)
    notes.send(
        cloud, context.site, edition, to=person.address, reader=reader, seed=f"{kind} {person.name} {in_utc(now)}", now=now
    )
