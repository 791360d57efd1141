"""The API: the functions that answer a visitor's requests.

Each row of `ROUTES` names a request and the function that answers it: `GET /confirm` is `ask_to_confirm`, `POST /confirm` is
`confirm`. A GET only shows a page, since mail programs open links, too; every change is a POST with the token of a link.

A sign-up reads nothing about its address: it is counted and queued, and the mail that answers it is sent by a worker
(`newsletter.signup_mail`). So the reply, its calls and its time are the same whether the address is known or not.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site import Site
from chalicelib.errors import Refusal
from chalicelib.newsletter import subscription, tokens
from chalicelib.newsletter.jobs import SignUp, Welcome, to_letters
from chalicelib.newsletter.mailbox import read_mailbox
from chalicelib.newsletter.rate_limits import network_of, networks_of
from chalicelib.newsletter.subscriber import Subscriber, Wishes, shard_of
from chalicelib.newsletter.tokens import Keyring, shares_of
from chalicelib.store import rate_counters, site_files, subscribers
from chalicelib.times import in_utc
from chalicelib.web import http
from chalicelib.web.forms import Form, nearest, preferred_language, read_form, wishes_in
from chalicelib.web.http import Reply, Request
from chalicelib.web.pages import PAGES, ApiPage

log = logging.getLogger(__name__)
FINAL_PURPOSES = ("data", "erase")  # purposes whose pages offer no further tokens
FILLED_IN = 1_500  # milliseconds; no person fills in the form faster


@dataclass(frozen=True)
class RequestContext:
    """One request, and what is needed to answer it."""

    cloud: Cloud
    request: Request

    @cached_property
    def files(self) -> site_files.SiteFiles:
        return site_files.read(self.cloud)

    @cached_property
    def form(self) -> Form:
        return read_form(self.request.header("content-type"), self.request.body)

    @cached_property
    def now(self) -> datetime:
        return self.cloud.clock.now()

    @property
    def site(self) -> Site:
        return self.files.site

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(language.code for language in self.site.languages)

    @property
    def lang(self) -> str:
        """The visitor's language, as far as the request names it."""
        return preferred_language(self.request.header("accept-language"), self.codes) or self.site.lang

    @property
    def keyring(self) -> Keyring:
        return Keyring(self.cloud.keys, self.cloud.pepper)

    def token(self, purpose: str) -> tuple[str, ...]:
        """Return what the link's token holds; the token is in the URL, or in the form.

        If it is in the URL, no body is read for it: mail programs that unsubscribe with one click send bodies of any kind.
        """
        return tokens.read(self.keyring, purpose, self._token, self.now)

    @cached_property
    def _token(self) -> str:
        return self.request.query.get("t") or (self.form.text("t") if self.request.method == "POST" else "")

    @property
    def signed(self) -> datetime:
        """When the link that led here was signed."""
        return tokens.signed_at(self._token)

    def tokens(self, id: str, page: str) -> Mapping[str, str]:
        """Return tokens for the purposes that a page of this kind offers.

        Tokens that lead to further pages are as old as the link that led here, so nobody can renew a link from page to page.
        """
        ages = {purpose: self.now if purpose in FINAL_PURPOSES else self.signed for purpose in PAGES[page].offers}
        return {purpose: tokens.sign(self.keyring, purpose, (id,), signed) for purpose, signed in ages.items()}

    def reader(self, id: str) -> Subscriber | None:
        return subscribers.read(self.cloud.table, id)

    def carry_out(self, id: str, decide: Callable[[Subscriber | None], subscribers.V]) -> subscribers.V:
        return subscribers.carry_out(self.cloud.table, id, decide)

    def show(self, page: ApiPage) -> Reply:
        """Return the page; a program gets only its kind."""
        if self.request.wants_json:
            return http.as_json({"state": page.kind}, page.status)
        from chalicelib.web import views  # noqa: PLC0415 - the modules that render pages are loaded only for a page

        return http.html(views.render_page(self.files, page), page.status)

    def show_to(self, kind: str, reader: Subscriber | None, id: str, **has: Any) -> Reply:
        """Return a page for a reader who came by a link, in their own language if it is known."""
        lang = reader.wishes.lang if reader and reader.address else self.lang
        return self.show(ApiPage(kind, lang, self.tokens(id, kind), **has))


def answer(cloud: Cloud, request: Request) -> Reply:
    """Return the reply to any request; a refusal says what is wrong with the request."""
    context = RequestContext(cloud, request)
    try:
        act = act_for(request)
        refuse_cross_site(context)
        reply = act(context)
    except Refusal as refusal:
        log.info("%s %s: refused, %s", request.method, request.path, refusal.code)
        reply = refusal_reply(context, refusal)
    reply = reply.also({**http.ALWAYS, **http.cors(request, context.site.url)})
    return reply.without_body() if request.method == "HEAD" else reply


