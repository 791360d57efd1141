"""Sign-ups, and requests for a new link: each is counted and queued, and answered alike.

Nothing is read or counted about the address, and only its domain is looked up; the mail that answers is decided on and sent by a
worker (`newsletter.signup_mail`). So the reply, its calls and its time are the same whether the address is known or not, and
however often anybody has typed it.
"""

import logging
from http import HTTPStatus
from secrets import token_hex

from msgspec.structs import replace

from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import SignUp, to_letters
from chalicelib.newsletter.rules.address_hashes import hashed
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.rate_limits import network_of, networks_of
from chalicelib.store import rate_counters
from chalicelib.times import in_utc
from chalicelib.web import http
from chalicelib.web.context import RequestContext
from chalicelib.web.form_wishes import wishes_in
from chalicelib.web.forms import Form
from chalicelib.web.http import Reply
from chalicelib.web.mail_domains import mail_servers

log = logging.getLogger(__name__)
FILLED_IN = 1_500  # milliseconds; no person fills in the form faster


def sign_up(context: RequestContext) -> Reply:
    """A visitor wants to follow. A form that a program filled in is answered alike, and dropped."""
    if not context.site.newsletter.on:
        raise Refusal("no-letters")
    return accept(context, "asked", "/api/subscriptions/sent")


def request_link(context: RequestContext) -> Reply:
    """A follower whose link has expired wants a new one; others are answered alike, and get no mail."""
    return accept(context, "renewed", "/api/links/sent", link=True)


def request_account_link(context: RequestContext, address: str, lang: str) -> Reply:
    """A follower, at this stored address, wants a link to their data."""
    refuse_too_many(context)
    queue(context, SignUp(address, in_utc(context.now), token_hex(8), account=True))
    return accepted(context, "renewed", "/api/links/sent", lang)


def accept(context: RequestContext, state: str, page: str, *, link: bool = False, mover: str = "") -> Reply:
    """Return the same reply to every visitor, whatever follows."""
    wishes = wishes_in(context.form, context.site.codes, Wishes(context.lang))
    if is_from_a_program(context.form):
        log.info("a program filled in the form")
    else:
        queue_sign_up(context, wishes, link=link, mover=mover)
    return accepted(context, state, page, wishes.lang)


def accepted(context: RequestContext, state: str, page: str, lang: str) -> Reply:
    """Return the reply to a request that is queued, with the address of the page to show."""
    page = f"{page}?lang={lang}"
    if context.request.wants_json:
        return http.as_json({"state": state, "page": page}, HTTPStatus.ACCEPTED)
    return Reply(HTTPStatus.SEE_OTHER, {"Location": page})


def is_from_a_program(form: Form) -> bool:
    """Return whether the form has a field that no person sees, or was sent faster than a person can."""
    elapsed = form.text("elapsed")
    return bool(form.text("homepage")) or (elapsed != "" and int(elapsed) < FILLED_IN)


def queue_sign_up(context: RequestContext, wishes: Wishes, *, link: bool, mover: str) -> None:
    """Queue the sign-up, or a follower's request, unless its network has too many or its domain takes no mail."""
    mailbox = read_mailbox(context.form.text("email"))
    refuse_too_many(context)
    servers, browser = mail_servers(context.cloud, mailbox.domain), hashed(context.form.text("browser"))
    job = SignUp(mailbox.address, in_utc(context.now), token_hex(8), wishes, browser, link=link, mover=mover, servers=servers)
    queue(context, job)


def refuse_too_many(context: RequestContext, of: str = "") -> None:
    """Count a request against the limits of its networks (`newsletter.rules.rate_limits`); refuse it above one of them."""
    networks = networks_of(context.request.ip)
    if not all(rate_counters.lets_through(context.cloud.table, of + name, network, context.now) for name, network in networks):
        raise Refusal("often")


def queue(context: RequestContext, job: SignUp) -> None:
    context.cloud.letters.send([to_letters(replace(job, network=network_of(context.request.ip)))])
