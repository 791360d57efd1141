"""Signing in: by a passkey, by a mailed link, or by an invitation.

A GET only shows a page, since mail programs open links, too. Whoever asks for a link gets the same answer in the same time,
whether somebody has the address or not: the request only counts and queues, and a worker mails (`newsletter.desk_mail`).
"""

import json
from http import HTTPStatus
from urllib.parse import quote

from chalicelib.authoring import desk_views, sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.identity import passkeys
from chalicelib.authoring.identity.credentials import Answer, Credential, Invitation, Passkey, SignInLink
from chalicelib.authoring.identity.passkeys import Party
from chalicelib.authoring.request_limits import counted_failures, refuse_too_many
from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import PasskeyAdded, SignInRequested, to_letters
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.store.authoring import activity, credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from chalicelib.web.http import Reply

ACCOUNT = "/api/desk/account"
DESK = "/api/desk"
AUTHORIZE = "/api/indieauth/authorize"
LONGEST_NEXT = 5_000


def party(context: AuthoringContext) -> Party:
    return passkeys.party_at(context.url, context.site.title.get(context.site.lang))


def led_to(address: str, cookie: str = "") -> Reply:
    return Reply(HTTPStatus.SEE_OTHER, {"Location": address}, cookies=(cookie,) if cookie else ())


def after_sign_in(query: str) -> str:
    """Return where a person goes who has signed in: on with what an app asks, whose request is the query, or to the desk."""
    return f"{AUTHORIZE}?{quote(query, safe='=&%+')}" if query and len(query) <= LONGEST_NEXT else DESK


# ---- by a passkey


def ask(context: AuthoringContext) -> Reply:
    """Show how to sign in; lead somebody who is signed in to the desk."""
    if sessions.current(context):
        return led_to(DESK)
    return show_sign_in(context)


def show_sign_in(context: AuthoringContext, after: str = "") -> Reply:
    challenge = passkeys.challenge_for(context.cloud.keys, "get", "", context.now)
    options = json.dumps(passkeys.request_options(party(context), challenge))
    return desk_views.show(context, "sign_in", challenge=challenge, options=options, after=after)


def by_passkey(context: AuthoringContext) -> Reply:
    """Sign in the person whose passkey has answered."""
    refuse_too_many(context)
    with counted_failures(context):
        person = _person_of_passkey(context)
    return led_to(after_sign_in(context.fields.text("after")), sessions.begin(context, person, "passkey"))


def _person_of_passkey(context: AuthoringContext) -> Person:
    table, answer, challenge = context.cloud.table, context.fields.text("answer"), context.fields.text("challenge")
    passkeys.refuse_challenge(context.cloud.keys, challenge, "get", "", context.now)
    claim = passkeys.claim_in(answer)
    person, passkey = people.read(table, claim.person), credentials.passkey(table, claim.person, claim.passkey)
    if person is None or passkey is None:
        raise Refusal("sign-in")
    used = passkeys.used(answer, challenge, party(context), passkey, context.now)
    _refuse_answered(context, person, challenge)
    if not credentials.note_use(table, person.name, used):
        raise Refusal("sign-in")
    return person


def _refuse_answered(context: AuthoringContext, person: Person, challenge: str) -> None:
    """Refuse a challenge that was answered before."""
    answer = Answer(in_utc(context.now))
    if not credentials.put_once(context.cloud.table, person.name, answer, credentials.digest_of(challenge)):
        raise Refusal("sign-in")


def new_passkey(context: AuthoringContext, person: Person) -> Passkey:
    """Return the passkey that a browser has made for this person; refuse one that wasn't asked for here."""
    challenge = context.fields.text("challenge")
    passkeys.refuse_challenge(context.cloud.keys, challenge, "create", person.name, context.now)
    browser = sessions.browser_in(context.request.header("user-agent"))
    passkey = passkeys.created(context.fields.text("answer"), challenge, party(context), browser, context.now)
    _refuse_answered(context, person, challenge)
    return passkey