def refusal_reply(context: RequestContext, refusal: Refusal) -> Reply:
    """Return why the request is refused and what to do instead, in the visitor's language."""
    more = {name: value(context.request) for name, value in REFUSAL_HEADERS.get(refusal.code, {}).items()}
    lang = lang_of(context)
    if context.request.wants_json:
        from chalicelib.web import views  # noqa: PLC0415 - see above

        return http.problem(refusal, views.explain(context.files, refusal, lang), lang).also(more)
    return context.show(ApiPage("refused", lang, refusal=refusal, field=http.field_of(refusal))).also(more)


def lang_of(context: RequestContext) -> str:
    """Return the language that the form asks for, if it can be read; else the browser's."""
    with suppress(Refusal):
        return nearest(context.form.text("language"), context.codes) or context.lang
    return context.lang


def act_for(request: Request) -> "Act":
    """Return the function that answers the request."""
    method = "GET" if request.method == "HEAD" else request.method
    if method == "OPTIONS":
        return preflight
    if (method, request.path) not in ROUTES:
        raise Refusal("method", request.method)
    return ROUTES[method, request.path]


def refuse_cross_site(context: RequestContext) -> None:
    """Refuse forms sent from pages of other sites; to leave, the token in the link of a letter is enough."""
    request = context.request
    leaves = request.path == "/unsubscribe" and bool(
        request.query.get("t")
    )  # by the button of a mail program, which may be a website
    if request.method == "POST" and not leaves and http.is_cross_site(request, context.site.url):
        raise Refusal("elsewhere")


def allowed(request: Request) -> str:
    methods = [method for method, path in ROUTES if path == request.path]
    return ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])


REFUSAL_HEADERS: Mapping[str, Mapping[str, Callable[[Request], str]]] = {
    "often": {"Retry-After": lambda _: "3600"},
    "method": {"Allow": allowed},
}
"""Further headers of a refusal, by its code."""


def preflight(_context: RequestContext) -> Reply:
    return Reply(HTTPStatus.NO_CONTENT, http.PREFLIGHT)


# ---- signing up


def sign_up(context: RequestContext) -> Reply:
    """A visitor wants to follow. A form that a program filled in is answered alike, and dropped."""
    wishes = wishes_in(context.form, context.codes, Wishes(context.lang))
    return accept(context, wishes, "asked", "/api/subscriptions/sent")


def request_link(context: RequestContext) -> Reply:
    """A follower whose link has expired wants a new one; others are answered alike, and get no mail."""
    wishes = wishes_in(context.form, context.codes, Wishes(context.lang))
    return accept(context, wishes, "renewed", "/api/links/sent", link=True)


def accept(context: RequestContext, wishes: Wishes, state: str, page: str, *, link: bool = False) -> Reply:
    """Return the same reply to every visitor, whatever follows."""
    if is_from_a_program(context.form):
        log.info("a program filled in the form")
    else:
        queue_sign_up(context, wishes, link=link)
    page = f"{page}?lang={wishes.lang}"
    if context.request.wants_json:
        return http.as_json({"state": state, "page": page}, HTTPStatus.ACCEPTED)
    return http.see_other(page)


def is_from_a_program(form: Form) -> bool:
    """Return whether the form has a field that no person sees, or was sent faster than a person can."""
    elapsed = form.text("elapsed")
    return bool(form.text("homepage")) or (elapsed != "" and int(elapsed) < FILLED_IN)


def queue_sign_up(context: RequestContext, wishes: Wishes, *, link: bool) -> None:
    """Count the sign-up, or the request for a link, against its limits (`newsletter.rate_limits`), and queue its job."""
    mailbox = read_mailbox(context.form.text("email"))
    table, ip = context.cloud.table, context.request.ip
    if not all(rate_counters.lets_through(table, name, network, context.now) for name, network in networks_of(ip)):
        raise Refusal("often")
    owner = shares_of(context.keyring, mailbox.key)["mailbox"]
    if not rate_counters.lets_through(table, "mailbox-day", owner, context.now):
        log.warning("%s: too many sign-ups for this mailbox, this one is dropped", owner)
        return
    browser = tokens.hashed(context.form.text("browser"))
    job = SignUp(mailbox.address, in_utc(context.now), token_hex(8), wishes, browser, network=network_of(ip), link=link)
    context.cloud.letters.send([to_letters(job)])


def show_sign_up_sent(context: RequestContext) -> Reply:
    """Show the page after a sign-up."""
    return show_sent(context, "asked")


def show_link_sent(context: RequestContext) -> Reply:
    """Show the page after a request for a new link."""
    return show_sent(context, "renewed")


def show_sent(context: RequestContext, kind: str) -> Reply:
    lang = context.request.query.get("lang", "")
    return context.show(ApiPage(kind, lang if lang in context.codes else context.lang))


# ---- confirming