def add_passkey(context: AuthoringContext, person: Person, passkey: Passkey) -> None:
    """Store a passkey, and have its person told by mail."""
    credentials.put_passkey(context.cloud.table, person.name, passkey)
    activity.note(context.cloud.table, person.name, "add passkey", passkey.browser, "", context.now)
    context.cloud.letters.send([to_letters(PasskeyAdded(person.name, passkey.browser))])


def to_create(context: AuthoringContext, person: Person) -> tuple[str, str]:
    """Return a challenge to make a passkey for this person, and what their browser is asked."""
    challenge = passkeys.challenge_for(context.cloud.keys, "create", person.name, context.now)
    known = credentials.all_of(context.cloud.table, person.name, Passkey, context.now)
    return challenge, json.dumps(passkeys.creation_options(party(context), person.name, challenge, known.values()))


# ---- by a mailed link


def request_link(context: AuthoringContext) -> Reply:
    """Have a link mailed, if somebody has this address."""
    address = read_mailbox(context.fields.text("email")).address
    refuse_too_many(context)
    context.cloud.letters.send([to_letters(SignInRequested(address, in_utc(context.now), context.lang))])
    after = context.fields.text("after")
    return led_to(f"/api/desk/sent{f'?after={quote(after)}' if 0 < len(after) <= LONGEST_NEXT else ''}")


def show_sent(context: AuthoringContext) -> Reply:
    """Say where to look for the link, and how to go on with what an app asked."""
    after = context.request.query.get("after", "")
    return desk_views.show(context, "sent", on=after_sign_in(after) if after else "")


def ask_link(context: AuthoringContext) -> Reply:
    """Show the button that signs in, and whom: a link may come from somebody else. One that has expired says so."""
    return desk_views.show(context, "link", person=_person_of_link(context).name)


def by_link(context: AuthoringContext) -> Reply:
    """Sign in by a mailed link, once; lead to the account, where a passkey can be created."""
    refuse_too_many(context)
    with counted_failures(context):
        person = _person_of_link(context)
        if not credentials.use(context.cloud.table, SignInLink, _text_in(context), context.now):
            raise Refusal("sign-in-ended")
    return led_to(ACCOUNT, sessions.begin(context, person, "link"))


def _person_of_link(context: AuthoringContext) -> Person:
    return _person_by(context, SignInLink, "sign-in-ended")


def _person_by(context: AuthoringContext, kind: type[Credential], ended: str) -> Person:
    """Return the person whose text of this kind the address holds; refuse one that is used, expired or forged."""
    text = _text_in(context)
    stored = credentials.read(context.cloud.table, kind, text, context.now)
    person = people.read(context.cloud.table, credentials.person_of(text)) if stored else None
    if person is None:
        raise Refusal(ended)
    return person


def _text_in(context: AuthoringContext) -> str:
    return context.request.query.get("t", "")


# ---- by an invitation


def ask_invited(context: AuthoringContext) -> Reply:
    """Show an invited person how they will sign in."""
    person = _invited(context)
    challenge, options = to_create(context, person)
    return desk_views.show(context, "invitation", person=person.name, challenge=challenge, options=options)


def by_invitation(context: AuthoringContext) -> Reply:
    """Sign an invited person in, once: with the passkey that their browser has created, or without."""
    refuse_too_many(context)
    with counted_failures(context):
        person = _invited(context)
        passkey = new_passkey(context, person) if context.fields.text("answer") else None
        if not credentials.use(context.cloud.table, Invitation, _text_in(context), context.now):
            raise Refusal("invitation-ended")
    if passkey:
        add_passkey(context, person, passkey)
    return led_to(ACCOUNT, sessions.begin(context, person, "invitation"))


def _invited(context: AuthoringContext) -> Person:
    return _person_by(context, Invitation, "invitation-ended")