def ask_to_confirm(context: RequestContext) -> Reply:
    """Show the button that confirms a sign-up."""
    reader_id, _, browser = context.token("confirm")
    return context.show_to("confirm", context.reader(reader_id), reader_id, browser=browser)


def confirm(context: RequestContext) -> Reply:
    """Confirm a sign-up. The shard is opened before, so no letter misses the follower; the welcome is queued until it is sent."""
    reader_id, secret, _ = context.token("confirm")
    subscribers.open_shard(context.cloud.table, shard_of(reader_id))
    decision = context.carry_out(reader_id, lambda standing: subscription.confirmed(standing, secret, context.now))
    if decision.begins:
        subscribers.count(context.cloud.table, decision.new.shard, 1)
        log.info("%s follows", reader_id)
    if not decision.new.greeted:
        context.cloud.letters.send([to_letters(Welcome(reader_id))])
    return context.show_to("confirmed" if decision.begins else "already", decision.new, reader_id)


# ---- changing and leaving


def preferences(context: RequestContext) -> Reply:
    """Show the follower's wishes."""
    (reader_id,) = context.token("preferences")
    reader = subscription.following(context.reader(reader_id), context.now)
    return context.show_to("preferences", reader, reader_id, wishes=reader.wishes, categories=categories(context, reader))


def categories(context: RequestContext, reader: Subscriber) -> tuple[tuple[str, str], ...]:
    """Return the categories that the reader may choose from: slug and name."""
    from chalicelib.web import views  # noqa: PLC0415 - see above

    return views.categories(context.cloud, context.site, reader.wishes.lang)


def save(context: RequestContext) -> Reply:
    """Store the follower's new wishes."""
    (reader_id,) = context.token("preferences")

    def decide(standing: Subscriber | None) -> subscription.Changed:
        before = subscription.following(standing, context.now).wishes
        return subscription.changed(standing, wishes_in(context.form, context.codes, before), context.now)

    return context.show_to("saved", context.carry_out(reader_id, decide).new, reader_id)


def ask_to_leave(context: RequestContext) -> Reply:
    """Show the button that unsubscribes."""
    (reader_id,) = context.token("unsubscribe")
    return context.show_to("unsubscribe", context.reader(reader_id), reader_id)


def leave(context: RequestContext) -> Reply:
    """Unsubscribe a reader, by the button of the page or of their mail program; a reader who has left gets the same reply."""
    (reader_id,) = context.token("unsubscribe")
    removed = remove(context, reader_id, lambda standing: subscription.left(standing, context.now))
    log.info("%s left", reader_id)
    return context.show_to("left", removed.was, reader_id)


def remove(
    context: RequestContext, reader_id: str, decide: Callable[[Subscriber | None], subscription.Removed]
) -> subscription.Removed:
    """Remove the subscriber, and count one follower less if they followed."""
    removed = context.carry_out(reader_id, decide)
    if removed.was and removed.was.state == "following":
        subscribers.count(context.cloud.table, removed.was.shard, -1)
    return removed


# ---- one's own data


def export_data(context: RequestContext) -> Reply:
    """Return all stored data about the reader, as a file."""
    (reader_id,) = context.token("data")
    reader = context.reader(reader_id)
    refuse_outdated_link(context, reader)
    kept = {name: value for name, value in asdict(reader).items() if name not in SECRET_FIELDS} if reader else {"id": reader_id}
    return http.as_json(kept).also({"Content-Disposition": 'attachment; filename="subscription.json"'})


def refuse_outdated_link(context: RequestContext, standing: Subscriber | None) -> None:
    """Refuse a link that was made for an earlier subscription of this address."""
    if subscription.is_outdated(standing, context.signed):
        raise Refusal("link-ended")


SECRET_FIELDS = ("nonce", "sign_up", "browser")  # our own secrets, which say nothing about the reader


def erase(context: RequestContext) -> Reply:
    """Erase all stored data; of an address that must never be written to, its keyed hash stays."""
    (reader_id,) = context.token("erase")

    def decide(standing: Subscriber | None) -> subscription.Removed:
        refuse_outdated_link(context, standing)
        return subscription.erased(standing)

    removed = remove(context, reader_id, decide)
    log.info("%s erased", reader_id)
    return context.show_to("erased", removed.was, reader_id)


Act = Callable[[RequestContext], Reply]
ROUTES: Mapping[tuple[str, str], Act] = {
    ("POST", "/subscriptions"): sign_up,
    ("GET", "/subscriptions/sent"): show_sign_up_sent,
    ("POST", "/links"): request_link,
    ("GET", "/links/sent"): show_link_sent,
    ("GET", "/confirm"): ask_to_confirm,
    ("POST", "/confirm"): confirm,
    ("GET", "/preferences"): preferences,
    ("POST", "/preferences"): save,
    ("GET", "/unsubscribe"): ask_to_leave,
    ("POST", "/unsubscribe"): leave,
    ("POST", "/data"): export_data,
    ("POST", "/erase"): erase,
}
